"""What is asked of a zipped spreadsheet (xlsx, ods) before it is opened, and what calamine does not tell of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
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
_FORMULA: Final = (b"<f>", b"<f ", b"table:formula=")
# Of bounded length, and never on into the next tag: a crafted part must not make the search start over and over.
_HIDDEN: Final = re.compile(rb'<(?:row|col)\s[^<>]{0,300}hidden="(?:1|true)"')
_ERROR: Final = b't="e"'
_PLACE: Final = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
_ERROR_TEXT: Final = re.compile(rb"<v>([^<]{1,20})</v>")
_SHEET: Final = re.compile(rb"<sheet\s[^<>]*>")
_RELATION: Final = re.compile(rb"<Relationship\s[^<>]*>")
_ATTRIBUTE: Final = re.compile(r"(?<![\w:])([\w:]{1,100})\s{0,9}=\s{0,9}[\"']([^\"']*)[\"']")


@dataclass
class Inspected:
    """What the parts of an admitted file say."""

    has_formulas: bool = False
    has_hidden: bool = False
    errors: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    """Sheet name → (row, column, "#REF!"), counted from 0: calamine answers these cells as if they were empty."""


def inspect(data: bytes) -> Inspected:
    """Raises Unreadable for what is no spreadsheet, locked, damaged, too large, or holds macros or XML commands."""
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


def _inspect_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Inspected:
    found = Inspected()
    errors: dict[str, list[tuple[int, int, str]]] = {}
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        cells = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"
        for piece in _pieces(archive, part):
            # plain look-ups first: a sheet of 100,000 rows unpacks to some 70 MB
            if (b"<!" in piece or b"<\0!\0" in piece) and _DTD.search(piece):
                raise entities()
            if part.filename == "META-INF/manifest.xml" and b"encryption-data" in piece:
                raise locked()
            if cells:
                found.has_formulas = found.has_formulas or any(mark in piece for mark in _FORMULA)
                found.has_hidden = found.has_hidden or (b"hidden=" in piece and bool(_HIDDEN.search(piece)))
                if b't="e"' in piece:
                    errors.setdefault(part.filename, []).extend(_error_cells(piece))
    if errors:
        names = _sheet_names(archive)
        found.errors = {names[part]: cells for part, cells in errors.items() if part in names}
    return found


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


def _error_cells(piece: bytes) -> Iterator[tuple[int, int, str]]:
    for text in piece.split(b"</c>")[:-1]:
        if _ERROR not in text:
            continue
        cell = text[text.rfind(b"<c") :]
        tag = cell[: cell.find(b">")]
        place, shown = _PLACE.search(tag), _ERROR_TEXT.search(cell)
        if _ERROR in tag and place and shown:
            yield int(place[2]) - 1, _column(place[1]), shown[1].decode("ascii", "replace")


def _column(letters: bytes) -> int:
    """b"A" → 0, b"AA" → 26."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part → name of the sheet, as workbook.xml and its relations tell."""
    relations = [_attributes(tag) for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))]
    parts = {one.get("Id"): "xl/" + one.get("Target", "").removeprefix("/xl/") for one in relations}
    sheets = [_attributes(tag) for tag in _SHEET.findall(archive.read("xl/workbook.xml"))]
    return {parts[one["r:id"]]: one["name"] for one in sheets if "name" in one and one.get("r:id") in parts}


def _attributes(tag: bytes) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))}


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
