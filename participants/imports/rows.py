"""Which rows under the headings are data: numbers of columns, repeated headings, examples, sums, signatures are not."""

from __future__ import annotations

import re
import string
from typing import Final

from .fields import field_of, heading_key
from .headings import Headings
from .workbook import Cell, Sheet

_NUMBERING: Final = frozenset({"", "no", "nourut", "urut", "nr", "n"})
_SUM: Final = re.compile(r"\s*(?:sub ?|grand )?(?:jumlah|total)\b", re.IGNORECASE)
_FOOTER: Final = re.compile(
    r"\s*(?:mengetahui|menyetujui|catatan|keterangan|ket\b|tertanda|ttd|kepala\b|ketua\b|panitia|pejabat"
    r"|penanggung jawab|dibuat oleh|sumber\b|nip\b|.{3,40}, *(?:\d{1,2}|[._… ]{2,}) *[A-Za-z]+ *\d{4}\s*$)",
    re.IGNORECASE,
)
_SECTION: Final = re.compile(
    r"\s*(?:kecamatan|kec|kabupaten|kab|kota|desa|kelurahan|kel|kelompok|sentra|angkatan)\b", re.IGNORECASE
)
_EXAMPLE: Final = re.compile(r"\s*\(?(?:contoh|example)\b", re.IGNORECASE)
_COUNT: Final = re.compile(r"(?:[0-9]{1,6}(?:\.0)?|x{0,3}(?:ix|iv|v?i{0,3})|[a-z])", re.IGNORECASE)
_AROUND: Final = string.punctuation + string.whitespace
_LARGEST_FILL: Final = 1_000_000
"""Cells that merged ranges may fill: more is no list."""


class _Sieve:
    """Tells data from the rest, row after row; what follows a footer is data again only when it is well filled."""

    def __init__(self, sheet: Sheet, headings: Headings) -> None:
        texts = headings.texts
        fields = [field[0] if (field := field_of(text)) else None for text in texts]
        keys = [heading_key(text) for text in texts]
        self.heading_rows = sheet.rows[max(headings.first_data - 2, 0) : headings.first_data]
        self.heading_keys = keys
        self.anchor = next((fields.index(name) for name in ("name", "business_name") if name in fields), 0)
        self.counts = [i for i, key in enumerate(keys) if key in _NUMBERING]
        self.few = max(2, sum(map(bool, texts)) // 3)
        self.wide = {row for (row, left), (_last, right) in sheet.merged if right - left >= 2}
        self.numbering_may_follow = True
        self.ended = False

    def is_data(self, index: int, cells: list[Cell]) -> bool | None:
        """None for a row that holds nothing."""
        filled = len(cells) - cells.count("")
        name = cells[self.anchor]
        is_named = name.__class__ is str and name and not name.isspace()
        if is_named and filled > self.few and not self._is_special(cells, name):
            self.numbering_may_follow = self.ended = False
            return True
        return self._sparse_is_data(index, cells) if filled else None

    def _is_special(self, cells: list[Cell], name: str) -> bool:
        if self.numbering_may_follow and _is_numbering(cells):
            return True
        if _EXAMPLE.match(name) or (cells[0].__class__ is str and _EXAMPLE.match(cells[0])):
            return True
        return self._is_sum(cells) if _SUM.match(name) else self._repeats_headings(cells, name)

    def _repeats_headings(self, cells: list[Cell], name: str) -> bool:
        """Headings again, as on every printed page; a numbering row may follow them again."""
        if cells in self.heading_rows:
            self.numbering_may_follow = True
            return True
        heading = self.heading_keys[self.anchor]
        if not heading or name[:1].lower() != heading[0] or heading_key(name) != heading:
            return False
        pairs = zip(cells, self.heading_keys, strict=True)
        repeated = all(heading_key(str(cell)) == key for cell, key in pairs if key and cell != "")
        self.numbering_may_follow = self.numbering_may_follow or repeated
        return repeated

    def _sparse_is_data(self, index: int, cells: list[Cell]) -> bool | None:
        filled = {i: cell for i, cell in enumerate(cells) if str(cell).strip()}
        told = [i for i in filled if i not in self.counts]
        if not told:
            return self._lone_count_is_data([str(cell).strip(_AROUND) for cell in filled.values()])
        first = str(filled[told[0]])
        special = self._is_special(cells, str(cells[self.anchor])) or self._is_sum(cells)
        if special or (len(told) <= self.few and _FOOTER.match(first)):
            self.ended = self.ended or not self.numbering_may_follow
            return False
        if len(told) == 1 and (index in self.wide or _SECTION.match(first)):
            return False
        return not (self.ended and len(told) <= self.few)

    def _lone_count_is_data(self, texts: list[str]) -> bool | None:
        """Only the column of numbers is filled: a line numbered in advance, or words that stand at the left edge."""
        if all(map(_COUNT.fullmatch, texts)):
            return None
        self.ended = self.ended or (bool(_FOOTER.match(" ".join(texts))) and not self.numbering_may_follow)
        return False

    def _is_sum(self, cells: list[Cell]) -> bool:
        """ "Jumlah" or "Total" is the first text of the row, numbers at most beside it."""
        texts = [cell for cell in cells if isinstance(cell, str) and cell.strip() and not cell.strip().isdigit()]
        return bool(texts) and bool(_SUM.match(texts[0])) and len(texts) <= 2


def data_rows(sheet: Sheet, headings: Headings) -> tuple[list[tuple[int, list[Cell]]], list[int]]:
    """The data rows with their numbers, and the numbers of filled rows that were left out."""
    sieve = _Sieve(sheet, headings)
    rows: list[tuple[int, list[Cell]]] = []
    skipped: list[int] = []
    every = _filled_down(sheet, headings.first_data)
    for index in range(headings.first_data, len(every)):
        cells = every[index]
        verdict = sieve.is_data(index, cells)
        if verdict:
            rows.append((index + 1, cells))
        elif verdict is False:
            skipped.append(index + 1)
    return rows, skipped


def _filled_down(sheet: Sheet, first: int) -> list[list[Cell]]:
    """The rows, where a value merged over several rows of a column stands in each of them.

    LibreOffice may keep values under a merge; those stay.
    """
    rows = list(sheet.rows)
    budget = _LARGEST_FILL
    for (top, left), (bottom, right) in sheet.merged:
        last = min(bottom, len(rows) - 1)
        budget -= max(last - top, 0)
        if top < first or top >= last or left != right or left >= len(rows[top]) or budget < 0:
            continue
        for index in range(top + 1, last + 1):
            if rows[index][left] == "":
                rows[index] = [*rows[index][:left], rows[top][left], *rows[index][left + 1 :]]
    return rows


def _is_numbering(cells: list[Cell]) -> bool:
    """The row "1 2 3 4" under the headings, also as "(1) (2) (3)"."""
    texts = [str(cell).strip("() ").removesuffix(".0") for cell in cells if cell != ""]
    return len(texts) >= 3 and texts == [str(number) for number in range(1, len(texts) + 1)]
