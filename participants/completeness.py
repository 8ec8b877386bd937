"""What an activity still lacks in people, IKM and visits (adds to programs/completeness.py)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from programs.completeness import Found, Missing, check
from programs.models import Activity, ActivityKind

from .models import ActivityTally, Visit


@check
def people(activities: Mapping[int, Activity]) -> Found:
    tallies = ActivityTally._base_manager.in_bulk(list(activities))
    for activity in activities.values():
        tally = tallies.get(activity.pk)
        here = reverse("participants:activity_people", args=[activity.code])
        if tally is None or (not tally.people and not tally.businesses):
            yield activity.pk, Missing(_("Belum ada peserta."), here, required=False)
        elif tally.sex_unknown:
            unknown = _("Jenis kelamin %(count)d peserta belum diketahui.") % {"count": tally.sex_unknown}
            yield activity.pk, Missing(unknown, here, required=False)


@check
def visits(activities: Mapping[int, Activity]) -> Found:
    """Accompaniment without a visit on record is told; it may be that nobody wrote it down (R4)."""
    wanted = [key for key, activity in activities.items() if activity.kind == ActivityKind.MENTORING]
    visited = (
        set(Visit._base_manager.filter(activity__in=wanted).values_list("activity", flat=True)) if wanted else set()
    )
    for key in wanted:
        if key not in visited:
            here = reverse("participants:activity_visits", args=[activities[key].code])
            yield key, Missing(_("Belum ada catatan pendampingan."), here, required=False)
