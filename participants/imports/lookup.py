"""Asking the database for many keys at once: one query, however many they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Expression


class Among(Expression):
    """The values as the rows of a subquery: `filter(nik_hash__in=Among(digests))`.

    A plain list would be one parameter per value, of which SQLite takes few. PostgreSQL would look each of them up in
    the trigrams (core/indexes.py), where a thousand names take seconds; rows of a subquery are joined.
    """

    def __init__(self, values: Iterable[Any]) -> None:
        super().__init__()
        self.values = sorted(set(values))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.values:
            raise EmptyResultSet
        if connection.vendor == "sqlite":
            return "(SELECT value FROM json_each(%s))", (json.dumps(self.values),)
        return "(SELECT unnest(%s))", (self.values,)


def rows_by(model: Any, key: str, values: Iterable[str], *columns: str, **conditions: Any) -> Iterator[tuple[Any, ...]]:
    """(key, *columns) of the rows whose `key` is among the values, in no order."""
    rows = model._base_manager.filter(**{f"{key}__in": Among(values)}, **conditions).order_by()
    yield from rows.values_list(key, *columns)
