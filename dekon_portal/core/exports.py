"""Lists as files: XLSX with real numbers and dates, CSV for Indonesian Excel; text stays text, never a formula.

A column is (key, label); a row is a mapping by key; a file name comes without its ending. None is *belum diketahui*
(R4), "" is nothing at all. Rows may be a generator: XLSX is written in constant memory, CSV streams. What is listed
must already be scoped (R1).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import Format, write_worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format as SheetFormat
    from xlsxwriter.worksheet import Worksheet

Column: TypeAlias = tuple[str, Any]  # key, label (a lazy translation is welcome)
Row: TypeAlias = Mapping[str, Any]

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE: Final = "text/csv; charset=utf-8"
BOM: Final = "\ufeff"  # without it Excel reads UTF-8 as Windows-1252
LONGEST_CELL: Final = 32_767
LOOKED_AT: Final = 200
"""Rows of which a column's kind is told."""
SAFE_DIGITS: Final = 10**15  # beyond, Excel silently destroys the last digits
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


def xlsx_response(columns: Sequence[Column], rows: Iterable[Row], filename: str) -> FileResponse:
    """The list as `filename`.xlsx, headings frozen; of any length in the same memory (docs/performance.md)."""
    file = NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 (the response closes it)
    headings = _distinct([str(label)[:LONGEST_CELL] for _key, label in columns])
    keys = [key for key, _label in columns]
    cell = Words().typed
    lines = (dict(zip(headings, (cell(row.get(key)) for key in keys), strict=True)) for row in rows)
    first = list(islice(lines, LOOKED_AT))
    write_worksheet(
        chain(first, lines) if first else [dict.fromkeys(headings)],
        file.name,  # given the file itself, it would first build all of it in memory
        sheet_name="Sheet1",
        freeze_row=1,
        column_width=18,
        header_format=Format().set_bold().set_text_wrap().set_align("top").set_border_bottom("thin"),
        column_formats={heading: _format_of(line[heading] for line in first) for heading in headings},
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{filename}.xlsx", content_type=XLSX_TYPE)


def _distinct(headings: list[str]) -> list[str]:
    """A cell is found by its heading: the second of a name is called "… (2)"."""
    seen: Counter[str] = Counter()
    distinct = []
    for heading in headings:
        seen[heading] += 1
        distinct.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return distinct


def _format_of(values: Iterable[Any]) -> Format:
    """How a column's values look: as the first that is no text."""
    for value in values:
        if isinstance(value, datetime):
            return Format().set_num_format("dd/mm/yyyy hh.mm")
        if isinstance(value, date):
            return Format().set_num_format("dd/mm/yyyy")
        if not isinstance(value, str):
            return Format().set_num_format("#,##0")
    return Format()


def csv_response(columns: Sequence[Column], rows: Iterable[Row], filename: str) -> StreamingHttpResponse:
    """The list as `filename`.csv, streamed."""
    keys = [key for key, _label in columns]
    # What the language decides is settled here: the stream runs after the request's language has ended.
    words = Words()
    heading = [words.cell(str(label)) for _key, label in columns]
    lines = csv_lines(chain([heading], ([words.cell(row.get(key)) for key in keys] for row in rows)))
    response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{filename}.csv")
    return response


class CellWriter:
    """Writes values of any kind into one sheet, each as what it is."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.words = Words()
        self.bold: SheetFormat = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.total: SheetFormat = book.add_format({"bold": True, "top": 1, "num_format": "#,##0"})
        self._number: SheetFormat = book.add_format({"num_format": "#,##0"})
        self._decimal: SheetFormat = book.add_format({"num_format": "#,##0.0"})
        self._date: SheetFormat = book.add_format({"num_format": "dd/mm/yyyy"})
        self._time: SheetFormat = book.add_format({"num_format": "dd/mm/yyyy hh.mm"})

    def heading(self, row: int, column: int, label: object) -> None:
        self.sheet.write_string(row, column, str(label)[:LONGEST_CELL], self.bold)

    def value(self, row: int, column: int, value: Any, style: SheetFormat | None = None) -> None:
        if isinstance(value, datetime):
            self.sheet.write_datetime(row, column, _local(value), style or self._time)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, style or self._date)
        elif _is_number(value) and abs(value) < SAFE_DIGITS:
            plain = self._decimal if isinstance(value, float) else self._number
            self.sheet.write_number(row, column, value, style or plain)
        elif text := self.words.text(value):
            self.sheet.write_string(row, column, text[:LONGEST_CELL], style)


class Words:
    """The words of values that are not their own: unknown, yes, no; fixed in the language of now."""

    def __init__(self) -> None:
        self.unknown, self.yes, self.no = _("belum diketahui"), _("ya"), _("tidak")

    def text(self, value: Any) -> str:
        if value is None:
            return self.unknown
        if isinstance(value, bool):
            return self.yes if value else self.no
        return str(value)

    def typed(self, value: Any) -> Any:
        """A cell of a sheet: numbers and dates as they are, all else as text."""
        if isinstance(value, datetime):
            return _local(value)
        if isinstance(value, date) or (_is_number(value) and abs(value) < SAFE_DIGITS):
            return value
        return self.text(value)[:LONGEST_CELL] or None

    def cell(self, value: Any) -> str:
        """A CSV field: ISO dates, plain digits, and text that no spreadsheet takes for a formula."""
        if isinstance(value, datetime):
            return f"{_local(value):%Y-%m-%d %H:%M}"
        if isinstance(value, date):
            return value.isoformat()
        text = self.text(value)
        return f"'{text}" if text.startswith(FORMULA_SIGNS) and not _is_number(value) else text


def csv_lines(records: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of `;` separated fields, BOM first."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield BOM
    for record in records:
        yield writer.writerow(record)


class _Echo:
    """A file that hands back what is written, so that csv's own quoting can stream."""

    def write(self, line: str) -> str:
        return line


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _local(moment: datetime) -> datetime:
    """Jakarta's clock without a zone, since a sheet knows no zones."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment
