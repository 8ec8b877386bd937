"""Step 2, locate: which sheet and which row hold the headings, and which rows under them are data."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .fields import field_of
from .found import notes_on, ranges
from .headings import read_headings
from .rows import data_rows
from .workbook import Cell, Sheet, Unreadable, Workbook

LOOK_DOWN = 60
"""Headings further down than this row are not looked for."""
_LONGEST_HEADING = 80


@dataclass(frozen=True)
class Table:
    """Headings and data rows, each row with the number the spreadsheet shows, all of one width."""

    sheet: str
    header_row: int
    headers: list[str]
    rows: list[tuple[int, list[Cell]]]
    notes: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    """The heading over each heading ("Data Usaha" over Nama, Alamat), "" where there is none."""


def locate(book: Workbook, sheet: str | None = None, header_row: int | None = None) -> Table:
    """The table of the workbook, or of the sheet and heading row the person named. Raises Unreadable."""
    sheets = _named(book.sheets, sheet) if sheet else book.sheets
    found = sorted(((*_best_heading(one), one) for one in sheets), key=lambda f: (not f[2].hidden, f[0]), reverse=True)
    score, index, chosen = next((f for f in found if f[0] >= 2), found[0])
    if header_row is not None:
        index = header_row - 1
        if not 0 <= index < len(chosen.rows):
            raise Unreadable(
                "no_header",
                _("Lembar “%(sheet)s” tidak mempunyai baris %(row)d. Pilih baris judul yang lain.")
                % {"sheet": chosen.name, "row": header_row},
            )
    elif score < 2:
        raise Unreadable(
            "no_header",
            _(
                "Baris judul kolom tidak ditemukan. Pastikan ada baris judul seperti Nama, NIK, Jenis Kelamin di atas "
                "daftar, atau pakai templat kami."
            ),
        )
    others = [one.name for other, _index, one in found if one is not chosen and other >= 3]
    return _table(chosen, index, [*book.notes, *_about_others(others)])


def _named(sheets: list[Sheet], name: str) -> list[Sheet]:
    named = [one for one in sheets if one.name == name]
    if not named:
        raise Unreadable(
            "no_sheet",
            _("Lembar “%(sheet)s” tidak ada di berkas ini. Yang ada: %(names)s.")
            % {"sheet": name, "names": ", ".join(one.name for one in sheets)},
        )
    return named


def _about_others(names: list[str]) -> list[str]:
    if not names:
        return []
    return [
        _("Lembar lain juga tampak berisi daftar dan tidak diambil: %(names)s. Unggah sekali lagi untuk tiap lembar.")
        % {"names": ", ".join(names)}
    ]


def _best_heading(sheet: Sheet) -> tuple[int, int]:
    """(score, index) of the row that reads most like headings: distinct known fields, a name counted double."""
    best = (0, 0)
    for index, row in enumerate(sheet.rows[:LOOK_DOWN]):
        texts = [cell for cell in row if isinstance(cell, str) and 0 < len(cell) < _LONGEST_HEADING]
        known = {found[0] for text in texts if (found := field_of(text))}
        score = len(known) + ("name" in known) + ("business_name" in known)
        if score > best[0]:
            best = (score, index)
    return best


def _table(sheet: Sheet, index: int, notes: list[str]) -> Table:
    headings = read_headings(sheet, index)
    rows, skipped = data_rows(sheet, headings)
    notes = [*notes, _("Lembar “%(sheet)s”, judul kolom pada baris %(row)d.") % {"sheet": sheet.name, "row": index + 1}]
    if headings.has_two_rows:
        notes.append(_("Judul kolom terdiri atas dua baris."))
    if skipped:
        notes.append(
            _(
                "%(count)d baris bukan data dilewati (nomor kolom, judul berulang, contoh, jumlah, tanda tangan): "
                "baris %(rows)s."
            )
            % {"count": len(skipped), "rows": ranges(skipped)}
        )
    notes += notes_on(sheet, headings, [number for number, _cells in rows])
    return Table(sheet.name, index + 1, headings.texts, rows, notes, headings.groups)
