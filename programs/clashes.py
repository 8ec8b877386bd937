"""What does not go together in a plan. It warns and never blocks (R12; domain.md 2.3, 10).

The pure part compares `Slot`s; `of_activities` reads them, in four queries however many sessions there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import Enum
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_date

from . import when
from .models import Mode, RestrictionSpell, Session, SessionTrainer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Activity

PSBB: Final = (date(2020, 3, 31), date(2021, 1, 10))
"""From PP 21/2020 to the day before PPKM took its place: where a spell's own day is not known."""
_FACE_TO_FACE: Final = (Mode.OFFLINE, Mode.MIXED)


class Kind(Enum):
    TRAINER = "narasumber"
    PLACE = "tempat"
    RESTRICTION = "psbb"
    DATES = "waktu"


@dataclass(frozen=True)
class Clash:
    """One sentence about a session, for the office that plans it."""

    kind: Kind
    session: int
    sentence: str
    title: str = ""
    """The session's, where it stands beside others."""


@dataclass(frozen=True)
class Slot:
    """When and where a session is and who teaches it, as far as it is known."""

    session: int
    activity: int
    code: str
    office: int
    day: date
    start: time | None
    end: time | None
    place: str = ""
    room: str = ""
    trainers: Mapping[int, str] = field(default_factory=dict)


# --- The pure part ---
def overlap(one: Slot, other: Slot) -> bool:
    """Whether they are surely at the same time; an unknown time overlaps nothing (R4), an unknown end is a moment."""
    if one.day != other.day or one.start is None or other.start is None:
        return False
    first, second = sorted((one, other), key=lambda slot: (slot.start, slot.end is not None))
    return first.start == second.start or (first.end is not None and second.start < first.end)  # type: ignore[operator]


