"""What a person should know of the sheet that was taken: what of it is hidden or calculated, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from .headings import Headings
from .marks import Span
from .workbook import Sheet

_SPANS_SHOWN: Final = 10


def notes_on(sheet: Sheet, headings: Headings, taken: list[int]) -> Iterator[str]:
    """`taken` are the numbers of the data rows."""
    if sheet.hidden:
        yield _("Lembar “%(sheet)s” disembunyikan di dalam berkas, tetapi tetap diambil.") % {"sheet": sheet.name}
    hidden = _inside(sheet.hidden_rows, len(sheet.rows))
    if rows := [number for number in taken if number - 1 in hidden]:
        yield _("Baris yang disembunyikan ikut diambil: baris %(rows)s.") % {"rows": ranges(rows)}
    hidden = _inside(sheet.hidden_columns, len(headings.texts))
    if columns := [i for i, text in enumerate(headings.texts) if text and i in hidden]:
        yield _("Kolom yang disembunyikan ikut diambil: kolom %(columns)s.") % {"columns": ranges(columns, letters)}
    if sheet.has_formulas:
        yield _("Lembar ini berisi rumus; yang diambil adalah hasil rumus yang tersimpan di dalamnya.")


def _inside(spans: Iterable[Span], end: int) -> set[int]:
    return {number for first, last in spans for number in range(first, min(last + 1, end))}


def letters(column: int) -> str:
    """0 → "A", 26 → "AA"."""
    text = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        text, column = chr(65 + letter) + text, column - 1
    return text


def ranges(numbers: list[int], written: Callable[[int], str] = str) -> str:
    """ "3, 57–60" of sorted numbers, cut short when there are very many."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = [
        written(first) if first == last else f"{written(first)}–{written(last)}" for first, last in spans[:_SPANS_SHOWN]
    ]
    return ", ".join(shown) + (" …" if len(spans) > _SPANS_SHOWN else "")
