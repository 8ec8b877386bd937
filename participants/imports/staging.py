"""Checked rows put aside until the commit: encrypted, in blocks, and visible nowhere else (R13)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, overload

from dekon_portal.core import progress
from dekon_portal.core.bulk import insert
from dekon_portal.core.names import normalise_business, normalise_person
from participants.models import ImportBatch, ImportIssue, StagedBlock

from .checked import GOOD, Checked
from .fields import FIELDS
from .issues import Issue, severity
from .parse import Parsed

BLOCK: Final = 1000
LETTERS: Final = {"ok": "o", "warning": "w", "error": "e", "ask": "a"}
"""A verdict as one letter: all of 100,000 rows are 100 KB, so filtering, paging and counting read them all."""
VERDICTS: Final = {letter: verdict for verdict, letter in LETTERS.items()}
DATES: Final = frozenset(key for key, field in FIELDS.items() if field.kind == "date")
RAW: Final = "~"
"""Under this key a block's values keep the texts of faulty cells: {field: {row number: text}}."""
NAME, IKM, NIK, NPWP, NIB = range(5)
"""The parts of a row's line of words: by the first two it is found, by any of them its neighbours are (mend.py)."""


class Place(NamedTuple):
    """Where a row is kept: its block, and which of its rows it is."""

    block: int
    at: int


class Row(NamedTuple):
    """One row, read back; a date is its ISO text. `raw` are the texts of its faulty cells."""

    number: int
    verdict: str
    values: dict[str, Any]
    raw: dict[str, str]


def stage(batch: ImportBatch, found: Checked) -> None:
    """Replace what was staged before. Inside the transaction that says so on the batch."""
    batch.blocks.all().delete()
    batch.issues.all().delete()
    total = len(found.verdicts)
    for start in range(0, total, BLOCK):
        end = min(start + BLOCK, total)
        columns = {key: column[start:end] for key, column in found.parsed.values.items()}
        numbers = found.parsed.numbers[start:end]
        StagedBlock._base_manager.create(
            batch_id=batch.pk,
            place=start // BLOCK,
            numbers=numbers,
            verdicts="".join(LETTERS[verdict] for verdict in found.verdicts[start:end]),
            values=columns | {RAW: _raw(found.parsed, numbers)},
            words=words_of(columns, end - start),
        )
        progress.tell(batch, end, total)
    add_issues(batch, found.issues)


def add_issues(batch: ImportBatch, found: Collection[Issue]) -> None:
    insert(
        ImportIssue(batch=batch),
        {
            "row": [issue.row for issue in found],
            "column": [issue.column[:200] for issue in found],
            "field": [issue.field for issue in found],
            "code": [issue.code for issue in found],
            "severity": [severity(issue.code) for issue in found],
            "params": [dict(issue.params) for issue in found],
        },
    )


def _raw(parsed: Parsed, numbers: list[int]) -> dict[str, dict[str, str]]:
    return {
        key: {str(number): texts[number] for number in numbers if number in texts} for key, texts in parsed.raw.items()
    }


def words_of(columns: dict[str, list[Any]], count: int) -> str:
    """A line per row, its parts separated by tabs."""
    parts = [columns.get(key) or [None] * count for key in ("name", "business_name", "nik", "npwp", "nib")]
    return "\n".join(
        "\t".join((normalise_person(name or ""), normalise_business(ikm or ""), *(number or "" for number in numbers)))
        for name, ikm, *numbers in zip(*parts, strict=True)
    )


class Places(Sequence[Place]):
    """Places as indexes by block: of 100,000 only those of a page are ever made."""

    def __init__(self, found: list[tuple[int, Sequence[int]]]) -> None:
        self.found = found

    def __len__(self) -> int:
        return sum(len(indexes) for _block, indexes in self.found)

    @overload
    def __getitem__(self, at: int) -> Place: ...
    @overload
    def __getitem__(self, at: slice) -> list[Place]: ...
    def __getitem__(self, at: int | slice) -> Place | list[Place]:
        if isinstance(at, int):
            at = range(len(self))[at]
            return self[at : at + 1][0]
        start, stop, _step = at.indices(len(self))
        wanted: list[Place] = []
        for block, indexes in self.found:
            wanted += [Place(block, i) for i in indexes[max(start, 0) : max(stop, 0)]]
            start, stop = start - len(indexes), stop - len(indexes)
        return wanted


