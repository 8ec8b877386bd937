"""What calamine does not tell of a sheet: error cells, formulas without a value, what is hidden. xlsx and ods here.

Runs in the guarded process (cells.py), so it imports nothing of Django.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final
from xml.parsers import expat  # archive.py has refused whatever holds a DTD

NO_VALUE: Final = "#RUMUS?"
"""Stands in a cell whose formula was never calculated; values.py makes an issue of it."""
UNKNOWN_ERROR: Final = "#VALUE!"

Span = tuple[int, int]
"""First and last row or column, both counted from 0."""

_CHUNK: Final = 1024 * 1024
_ODS_ERROR: Final = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)|Err:5\d\d")
_NOT_SHOWN: Final = frozenset({"collapse", "filter"})
_TRUE: Final = frozenset({"1", "true"})
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Marks:
    """Of one sheet, all counted from 0."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    """Row → column → the text that belongs there; calamine gives these cells as empty."""
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    has_formulas: bool = False

    def put(self, row: int, column: int, text: str) -> None:
        self.cells.setdefault(row, {})[column] = text

    def hide_rows(self, first: int, last: int) -> None:
        if self.hidden_rows and self.hidden_rows[-1][1] + 1 == first:
            first = self.hidden_rows.pop()[0]
        self.hidden_rows.append((first, last))

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns that its cells need."""
        return (
            max(self.cells, default=-1) + 1,
            max((column for row in self.cells.values() for column in row), default=-1) + 1,
        )


def marks_of_zip(data: bytes) -> list[Marks]:
    """One per sheet of an xlsx or ods, in the order of the sheets. Raises many kinds for a damaged file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name.lower(): name for name in archive.namelist()}
        if "xl/workbook.xml" not in parts:
            ods = _Ods()
            ods.walk(archive.open("content.xml"))
            return ods.sheets
        book, relations = _Attributes("sheet"), _Attributes("Relationship")
        book.walk(archive.open(parts["xl/workbook.xml"]))
        relations.walk(archive.open(parts["xl/_rels/workbook.xml.rels"]))
        targets = {one["Id"]: posixpath.join("/xl", one["Target"])[1:].lower() for one in relations.found}
        return [_xlsx_sheet(archive, parts.get(targets.get(_relation(one), ""))) for one in book.found]


def _relation(sheet: Mapping[str, str]) -> str:
    """The id of its part, whatever prefix ("r:id") the writer gave the attribute."""
    return next((value for name, value in sheet.items() if name.endswith(":id")), "")


def _xlsx_sheet(archive: zipfile.ZipFile, part: str | None) -> Marks:
    sheet = _XlsxSheet()
    if part:
        sheet.walk(archive.open(part))
    return sheet.marks


class _Part:
    """One XML part, read from end to end; `text` grows while `listens` is set."""

    def __init__(self) -> None:
        self.text = ""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        pass

    def listen(self, on: bool) -> None:
        self.parser.CharacterDataHandler = self._hear if on else None

    def _hear(self, text: str) -> None:
        self.text += text

    def walk(self, stream: IO[bytes]) -> None:
        with stream:
            while chunk := stream.read(_CHUNK):
                self.parser.Parse(chunk, False)
            self.parser.Parse(b"", True)


class _Attributes(_Part):
    """The attributes of every element of one name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == self.name:
            self.found.append(attributes)


class _XlsxSheet(_Part):
    """Some writers leave out the places of cells and rows; they follow each other then."""

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks()
        self.row = self.column = -1
        self.kind: str | None = None
        self.in_cell = self.has_formula = self.has_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self.has_value = True
            if self.has_formula or self.kind == "e":
                self.listen(True)
        elif name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
            if attributes.get("hidden") in _TRUE:
                self.marks.hide_rows(self.row, self.row)
        elif name == "f" and self.in_cell:  # not that of a condition or a sparkline
            self.has_formula = self.marks.has_formulas = True
        elif name == "is":
            self.text = name  # an inline text is a value
        elif name == "col" and attributes.get("hidden") in _TRUE:
            self.marks.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.in_cell, self.has_formula, self.has_value, self.text = True, False, False, ""
        self.kind = attributes.get("t")
        self.column += 1
        if place := _PLACE.fullmatch(attributes.get("r", "")):
            self.row, self.column = int(place[2]) - 1, _column(place[1])

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "v":
            self.listen(False)
        elif name == "c":
            self.in_cell = False
            if self.kind == "e":
                self.marks.put(self.row, self.column, self.text.strip() or UNKNOWN_ERROR)
            elif self.has_formula and not self.text and not (self.has_value and self.kind == "str"):
                self.marks.put(self.row, self.column, NO_VALUE)  # an empty "str" is the result "", not the lack of one


def _column(letters: str) -> int:
    """ "A" → 0, "AA" → 26."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


class _Ods(_Part):
    """Cells have no places; equal ones may be written once with the number of them."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Marks] = []
        self.row = self.rows = self.column = self.depth = 0
        self.cell: dict[str, Any] = {}
        self.cell_depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if name in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.cell_depth, self.text = attributes, self.depth, ""
        elif name == "text:p" and self.depth == self.cell_depth + 1:  # not that of a note or a picture in the cell
            self.listen("table:formula" in self.cell)
        elif name == "table:table-row":
            self.column, self.rows = 0, int(attributes.get("table:number-rows-repeated", 1))
            if attributes.get("table:visibility") in _NOT_SHOWN:
                self.sheets[-1].hide_rows(self.row, self.row + self.rows - 1)
        elif name == "table:table-column":
            first, self.column = self.column, self.column + int(attributes.get("table:number-columns-repeated", 1))
            if attributes.get("table:visibility") in _NOT_SHOWN:
                self.sheets[-1].hidden_columns.append((first, self.column - 1))
        elif name == "table:table":
            self.sheets.append(Marks())
            self.row = self.column = 0

    def end(self, name: str) -> None:
        self.depth -= 1
        if name == "text:p":
            self.listen(False)
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif name == "table:table-row":
            self.row += self.rows

    def _end_cell(self) -> None:
        first, self.column = self.column, self.column + int(self.cell.get("table:number-columns-repeated", 1))
        if "table:formula" not in self.cell:
            return
        self.sheets[-1].has_formulas = True
        shown = self.text.strip()
        text = ""
        if _ODS_ERROR.fullmatch(shown):
            text = shown
        elif self.cell.get("calcext:value-type") == "error":
            text = UNKNOWN_ERROR  # in the words of another language
        elif "office:value-type" not in self.cell and not shown:
            text = NO_VALUE
        if text:
            for row in range(self.row, self.row + self.rows):
                for column in range(first, self.column):
                    self.sheets[-1].put(row, column, text)
