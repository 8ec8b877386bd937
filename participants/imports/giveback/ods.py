"""An ods given back: the person's own file, with what is wrong coloured and commented, and a summary in front."""

from __future__ import annotations

import io
import zipfile
from typing import IO, Final

from ..workbook import SUMMARY_SHEETS
from .markup import Unusual, opened, parse, splice, tag_with, text
from .notes import MAX_COMMENTS, Note, Notes, sheet_name, summary_lines
from .ods_rows import OdsRows
from .ods_styles import OdsStyles
from .package import copy_part
from .stream import Stream

CONTENT: Final = "content.xml"
_MIMETYPE: Final = "mimetype"
_NAMES: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES: Final = {
    "xmlns:office": f"{_NAMES}office:1.0",
    "xmlns:table": f"{_NAMES}table:1.0",
    "xmlns:style": f"{_NAMES}style:1.0",
    "xmlns:text": f"{_NAMES}text:1.0",
    "xmlns:fo": f"{_NAMES}xsl-fo-compatible:1.0",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}
_SHEET_DEPTH: Final = 4
"""Of <table:table> of a sheet; tables inside cells stand deeper."""
_AFTER_ROWS: Final = ("table:named-expressions", "table:dde-link", "calcext:conditional-formats")
"""What may stand behind the rows of a sheet."""


def annotated(data: bytes, notes: Notes) -> bytes:
    """Raises Unusual, or an error of zipfile or expat, for a file whose parts are not as most programs write them."""
    old = zipfile.ZipFile(io.BytesIO(data))
    parts = {one.filename: one for one in old.infolist()}
    styles = OdsStyles(_common_styles(old.read("styles.xml")) if "styles.xml" in parts else ())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: name != _MIMETYPE):  # that one first, and not packed
            if name == CONTENT:
                with old.open(name) as source, archive.open(name, "w") as sink:
                    stream = ContentStream(source, sink, notes, styles)
                    stream.run()
                stream.check()
            elif name == "settings.xml":
                archive.writestr(name, _opened_at_summary(old.read(name)))
            else:
                copy_part(old, parts[name], archive)
    return out.getvalue()


def _common_styles(data: bytes) -> list[str]:
    listed = parse(data).first("styles")
    cells = (one.attributes for one in (listed.all("style") if listed else ()))
    return [one["style:name"] for one in cells if one.get("style:family") == "table-cell" and "style:name" in one]


def _opened_at_summary(data: bytes) -> bytes:
    waiting, edits = [parse(data)], []
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.attributes.get("config:name") == "ActiveTable" and not node.closed_at_once:
            edits.append((node.inner, node.inner_end, text(sheet_name()).encode()))
    return splice(data, edits)


class ContentStream(Stream):
    """content.xml: styles, then the sheets one after the other."""

    def __init__(self, source: IO[bytes], sink: IO[bytes], notes: Notes, styles: OdsStyles) -> None:
        super().__init__(source, sink)
        self._notes, self._styles = notes, styles
        self._rows = OdsRows(_by_row(notes), styles)
        self._depth = 0
        self._holding = 0
        """Depth of the element held, or 0."""
        self._attributes: dict[str, str] = {}
        self._has_styles = self._has_summary = self._in_list = self._list_done = False

    def check(self) -> None:
        """Raises Unusual when something to be changed was not there."""
        if not self._list_done:
            raise Unusual("no list")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._holding:
            return
        if self._depth == 1:
            self._start_root(attributes)
        elif name == "office:automatic-styles" and self.tag().endswith(b"/>"):
            self.replace_tag(opened(self.tag()) + self._styles.additions() + b"</office:automatic-styles>")
            self._has_styles = True
        elif name == "style:style" and attributes.get("style:family") == "table-cell":
            self._hold(attributes)
        elif name == "table:table" and self._depth == _SHEET_DEPTH:
            self._start_sheet(attributes)
        elif name == "style:style":
            self._styles.note(attributes.get("style:name", ""))
        elif self._in_list and name == "table:table-column":
            self._rows.add_columns(attributes)
        elif self._in_list and name in _AFTER_ROWS:
            self.insert(self._rows.absent())
        elif self._in_list and name == "table:table-row":
            self._hold(attributes)

    def end(self, name: str) -> None:
        if self._depth == self._holding:
            self._end_held(name)
        elif not self._holding:
            if name == "office:automatic-styles" and not self._has_styles:
                self.insert(self._styles.additions())
                self._has_styles = True
            elif name == "table:table" and self._depth == _SHEET_DEPTH and self._in_list:
                self.insert(self._rows.absent())
                self._in_list, self._list_done = False, True
        self._depth -= 1

    def _hold(self, attributes: dict[str, str]) -> None:
        self._attributes = attributes
        self._holding = self._depth
        self.hold()

    def _end_held(self, name: str) -> None:
        if name == "style:style":
            if not self._has_styles:
                self._styles.add(self._attributes.get("style:name", ""), self.held())
            self.release()
        elif name == "table:table-row":
            self.release(self._rows.changed(self.held(), self._attributes))
        else:  # the summary of an earlier round
            self.release(b"")
        self._holding = 0

    def _start_root(self, attributes: dict[str, str]) -> None:
        if any(attributes.get(key, value) != value for key, value in _PREFIXES.items()):
            raise Unusual("other prefixes")
        self.replace_tag(tag_with(self.tag(), dict(_PREFIXES)))

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        if not self._has_styles:
            raise Unusual("no styles")
        if not self._has_summary:
            self.insert(_summary(self._notes, self._styles))
            self._has_summary = True
        self._in_list = attributes.get("table:name") == self._notes.sheet and not self.tag().endswith(b"/>")
        if attributes.get("table:name") in SUMMARY_SHEETS:
            self._hold(attributes)


def _by_row(notes: Notes) -> dict[int, dict[int, Note]]:
    found: dict[int, dict[int, Note]] = {}
    for number, place in enumerate(sorted(notes.cells)):
        note = notes.cells[place]
        found.setdefault(place[0], {})[place[1]] = note if number < MAX_COMMENTS else note._replace(sentence="")
    return found


def _summary(notes: Notes, styles: OdsStyles) -> bytes:
    columns = "".join(f'<table:table-column table:style-name="{name}"/>' for name in styles.columns)
    rows = "".join(
        f"<table:table-row>{_summary_cells(line.cells, styles.line(line.style))}</table:table-row>"
        for line in summary_lines(notes)
    )
    return f'<table:table table:name="{text(sheet_name())}">{columns}{rows}</table:table>'.encode()


def _summary_cells(cells: tuple[str, ...], style: str) -> str:
    return (
        "".join(
            f'<table:table-cell office:value-type="string" table:style-name="{style}"><text:p>{text(cell)}</text:p>'
            "</table:table-cell>"
            for cell in cells
        )
        or "<table:table-cell/>"
    )
