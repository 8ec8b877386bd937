"""The rows of an xlsx sheet as they flow by: colours set and taken away, absent cells and rows put in."""

from __future__ import annotations

from typing import IO, Final

from .markup import Edit, Node, Unusual, append, parse, set_attributes, splice, tag_with, text
from .notes import Notes
from .package import RELATIONS, SPREADSHEETML
from .stream import Stream
from .xlsx_styles import Styles

_AFTER_COMMENTS: Final = {
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "AlternateContent",
    "webPublishItems",
    "tableParts",
    "extLst",
}
"""What stands behind the pointer to the comments; the order is part of the format."""


class SheetStream(Stream):
    """`drawing` becomes the id of the relation to the comments' drawing."""

    def __init__(self, source: IO[bytes], sink: IO[bytes], notes: Notes, styles: Styles, drawing: str) -> None:
        super().__init__(source, sink)
        self.drawing = drawing
        self._has_drawing = False
        self._notes = notes.by_row()
        self._texts = notes.texts()
        self._waiting = sorted(self._notes, reverse=True)
        self._styles = styles
        self._prefix = ""
        self._row_name = ""
        self._row = 0
        self._in_row = self._holding = False
        self._depth = 0
        self._rows_done = False
        self._columns: list[tuple[int, int, int]] = []
        self._of_column: dict[int, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._in_row:
            return
        self._depth += 1
        if name == self._row_name:
            self._start_row(attributes)
        elif self._depth == 1:
            self._start_root(name, attributes)
        elif name == f"{self._prefix}sheetData" and not self._rows_done and self.tag().endswith(b"/>"):
            raise Unusual("empty sheet")
        elif self._depth == 2:
            self._start_section(name.rpartition(":")[2], attributes)
        elif name == f"{self._prefix}sheetView" and "tabSelected" in attributes:
            self.replace_tag(tag_with(self.tag(), {"tabSelected": None}))
        elif name == f"{self._prefix}col":
            first, last, style = (int(attributes.get(key, 0)) for key in ("min", "max", "style"))
            self._columns.append((first - 1, last - 1, style))

    def end(self, name: str) -> None:
        if self._in_row:
            if name == self._row_name:
                self._end_row()
            return
        self._depth -= 1
        if name == f"{self._prefix}sheetData":
            self.insert(self._absent_rows(None))
            self._rows_done = True
        elif self._depth == 0:
            if not self._rows_done:
                raise Unusual("no rows")
            self._point_to_comments()

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        self._prefix = name.removesuffix("worksheet")
        if attributes.get(f"xmlns:{self._prefix[:-1]}" if self._prefix else "xmlns") != SPREADSHEETML:
            raise Unusual("another namespace")
        self._row_name = f"{self._prefix}row"

    def _start_section(self, local: str, attributes: dict[str, str]) -> None:
        if local == "legacyDrawing":
            self._has_drawing = True
            self.drawing = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        elif local in _AFTER_COMMENTS:
            self._point_to_comments()

    def _point_to_comments(self) -> None:
        if self.drawing and not self._has_drawing:
            self._has_drawing = True
            self.insert(f'<{self._prefix}legacyDrawing xmlns:r="{RELATIONS}" r:id="{self.drawing}"/>'.encode())

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or self._row + 1)
        if number <= self._row:
            raise Unusual("rows in disorder")
        absent = self._absent_rows(number)
        if absent:
            self.insert(absent)
        self._row = number
        self._in_row = True
        self._holding = number in self._notes or bool(self._styles.ours)
        if self._holding:
            self.hold()

    def _end_row(self) -> None:
        if self._holding:
            notes = self._notes.get(self._row, {})
            self.release(self._changed(self.held(), notes))
            if notes:
                self._waiting.pop()
        self._in_row = False
        self._depth -= 1

    def _absent_rows(self, before: int | None) -> bytes:
        """The rows with notes that the sheet skips before this one."""
        made = []
        while self._waiting and (before is None or self._waiting[-1] < before):
            number = self._waiting.pop()
            cells = (self._cell(number, column, severity, None) for column, severity in self._notes[number].items())
            made.append(f'<{self._row_name} r="{number}">'.encode() + b"".join(cells) + f"</{self._row_name}>".encode())
        return b"".join(made)

    def _changed(self, data: bytes, notes: dict[int, str]) -> bytes:
        row = parse(data)
        waiting = list(notes)
        edits: list[Edit] = []
        column = -1
        absent = False
        for cell in row.all("c"):
            place = cell.attributes.get("r")
            after = column_of(place) if place else column + 1
            if after <= column:
                raise Unusual("cells in disorder")
            column = after
            while waiting and waiting[0] < column:
                absent = True
                new = self._cell(self._row, waiting[0], notes[waiting.pop(0)], row)
                edits.append((cell.start, cell.start, new))
            old = int(cell.attributes.get("s", 0))
            style = self._styles.coloured(old, notes.get(column, ""))
            if (self._row, column) in self._texts:
                if (formula := cell.first("f")) and "ref" in formula.attributes:
                    raise Unusual("formula of other cells too")
                edits.append((cell.start, cell.end, self._written(self._row, column, style)))
            elif style != old:
                edits.append(set_attributes(data, cell, {"s": str(style)}))
            if waiting and waiting[0] == column:
                waiting.pop(0)
        rest = b"".join(self._cell(self._row, left, notes[left], row) for left in waiting)
        if rest or absent:  # the row no longer spans the columns it says
            edits += append(data, row, rest, {"spans": None})
        return splice(data, edits)

    def _cell(self, row: int, column: int, severity: str, node: Node | None) -> bytes:
        """A cell that was absent, with the format that its row or its column gives to empty cells."""
        if column not in self._of_column:
            found = (style for first, last, style in self._columns if first <= column <= last)
            self._of_column[column] = next(found, 0)
        style = self._of_column[column]
        if node and node.attributes.get("customFormat") in ("1", "true"):
            style = int(node.attributes.get("s", 0))
        return self._written(row, column, self._styles.coloured(style, severity))

    def _written(self, row: int, column: int, style: int) -> bytes:
        p, start = self._prefix, f'<{self._prefix}c r="{letters(column)}{row}" s="{style}"'
        if (row, column) not in self._texts:
            return f"{start}/>".encode()
        said = f'<{p}is><{p}t xml:space="preserve">{text(self._texts[row, column])}</{p}t></{p}is>'
        return f'{start} t="inlineStr">{said}</{p}c>'.encode()


def letters(column: int) -> str:
    """0 → "A", 26 → "AA"."""
    made = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(65 + rest) + made
    return made


def column_of(place: str) -> int:
    """ "B5" → 1."""
    column = 0
    for letter in place.rstrip("0123456789"):
        column = column * 26 + ord(letter) - 64
    return column - 1
