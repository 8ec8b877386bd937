"""XLSX in constant memory: numbers are numbers, headings carry their units and repeat on every printed page."""

from __future__ import annotations

from typing import IO, Any

import xlsxwriter

from dekon_portal.core.exports import XLSX_TYPE, CellWriter
from reports.document import Document
from reports.registry import FlatColumn, flat_in_words

CONTENT_TYPE = XLSX_TYPE
WIDE, NARROW = 32, 13


def write(document: Document, file: IO[bytes]) -> None:
    columns = document.flat_columns
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"title": document.title, "subject": document.scope})
        sheet = book.add_worksheet()
        cells = CellWriter(book, sheet)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L" + document.made + "&R&P / &N")
        for number, column in enumerate(columns):
            sheet.set_column(number, number, NARROW if column.is_number else WIDE)
        line = _heading(document, cells, book)
        for number, column in enumerate(columns):
            cells.heading(line, number, column.heading)
        sheet.freeze_panes(line + 1, 1)
        sheet.repeat_rows(line)
        for row in document.rows:
            line += 1
            _values(cells, line, columns, flat_in_words(row.values))
        for totals in document.closing_values:
            line += 1
            _values(cells, line, columns, flat_in_words(totals), cells.total)


def _heading(document: Document, cells: CellWriter, book: xlsxwriter.Workbook) -> int:
    """Title, scope, parameters; answers the line of the column headings."""
    cells.value(0, 0, document.title, book.add_format({"bold": True, "font_size": 14}))
    cells.value(1, 0, document.scope)
    line = 2
    for name, value in document.facts:
        cells.value(line, 0, name)
        cells.value(line, 1, value)
        line += 1
    return line + 1


def _values(cells: CellWriter, line: int, columns: list[FlatColumn], values: dict[str, Any], style: Any = None) -> None:
    for number, column in enumerate(columns):
        cells.value(line, number, values.get(column.name, ""), style)
