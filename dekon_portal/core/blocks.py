"""What a composed document is made of; each writer (PDF, DOCX, page) draws every kind of block its own way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Facts:
    """Label and value, a line each."""

    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """Texts as they are printed; `numeric` columns (from 0) are set to the right, `closing` is the line of totals."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numeric: frozenset[int] = frozenset()
    closing: Sequence[str] = ()

    def __post_init__(self) -> None:
        lines = [*self.rows, self.closing] if self.closing else self.rows
        if any(len(line) != len(self.headings) for line in lines):
            raise ValueError(f"table {self.caption!r}: a line has more or fewer cells than headings")


@dataclass(frozen=True)
class Bars:
    """A small picture of a distribution: label and count, counts from 0 up."""

    lines: Sequence[tuple[str, int]]
    caption: str = ""


@dataclass(frozen=True)
class Photo:
    """A picture (JPEG or PNG) by the name of its stored file, and the address at which a page shows it."""

    file: str
    caption: str = ""
    url: str = ""


Block = Paragraph | Facts | Table | Bars | Photo

_KINDS: Final[Mapping[type[Block], str]] = {
    Paragraph: "paragraph",
    Facts: "facts",
    Table: "table",
    Bars: "bars",
    Photo: "photo",
}


def as_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """The blocks as JSON holds them: each names its kind. Texts that were to be translated are texts from here on."""
    return [
        {"kind": _KINDS[type(block)], **{one.name: _plain(getattr(block, one.name)) for one in fields(block)}}
        for block in blocks
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, int) else str(value)
