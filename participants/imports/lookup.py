"""Asking the database for many keys at once: one query, however many they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Expression, Value
from django.db.models.functions import Concat


class Among(Expression):
    """The values as the rows of a subquery: `filter(nik_hash__in=Among(digests))`.

    A plain list would be one parameter per value, of which SQLite takes few, and PostgreSQL reads JSON faster.
    """

    def __init__(self, values: Iterable[str] | Iterable[int]) -> None:
        super().__init__()
        self.values: list[Any] = sorted(set(values))  # in order they go into an index faster

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.values:
            raise EmptyResultSet
        if connection.vendor == "sqlite":
            select = "SELECT value FROM json_each(%s)"
        else:
            kind = "text" if isinstance(self.values[0], str) else "bigint"
            select = f"SELECT value::{kind} FROM json_array_elements_text(%s) AS value"  # noqa: S608 - one of two words
        return f"({select})", (json.dumps(self.values),)


def rows_by(
    model: Any, key: str, values: Iterable[str] | Iterable[int], *columns: str, **conditions: Any
) -> Iterator[tuple[Any, ...]]:
    """(key, *columns) of the rows whose `key` is among the values, in no order."""
    rows = model._base_manager.filter(**{f"{key}__in": Among(values)}, **conditions).order_by()
    yield from rows.values_list(key, *columns)


def rows_named(model: Any, name_keys: Iterable[str], *columns: str, **conditions: Any) -> Iterator[tuple[Any, ...]]:
    """(name_key, *columns) of the rows with these names; the conditions should leave few rows.

    PostgreSQL would look each name up in the trigrams (core/indexes.py), where a thousand take seconds: compared as an
    expression, they are joined with the rows that the conditions leave.
    """
    rows = model._base_manager.annotate(named=Concat("name_key", Value(""))).filter(named__in=Among(name_keys))
    yield from rows.filter(**conditions).order_by().values_list("name_key", *columns)
