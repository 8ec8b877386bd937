"""Cells mended in the preview, laid over the file's whenever it is read anew.

What is typed there is read as the form says (day first, a dot between thousands, P for perempuan), not as the column
of the file was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from participants.models import ImportBatch

from .fields import FIELDS
from .parse import Parsed
from .values import reader_for

MendedText = tuple[int, str, str]
"""(row number, field, text as typed)."""

TYPED: Final = {"day_first": True, "thousands": "."}
"""How the form says that dates and numbers are written."""


def read(key: str, text: str) -> Any:
    """What was typed for a field, as its value; None for an empty text; Bad says what is wrong."""
    return reader_for(FIELDS[key], TYPED, [])(text)


def mended_cells(batch: ImportBatch) -> list[MendedText]:
    return list(batch.mended.values_list("row", "field", "text"))


def lay_over(parsed: Parsed, cells: Iterable[MendedText]) -> None:
    """Put mended cells in the place of the file's, where the list still has their row and column."""
    cells = list(cells)
    if not cells:
        return
    index = {number: i for i, number in enumerate(parsed.numbers)}
    mended = {(row, key): text for row, key, text in cells if row in index and key in parsed.values}
    for (row, key), text in mended.items():
        parsed.values[key][index[row]] = read(key, text)
        parsed.raw.get(key, {}).pop(row, None)
        if key == "nik" and "nik_masked" in parsed.values:
            parsed.values["nik_masked"][index[row]] = None
    parsed.issues = [one for one in parsed.issues if (one.row, one.field) not in mended]