def find(
    batch: ImportBatch, *, verdicts: Collection[str] = (), numbers: set[int] | None = None, words: str = ""
) -> Places:
    """The places of the rows that fit, in the order of the sheet; without a condition, of all rows."""
    letters = {LETTERS[verdict] for verdict in verdicts}
    texts = {normalise_person(words), normalise_business(words)} - {""}
    columns = ["pk", "verdicts", *(["numbers"] if numbers is not None else []), *(["words"] if texts else [])]
    found: list[tuple[int, Sequence[int]]] = []
    for block in batch.blocks.values(*columns):
        judged = block["verdicts"]
        indexes: Sequence[int] = range(len(judged))
        if letters:
            indexes = [i for i in indexes if judged[i] in letters]
        if numbers is not None:
            apart = numbers.isdisjoint(block["numbers"])  # as are most blocks, and a set tells it fast
            indexes = [] if apart else [i for i in indexes if block["numbers"][i] in numbers]
        if texts and any(text in block["words"] for text in texts):
            lines = block["words"].split("\n")
            indexes = [i for i in indexes if _holds(lines[i], texts)]
        elif texts:
            indexes = []
        found.append((block["pk"], indexes))
    return Places(found)


def _holds(line: str, texts: set[str]) -> bool:
    named = line.split("\t", NIK)[:NIK]
    return any(text in part for text in texts for part in named)


def read(batch: ImportBatch, places: Collection[Place]) -> list[Row]:
    """These rows, in the order asked for."""
    blocks = batch.blocks.in_bulk({place.block for place in places})
    return [_row(blocks[place.block], place.at) for place in places]


def _row(block: StagedBlock, i: int) -> Row:
    stored: dict[str, Any] = block.values
    values = {key: column[i] for key, column in stored.items() if key != RAW and column[i] is not None}
    number = block.numbers[i]
    raw = {key: texts[str(number)] for key, texts in stored.get(RAW, {}).items() if str(number) in texts}
    return Row(number, VERDICTS[block.verdicts[i]], values, raw)


def counts(batch: ImportBatch) -> dict[str, int]:
    """Rows by verdict, counted now."""
    judged = "".join(batch.blocks.values_list("verdicts", flat=True))
    return {"rows": len(judged), **{verdict: judged.count(letter) for verdict, letter in LETTERS.items()}}


def good_rows(batch: ImportBatch) -> Parsed:
    """The rows that may go in, back as columns."""
    letters = {LETTERS[verdict] for verdict in GOOD}
    numbers: list[int] = []
    columns: dict[str, list[Any]] = {}
    for block, good in _good(batch, letters):
        for key in block.values.keys() - columns.keys() - {RAW}:
            columns[key] = [None] * len(numbers)
        numbers += [block.numbers[i] for i in good]
        for key, column in columns.items():
            values = block.values.get(key)
            column += [values[i] for i in good] if values else [None] * len(good)
    read_dates(columns)
    return Parsed(numbers, columns, dict.fromkeys(columns, "") | headers_of(batch))


def headers_of(batch: ImportBatch) -> dict[str, str]:
    """Field → the heading of its column."""
    return {column["field"]: column["header"] for column in batch.columns if column["field"]}


def read_dates(columns: dict[str, list[Any]]) -> None:
    """Dates are staged as their ISO text."""
    for key in DATES & columns.keys():
        columns[key] = [date.fromisoformat(text) if text else None for text in columns[key]]


def _good(batch: ImportBatch, letters: set[str]) -> Iterator[tuple[StagedBlock, list[int]]]:
    for block in batch.blocks.iterator(chunk_size=10):
        yield block, [i for i, letter in enumerate(block.verdicts) if letter in letters]
