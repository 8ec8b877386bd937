"""Printed documents: a typst template and its data become PDF/A-2b, the archival form.

What people typed travels as data (JSON in `sys.inputs.data`), never as markup, so no text can change the template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

PDF_TYPE: Final = "application/pdf"


def pdf(template: Path, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """`template` filled with `data` (JSON values), dated `made_at`: the same input gives the same bytes.

    Raises typst.TypstError when the template itself is wrong. Only files beside the template can be read by it, and
    only the fonts that come with typst are used, so the paper looks the same on every machine.
    """
    document = typst.compile(
        str(template),
        root=str(template.parent),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        format="pdf",
        pdf_standards="a-2b",
        timestamp=int(made_at.timestamp()),
    )
    return bytes(document)
