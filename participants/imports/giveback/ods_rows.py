"""The rows of an ods sheet: repeated rows and cells are taken apart only where one of them is to be changed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final

from .markup import Edit, Node, append, parse, set_attributes, splice, text
from .notes import AUTHOR, Note
from .ods_styles import DEFAULT, OdsStyles

ROWS: Final = "table:number-rows-repeated"
COLUMNS: Final = "table:number-columns-repeated"
_STYLE: Final = "table:style-name"
DEFAULT_STYLE: Final = "table:default-cell-style-name"
_SAID: Final = f"{AUTHOR}: "
_TAGS: Final = re.compile(rb"<[^>]*+>")


class OdsRows:
    """`notes` is row → column → note, ascending; a note without a sentence only colours."""

    def __init__(self, notes: dict[int, dict[int, Note]], styles: OdsStyles) -> None:
        self._notes = notes
        self._waiting = sorted(notes, reverse=True)
        self._styles = styles
        self._ours: re.Pattern[bytes] | None = None
        self._ends: list[int] = []
        self._defaults: list[str] = []
        self._row = 0

    def add_columns(self, attributes: dict[str, str]) -> None:
        width = self._ends[-1] if self._ends else 0
        self._ends.append(width + int(attributes.get(COLUMNS, 1)))
        self._defaults.append(attributes.get(DEFAULT_STYLE, DEFAULT))

    def changed(self, data: bytes, attributes: dict[str, str]) -> bytes | None:
        """The row element, which may stand for many rows, with what is to be said; None when it stays as it is."""
        first, self._row = self._row + 1, self._row + int(attributes.get(ROWS, 1))
        if not (self._waiting and self._waiting[-1] <= self._row) and not self._has_ours(data):
            return None
        row = parse(data)
        pieces = []
        while self._waiting and self._waiting[-1] <= self._row:
            number = self._waiting.pop()
            pieces += [self._rows(data, row, number - first, {}), self._rows(data, row, 1, self._notes[number])]
            first = number + 1
        return b"".join((*pieces, self._rows(data, row, self._row - first + 1, {})))

    def absent(self) -> bytes:
        """The rows with notes behind the last row of the sheet."""
        pieces = []
        while self._waiting:
            number = self._waiting.pop()
            if number > self._row + 1:
                pieces.append(
                    f'<table:table-row {ROWS}="{number - self._row - 1}"><table:table-cell/></table:table-row>'
                )
            cells = b"".join(self._added(0, self._notes[number], "")).decode()
            pieces.append(f"<table:table-row>{cells}</table:table-row>")
            self._row = number
        return "".join(pieces).encode()

    def _has_ours(self, data: bytes) -> bool:
        """Whether the row or cell shows something of an earlier round."""
        if self._ours is None:
            names = (f'"{text(name)}"' for name in self._styles.ours())
            self._ours = re.compile(b"|".join(re.escape(mark.encode()) for mark in (AUTHOR, *names)))
        return self._ours.search(data) is not None

    def _rows(self, data: bytes, row: Node, count: int, notes: dict[int, Note]) -> bytes:
        if not count:
            return b""
        default = row.attributes.get(DEFAULT_STYLE, "")
        edits: list[Edit] = []
        column = 0
        for cell in row.children:
            if cell.local in ("table-cell", "covered-table-cell"):
                repeated = int(cell.attributes.get(COLUMNS, 1))
                here = [(at, note) for at, note in notes.items() if column <= at < column + repeated]
                if here or self._has_ours(data[cell.start : cell.end]):
                    new = self._cells(data, cell, column, repeated, here, default)
                    edits.append((cell.start, cell.end, b"".join(new)))
                column += repeated
        values = {ROWS: str(count) if count > 1 else None}
        beyond = {at: note for at, note in notes.items() if at >= column}
        return splice(data, [*edits, *append(data, row, b"".join(self._added(column, beyond, default)), values)])

    def _cells(
        self, data: bytes, cell: Node, column: int, repeated: int, here: Iterable[tuple[int, Note]], default: str
    ) -> Iterator[bytes]:
        """The cells that one element stands for."""
        last = column + repeated
        for at, note in here:
            if at > column:
                yield self._cell(data, cell, at - column, None, "")
            yield self._cell(data, cell, 1, note, cell.attributes.get(_STYLE) or default or self._default(at))
            column = at + 1
        if last > column:
            yield self._cell(data, cell, last - column, None, "")

    def _cell(self, data: bytes, cell: Node, repeated: int, note: Note | None, style: str) -> bytes:
        """One cell written anew; without a note it only loses what an earlier round put there."""
        style = self._styles.coloured(style or cell.attributes.get(_STYLE, ""), note.severity if note else "")
        values = {_STYLE: style or None, COLUMNS: str(repeated) if repeated > 1 else None}
        said = note.sentence if note else ""
        if note and note.text is not None:
            return _written(style, note)
        edits: list[Edit] = []
        annotation = cell.first("annotation")
        if annotation is not None:
            creator = annotation.first("creator")
            if creator is not None and _text(data, creator) == AUTHOR:
                edits.append((annotation.start, annotation.end, b""))
            else:
                edits += _said_in(data, annotation, said)
                said = ""
        edits.append(set_attributes(data, cell, values))
        content = _annotation(said)
        if content and cell.closed_at_once:
            edits = append(data, cell, content, values)
        elif content:
            edits.insert(0, (cell.inner, cell.inner, content))
        return splice(data[: cell.end], [(0, cell.start, b""), *edits])  # the cell alone

    def _added(self, column: int, notes: dict[int, Note], default: str) -> Iterator[bytes]:
        """Empty cells behind the last one of a row."""
        for at, note in notes.items():
            if at > column:
                yield f'<table:table-cell {COLUMNS}="{at - column}"/>'.encode()
            yield _written(self._styles.coloured(default or self._default(at), note.severity), note)
            column = at + 1

    def _default(self, column: int) -> str:
        place = bisect_right(self._ends, column)
        return self._defaults[place] if place < len(self._defaults) else DEFAULT


def _written(style: str, note: Note) -> bytes:
    """A cell with the note, and the text that was mended in the portal."""
    kind, content = "", ""
    if note.text is not None:
        kind, content = ' office:value-type="string"', f"<text:p>{text(note.text)}</text:p>"
    named = f' {_STYLE}="{text(style)}"' if style else ""
    start = f"<table:table-cell{named}{kind}>".encode()
    return start + _annotation(note.sentence) + content.encode() + b"</table:table-cell>"


def _annotation(said: str) -> bytes:
    if not said:
        return b""
    return f"<office:annotation><dc:creator>{AUTHOR}</dc:creator>{_paragraphs(said)}</office:annotation>".encode()


def _paragraphs(said: str) -> str:
    return "".join(f"<text:p>{text(line)}</text:p>" for line in said.split("\n"))


def _said_in(data: bytes, annotation: Node, said: str) -> Iterator[Edit]:
    """Someone's comment: what an earlier round said in it goes, what is to be said now is put behind."""
    for paragraph in annotation.all("p"):
        if _text(data, paragraph).startswith(_SAID):
            yield paragraph.start, paragraph.end, b""
    if said:
        lines = "\n".join(_SAID + line for line in said.split("\n"))
        yield annotation.inner_end, annotation.inner_end, _paragraphs(lines).encode()


def _text(data: bytes, node: Node) -> str:
    return unescape(_TAGS.sub(b"", data[node.inner : node.inner_end]).decode()).strip()
