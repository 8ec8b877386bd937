"""How tests of attendance name people and marks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from participants import marking
from participants.marking import Said
from participants.models import Attendance, AttendanceMark


def said(person: Any, mark: str = "hadir", *, minutes_ago: int = 0, **more: Any) -> Said:
    """One mark; without `seen` the sender saw nobody marked."""
    return Said(person.pk, mark, **{"seen": "", "age": timedelta(minutes=minutes_ago), **more})


def say(session: Any, by: Any, *marks: Said, **more: Any) -> marking.Outcome:
    return marking.mark(session, marks, by=by, **more)


def current(session: Any) -> dict[int, str]:
    """Participation → state of who is marked."""
    return {row.participation_id: row.state for row in Attendance._base_manager.filter(session=session)}


def kept(session: Any) -> list[str]:
    """Every mark that ever came, in the order they were made."""
    return list(AttendanceMark._base_manager.filter(session=session).values_list("mark", flat=True))
