"""A new xlsx with the rows as read: for CSV and xls, and for what is written too unusually to be changed in place."""

from __future__ import annotations

import io
import math
import re
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import xlsxwriter

from ..read import read
from ..workbook import SUMMARY_SHEETS, Cell, Sheet
from .notes import AUTHOR, COLOURS, HEAD, TITLE, Notes, sheet_name, summary_lines

_LONGEST: Final = 32_000
"""Characters of a cell or comment; Excel takes 32,767."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_EARLIEST: Final = date(1900, 3, 1)
"""Before this Excel counts days wrongly."""
_SHAPES: Final = {datetime: "dd/mm/yyyy hh:mm", date: "dd/mm/yyyy", time: "hh:mm", timedelta: "[h]:mm:ss"}


def rebuilt(data: bytes, name: str, notes: Notes) -> bytes:
    """All sheets, the summary first. Raises Unreadable as `read` does."""
    book = read(data, name)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as made:
        formats = _Formats(made)
        _write_summary(made.add_worksheet(sheet_name()), notes, formats)
        taken = {one.lower() for one in SUMMARY_SHEETS}
        for sheet in book.sheets:
            page = made.add_worksheet(_free_name(sheet.name, taken))
            if sheet.hidden:
                page.hide()
            if sheet.name == notes.sheet:
                _write_list(page, sheet, notes, formats)
            else:
                _write_sheet(page, sheet, formats)
    return out.getvalue()


class _Formats:
    """One format per (number format, severity or style of a line)."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}

    def of(self, shape: str, style: str = "") -> Any:
        if (shape, style) not in self._made:
            made = self._made[shape, style] = self._book.add_format()
            if shape:
                made.set_num_format(shape)
            else:
                made.set_text_wrap()
            if style in COLOURS:
                made.set_bg_color(f"#{COLOURS[style]}")
            elif style in (TITLE, HEAD):
                made.set_bold()
                made.set_font_size(14 if style == TITLE else 11)
        return self._made[shape, style]


def _write_summary(page: Any, notes: Notes, formats: _Formats) -> None:
    page.hide_gridlines(2)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, 80)
    page.set_column(1, 1, 40)
    for row, line in enumerate(summary_lines(notes)):
        for column, cell in enumerate(line.cells):
            page.write_string(row, column, cell[:_LONGEST], formats.of("", line.style))


def _write_list(page: Any, sheet: Sheet, notes: Notes, formats: _Formats) -> None:
    page.set_comments_author(AUTHOR)
    page.set_column(0, max(len(sheet.rows[0]) - 1, 0), 18)
    page.freeze_panes(notes.header_row, 0)
    for (row, column), text in notes.texts().items():
        if row <= len(sheet.rows) and column < len(sheet.rows[row - 1]):
            sheet.rows[row - 1][column] = text
    _write_sheet(page, sheet, formats, notes.by_row(), notes.comments())


def _write_sheet(
    page: Any,
    sheet: Sheet,
    formats: _Formats,
    coloured: dict[int, dict[int, str]] | None = None,
    said: dict[tuple[int, int], str] | None = None,
) -> None:
    """Row by row: each leaves memory when the next begins, so its comments are written with it."""
    coloured, said = coloured or {}, said or {}
    for index in range(max(len(sheet.rows), *coloured, 0)):
        cells = sheet.rows[index] if index < len(sheet.rows) else []
        severities = coloured.get(index + 1, {})
        for column in range(max(len(cells), *(at + 1 for at in severities), 0)):
            cell = cells[column] if column < len(cells) else ""
            _write(page, index, column, cell, severities.get(column), formats)
        for column in severities:
            if (index + 1, column) in said:
                page.write_comment(index, column, said[index + 1, column][:_LONGEST], {"x_scale": 2})
    for (row, column), (last_row, last_column) in sheet.merged:
        if (row, column) < (last_row, last_column):
            page.merge.append([row, column, last_row, last_column])  # the cells are written already


def _write(page: Any, row: int, column: int, cell: Cell, severity: str | None, formats: _Formats) -> None:
    """Text as text, whatever it begins with: never a formula, never a link, and never digits that lose their last."""
    style = severity or ""
    if cell == "":
        if severity is not None:
            page.write_blank(row, column, None, formats.of("@", style))
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, formats.of("General", style))
    elif isinstance(cell, (int, float)) and math.isfinite(cell):
        page.write_number(row, column, cell, formats.of("General", style))
    elif isinstance(cell, (date, time, timedelta)) and not _too_early(cell):
        page.write_datetime(row, column, cell, formats.of(_SHAPES[type(cell)], style))
    else:
        page.write_string(row, column, _as_text(cell)[:_LONGEST], formats.of("@", style))


def _too_early(cell: date | time | timedelta) -> bool:
    if isinstance(cell, timedelta):
        return cell < timedelta(0)
    day = cell.date() if isinstance(cell, datetime) else cell
    return isinstance(day, date) and day < _EARLIEST


def _as_text(cell: Cell) -> str:
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)


def _free_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes: at most 31 characters, none of some, not twice."""
    wished = _FORBIDDEN.sub("-", name).strip("'")[:31] or "-"
    made, number = wished, 1
    while made.lower() in taken or made.lower() == "history":
        number += 1
        made = f"{wished[:25]} ({number})"
    taken.add(made.lower())
    return made
