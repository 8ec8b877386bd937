"""The workbook given back: the file a person sent, its faulty cells coloured and commented, a summary in front.

No database: what is to be said comes as `Notes`. The file is one that `read` accepts, so it is neither locked, nor a
bomb, nor does it hold XML commands (archive.py).
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Callable

from . import ods, xlsx
from .notes import Note, Notes
from .rebuilt import rebuilt

__all__ = ["Note", "Notes", "give_back"]

_log = logging.getLogger(__name__)


def give_back(data: bytes, name: str, notes: Notes) -> tuple[bytes, str]:
    """(the file, "xlsx" or "ods"). An xlsx or ods keeps its look; all else becomes a new xlsx of the same rows.

    `name` is the name it was sent under. Raises Unreadable only for what `read` refuses.
    """
    for part, annotated, extension in _KINDS:
        if data.startswith(b"PK\x03\x04") and part in _parts(data):
            try:
                return annotated(data, notes), extension
            except Exception as error:  # parts can be damaged or strange in many ways that calamine does not mind
                _log.warning("A file to give back is rebuilt: %s", type(error).__name__)
    return rebuilt(data, name, notes), "xlsx"


_KINDS: tuple[tuple[str, Callable[[bytes, Notes], bytes], str], ...] = (
    (xlsx.WORKBOOK, xlsx.annotated, "xlsx"),
    ("content.xml", ods.annotated, "ods"),
)


def _parts(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()
