"""Excel and Word files that only hold sheets and text: macros, objects and links to elsewhere are refused by name.

Only the zip's own directory, its list of content types and its lists of relations are read. The names of parts are
free, so a macro called anything is still found by its type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Final
from xml.parsers import expat
from zipfile import ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .refusal import Refusal

MOST_PARTS: Final = 10_000  # a document has dozens; more is an attack on whoever opens it
MOST_BYTES: Final = 500 * 1024 * 1024
MOST_LISTED_BYTES: Final = 20 * 1024 * 1024
"""Unpacked, of what is read here."""

ACTIVE: Final = {
    "vbaproject": gettext_lazy("makro"),
    "macroenabled": gettext_lazy("makro"),
    "activex": gettext_lazy("kontrol ActiveX"),
    "oleobject": gettext_lazy("objek OLE (berkas lain di dalamnya)"),
    "embeddings/": gettext_lazy("objek OLE (berkas lain di dalamnya)"),
    "external": gettext_lazy("tautan ke berkas lain"),
}
_CHART_DATA: Final = ".xlsx"  # the sheet that Word keeps below a chart of its own
_CONTENT_TYPES: Final = "[Content_Types].xml"


def holds_part(file: IO[bytes], part: str) -> bool:
    """Whether it is a zip with this part, the one that makes it a workbook or a document."""
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            return part in archive.namelist()
    except Exception:  # zipfile raises many kinds for a damaged file
        return False


def check_office_file(file: IO[bytes]) -> None:
    """Raise Refusal for what may act on its reader's computer, and for what unpacks to too much or not at all."""
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            _check_size(archive)
            found = list(dict.fromkeys(str(ACTIVE[mark]) for mark in _acting(archive)))
    except Refusal:
        raise
    except Exception as damage:  # zipfile, zlib and expat raise many kinds for a damaged file
        raise Refusal(_("Berkas ini rusak. Buka dan simpan ulang dari aplikasinya, lalu unggah lagi.")) from damage
    finally:
        file.seek(0)
    if found:
        raise Refusal(
            _(
                "Berkas ini berisi %(found)s, sehingga tidak diterima. Simpan salinan tanpa itu, atau unggah sebagai "
                "PDF."
            )
            % {"found": ", ".join(found)}
        )


def _check_size(archive: ZipFile) -> None:
    parts = archive.infolist()
    listed = sum(part.file_size for part in parts if _is_list(part.filename))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES or listed > MOST_LISTED_BYTES:
        raise Refusal(
            _("Isi berkas ini jauh lebih besar daripada yang wajar. Salin isinya ke berkas baru, lalu unggah lagi.")
        )


def _is_list(name: str) -> bool:
    return name == _CONTENT_TYPES or name.lower().endswith(".rels")


def _acting(archive: ZipFile) -> Iterator[str]:
    for name in archive.namelist():
        if not name.lower().endswith(_CHART_DATA):
            yield from _marks_in(name)
        if _is_list(name):
            for entry in _entries(archive.read(name)):  # never more than the directory says, which was looked at
                yield from _marks_in(entry.get("ContentType", ""))
                if entry.get("TargetMode") == "External" and not entry.get("Type", "").endswith("/hyperlink"):
                    yield "external"


def _marks_in(text: str) -> Iterator[str]:
    return (mark for mark in ACTIVE if mark != "external" and mark in text.lower())


def _entries(xml: bytes) -> list[dict[str, Any]]:
    """The attributes of each element."""
    entries: list[dict[str, Any]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: entries.append(attributes)
    parser.StartDoctypeDeclHandler = _no_definitions
    parser.Parse(xml, True)
    return entries


def _no_definitions(*_declared: object) -> None:
    raise ValueError("no Office file defines its own XML")
