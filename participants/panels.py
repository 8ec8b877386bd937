"""What the review page shows of people: counts, and the first names with their NIK masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from programs.panels import REVIEW_PANELS

from .models import ActivityTally
from .tables import ParticipationTable

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Activity

FIRST_ROWS = 10


def people(activity: Activity, user: User) -> dict[str, Any]:
    rows = activity.participations.visible_to(user).with_labels()  # type: ignore[attr-defined]
    tally = ActivityTally._base_manager.filter(activity=activity).first()
    known = tally.people - tally.new_entrepreneur_unknown if tally else 0
    return {
        "url": reverse("participants:activity_people", args=[activity.code]),
        "tally": tally,
        "new_entrepreneurs": tally.new_entrepreneurs if tally and known else None,
        "new_entrepreneurs_known": known,
        "table": ParticipationTable(rows[:FIRST_ROWS], orderable=False, exclude=("activity",)),
    }


REVIEW_PANELS.append(("participants/_review_people.html", people))
