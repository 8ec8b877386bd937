"""What differs between two states of a report, row by row and figure by figure.

Rows are matched by the columns that tell them apart; of several alike the first meets the first. What a row is called
by is no figure of it, and what is printed alike is no change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from dekon_portal.core.known import Known
from dekon_portal.core.numbers import format_integer, format_percent
from reports.registry import Column, Report, Row
from reports.words import shown

Key = tuple[Any, ...]


class Comparable(Protocol):
    """A live or a frozen report."""

    @property
    def report(self) -> Report: ...
    @property
    def columns(self) -> tuple[Column, ...]: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def closing_values(self) -> Sequence[Mapping[str, Any]]: ...


class Absent:
    """In the place of a figure whose row is not there."""


ABSENT = Absent()


@dataclass(frozen=True)
class Change:
    """One figure of one row, before and after; ABSENT where the row is not there."""

    row: str
    figure: str
    before: Any
    after: Any

    @property
    def before_in_words(self) -> str:
        return _in_words(self.before)

    @property
    def after_in_words(self) -> str:
        return _in_words(self.after)

    @property
    def difference(self) -> str:
        """ "+1.200", "+1,5 poin" between percentages, where both are known; else ""."""
        before, after = _number(self.before), _number(self.after)
        if before is None or after is None:
            return ""
        sign = "+" if after > before else "\N{MINUS SIGN}" if after < before else ""
        distance = abs(after - before)
        if isinstance(distance, float):
            return _("%(sign)s%(points)s poin") % {"sign": sign, "points": format_percent(distance).removesuffix(" %")}
        return sign + format_integer(distance)


def _in_words(value: Any) -> str:
    return _("tidak ada baris") if value is ABSENT else shown(value)


def _number(value: Any) -> int | float | None:
    if isinstance(value, Known):
        return value.total
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def changes(before: Comparable, after: Comparable) -> Iterator[Change]:
    """In the order of `after`, rows that are gone after them, the closing lines last."""
    columns = _in_both(before, after)
    key = _key_columns(before, after)
    yield from _of_rows(_values(before.rows), _values(after.rows), key, columns)
    yield from _of_rows(before.closing_values, after.closing_values, key, columns)


def other_columns(before: Comparable, after: Comparable) -> list[str]:
    """Headings of columns that only one of the two has, which are not compared."""
    shared = {column.name for column in _in_both(before, after)}
    both = [*before.columns, *after.columns]
    return list(dict.fromkeys(column.heading for column in both if column.name not in shared))


def _in_both(before: Comparable, after: Comparable) -> list[Column]:
    known = {column.name for column in before.columns}
    return [column for column in after.columns if column.name in known]


def _key_columns(before: Comparable, after: Comparable) -> list[Column]:
    shared = {column.name: column for column in _in_both(before, after)}
    return [shared[name] for name in after.report.identity if name in shared]


def _values(rows: Iterable[Row]) -> Iterator[Mapping[str, Any]]:
    return (row.values for row in rows)


def _of_rows(
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    key: Sequence[Column],
    columns: Sequence[Column],
) -> Iterator[Change]:
    figures = [column for column in columns if column not in key]
    left = dict(_keyed(before, key, figures))
    for place, values in _keyed(after, key, figures):
        earlier = left.pop(place, None)
        if earlier != values:
            yield from _differing(place, earlier, values, figures)
    for place, values in left.items():
        yield from _differing(place, values, None, figures)


def _keyed(
    rows: Iterable[Mapping[str, Any]], key: Sequence[Column], figures: Sequence[Column]
) -> Iterator[tuple[Key, tuple[Any, ...]]]:
    """Each row's key, with its turn among those alike, and its figures; a closing line has not all of them."""
    seen: Counter[Key] = Counter()
    for values in rows:
        name = tuple(values.get(column.name, "") for column in key)
        yield (*name, seen[name]), tuple(values.get(column.name, "") for column in figures)
        seen[name] += 1


def _differing(
    place: Key, before: tuple[Any, ...] | None, after: tuple[Any, ...] | None, figures: Sequence[Column]
) -> Iterator[Change]:
    row = " · ".join(shown(part) for part in place[:-1] if part != "")
    missing = (ABSENT,) * len(figures)
    stays = before is not None and after is not None
    counted = [column for column in figures if column.is_number]
    if not stays and not counted:
        yield Change(row, _("Seluruh baris"), *((ABSENT, _("ada")) if before is None else (_("ada"), ABSENT)))
    for column, old, new in zip(figures, before or missing, after or missing, strict=True):
        if shown(old) != shown(new) if stays else column in counted:
            yield Change(row, column.heading, old, new)
