"""Step 4, parse: cells → values or issues, by column; what can mean two things is asked once per column (R14)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from .fields import FIELDS, OF_FIRM, Field, names_firm
from .issues import Issue
from .locate import Table
from .map import ColumnGuess
from .questions import Question, question
from .quick import is_plain_column, quick_for
from .values import Bad, Reader, place_in, reader_for
from .workbook import Cell

Decisions = Mapping[str, Any]
"""What the person settled: {kind of question: {field key or heading: answer}, or one answer for all columns}."""

EXAMPLES = 3
RAW_LENGTH: Final = 200
_SAMPLE: Final = 1000
"""Cells of a column that tell whether there are many alike."""
_NUMBERS: Final = frozenset({int, float, bool})
_OUR_MASK: Final = re.compile("[0-9]{4}\N{BULLET}{10}[0-9]{2}")


@dataclass
class Parsed:
    """Row numbers, values by field (columns of equal length, None is unknown), issues, open questions.

    A combined column ("Palembang, 15 Juni 1985") fills `birth_date` and, unless another column does, `birth_place`.
    NIK masked as in our own exports fill `nik_masked`: match.py may know the person by it.
    """

    numbers: list[int]
    values: dict[str, list[Any]]
    headers: dict[str, str]
    issues: list[Issue] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    raw: dict[str, dict[int, str]] = field(default_factory=dict)
    """{field: {row number: text}} of the cells that could not be taken, for the person who mends them."""

    def note_raw(self, key: str, number: int, cell: Any) -> None:
        self.raw.setdefault(key, {})[number] = str(cell)[:RAW_LENGTH]

    def column(self, key: str) -> list[Any]:
        """The values of a field, all None when no column fills it."""
        return self.values.get(key) or [None] * len(self.numbers)

    def of_firm(self, key: str) -> list[Any]:
        """The IKM's own column; else the person's where its heading says that it is the IKM's ("Alamat Usaha")."""
        own = OF_FIRM[key]
        return self.column(key if own not in self.values and names_firm(self.headers.get(key, "")) else own)

    def value(self, key: str, i: int) -> Any:
        """The value of a field in the row at index `i`."""
        column = self.values.get(key)
        return column[i] if column else None


def parse(table: Table, columns: list[ColumnGuess], decisions: Decisions | None = None) -> Parsed:
    """Every mapped column as values, with every problem of every cell. Raises nothing, whatever the cells hold."""
    parsed = Parsed([number for number, _cells in table.rows], {}, {})
    rows = [cells for _number, cells in table.rows]
    for column in columns:
        if column.field:
            _parse_column(list(map(itemgetter(column.index), rows)), column, decisions or {}, parsed)
    if "birth_date" in parsed.values and not any(column.field == "birth_place" for column in columns):
        _take_places(table, columns, parsed)
    return parsed


def _parse_column(cells: list[Cell], column: ColumnGuess, decisions: Decisions, parsed: Parsed) -> None:
    key = str(column.field)
    read = reader_for(FIELDS[key], _answers(decisions, key, column.header), cells)
    values = _values(cells, FIELDS[key], read)
    asked: dict[str, list[str]] = {}
    for i in _bad_ones(values):
        bad: Bad = values[i]
        parsed.issues.append(Issue(parsed.numbers[i], column.header, key, bad.code, bad.params))
        parsed.note_raw(key, parsed.numbers[i], cells[i])
        _note_examples(asked, bad, cells[i])
        values[i] = None
    parsed.values[key] = values
    parsed.headers[key] = column.header
    parsed.questions += [question(kind, key, column.header, examples) for kind, examples in asked.items()]
    if key == "nik" and any(issue.code == "nik_masked" for issue in parsed.issues):
        _take_masked(cells, parsed)


def _bad_ones(values: list[Any]) -> Iterator[int]:
    """Where they stand; few do, so the list itself looks for the next one."""
    kinds, at = list(map(type, values)), -1
    with suppress(ValueError):
        while True:
            yield (at := kinds.index(Bad, at + 1))


def _values(cells: list[Cell], field: Field, read: Reader) -> list[Any]:
    """What stands in many cells is read once; where little does, finding it again costs more than a quick look."""
    quick = quick_for(field)
    if quick and len(set(cells[:_SAMPLE])) > _SAMPLE // 8:
        return list(cells) if is_plain_column(cells, field) else _read(cells, quick, read)
    keys = cells
    if len(_NUMBERS.intersection(map(type, cells))) > 1:  # 1, 1.0 and True are equal, yet not the same
        keys = [(cell.__class__, cell) for cell in cells]
    first = dict(zip(keys, cells, strict=True))
    known = dict(zip(first, _read(first.values(), quick, read), strict=True))
    return [known[key] for key in keys]


def _read(cells: Iterable[Cell], quick: Callable[[str], Any] | None, read: Reader) -> list[Any]:
    if quick is None:
        return list(map(read, cells))
    return [value if cell.__class__ is str and (value := quick(cell)) is not None else read(cell) for cell in cells]


def _answers(decisions: Decisions, key: str, header: str) -> dict[str, Any]:
    """The answers for one column, by kind of question; an answer without columns is for all of them."""
    return {
        kind: answers.get(key, answers.get(header)) if isinstance(answers, Mapping) else answers
        for kind, answers in decisions.items()
    }


def _note_examples(asked: dict[str, list[str]], bad: Bad, cell: Any) -> None:
    for kind in bad.asks:
        examples = asked.setdefault(kind, [])
        text = str(cell).strip()[:60]
        if len(examples) < EXAMPLES and text not in examples:
            examples.append(text)


def _take_masked(cells: list[Any], parsed: Parsed) -> None:
    """No issue yet for a NIK that our own export masked; other maskings stay refused."""
    masked = [cell.strip() if isinstance(cell, str) and _OUR_MASK.fullmatch(cell.strip()) else None for cell in cells]
    ours = {number for number, text in zip(parsed.numbers, masked, strict=True) if text}
    if ours:
        parsed.values["nik_masked"] = masked
        parsed.issues = [one for one in parsed.issues if one.code != "nik_masked" or one.row not in ours]


def _take_places(table: Table, columns: list[ColumnGuess], parsed: Parsed) -> None:
    """The places of birth beside the dates, when there is no column of their own."""
    index = next(column.index for column in columns if column.field == "birth_date")
    cells = [row[index] for _number, row in table.rows]
    written = {cell: place_in(cell) for cell in set(cells) if isinstance(cell, str)}
    births = parsed.values["birth_date"]
    if any(written.values()) and any(
        places := [born and written.get(cell) for cell, born in zip(cells, births, strict=True)]
    ):
        parsed.values["birth_place"] = places
        parsed.headers["birth_place"] = parsed.headers["birth_date"]
