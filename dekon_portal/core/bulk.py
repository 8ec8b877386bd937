"""Writing very many rows of one model by columns: no instance per row, COPY on PostgreSQL, one statement on SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any, Final

from django.db import connection, models, transaction

from dekon_portal.accounts.scope import ScopedModel, check_reach_by_columns

from .fields import EncryptedTextField

_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def insert(like: ScopedModel, columns: Mapping[str, Sequence[Any]]) -> Sequence[int]:
    """Insert a row per value of the columns (attributes, equally long), the rest as in `like`. The keys, in order.

    As with `bulk_create`, `save` and signals are passed by; constraints and reach are not. Raises what it raises
    (IntegrityError, DataError, OutOfReach), and then nothing is written.
    """
    meta: Any = like._meta
    fields = {
        field.attname: field for field in meta.local_concrete_fields if not (field.primary_key or field.generated)
    }
    count = len(next(iter(columns.values())))
    if not count:
        return []
    varying = {fields[name].column: _prepared(fields[name], values) for name, values in columns.items()}
    constant = {
        field.column: _prepared(field, [field.pre_save(like, True)])[0]
        for name, field in fields.items()
        if name not in columns
    }
    reserve, write = (_reserve, _copy) if connection.vendor == "postgresql" else (_follow, _execute)
    with transaction.atomic():
        keys = reserve(meta.db_table, meta.pk.column, count)
        write(meta.db_table, {meta.pk.column: keys, **varying}, constant)
        check_reach_by_columns(type(like), keys, columns, connection.alias)
    return keys


def update(model: type[models.Model], name: str, values: Mapping[int, Any]) -> None:
    """Give each row of these keys its own value in one column, in one statement, however many they are.

    As with `insert`, `save` is passed by; so is reach, which the caller checks for all columns together.
    """
    meta: Any = model._meta
    field = meta.get_field(name)
    pairs = [*zip(_prepared(field, list(values.values())), values, strict=True)]
    quote = connection.ops.quote_name
    table, column, key = quote(meta.db_table), quote(field.column), quote(meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {table} SET {column} = given.value FROM json_to_recordset(%s)"  # noqa: S608 - as in _execute
                f" AS given(value {field.db_type(connection)}, key bigint) WHERE {table}.{key} = given.key",
                [json.dumps([{"value": value, "key": pk} for value, pk in pairs], default=str)],
            )
        else:
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", pairs)  # noqa: S608


def _prepared(field: Any, values: Sequence[Any]) -> Sequence[Any]:
    """A column as the database takes it: what the field's `get_db_prep_save` makes of each value, made faster."""
    while field.remote_field:
        field = field.target_field
    if isinstance(field, EncryptedTextField):
        return field.prepared(values)
    if isinstance(field, models.JSONField):
        return [json.dumps(value, cls=field.encoder) for value in values]
    if isinstance(field, models.CharField | models.TextField):
        same: type = str
    elif isinstance(field, models.IntegerField):
        same = int
    else:
        known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return [known[value] for value in values]
    return [
        value if value is None or value.__class__ is same else field.get_db_prep_save(value, connection)
        for value in values
    ]


def _reserve(table: str, column: str, count: int) -> Sequence[int]:
    """Keys that nobody else will be given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(name::regclass) FROM pg_get_serial_sequence(%s, %s) AS name, generate_series(1, %s)",
            [connection.ops.quote_name(table), column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _copy(table: str, varying: Mapping[str, Sequence[Any]], constant: Mapping[str, Any]) -> None:
    end = "".join("\t" + text for text in _texts(constant.values())) + "\n"
    lines = map("\t".join, zip(*map(_texts, varying.values()), strict=True))
    # `cursor` hands this call on to the driver as it is, so its errors must be made Django's here.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(
            f"COPY {_into(table, varying, constant)} FROM STDIN", StringIO(end.join([*lines, ""])), 2**20
        )


def _texts(values: Iterable[Any]) -> list[str]:
    """In COPY's text format."""
    texts = [None if value is None else str(value) for value in values]
    together = "".join(filter(None, texts))
    if any(mark in together for mark in "\\\t\n\r"):  # one look at the column: hardly any needs it
        texts = [text and text.translate(_ESCAPES) for text in texts]
    return [r"\N" if text is None else text for text in texts]


def _follow(table: str, _column: str, count: int) -> Sequence[int]:
    """The keys after the last one ever given; the transaction holds the lock, so nobody else takes them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        [last] = cursor.fetchone() or [0]
    return range(last + 1, last + 1 + count)


def _execute(table: str, varying: Mapping[str, Sequence[Any]], constant: Mapping[str, Any]) -> None:
    marks = ", ".join(["%s"] * (len(varying) + len(constant)))
    statement = f"INSERT INTO {_into(table, varying, constant)} VALUES ({marks})"  # noqa: S608 - names of our models
    end = tuple(constant.values())
    rows = [row + end for row in zip(*varying.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _into(table: str, varying: Mapping[str, Any], constant: Mapping[str, Any]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, [*varying, *constant]))})"
