"""A report frozen: everything its files are made of, as one compressed file of JSON lines.

The first line holds the finished texts, the columns and the closing lines; each line after it the values of one row, in
the order of the columns. A figure with gaps is `{"known": [total, known, of]}`, a date `{"date": "2020-06-15"}`. The
same report gives the same bytes. It is read again line by line, so that a list of any length takes the same memory.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, Final, overload

from django.utils.functional import Promise

from dekon_portal.core.known import Known
from reports.document import Document
from reports.registry import Column, FlatColumn, Report, Row, flat_columns
from reports.seal import Seal

TOLD_EVERY: Final = 2000
"""Rows from one word on the progress to the next."""
Tell = Callable[[int], None]


def _untold(done: int) -> None:
    """For work that nobody waits for."""


def freeze(document: Document, file: IO[bytes], tell: Tell = _untold) -> int:
    """Write all of `document` into `file`, in the language of now; how many rows it has.

    To be read at one moment (reports/issuing/issue.py), or rows and sums may tell of different ones.
    """
    names = [column.name for column in document.columns]
    with TemporaryFile() as lines:
        count = 0
        for count, row in enumerate(document.rows, start=1):
            lines.write(_line([_kept(row.values[name]) for name in names]))
            if not count % TOLD_EVERY:
                tell(count)
        lines.seek(0)
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            packed.write(_line(_head(document, count)))
            shutil.copyfileobj(lines, packed)
    return count


def _head(document: Document, count: int) -> dict[str, Any]:
    return {
        "report": document.report.key,
        "title": document.title,
        "scope": document.scope,
        "made": document.made,
        "made_at": document.made_at.isoformat(),
        "facts": [[name, value] for name, value in document.facts],
        "notes": document.notes,
        "parameters": document.parameters,
        "columns": [
            {
                "name": column.name,
                "label": str(column.label),
                "unit": str(column.unit),
                "kind": column.kind,
                "total": column.total,
            }
            for column in document.columns
        ],
        "identity": list(document.report.identity),
        "subtotals_by": list(document.report.subtotals_by),
        "closing": [_kept_values(values) for values in document.closing_values],
        "totals": _kept_values(document.totals),
        "count": count,
    }


def _line(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _kept_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _kept(value) for name, value in values.items()}


def _kept(value: Any) -> Any:
    """A value as JSON. Raises TypeError for one that would not be the same when it is read again."""
    if isinstance(value, Known):
        return {"known": [value.total, value.known, value.of]}
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"date": value.isoformat()}
    if isinstance(value, Promise):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"a report's value cannot be frozen: {type(value).__name__}")


def _value(kept: Any) -> Any:
    if not isinstance(kept, dict):
        return kept
    return Known(*kept["known"]) if "known" in kept else date.fromisoformat(kept["date"])


def _values(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in kept.items()}


class FrozenRows(Sequence[Row]):
    """The rows, read from the file each time they are asked for."""

    def __init__(self, opened: Callable[[], IO[bytes]], names: Sequence[str], count: int, tell: Tell) -> None:
        self._opened, self._names, self._count, self._tell = opened, names, count, tell

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._count)
            return [self._row(line) for line in islice(self._lines(), start, stop, step)]
        return self[index : index + 1][0]

    def __iter__(self) -> Iterator[Row]:
        for number, line in enumerate(self._lines(), start=1):
            yield self._row(line)
            if not number % TOLD_EVERY:
                self._tell(number)

    def _lines(self) -> Iterator[bytes]:
        with self._opened() as file, gzip.open(file) as packed:
            packed.readline()
            yield from packed

    def _row(self, line: bytes) -> Row:
        return Row(dict(zip(self._names, map(_value, json.loads(line)), strict=True)))


class AsFrozen(Report):
    """The declaration as it was then: what a table of the frozen rows is drawn by. Nothing opens to rows here."""

    def __init__(self, head: Mapping[str, Any]) -> None:
        self.key, self.title = head["report"], head["title"]
        self.columns = tuple(Column(**column) for column in head["columns"])
        self.keyed_by = tuple(head["identity"])
        self.subtotals_by = tuple(head["subtotals_by"])


@dataclass(frozen=True)
class Frozen:
    """A frozen report, written by the same writers as a live one; without a `seal` it is not issued yet.

    `opened` gives the data file from its beginning. Raises FileNotFoundError, when it is read, if that is lost.
    """

    opened: Callable[[], IO[bytes]]
    seal: Seal | None = None
    tell: Tell = _untold

    def sealed(self, seal: Seal) -> Frozen:
        return replace(self, seal=seal)

    @cached_property
    def _head(self) -> dict[str, Any]:
        with self.opened() as file, gzip.open(file) as packed:
            head: dict[str, Any] = json.loads(packed.readline())
            return head

    @cached_property
    def report(self) -> AsFrozen:
        return AsFrozen(self._head)

    @property
    def title(self) -> str:
        return str(self._head["title"])

    @property
    def scope(self) -> str:
        return str(self._head["scope"])

    @property
    def made(self) -> str:
        return str(self._head["made"])

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self._head["made_at"])

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self._head["facts"]]

    @property
    def notes(self) -> list[str]:
        return list(self._head["notes"])

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self._head["parameters"])

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.report.columns

    @property
    def flat_columns(self) -> list[FlatColumn]:
        return flat_columns(self.columns)

    @property
    def rows(self) -> FrozenRows:
        names = [column.name for column in self.columns]
        return FrozenRows(self.opened, names, self._head["count"], self.tell)

    @property
    def closing(self) -> list[Row]:
        return [Row(values) for values in self.closing_values]

    @property
    def closing_values(self) -> list[dict[str, Any]]:
        return [_values(values) for values in self._head["closing"]]

    @property
    def totals(self) -> dict[str, Any]:
        return _values(self._head["totals"])
