"""What attendance comes to: hours (JP) each person sat through, what is not known of it, and whether that is enough."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.numbers import format_integer
from programs.sessions import HELD_BY

from .models import Attendance, AttendanceMark, Mark, PassingRule
from .passing import Finding, criterion
from .ties import TIES, Tie, remove

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.models import Activity, Session

    from .models import Participation


@dataclass(frozen=True)
class Hours:
    """The sessions held so far that count, and how much each weighs.

    A session without hours is left out where any other of the activity has them; where none has, each counts as one.
    """

    weights: Mapping[int, int]
    in_jp: bool
    left_out: int = 0

    @property
    def total(self) -> int:
        return sum(self.weights.values())


@dataclass(frozen=True)
class Attended:
    """Of one person. `halves` of an hour attended for sure and `open_halves` of which nothing is known."""

    halves: int
    open_halves: int
    total: int
    marked: int
    sessions: int
    in_jp: bool

    def meets(self, percent: int) -> bool | None:
        """Whether it is `percent` of the total; None while marks that are missing decide it, or nothing was held."""
        if not self.total:
            return None
        needed = percent * self.total * 2
        if self.halves * 100 >= needed:
            return True
        return None if (self.halves + self.open_halves) * 100 >= needed else False

    @property
    def amount(self) -> str:
        """ "14" or "14,5"."""
        return format_integer(self.halves // 2) + (",5" if self.halves % 2 else "")

    @property
    def said(self) -> str:
        """ "14 dari 16 JP"."""
        words = _("%(part)s dari %(whole)s JP") if self.in_jp else _("%(part)s dari %(whole)s sesi")
        return words % {"part": self.amount, "whole": format_integer(self.total)}

    @property
    def known(self) -> str:
        """ "7 dari 8 sesi ditandai"."""
        return _("%(part)d dari %(whole)d sesi ditandai") % {"part": self.marked, "whole": self.sessions}

    def percent(self, needed: int = 101) -> int:
        """Rounded; what falls short of `needed` is never rounded up to it."""
        exact = self.halves * 100
        rounded = (exact + self.total) // (2 * self.total) if self.total else 0
        return rounded - 1 if rounded >= needed and exact < needed * 2 * self.total else rounded


def hours_of(sessions: Iterable[Session], today: date) -> Hours:
    every = list(sessions)
    held = [session for session in every if session.date <= today]
    in_jp = any(session.hours for session in every)
    weights = {session.pk: (session.hours or 0) if in_jp else 1 for session in held if session.hours or not in_jp}
    return Hours(weights, in_jp, len(held) - len(weights))


def attended(hours: Hours, marks: Mapping[int, str]) -> Attended:
    """`marks`: session → mark of one person."""
    halves = sum(weight * Mark(marks[pk]).halves for pk, weight in hours.weights.items() if pk in marks)
    unknown = sum(weight * 2 for pk, weight in hours.weights.items() if pk not in marks)
    marked = sum(pk in marks for pk in hours.weights)
    return Attended(halves, unknown, hours.total, marked, len(hours.weights), hours.in_jp)


def today_at(activity: Activity) -> date:
    """The calendar's day where the office is."""
    return timezone.now().astimezone(activity.province.zone).date()


def marks_of(activity: Activity) -> dict[int, dict[int, str]]:
    """Participation → session → mark; the activity was reached through the scope."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Attendance._base_manager.filter(session__activity=activity)
    for participation, session, mark in rows.values_list("participation", "session", "mark"):
        found[participation][session] = mark
    return found


def attended_by_all(activity: Activity) -> dict[int, Attended]:
    """Participation → what the person attended so far, of everybody in the activity."""
    hours, marks = hours_of(activity.sessions.all(), today_at(activity)), marks_of(activity)
    people = activity.participations.values_list("pk", flat=True)
    return {pk: attended(hours, marks.get(pk, {})) for pk in people}


@criterion
def attendance(activity: Activity, rule: PassingRule) -> dict[int, Finding]:
    """Hours attended of the hours of the sessions held so far."""
    needed = rule.attendance_percent
    if needed is None:
        return {}
    return {pk: finding(one, needed) for pk, one in attended_by_all(activity).items()}


def finding(one: Attended, needed: int) -> Finding:
    """ "hadir 14 dari 16 JP (88 %)"; with what is not marked yet."""
    if not one.total:
        return Finding(None, _("belum ada sesi yang berlangsung"))
    said = _("hadir %(said)s (%(percent)d %%)") % {"said": one.said, "percent": one.percent(needed)}
    missing = one.sessions - one.marked
    if missing:
        said += _("; %(count)d sesi belum ditandai") % {"count": missing}
    return Finding(one.meets(needed), said)


def counts_of(activity: Activity) -> dict[int, Counter[str]]:
    """Session → mark → how many people."""
    rows = Attendance._base_manager.filter(session__activity=activity).order_by().values_list("session", "mark")
    counts: dict[int, Counter[str]] = {}
    for session, mark, count in rows.annotate(Count("pk")):
        counts.setdefault(session, Counter())[mark] = count
    return counts


def holds(session: Session) -> str:
    """Why a session cannot be removed: its attendance is kept. "" when it has none (programs/sessions.py: HELD_BY)."""
    count = Attendance._base_manager.filter(session=session).count()
    if not count:
        return ""
    return _(
        "Kehadiran %(count)d orang sudah ditandai pada sesi ini, sehingga sesi tidak dapat dihapus. "
        "Kosongkan dahulu tandanya, atau ubah saja sesinya."
    ) % {"count": count}


def _told(participation: Participation) -> str:
    """Of who is to be taken out of the activity."""
    count = participation.attendances.count()
    if not count:
        return ""
    sentence = _(
        "Kehadiran %(name)s sudah ditandai pada %(count)d sesi. Kosongkan dahulu tandanya di tab Kehadiran, lalu "
        "keluarkan."
    )
    return sentence % {"name": participation, "count": count}


def _marked(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    return participations.filter(Exists(Attendance._base_manager.filter(participation=OuterRef("pk"))))


def _release(participations: QuerySet[Participation]) -> None:
    """Marks that were all taken back go with the person."""
    remove(AttendanceMark._base_manager.filter(participation__in=participations.values("pk")))


HELD_BY.append(holds)
TIES.append(
    Tie(
        _told,
        _marked,
        gettext_lazy("Kehadiran orang dari daftar ini sudah ditandai: %(names)s. Kosongkan dahulu tandanya."),
        _release,
    )
)
