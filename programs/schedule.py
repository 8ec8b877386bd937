"""The schedule of an activity: its sessions by day, with their hours, as page, papers and the final report show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from dekon_portal.core.blocks import Block, Table
from dekon_portal.core.dates import format_date, zone_label
from dekon_portal.core.known import NOTHING, Known
from dekon_portal.core.numbers import format_integer

from .closing import chapter
from .models import Mode, Session, SessionTrainer

if TYPE_CHECKING:
    from .models import Activity


@dataclass(frozen=True)
class Day:
    date: date
    sessions: Sequence[Session]

    @property
    def label(self) -> str:
        """ "Senin, 15 Juni 2020"."""
        return f"{WEEKDAYS[self.date.weekday()]}, {format_date(self.date)}"

    @property
    def hours(self) -> Known:
        return hours_of(self.sessions)


def sessions_of(activity: Activity) -> list[Session]:
    """In their order, with their trainers and materials: three queries."""
    # A relation of sessions that were reached through the scope.
    taught = Prefetch("session_trainers", SessionTrainer._base_manager.select_related("trainer").order_by("pk"))
    sessions = list(activity.sessions.prefetch_related(taught, "attachments"))
    for session in sessions:
        session.activity = activity
    return sessions


def days_of(sessions: Iterable[Session]) -> list[Day]:
    return [Day(day, list(rows)) for day, rows in groupby(sessions, key=lambda session: session.date)]


def hours_of(sessions: Iterable[Session]) -> Known:
    """JP in all, and of how many sessions they are known (R4)."""
    return sum((Known(session.hours, int(session.hours is not None), 1) for session in sessions), NOTHING)


def hours_in_words(hours: Known) -> str:
    """ "12 JP", "12 JP (3 dari 4 sesi diketahui)"; "" when none is known."""
    if hours.total is None:
        return ""
    words = _("%(total)s JP") % {"total": format_integer(hours.total)}
    if hours.is_complete:
        return words
    return _("%(hours)s (%(known)s dari %(of)s sesi diketahui)") % {
        "hours": words,
        "known": format_integer(hours.known),
        "of": format_integer(hours.of),
    }


def clock(session: Session) -> str:
    """ "09.00–11.30 WIB"; "" when unknown."""
    return f"{session.clock} {zone_label(session.activity.province.time_zone)}" if session.clock else ""


@chapter("jadwal", "Jadwal pelaksanaan", 30)
def compose(activity: Activity) -> Sequence[Block]:
    sessions = sessions_of(activity)
    if not sessions:
        return []
    with translation.override("id"):
        return [_table(sessions)]


def _table(sessions: Sequence[Session]) -> Table:
    unknown = "belum diketahui"
    rows = [
        (
            format_date(session.date),
            clock(session) or unknown,
            session.topic,
            unknown if session.hours is None else format_integer(session.hours),
            unknown if session.mode == Mode.UNKNOWN else str(session.get_mode_display()),
            session.spot or ("–" if session.mode == Mode.ONLINE else unknown),
            "; ".join(session.taught_by) or unknown,
        )
        for session in sessions
    ]
    total = hours_in_words(hours_of(sessions)) or unknown
    return Table(
        headings=("Tanggal", "Pukul", "Materi", "JP", "Cara", "Tempat", "Narasumber/pendamping"),
        rows=rows,
        numeric=frozenset({3}),
        closing=("Jumlah", "", "", total, "", "", ""),
    )
