"""Small lists that a form takes as a file or as pasted text: rows by their headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from dekon_portal.core.refusal import Refusal

from .imports.read import read

_FIRST_ROWS: Final = 20
"""Among which the headings must stand."""


def rows_of(
    data: bytes, filename: str, headings: Mapping[str, str], needed: AbstractSet[str], how: Any
) -> Iterator[tuple[int, dict[str, str]]]:
    """(row number, texts by the names in `headings`) of the first sheet, empty rows left out.

    Raises Unreadable for what is no list, and Refusal with the sentence `how` where the headings lack.
    """
    rows = read(data, filename).sheets[0].rows
    tops = ((number, _places(cells, headings)) for number, cells in enumerate(rows[:_FIRST_ROWS], 1))
    start, places = next(((number, found) for number, found in tops if needed <= found.keys()), (0, {}))
    if not start:
        raise Refusal(how)
    for number, cells in enumerate(rows[start:], start + 1):
        values = {name: _text(cells[place]) for name, place in places.items()}
        if any(values.values()):
            yield number, values


def _places(cells: Sequence[Any], headings: Mapping[str, str]) -> dict[str, int]:
    """Where each named column stands; of two of a name the first."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = headings.get(_text(cell).lower().rstrip("."))
        if name:
            found.setdefault(name, place)
    return found


def _text(cell: Any) -> str:
    """A cell as typed: 3.0 of a spreadsheet is 3."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
