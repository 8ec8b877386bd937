"""Printed documents: a typst template and its data become PDF/A-2b, the archival form.

What people typed travels as data (JSON in `sys.inputs.data`), never as markup, so no text can change the template.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import segno
import typst
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

PDF_TYPE: Final = "application/pdf"
UNBROKEN: Final = 40
"""Letters; a longer word may break anywhere, so that it stays on the paper."""
_PRINTED: Final = r"\t\n\r\x20-\x7e\xa0-\u024f\u200b\u2010-\u2027\u2030-\u2040\u20a0-\u20bf"
"""Letters and marks that typst's own fonts surely have."""
_LONG_WORD: Final = re.compile(rf"\S{{{UNBROKEN + 1},}}")


def pdf(
    template: Path, data: Mapping[str, Any], *, made_at: datetime, inputs: Mapping[str, str] | None = None
) -> bytes:
    """`template` filled with `data` (JSON values), dated `made_at`: the same input gives the same bytes.

    `inputs` are texts of our own that stay as they are (an address, a picture as SVG), in `sys.inputs` by their names.

    Raises typst.TypstError when the template itself is wrong. Only files of the project can be read by it
    (`#import "/programs/documents/parts.typ"`), and only the fonts that come with typst are used, so the paper looks
    the same on every machine.

    A letter that no font has (an emoji, a control character) would keep the whole paper from being made: then such
    letters are printed as an empty box.
    """
    breakable = _with_texts(data, lambda text: _LONG_WORD.sub(lambda word: "\u200b".join(word[0]), text))
    own = dict(inputs or {})
    try:
        return _compiled(template, breakable, own, made_at)
    except typst.TypstError:
        printable = _with_texts(breakable, lambda text: re.sub(f"[^{_PRINTED}]", "□", text))
        return _compiled(template, printable, own, made_at)


def _compiled(template: Path, data: Any, inputs: dict[str, str], made_at: datetime) -> bytes:
    document = typst.compile(
        str(template),
        root=str(settings.BASE_DIR),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data), **inputs},
        format="pdf",
        pdf_standards="a-2b",
        timestamp=int(made_at.timestamp()),
    )
    return bytes(document)


def _with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The same data, each of its texts changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _with_texts(inner, change) for key, inner in value.items()}
    return [_with_texts(inner, change) for inner in value] if isinstance(value, list | tuple) else value


def qr_code(text: str, *, mask: int | None = None) -> str:
    """A QR code as SVG, for `inputs` of a document; a quarter of it may be worn away.

    With a `mask` (0…7) the best of the eight is not looked for, which takes most of the time; each is read alike.
    """
    return str(segno.make(text, error="q", micro=False, mask=mask).svg_inline(border=0))


def qr_picture(text: str) -> str:
    """A QR code for a page's `<img>`."""
    return str(segno.make(text, error="m").svg_data_uri(scale=5, border=2))


def qr_on_page(text: str) -> SafeString:
    """The same for a page, as large as its style says."""
    drawn = segno.make(text, error="q", micro=False).svg_inline(border=2, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 (squares; the text itself is not in it)


def picture(png: bytes) -> str:
    """A PNG as SVG, for `inputs` of a document."""
    width, height = (int.from_bytes(png[start : start + 4]) for start in (16, 20))
    return _as_svg(data_uri(png), width, height)


def photo(jpeg: bytes, width: int, height: int) -> str:
    """A JPEG as SVG, for `inputs` of a document."""
    return _as_svg(data_uri(jpeg, "jpeg"), width, height)


def _as_svg(uri: str, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="{uri}"/></svg>'
    )


def data_uri(content: bytes, kind: str = "png") -> str:
    """A picture inside the text that shows it."""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}" if content else ""
