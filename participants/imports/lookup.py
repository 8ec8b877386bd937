"""Asking the database for many keys at once: one query, however many they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, Func, QuerySet, Value
from django.db.models.functions import Concat

_BETWEEN: Final = "\x1f"
"""Stands between keys on their way to PostgreSQL: no hash, number or cleaned name holds a control character."""


class Among(Func):
    """Whether a column is one of the values: `filter(Among("nik_hash", digests))`.

    A plain list would be one parameter per value, of which SQLite takes few. For PostgreSQL they are one text and yet a
    constant, so that it knows how many they are and compares them by hash or by index, whichever is less.
    """

    output_field = BooleanField()

    def __init__(self, column: str | Expression, values: Iterable[str] | Iterable[int]) -> None:
        super().__init__(column)
        self.values: set[Any] = set(values)

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_context: Any) -> tuple[str, Any]:
        if not self.values:
            raise EmptyResultSet
        column, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "sqlite":  # in order they go into an index faster
            among = "IN (SELECT value FROM json_each(%s))"
            return f"{column} {among}", (*params, json.dumps(sorted(self.values)))
        among = f"= ANY (string_to_array(%s, %s)::{'text' if isinstance(next(iter(self.values)), str) else 'bigint'}[])"
        return f"{column} {among}", (*params, _BETWEEN.join(map(str, self.values)), _BETWEEN)


def rows_by(
    model: Any, key: str, values: Iterable[str] | Iterable[int], *columns: str, **conditions: Any
) -> Iterator[tuple[Any, ...]]:
    """(key, *columns) of the rows whose `key` is among the values, in no order."""
    rows = model._base_manager.filter(**conditions).order_by()
    return _rows(rows, key, Among(key, values), columns)


def ask_ahead(
    model: Any, key: str, values: Iterable[str] | Iterable[int], *columns: str
) -> Callable[[], list[tuple[Any, ...]]]:
    """As `rows_by`, but PostgreSQL looks while this process goes on computing; the answer is there when it is called.

    The question goes over the same connection, in the same transaction; other questions wait for it.
    """
    rows, among = model._base_manager.order_by(), Among(key, values)
    if connection.vendor != "postgresql" or not among.values or _all_travel(rows, among):
        return lambda: list(_rows(rows, key, among, columns))
    sql, params = rows.filter(among).values_list(key, *columns).query.sql_with_params()
    cursor = connection.cursor()  # made here: another thread would get a connection of its own
    aside = ThreadPoolExecutor(max_workers=1)
    looking = aside.submit(cursor.execute, sql, params)
    aside.shutdown(wait=False)

    def answer() -> list[tuple[Any, ...]]:
        looking.result()
        with cursor:
            return list(cursor.fetchall())

    return answer


def rows_named(model: Any, name_keys: Iterable[str], *columns: str, **conditions: Any) -> Iterator[tuple[Any, ...]]:
    """(name_key, *columns) of the rows with these names; the conditions should leave few rows.

    PostgreSQL would look each name up in the trigrams (core/indexes.py), where a thousand take seconds: compared as an
    expression, they are held against the rows that the conditions leave.
    """
    rows = model._base_manager.filter(**conditions).order_by()
    return _rows(rows, "name_key", Among(Concat("name_key", Value("")), name_keys), columns)


def _rows(rows: QuerySet[Any], key: str, among: Among, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The fewer travel: the values, or all rows that the conditions leave, of which those that fit are taken here."""
    if _all_travel(rows, among):
        yield from (row for row in rows.values_list(key, *columns) if row[0] in among.values)
    else:
        yield from rows.filter(among).values_list(key, *columns)


def _all_travel(rows: QuerySet[Any], among: Among) -> bool:
    count = len(among.values)
    return count > 0 and rows[: count + 1].count() <= count
