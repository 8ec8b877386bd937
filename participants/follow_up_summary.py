"""How far the follow-up of one activity is, round by round; in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from dekon_portal.core.known import Known

from .models import FollowUp, Round

if TYPE_CHECKING:
    from programs.models import Activity


@dataclass(frozen=True)
class RoundSummary:
    """Of `planned` people `asked` were asked and `answered` answered; `due` are those whose day has come."""

    round: Round
    due_on: date
    planned: int
    due: int
    asked: int
    answered: int
    producing: Known


def summary(activity: Activity) -> list[RoundSummary]:
    """The rounds of an activity that was reached through the scope; none while none is planned."""
    rows = FollowUp._base_manager.filter(participation__activity=activity).order_by("round").values("round")
    found = rows.annotate(
        first=Min("due_on", filter=Q(answer=None)),
        last=Max("due_on"),
        planned=Count("pk"),
        due=Count("pk", filter=Q(due_on__lte=timezone.localdate()) | Q(answer__isnull=False)),
        asked=Count("asked_at"),
        answered=Count("answer"),
        producing=Count("pk", filter=Q(answer__producing=True)),
        known=Count("answer__producing"),
    )
    return [
        RoundSummary(
            Round(row["round"]),
            row["first"] or row["last"],
            row["planned"],
            row["due"],
            row["asked"],
            row["answered"],
            Known(row["producing"] if row["known"] else None, row["known"], row["answered"]),
        )
        for row in found
    ]
