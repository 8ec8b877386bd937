"""What is to be said in a file that is given back: a note per cell, and the lines of the summary in front."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from dekon_portal.core.numbers import format_integer

from ..issues import ASK, ERROR, WARNING

AUTHOR: Final = "Portal IKM"
"""Of our comments; on the next round what carries this name is taken away again."""
MAX_COMMENTS: Final = 10_000
"""A spreadsheet with more comments opens slowly; the cells beyond keep their colour."""
COLOURS: Final = {ERROR: "F9C9C6", ASK: "CFE3F9", WARNING: "FFF1B8"}
"""RGB per severity, the gravest first. Nobody picks these by hand, so our colour is known on the next round."""

_GRAVITY: Final = (*COLOURS, "")
TITLE, HEAD, TEXT = "title", "head", ""
"""Styles of a line of the summary; the third kind is the severity whose colour it explains."""


class Note(NamedTuple):
    """What is wrong with one cell; severity "" is a remark without a colour.

    `text` takes the place of what stands in the cell: it was mended in the portal.
    """

    severity: str
    sentence: str
    text: str | None = None


class Line(NamedTuple):
    """One line of the summary sheet: its style, and one or two cells."""

    style: str
    cells: tuple[str, ...]


@dataclass
class Notes:
    """Notes on the list of one sheet. Rows count from 1, as the spreadsheet shows them, columns from 0."""

    sheet: str
    header_row: int
    first_column: int = 0
    """Where notes on a whole row go."""
    cells: dict[tuple[int, int], Note] = field(default_factory=dict)
    heading: str = ""
    summary: list[tuple[str, str | int]] = field(default_factory=list)
    kinds: list[tuple[str, int]] = field(default_factory=list)
    """Each kind of problem, and how often it occurs."""

    def add(self, row: int, column: int | None, severity: str, sentence: str) -> None:
        """One more problem of a cell, or of the row when column is None: the gravest colours, each is said once."""
        place = (row, self.first_column if column is None else column)
        before = self.cells.get(place)
        if before is None:
            self.cells[place] = Note(severity, sentence)
            return
        said = before.sentence.split("\n")
        sentences = before.sentence if sentence in said else f"{before.sentence}\n{sentence}"
        self.cells[place] = Note(min(before.severity, severity, key=_GRAVITY.index), sentences.strip(), before.text)

    def put(self, row: int, column: int, text: str) -> None:
        """Let the cell hold this text."""
        self.cells[row, column] = self.cells.get((row, column), Note("", ""))._replace(text=text)

    def texts(self) -> dict[tuple[int, int], str]:
        return {place: note.text for place, note in self.cells.items() if note.text is not None}

    def by_row(self) -> dict[int, dict[int, str]]:
        """Row → column → severity, both in ascending order."""
        found: dict[int, dict[int, str]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, {})[column] = self.cells[row, column].severity
        return found

    def comments(self) -> dict[tuple[int, int], str]:
        """The sentences that become comments, from the top of the list on."""
        said = sorted(place for place, note in self.cells.items() if note.sentence)
        return {place: self.cells[place].sentence for place in said[:MAX_COMMENTS]}


def sheet_name() -> str:
    """Of the summary; workbook.py lists it in all languages of the portal."""
    return _("Ringkasan impor")


def summary_lines(notes: Notes) -> list[Line]:
    """The summary sheet from top to bottom."""
    return [
        Line(TITLE, (notes.heading or sheet_name(),)),
        Line(TEXT, (_("Perbaiki sel berwarna pada lembar “%(sheet)s”, lalu unggah lagi.") % {"sheet": notes.sheet},)),
        Line(TEXT, ()),
        *(Line(TEXT, (label, _shown(value))) for label, value in notes.summary),
        *_about_comments(len(notes.cells)),
        Line(TEXT, ()),
        *_about_kinds(notes.kinds),
        Line(HEAD, (_("Arti warna"),)),
        Line(ERROR, (_("Harus diperbaiki: barisnya belum dapat masuk."),)),
        Line(ASK, (_("Perlu dijawab: isinya dapat dibaca dua macam."),)),
        Line(WARNING, (_("Perlu diperiksa: barisnya dapat masuk."),)),
    ]


def _shown(value: str | int) -> str:
    return value if isinstance(value, str) else format_integer(value)


def _about_comments(count: int) -> Iterable[Line]:
    if count > MAX_COMMENTS:
        text = _("Komentar ditulis pada %(limit)s sel pertama dari %(count)s sel; sel lainnya diberi warna saja.")
        numbers = {"limit": format_integer(MAX_COMMENTS), "count": format_integer(count)}
        yield Line(TEXT, (text % numbers,))


def _about_kinds(kinds: list[tuple[str, int]]) -> Iterable[Line]:
    if kinds:
        yield Line(HEAD, (_("Masalah"), _("Jumlah")))
        for sentence, count in kinds:
            yield Line(TEXT, (sentence, format_integer(count)))
        yield Line(TEXT, ())
