"""Checked rows put aside until the commit: encrypted, in blocks, and visible nowhere else (R13)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from dekon_portal.core import progress
from dekon_portal.core.names import normalise_person
from participants.models import ImportBatch, ImportIssue, StagedBlock

from .checked import GOOD, Checked
from .issues import severity
from .parse import Parsed

BLOCK: Final = 1000
LETTERS: Final = {"ok": "o", "warning": "w", "error": "e", "ask": "a"}
"""A verdict as one letter: all of 100,000 rows are 100 KB, so filtering, paging and counting read them all."""
VERDICTS: Final = {letter: verdict for verdict, letter in LETTERS.items()}
SEARCHED: Final = ("name", "business_name")


class Place(NamedTuple):
    """Where a row is kept: its block and its index there."""

    block: int
    index: int


class Row(NamedTuple):
    """One row, read back; a date is its ISO text."""

    number: int
    verdict: str
    values: dict[str, Any]


def stage(batch: ImportBatch, found: Checked) -> None:
    """Replace what was staged before. Inside the transaction that says so on the batch."""
    batch.blocks.all().delete()
    batch.issues.all().delete()
    total = len(found.verdicts)
    for start in range(0, total, BLOCK):
        end = min(start + BLOCK, total)
        columns = {key: column[start:end] for key, column in found.parsed.values.items()}
        StagedBlock._base_manager.create(
            batch_id=batch.pk,
            place=start // BLOCK,
            numbers=found.parsed.numbers[start:end],
            verdicts="".join(LETTERS[verdict] for verdict in found.verdicts[start:end]),
            values=columns,
            words=words_of(columns, end - start),
        )
        progress.tell(batch, end, total)
    ImportIssue._base_manager.bulk_create(
        (
            ImportIssue(
                batch_id=batch.pk,
                row=issue.row,
                column=issue.column[:200],
                field=issue.field,
                code=issue.code,
                severity=severity(issue.code),
                params=dict(issue.params),
            )
            for issue in found.issues
        ),
        batch_size=BLOCK,
    )


def words_of(columns: dict[str, list[Any]], count: int) -> str:
    """A line per row of what is searched for, normalised."""
    parts = [columns.get(key) or [None] * count for key in SEARCHED]
    return "\n".join(normalise_person(" ".join(filter(None, row))) for row in zip(*parts, strict=True))


def find(
    batch: ImportBatch, *, verdicts: Collection[str] = (), numbers: Collection[int] | None = None, words: str = ""
) -> list[Place]:
    """The places of the rows that fit, in the order of the sheet; without a condition, of all rows."""
    letters = {LETTERS[verdict] for verdict in verdicts}
    text = normalise_person(words)
    fields = ("pk", "numbers", "verdicts", *(["words"] if text else []))
    places: list[Place] = []
    for pk, shown, judged, *lines in batch.blocks.values_list(*fields):
        lines = lines[0].split("\n") if lines else []
        places += [
            Place(pk, i)
            for i, letter in enumerate(judged)
            if (not letters or letter in letters)
            and (numbers is None or shown[i] in numbers)
            and (not text or text in lines[i])
        ]
    return places


def read(batch: ImportBatch, places: Collection[Place]) -> list[Row]:
    """These rows, in the order asked for."""
    blocks = batch.blocks.in_bulk({place.block for place in places})
    return [_row(blocks[place.block], place.index) for place in places]


def _row(block: StagedBlock, i: int) -> Row:
    values = {key: column[i] for key, column in block.values.items() if column[i] is not None}
    return Row(block.numbers[i], VERDICTS[block.verdicts[i]], values)


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
        for key in block.values.keys() - columns.keys():
            columns[key] = [None] * len(numbers)
        numbers += [block.numbers[i] for i in good]
        for key, column in columns.items():
            values = block.values.get(key)
            column += [values[i] for i in good] if values else [None] * len(good)
    if "birth_date" in columns:
        columns["birth_date"] = [date.fromisoformat(text) if text else None for text in columns["birth_date"]]
    return Parsed(numbers, columns, dict.fromkeys(columns.keys() | {"business_name"}, ""))


def _good(batch: ImportBatch, letters: set[str]) -> Iterator[tuple[StagedBlock, list[int]]]:
    for block in batch.blocks.iterator(chunk_size=10):
        yield block, [i for i, letter in enumerate(block.verdicts) if letter in letters]
