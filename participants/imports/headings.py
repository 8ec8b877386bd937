"""Headings of a list, which may take two rows with merged cells: "Tenaga Kerja" over "L" and "P"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .fields import field_of
from .workbook import Cell, Sheet

_LONGEST: Final = 120
_LONG_NUMBER: Final = re.compile(r"\d{10,}")


class Headings(NamedTuple):
    """One text and one group per column; `first_data` is the index of the row under the last heading row."""

    texts: list[str]
    groups: list[str]
    first_data: int
    has_two_rows: bool


def text_of(cell: Cell) -> str:
    """A heading as one line. Long numbers are hidden: a row chosen wrongly would show people's NIK as headings (R3)."""
    text = " ".join(str(cell).split())[:_LONGEST]
    return _LONG_NUMBER.sub(lambda found: "•" * len(found[0]), text)


def read_headings(sheet: Sheet, index: int) -> Headings:
    """The headings whose main row is `index`, with the row of groups above it or of parts below it."""
    main = [text_of(cell) for cell in sheet.rows[index]]
    if index + 1 < len(sheet.rows) and _are_parts(main, sheet.rows[index + 1]):
        return _joined(sheet, index)
    if index and _are_groups(sheet, index - 1, main):
        return _joined(sheet, index - 1)
    return Headings(main, [""] * len(main), index + 1, has_two_rows=False)


def _are_parts(upper: list[str], row: list[Cell]) -> bool:
    """Words under merged headings and gaps only: a row of data would fill the other columns too."""
    filled = [i for i, cell in enumerate(row) if cell != "" and str(cell).strip()]
    if len(filled) < 2 or not all(isinstance(row[i], str) and not any(map(str.isdigit, row[i])) for i in filled):
        return False
    return all(not upper[i] or (i + 1 < len(upper) and not upper[i + 1]) for i in filled)


def _are_groups(sheet: Sheet, index: int, main: list[str]) -> bool:
    """Texts over several columns each; a title over the whole list, or a line "Kegiatan: …", is no group."""
    above = [cell for cell in sheet.rows[index] if cell != "" and str(cell).strip()]
    if not above or not all(isinstance(cell, str) and len(cell) < 60 and ":" not in cell for cell in above):
        return False
    known = sum(1 for text in main if field_of(text))
    if sheet.merged:
        wide = [
            last[1] - first[1] + 1
            for first, last in sheet.merged
            if first[0] == last[0] == index and last[1] > first[1]
        ]
        return bool(wide) and max(wide) * 3 <= len(main) * 2
    return 2 <= len(above) < known


def _spread(sheet: Sheet, index: int) -> list[str]:
    """The texts of a row, each over the columns it is merged with, else over the empty ones to its right."""
    texts = [text_of(cell) for cell in sheet.rows[index]]
    for (row, left), (last_row, right) in sheet.merged:
        if row <= index <= last_row:
            texts[left : right + 1] = [text_of(sheet.rows[row][left])] * len(texts[left : right + 1])
    for i in range(1, len(texts)):
        texts[i] = texts[i] or texts[i - 1]
    return texts


def _joined(sheet: Sheet, upper: int) -> Headings:
    """ "Tenaga Kerja L" of the row `upper` and the one below it; a column without a part keeps its upper heading."""
    texts, groups = [], []
    own = [text_of(cell) for cell in sheet.rows[upper]]
    parts = [text_of(cell) for cell in sheet.rows[upper + 1]]
    for top, group, part in zip(own, _spread(sheet, upper), parts, strict=True):
        groups.append(group if part and group != part else "")
        texts.append(f"{groups[-1]} {part}".strip() if part else top)
    return Headings(texts, groups, upper + 2, has_two_rows=True)
