"""Model fields that are encrypted at rest (R3)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from .crypto import decrypt, encrypt_many


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database only sees encrypted. NULL stays NULL and "" stays "", so that *unknown* can be asked for.

    Rows cannot be searched by it (every encryption differs): use the blind index kept beside it. It is not serialised
    either, because dumpdata would write it in the clear; `manage.py backup` copies it encrypted.
    """

    def get_prep_value(self, value: Any) -> str | None:
        return self.prepared([value])[0]

    def prepared(self, values: Iterable[Any]) -> list[str | None]:
        """`get_prep_value` of each value, with one call to the system's random source."""
        texts = list(map(self._text, values))
        tokens = iter(encrypt_many(filter(None, texts)))
        return [next(tokens) if text else text for text in texts]

    def _text(self, value: Any) -> str | None:
        """What is encrypted."""
        text: str | None = super().get_prep_value(value)
        return text

    def from_db_value(self, value: str | None, *args: Any) -> Any:
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"{self.name} is encrypted, so `{lookup_name}` finds nothing: search its blind index, or use isnull."
        )

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.name} is personal and is not serialised: use `manage.py backup`.")


class EncryptedJSONField(EncryptedTextField):
    """A JSON value kept as one encrypted text. None is NULL; {} and [] are values and are encrypted."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def to_python(self, value: Any) -> Any:
        return value

    def _text(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, cls=DjangoJSONEncoder)

    def from_db_value(self, value: str | None, *args: Any) -> Any:
        return None if value is None else json.loads(decrypt(value))
