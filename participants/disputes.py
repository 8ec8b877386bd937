"""Who was marked differently by two who did not know of each other: what each said, until an officer confirms one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .models import Attendance, AttendanceMark

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from programs.models import Activity, Session


def disputes_of(session: Session, zone: ZoneInfo) -> dict[int, str]:
    """Participation → "Ditandai berbeda: Hadir (Siti, 09.02); Izin (Budi, 09.05)". The last one counts meanwhile."""
    people = Attendance._base_manager.filter(session=session, disputed=True).values("participation")
    said: dict[int, list[str]] = defaultdict(list)
    rows = AttendanceMark._base_manager.filter(session=session, participation__in=people)
    for row in rows.select_related("marked_by").order_by("marked_at", "pk"):
        who = str(row.marked_by or row.get_how_display())
        mark = row.get_mark_display() or _("belum ditandai")
        said[row.participation_id].append(f"{mark} ({who}, {row.marked_at.astimezone(zone):%H.%M})")
    return {pk: _("Ditandai berbeda: %(marks)s") % {"marks": "; ".join(marks)} for pk, marks in said.items()}


def disputed_people(activity: Activity) -> int:
    """How many marks of an activity wait for an officer to confirm one."""
    return Attendance._base_manager.filter(session__activity=activity, disputed=True).count()
