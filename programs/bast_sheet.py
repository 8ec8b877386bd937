"""The BAST as a workbook: the same words as its paper, its quantities as numbers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from dekon_portal.core.exports import CellWriter
from dekon_portal.core.numbers import parse_form_integer

from .bast import UNKNOWN, bast_data

if TYPE_CHECKING:
    from .models import Delivery

_HEADINGS: Final = ("No.", "Nama barang", "Jumlah", "Terbilang", "Satuan", "Kondisi", "Keterangan")
_WIDTHS: Final = (22, 34, 14, 40, 12, 14, 18)
_PARTY: Final = (("Nama", "name"), ("NIP", "nip"), ("Jabatan", "position"), ("Instansi", "body"), ("Dasar", "decree"))


def bast_xlsx(delivery: Delivery) -> bytes:
    """One sheet: head, parties, goods, witnesses. In Indonesian, as the paper is."""
    said = bast_data(delivery)
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet("BAST")
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        cells = CellWriter(book, sheet)
        row = _facts(cells, 0, _head(said))
        row = _goods(cells, row + 1, said["items"])
        if said["witnesses"]:
            _witnesses(cells, row + 1, said["witnesses"])
    return written.getvalue()


def _head(said: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [
        ("Dokumen", f"Berita Acara Serah Terima Barang {said['mark']}".strip()),
        ("Nomor", said["number"]),
        ("Satuan kerja", said["office"]),
        ("Hari dan tanggal", said["day"]),
        ("Tempat", said["place"]),
        ("Kegiatan", f"{said['activity']['title']} ({said['activity']['code']})"),
        ("Tahun anggaran", said["activity"]["year"]),
    ]
    for role, party in (("Pihak pertama", said["giver"]), ("Pihak kedua", said["receiver"])):
        facts += [(f"{role}: {label}", party[key]) for label, key in _PARTY if party.get(key)]
    if said["replaces"]:
        facts.append(("Menggantikan BAST", f"{said['replaces']['number']}, {said['replaces']['day']}"))
    facts += [
        (label, said[key]) for label, key in (("Catatan", "note"), ("Dibatalkan karena", "annulled")) if said[key]
    ]
    return [*facts, ("Contoh", "bukan dokumen resmi")] if said["sample"] else facts


def _facts(cells: CellWriter, row: int, facts: list[tuple[str, str]]) -> int:
    for label, value in facts:
        cells.heading(row, 0, label)
        cells.value(row, 1, value)
        row += 1
    return row


def _goods(cells: CellWriter, row: int, items: list[dict[str, str]]) -> int:
    for column, heading in enumerate(_HEADINGS):
        cells.heading(row, column, heading)
    for number, item in enumerate(items, start=1):
        quantity = None if item["quantity"] == UNKNOWN else parse_form_integer(item["quantity"])
        line = (number, item["product"], quantity, item["words"], item["unit"], item["condition"], item["medical"])
        for column, value in enumerate(line):
            cells.value(row + number, column, value)
    return row + len(items) + 1


def _witnesses(cells: CellWriter, row: int, witnesses: list[dict[str, str]]) -> None:
    for column, heading in enumerate(("Saksi", "Nama", "NIP", "Jabatan")):
        cells.heading(row, column, heading)
    for number, who in enumerate(witnesses, start=1):
        for column, value in enumerate((number, who["name"], who["nip"], who["position"])):
            cells.value(row + number, column, value)
