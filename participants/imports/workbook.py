"""A spreadsheet in memory as read, and the refusal of one that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from dekon_portal.core.refusal import Refusal

from .marks import Span

MAX_FILE_BYTES: Final = 20 * 1024 * 1024
MAX_ROWS: Final = 100_000
"""Data rows of one list; a sheet may hold `SPARE_ROWS` more for titles, headings and signatures."""
SPARE_ROWS: Final = 200
MAX_COLUMNS: Final = 300
MAX_CELLS: Final = 6_000_000
MAX_CHARACTERS: Final = 10_000
"""Of one cell; what is longer is refused cell by cell, not as a file."""

SUMMARY_SHEETS: Final = ("Ringkasan impor", "Import summary")
"""Names of the sheet that we put in front of a file given back (giveback/), in all languages: never a list."""

Cell = Any
"""str, int, float, bool, date, datetime, time or timedelta as found; "" for an empty cell."""

Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range as (row, column), both counted from 0."""


class Unreadable(Refusal):
    """The file cannot be taken; `code` names why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Sheet:
    """Rows of equal length from cell A1 on, so that `rows[i]` is the row that the spreadsheet shows as i + 1."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    merged: tuple[Range, ...] = ()
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    has_formulas: bool = False


@dataclass(frozen=True)
class Workbook:
    """The sheets that hold something, and what was noticed on reading."""

    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)
