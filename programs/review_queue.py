"""What waits for a reviewer's or an endorsing official's word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, Q, Value

from dekon_portal.core import audit
from dekon_portal.core.models import AuditEntry

from .models import Activity, ReviewEvent, State

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from dekon_portal.core.models import AuditQuerySet

    from .models.activities import ActivityQuerySet


@dataclass(frozen=True)
class Signs:
    """What an app above knows of the risk of activities: expressions on an activity, and what to filter by."""

    count: Callable[[], Any]
    """How many open signs."""
    weight: Callable[[], Any]
    """How heavy they are together; sorting by risk goes by it."""
    choices: Callable[[], list[tuple[str, Any]]]
    having: Callable[[str], Q]
    """The condition on activities with an open sign of one choice."""


SIGNS: list[Signs] = []
UNDER_REVIEW = (State.SUBMITTED.value, State.ENDORSED.value)
ASKED = "activity.ask_reopening"
MOST_REQUESTS = 200


def waiting_for(user: User) -> ActivityQuerySet:
    """Activities this person may decide on now, the longest wait first."""
    rows = Activity.objects.visible_to(user)
    to_endorse = rows.awaiting_endorsement().filter(office__province__in=user.scope.provinces)
    if not user.may("activity.endorse"):
        return rows.awaiting_review() if user.may("activity.review") else rows.none()
    return (rows.awaiting_review() | to_endorse) if user.may("activity.review") else to_endorse


def with_risk(rows: ActivityQuerySet) -> ActivityQuerySet:
    """Each with `risk_count` and `risk_weight`; 0 where no app tells of signs."""
    none = Value(0, output_field=IntegerField())
    count = sum((signs.count() for signs in SIGNS), start=none)
    return rows.annotate(risk_count=count, risk_weight=sum((signs.weight() for signs in SIGNS), start=none))


def sign_choices() -> list[tuple[str, Any]]:
    return [choice for signs in SIGNS for choice in signs.choices()]


def having_sign(key: str) -> Q:
    found = Q(pk__in=[])
    for signs in SIGNS:
        found |= signs.having(key)
    return found


@dataclass(frozen=True)
class Request:
    """Somebody asks for an approved activity to be opened again."""

    activity: Activity
    entry: AuditEntry


def reopening_requests(user: User) -> list[Request]:
    """Requests for activities that are still approved, the oldest first; the latest words of each."""
    entries = AuditEntry.objects.visible_to(user).filter(verb=ASKED).order_by("-at")[:MOST_REQUESTS]
    latest: dict[str, AuditEntry] = {}
    for entry in entries:
        latest.setdefault(entry.subject, entry)
    keys = [subject.rpartition(":")[2] for subject in latest]
    approved = Activity.objects.visible_to(user).filter(pk__in=keys, state=State.APPROVED).with_labels()
    requests = [Request(activity, latest[audit.key_of(activity)]) for activity in approved]
    still_asked = [request for request in requests if request.entry.at > request.activity.state_since]
    return sorted(still_asked, key=lambda request: request.entry.at)


def request_for(activity: Activity, user: User) -> AuditEntry | None:
    """The latest request to reopen this approved activity, if there is one since it was approved."""
    if activity.state != State.APPROVED:
        return None
    asked = AuditEntry.objects.visible_to(user).about(activity)
    return asked.filter(verb=ASKED, at__gt=activity.state_since).first()


def last_decision(activity: Activity) -> ReviewEvent | None:
    """The latest step taken by somebody who reviews or endorses, not by the office that submits."""
    return activity.review_events.exclude(step="submit").order_by("-at", "-pk").first()


def changes_since(event: ReviewEvent, user: User) -> AuditQuerySet:
    """What was done on the activity after a decision, newest first; the decision's own entry is not a change."""
    entries = AuditEntry.objects.visible_to(user).about(event.activity).filter(at__gt=event.at)
    return entries.exclude(verb=f"activity.{event.step}")
