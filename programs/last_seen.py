"""What changed in an activity since this person last had it before them: fields old → new, rows more or fewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from dekon_portal.core.models import AuditEntry

from .models import ReviewVisit
from .review_queue import changes_since, last_decision
from .tabs import TABS

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import Activity, ReviewEvent

MOST_CHANGES = 50


@dataclass(frozen=True)
class FieldChange:
    """First value → last value of a field, however often it changed in between. `thing` is what it hangs on, "" for the
    activity itself."""

    thing: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class CountChange:
    label: Any
    before: int
    after: int

    @property
    def more(self) -> int:
        return max(0, self.after - self.before)

    @property
    def fewer(self) -> int:
        return max(0, self.before - self.after)


@dataclass(frozen=True)
class Changes:
    """`seen_at` is the person's own last look, None where only the last decision is known (`decision`)."""

    seen_at: datetime | None
    decision: ReviewEvent | None
    entries: list[AuditEntry] = field(default_factory=list)
    fields: list[FieldChange] = field(default_factory=list)
    counts: list[CountChange] = field(default_factory=list)


def visit(activity: Activity, user: User) -> Changes | None:
    """Note that the person looks now, and answer what changed since the look before; None at the first of all looks
    at an activity that was never decided on."""
    now, counts = timezone.now(), _counts(activity)
    seen, is_first = ReviewVisit._base_manager.get_or_create(
        activity=activity, by=user, defaults={"at": now, "counts": counts}
    )
    if not is_first:
        if seen.at < activity.state_since:
            seen.before_at, seen.before_counts = seen.at, seen.counts
        seen.at, seen.counts = now, counts
        seen.save()
    decision = last_decision(activity)
    if seen.before_at is not None:
        entries = AuditEntry.objects.visible_to(user).about(activity).filter(at__gt=seen.before_at).exclude(actor=user)
        found = list(entries[:MOST_CHANGES])
        return Changes(seen.before_at, decision, found, fields_of(found), _moved(seen.before_counts, counts))
    if decision is not None:
        found = list(changes_since(decision, user)[:MOST_CHANGES])
        return Changes(None, decision, found, fields_of(found))
    return None


def fields_of(entries: Iterable[AuditEntry]) -> list[FieldChange]:
    """Of changed things, each changed field once; `entries` are newest first. What came and went is told by counts."""
    first: dict[tuple[str, str], Any] = {}
    last: dict[tuple[str, str], Any] = {}
    things: dict[str, str] = {}
    for entry in reversed(list(entries)):
        if entry.verb != "row.changed":
            continue
        things[entry.subject] = "" if entry.subject == entry.root else entry.subject_label
        for label, before, after in entry.change_lines:
            first.setdefault((entry.subject, label), before)
            last[entry.subject, label] = after
    return [
        FieldChange(things[subject], label, first[subject, label], after)
        for (subject, label), after in last.items()
        if first[subject, label] != after
    ]


def _counts(activity: Activity) -> dict[str, int]:
    """How many rows each tab has."""
    counted = ((tab.key, tab.count(activity)) for tab in TABS)
    return {key: count for key, count in counted if count is not None}


def _moved(before: dict[str, int], now: dict[str, int]) -> list[CountChange]:
    return [
        CountChange(tab.label, before[tab.key], now[tab.key])
        for tab in sorted(TABS, key=lambda tab: tab.order)
        if tab.key in before and tab.key in now and before[tab.key] != now[tab.key]
    ]
