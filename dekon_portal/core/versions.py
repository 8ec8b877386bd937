"""Two people, one row: the second to save is told, nothing is overwritten silently."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from .refusal import Stale


class Versioned(models.Model):
    """A row with a version number that must still be the one the person started from when they save."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_over(self, seen_version: int, **kwargs: Any) -> None:
        """Save as version `seen_version` + 1; raises Stale when the stored row has moved on."""
        with transaction.atomic():
            stored = type(self)._base_manager.filter(pk=self.pk, version=seen_version)
            if not stored.update(version=seen_version + 1):
                raise stale()
            self.version = seen_version + 1
            self.save(**kwargs)


def stale() -> Stale:
    return Stale(
        _(
            "Data ini baru saja diubah oleh orang lain, sehingga perubahan Anda belum disimpan. "
            "Isian Anda masih ada di bawah: bandingkan dengan data terbaru, lalu simpan lagi."
        )
    )


def mark_of(row: models.Model) -> str:
    """What a form carries of the row it was opened at: its version, or of a row without one a digest of its values."""
    if isinstance(row, Versioned):
        return str(row.version)
    hidden = getattr(row, "personal_fields", ())
    values = [getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in hidden]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]
