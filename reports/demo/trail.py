"""Audit entries for rows that are written in bulk: the same entries the verbs would have left, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from dekon_portal.accounts.models import User
from dekon_portal.core import audit
from dekon_portal.core.models import AuditEntry


class Trail:
    """Collects entries, writes them in bulk, and sets their times, which the model would set to now."""

    def __init__(self) -> None:
        self._waiting: list[tuple[AuditEntry, datetime]] = []

    def added(self, row: models.Model, by: User, at: datetime) -> None:
        """ "… menambahkan …" with the values it was added with, as core/editing.py leaves it."""
        changes = {name: (None, value) for name, value in audit.snapshot(row).items() if value not in (None, "")}
        self.done("row.added", row, by, at, changes=changes)

    def done(
        self,
        verb: str,
        row: models.Model,
        by: User,
        at: datetime,
        changes: Mapping[str, Any] | None = None,
        note: str = "",
    ) -> None:
        entry = audit.entry_of(verb, row, by=by, changes=changes, note=note)
        self._waiting.append((entry, at))

    def write(self) -> None:
        entries = [entry for entry, _ in self._waiting]
        AuditEntry._base_manager.bulk_create(entries, batch_size=2000)
        set_times(AuditEntry, "at", {entry.pk: at for entry, at in self._waiting})
        self._waiting = []


def set_times(model: type[models.Model], field: str, times: Mapping[int, datetime]) -> None:
    """Give rows the time that `auto_now_add` would not let them be created with; one update per moment."""
    groups: dict[datetime, list[int]] = defaultdict(list)
    for pk, moment in times.items():
        groups[moment].append(pk)
    for moment, pks in groups.items():
        for start in range(0, len(pks), 900):
            model._base_manager.filter(pk__in=pks[start : start + 900]).update(**{field: moment})
