"""The chapter on attendance of an activity's final report (adds to programs/closing.py)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils import translation

from dekon_portal.core.blocks import Block, Facts, Table
from dekon_portal.core.dates import format_date
from dekon_portal.core.numbers import format_integer
from programs.closing import chapter

from .attendance import counts_of, today_at
from .models import Mark
from .passing import passing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from programs.models import Activity, Session


@chapter("kehadiran", "Kehadiran", 50)
def attendance(activity: Activity) -> Sequence[Block]:
    """Per session held how many came; who passed, in numbers. No name."""
    with translation.override("id"):
        held = [session for session in activity.sessions.all() if session.date <= today_at(activity)]
        people = activity.participations.count()
        if not held or not people:
            return []
        return [_sessions(activity, held, people), *_passed(activity, people)]


def _sessions(activity: Activity, held: Sequence[Session], people: int) -> Table:
    counts = counts_of(activity)
    rows = []
    for session in held:
        marks = counts.get(session.pk, Counter())
        figures = [*(marks[mark] for mark in Mark.values), people - marks.total()]
        rows.append([format_date(session.date), session.topic, *map(format_integer, figures)])
    return Table(
        ["Tanggal", "Materi", *(str(mark.label) for mark in Mark), "Belum ditandai"],
        rows,
        caption=f"Kehadiran {format_integer(people)} peserta per sesi",
        numeric=frozenset(range(2, 3 + len(Mark))),
    )


def _passed(activity: Activity, people: int) -> list[Block]:
    found = passing(activity)
    if not found:
        return []
    mets = Counter(one.met for one in found.values())
    lines = [
        ("Lulus", f"{format_integer(mets[True])} dari {format_integer(people)} peserta"),
        ("Tidak lulus", f"{format_integer(mets[False])} peserta"),
        ("Belum diketahui", f"{format_integer(people - mets[True] - mets[False])} peserta"),
    ]
    return [Facts(lines)]
