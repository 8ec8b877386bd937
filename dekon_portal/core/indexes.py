"""Indexes beyond Django's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.backends.ddl_references import Statement


class ContainsIndex(GinIndex):
    """Finds a text within the column (`contains`) without reading the table.

    On PostgreSQL by trigrams: it makes the extension pg_trgm, which an owner of the database may (version 13 and
    later). Elsewhere it is a plain index.
    """

    def __init__(
        self, *, fields: Sequence[str], name: str, opclasses: Sequence[str] = ("gin_trgm_ops",), **options: Any
    ) -> None:
        super().__init__(fields=fields, name=name, opclasses=opclasses, **options)

    def create_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs: Any
    ) -> Statement:
        if schema_editor.connection.vendor != "postgresql":
            plain = models.Index(fields=self.fields, name=self.name)
            return plain.create_sql(model, schema_editor, using, **kwargs)
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        return super().create_sql(model, schema_editor, using, **kwargs)
