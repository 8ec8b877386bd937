"""What is asked of a zipped spreadsheet (xlsx, ods) before it is opened."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from .workbook import Unreadable

MAX_UNPACKED_BYTES: Final = 400 * 1024 * 1024
MAX_RATIO: Final = 200
"""Unpacked to packed bytes; real lists stay below 40, deflate reaches 1,032."""
SMALL_BYTES: Final = 20 * 1024 * 1024
"""Unpacked, this is harmless whatever the ratio (a short list in a roomy template)."""
MAX_PARTS: Final = 2000
_CHUNK: Final = 1024 * 1024

_DTD: Final = re.compile(rb"<!DOCTYPE|<!ENTITY|<\0!\0D\0O\0C\0T|<\0!\0E\0N\0T")
_MARKS: Final = (b"<f", b":f", b'"e"', b"'e'", b"hidden=", b"table:formula", b"table:visibility")
"""One of these is in every sheet that marks.py finds something in, and in some others."""


def inspect(data: bytes) -> bool:
    """Whether marks.py may find something in it.

    Raises Unreadable for what is no spreadsheet, locked, damaged, too large, or holds macros or XML commands.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        _check_directory(parts, len(data))
        return _inspect_parts(archive, parts)
    except Unreadable:
        raise
    except Exception as error:  # zipfile and zlib raise many kinds for a damaged file
        raise corrupt() from error


def _check_directory(parts: list[zipfile.ZipInfo], packed: int) -> None:
    """Only the zip's own list of contents is looked at."""
    names = {part.filename for part in parts}
    if "encrypted-package" in names or any(part.flag_bits & 1 for part in parts):
        raise locked()
    if not {"xl/workbook.xml", "content.xml"} & names:
        raise wrong_type()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise macro()
    unpacked = sum(part.file_size for part in parts)
    swollen = unpacked > SMALL_BYTES and unpacked > MAX_RATIO * packed
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or swollen:
        raise bomb()


def _inspect_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> bool:
    has_marks = False
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        cells = part.filename.lower().startswith("xl/worksheets/") or part.filename == "content.xml"
        for piece in _pieces(archive, part):
            # plain look-ups only: a sheet of 100,000 rows unpacks to some 70 MB
            if (b"<!" in piece or b"<\0!\0" in piece) and _DTD.search(piece):
                raise entities()
            if part.filename == "META-INF/manifest.xml" and b"encryption-data" in piece:
                raise locked()
            has_marks = has_marks or (cells and any(mark in piece for mark in _MARKS))
    return has_marks


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part unpacked piece by piece, each with the end of the one before, so that nothing hides in a seam.

    Raises Unreadable when it is larger than the directory says: then the directory lies.
    """
    declared, part.file_size = part.file_size, part.file_size + 1
    tail, length = b"", 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            length += len(chunk)
            if length > declared:
                raise corrupt()
            yield tail + chunk
            tail = chunk[-300:]


def locked() -> Unreadable:
    return Unreadable("password", _("Berkas ini dikunci dengan kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."))


def macro() -> Unreadable:
    return Unreadable("macro", _("Berkas ini berisi makro. Simpan sebagai xlsx tanpa makro, lalu unggah lagi."))


def bomb() -> Unreadable:
    return Unreadable(
        "bomb",
        _(
            "Isi berkas ini jauh lebih besar daripada yang wajar, sehingga tidak dibuka. Salin daftarnya ke berkas "
            "baru, lalu unggah lagi."
        ),
    )


def entities() -> Unreadable:
    return Unreadable(
        "entities",
        _(
            "Berkas ini berisi perintah XML yang tidak aman, sehingga tidak dibuka. Salin daftarnya ke berkas baru, "
            "lalu unggah lagi."
        ),
    )


def corrupt() -> Unreadable:
    return Unreadable(
        "corrupt",
        _("Berkas ini rusak sehingga tidak dapat dibuka. Buka dan simpan ulang dengan Excel, lalu unggah lagi."),
    )


def wrong_type() -> Unreadable:
    return Unreadable(
        "wrong_type", _("Berkas ini bukan lembar kerja. Unggah berkas Excel (xlsx, xls), OpenDocument (ods), atau CSV.")
    )
