"""When an activity is, in words: days, only a month, or nothing known (R4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_date, format_month, month_name

if TYPE_CHECKING:
    from .models import Activity


def period(start: date | None, end: date | None, month: date | None) -> str:
    """ "15 Juni 2020", "15–17 Juni 2020", "30 Juni – 2 Juli 2020", "Juni 2020"; "" when unknown."""
    if start is None:
        return format_month(month.year, month.month) if month else ""
    if end is None or end == start:
        return format_date(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{format_date(end)}"
    first = f"{start.day} {month_name(start.month)}" if start.year == end.year else format_date(start)
    return f"{first} – {format_date(end)}"


def planned(activity: Activity) -> str:
    return period(activity.planned_start, activity.planned_end, activity.planned_month)


def carried_out(activity: Activity) -> str:
    return period(activity.actual_start, activity.actual_end, activity.actual_month)


def in_words(activity: Activity) -> str:
    """When it was carried out, else when it is planned, and says which; "" when neither is known."""
    done, plan = carried_out(activity), planned(activity)
    if done or not plan:
        return done
    return _("%(when)s (rencana)") % {"when": plan}