def same_spot(one: Slot, other: Slot) -> bool:
    """Whether both need one place of one office; two rooms that differ are two spots, an unknown room may be either."""
    if one.office != other.office or not one.place or _bare(one.place) != _bare(other.place):
        return False
    return not (one.room and other.room and _bare(one.room) != _bare(other.room))


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def pairs(slots: Iterable[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Every two slots of one day that overlap."""
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.start is not None:
            by_day[slot.day].append(slot)
    for day in by_day.values():
        day.sort(key=lambda slot: (slot.start, slot.session))
        for place, first in enumerate(day):
            last = first.end or first.start
            for second in day[place + 1 :]:
                if second.start > last:  # type: ignore[operator]
                    break
                if overlap(first, second):
                    yield first, second


def between(one: Slot, other: Slot) -> Iterator[Clash]:
    """What `one` must know of `other`, which is at the same time. Of another activity only its code is told."""
    where = _("sesi lain kegiatan ini") if one.activity == other.activity else other.code
    for key, name in one.trainers.items():
        if key in other.trainers:
            sentence = _("%(name)s mengajar pada jam yang sama di %(where)s.") % {"name": name, "where": where}
            yield Clash(Kind.TRAINER, one.session, sentence)
    if same_spot(one, other):
        sentence = _("%(place)s dipakai pada jam yang sama oleh %(where)s.") % {"place": one.place, "where": where}
        yield Clash(Kind.PLACE, one.session, sentence)


def covers(spell: RestrictionSpell, day: date) -> bool:
    """Whether the spell may reach the day: an end that nobody knows is taken as that of PSBB itself."""
    start, end = spell.start or PSBB[0], spell.end or max(PSBB[1], spell.start or PSBB[1])
    return start <= day <= end


# --- Reading ---
def of_activities(activities: Mapping[int, Activity]) -> dict[int, list[Clash]]:
    """The clashes of each activity's sessions, by the activity's key, in the order of its schedule.

    Past the scope: a trainer is one person whoever of the province asks. Rows are reached scoped by the caller.
    """
    sessions = _with_activity(Session._base_manager.filter(activity__in=activities))
    found: dict[int, list[Clash]] = defaultdict(list)
    if not sessions:
        return found
    by_session: dict[int, list[Clash]] = defaultdict(list)
    for clash in _meetings(sessions):
        by_session[clash.session].append(clash)
    spells = _spells({session.activity.office.province_id for session in sessions if _in_person(session)})
    for session in sessions:
        clashes = dict.fromkeys([*by_session[session.pk], *_restricted(session, spells), *_outside(session)])
        found[session.activity_id] += [replace(clash, title=_title(session)) for clash in clashes]
    return found


def _title(session: Session) -> str:
    """Its topic, shortened, and its day."""
    return f"{Truncator(session.topic).chars(60)} ({format_date(session.date)})"


def of(activity: Activity) -> list[Clash]:
    return of_activities({activity.pk: activity})[activity.pk]


def _with_activity(rows: QuerySet[Session]) -> list[Session]:
    return list(rows.select_related("activity__office", "activity__regency"))


def _meetings(sessions: Sequence[Session]) -> Iterator[Clash]:
    """With all that is planned in their provinces on their days."""
    own = {session.pk for session in sessions}
    that_day = Q(
        date__in={session.date for session in sessions},
        activity__office__province__in={session.activity.office.province_id for session in sessions},
    )
    every = _with_activity(Session._base_manager.filter(that_day, start_time__isnull=False))
    taught: dict[int, dict[int, str]] = defaultdict(dict)
    rows = SessionTrainer._base_manager.filter(session__in=Session._base_manager.filter(that_day).values("pk"))
    for row in rows.select_related("trainer").order_by("pk"):
        taught[row.session_id][row.trainer_id] = str(row.trainer)
    for first, second in pairs(_slot(session, taught[session.pk]) for session in every):
        for one, other in ((first, second), (second, first)):
            if one.session in own:
                yield from between(one, other)


def _slot(session: Session, trainers: Mapping[int, str]) -> Slot:
    """A session online takes no place; one that names none is where its activity is."""
    activity = session.activity
    return Slot(
        session=session.pk,
        activity=session.activity_id,
        code=activity.code,
        office=activity.office_id,
        day=session.date,
        start=session.start_time,
        end=session.end_time,
        place="" if mode_of(session) == Mode.ONLINE else session.place or activity.place,
        room=session.room,
        trainers=trainers,
    )


def mode_of(session: Session) -> str:
    """Its own, else its activity's."""
    return session.mode if session.mode != Mode.UNKNOWN else session.activity.mode


def _in_person(session: Session) -> bool:
    return mode_of(session) in _FACE_TO_FACE


def _spells(provinces: set[str]) -> list[RestrictionSpell]:
    rows = RestrictionSpell.objects.filter(province__in=provinces).select_related("province", "regency")
    return list(rows.order_by("regency", "start", "pk"))


def _restricted(session: Session, spells: Iterable[RestrictionSpell]) -> Iterator[Clash]:
    """A province's spell covers its regencies, a regency's not the province (domain.md 10). A reason quiets it."""
    if session.restriction_reason or not _in_person(session):
        return
    activity = session.activity
    for spell in spells:
        here = spell.province_id == activity.office.province_id and spell.regency_id in (None, activity.regency_id)
        if here and covers(spell, session.date):
            sentence = _(
                "Tatap muka pada masa PSBB %(region)s (%(spell)s). Ubah cara pelaksanaannya, atau isi alasannya."
            )
            told = {"region": spell.regency or spell.province, "spell": _in_words(spell)}
            yield Clash(Kind.RESTRICTION, session.pk, sentence % told)
            return


def _in_words(spell: RestrictionSpell) -> str:
    if spell.start and spell.end:
        return when.period(spell.start, spell.end, None)
    if spell.start:
        return _("sejak %(day)s, akhirnya belum diketahui") % {"day": format_date(spell.start)}
    if spell.end:
        return _("sampai %(day)s, mulainya belum diketahui") % {"day": format_date(spell.end)}
    return _("tanggalnya belum diketahui")


def _outside(session: Session) -> Iterator[Clash]:
    start, end, month = session.activity.when
    if start:
        inside = start <= session.date and (end is None or session.date <= end)
    else:
        inside = month is None or (session.date.year, session.date.month) == (month.year, month.month)
    if not inside:
        period = when.period(start, end, month)
        sentence = _("Tanggal sesi di luar waktu kegiatan (%(period)s). Periksa salah satunya.") % {"period": period}
        yield Clash(Kind.DATES, session.pk, sentence)
