"""What a composed document is made of; each writer (PDF, DOCX, page) draws every kind of block its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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


@dataclass(frozen=True)
class Bars:
    """A small picture of a distribution: label and count, counts from 0 up."""

    lines: Sequence[tuple[str, int]]
    caption: str = ""


@dataclass(frozen=True)
class Photo:
    """PNG or JPEG bytes."""

    data: bytes
    caption: str = ""


Block = Paragraph | Facts | Table | Bars | Photo
