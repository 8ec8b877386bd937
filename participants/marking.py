"""Marking who came: any number of people of one session at once, from any number of devices.

Of two marks the one made later counts. Who marks says what they had before them (`seen`): a mark that differs from the
stored one without knowing of it is told on the page ("ditandai berbeda") until an officer, who sees both, confirms one.
Every mark stays in AttendanceMark, which is also its trail; the activity's Riwayat gets one entry for a person's first
marks in a session and for whatever changes or disputes an earlier mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require_on
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import without_niks
from dekon_portal.core.refusal import Refusal
from programs.models import Activity, Session

from .models import Attendance, AttendanceMark, How, Mark, Participation
from .models.attendance import state_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

audit.register(
    {
        "attendance.marked": gettext_lazy("%(who)s mencatat kehadiran sesi %(what)s"),
        "attendance.changed": gettext_lazy("%(who)s mengubah kehadiran sesi %(what)s"),
    }
)

LONGEST_NOTE: Final = 200
MOST_MINUTES: Final = 24 * 60
_THERE: Final = (Mark.PRESENT, Mark.LATE)
_SAID: Final = ("mark", "minutes", "note", "how", "marked_at", "received_at", "marked_by", "device", "disputed")


@dataclass(frozen=True)
class Said:
    """One mark as it is sent; `mark` "" takes an earlier one back.

    `seen`: the state (Attendance.state) that the sender had before them, None where nobody looked. `age`: how long ago
    it was made, by the device's own clock, whose time of day therefore does not matter. `sequence`: the device's number
    of it. `paper`: it was copied from a list signed by hand.
    """

    participation: int
    mark: str
    minutes: int | None = None
    note: str = ""
    seen: str | None = None
    age: timedelta = timedelta(0)
    sequence: int | None = None
    paper: bool = False

    @property
    def state(self) -> str:
        return state_of(self.mark, self.minutes, self.note)


@dataclass
class Outcome:
    """What became of the marks; `strangers` are those of people who are not in the activity, left aside."""

    changed: int = 0
    disputed: int = 0
    strangers: list[Said] = field(default_factory=list)


class NotRegistered(Refusal):
    """A mark for somebody who is not in the activity."""

    def __init__(self) -> None:
        super().__init__(
            _("Salah satu orang yang ditandai tidak terdaftar pada kegiatan ini. Muat ulang halaman, lalu tandai lagi.")
        )


def cleaned(said: Said) -> Said:
    """The same as it may be kept. Raises Refusal for what no page of ours sends."""
    fits = said.mark in ("", *Mark.values) and (said.minutes is None or 0 < said.minutes <= MOST_MINUTES)
    if not fits or not timedelta(0) <= said.age <= timedelta(days=366):
        raise Refusal(_("Isian kehadiran tidak dikenali. Muat ulang halaman, lalu tandai lagi."))
    late = said.minutes if said.mark == Mark.LATE else None
    note = without_niks(clean_text(said.note[:LONGEST_NOTE], 1000))[:LONGEST_NOTE] if said.mark else ""
    return replace(said, minutes=late, note=note)


def mark(session: Session, said: Iterable[Said], *, by: User, how: How = How.OFFICER, device: str = "") -> Outcome:
    """Marks of an officer. Raises NotRegistered, Locked (R8), NotAllowed, or Refusal for a session that is to come."""
    with transaction.atomic():
        outcome = receive(session, said, by=by, how=how, device=device)
        if outcome.strangers:
            raise NotRegistered
    return outcome


def receive(
    session: Session, said: Iterable[Said], *, by: User | None, how: How = How.OFFICER, device: str = ""
) -> Outcome:
    """The same, leaving strangers aside; `by` None is a participant's own word, already proven.

    A number of queries that does not grow with the people.
    """
    wanted = [cleaned(one) for one in said]
    with transaction.atomic():
        activity = Activity.locked_open(session.activity_id)
        if by is not None:
            require_on(activity, by, "people.write")
        now = timezone.now()
        _ensure_held(session, activity, min((now - one.age for one in wanted), default=now))
        sheet = _Sheet(session, wanted, by, how, device, now)
        sheet.write()
        sheet.tell()
    return sheet.outcome


def mark_rest_present(session: Session, *, by: User) -> Outcome:
    """Everybody who is not marked yet was there; nobody's mark is changed."""
    with transaction.atomic():
        Activity.locked_open(session.activity_id)
        marked = Attendance._base_manager.filter(session=session).values("participation")
        rest = Participation._base_manager.filter(activity=session.activity_id).exclude(pk__in=marked)
        return mark(session, [Said(pk, Mark.PRESENT, seen="") for pk in rest.values_list("pk", flat=True)], by=by)


def ensure_held(session: Session) -> None:
    """Raise Refusal while the session is still to come, by the calendar of the office's zone."""
    _ensure_held(session, session.activity, timezone.now())


def _ensure_held(session: Session, activity: Activity, moment: datetime) -> None:
    if session.date > moment.astimezone(activity.province.zone).date():
        raise Refusal(
            _("Sesi ini baru berlangsung pada %(day)s; kehadirannya belum dapat ditandai.")
            % {"day": format_date(session.date)}
        )


class _Sheet:
    """The marks of one sending against what is stored, under the activity's lock."""

    def __init__(
        self, session: Session, said: Sequence[Said], by: User | None, how: How, device: str, now: datetime
    ) -> None:
        self.session, self.by, self.how, self.device, self.now = session, by, how, device, now
        self.outcome = Outcome()
        asked = {one.participation for one in said}
        there = set(_of(Participation, activity=session.activity_id, pk__in=asked).values_list("pk", flat=True))
        self.outcome.strangers = [one for one in said if one.participation not in there]
        marks = _of(AttendanceMark, session=session, participation__in=asked)
        self.latest: dict[int, datetime] = {
            row["participation"]: row["last"]
            for row in marks.order_by().values("participation").annotate(last=Max("marked_at"))
        }
        known = self._received({one.sequence for one in said if one.sequence is not None})
        self.said = [one for one in said if one.participation in there and one.sequence not in known]
        self.stored = {row.participation_id: row for row in _of(Attendance, session=session, participation__in=asked)}
        self.first = not _of(AttendanceMark, session=session, marked_by=by).exists()
        self.overtook = False
        self.kept: list[AttendanceMark] = []
        self.written: dict[int, Attendance] = {}
        self.removed: dict[int, Attendance] = {}
        for one in sorted(self.said, key=lambda one: -one.age):
            self._take(one)

    def _received(self, sequences: set[int]) -> set[int | None]:
        """Numbers of this device that came before: sent again, they change nothing."""
        if not self.device or not sequences:
            return set()
        return set(_of(AttendanceMark, device=self.device, sequence__in=sequences).values_list("sequence", flat=True))

    def _take(self, one: Said) -> None:
        row, moment = self.stored.get(one.participation), self.now - one.age
        if row and row.mark in _THERE and self.how in (How.CARD, How.CODE):
            return  # a card shown twice, a code sent twice: that the person is there is known
        last = self.latest.get(one.participation)
        knew = last is None or one.seen == (row.state if row else "")
        self.kept.append(AttendanceMark(**self._said(one, moment), sequence=one.sequence))
        self.overtook |= last is not None
        if last is None or moment >= last:
            self.latest[one.participation] = moment
            self._count(one, moment, row, knew)
        elif row and row.mark != one.mark:
            self._dispute(row)

    def _count(self, one: Said, moment: datetime, row: Attendance | None, knew: bool) -> None:
        """`one` counts from now on."""
        if one.mark:
            disputed = not knew and (row is None or row.disputed or row.mark != one.mark)
            new = Attendance(pk=row.pk if row else None, **self._said(one, moment), disputed=disputed)
            self.stored[one.participation] = self.written[one.participation] = new
            self.removed.pop(one.participation, None)
            self.outcome.changed += 1
            self.outcome.disputed += disputed
        elif row and not knew:
            self._dispute(row)
        elif row:
            self.written.pop(one.participation, None)
            del self.stored[one.participation]
            self.outcome.changed += 1
            if row.pk:
                self.removed[one.participation] = row

    def _dispute(self, row: Attendance) -> None:
        """The stored mark stays, another one says otherwise: both are told."""
        row.disputed = True
        self.written[row.participation_id] = row
        self.outcome.disputed += 1

    def _said(self, one: Said, moment: datetime) -> dict[str, Any]:
        return {
            "session": self.session,
            "participation_id": one.participation,
            "mark": one.mark,
            "minutes": one.minutes,
            "note": one.note,
            "how": How.PAPER if one.paper else self.how,
            "marked_at": moment,
            "received_at": self.now,
            "marked_by": self.by,
            "device": self.device,
        }

    def write(self) -> None:
        AttendanceMark.objects.bulk_create(self.kept)
        if self.removed:
            _of(Attendance, pk__in=[row.pk for row in self.removed.values()]).delete()
        rows = [*self.written.values()]
        for row in rows:
            row.pk = None  # each is found by person and session
        Attendance.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["participation", "session"],
            update_fields=_SAID,
        )

    def tell(self) -> None:
        """On the activity's Riwayat; the marks one by one are AttendanceMark's to tell."""
        if self.kept and (self.first or self.overtook):
            verb = "attendance.changed" if self.overtook else "attendance.marked"
            name = "" if self.by else "Peserta"
            audit.record(verb, self.session, by=self.by, changes=self._counts(), actor_name=name)

    def _counts(self) -> Mapping[str, tuple[Any, Any]]:
        counts: dict[str, int] = {}
        for one in self.kept:
            counts[one.mark] = counts.get(one.mark, 0) + 1
        return {str(Mark(mark).label) if mark else _("belum ditandai"): (None, count) for mark, count in counts.items()}


def _of(model: Any, **which: Any) -> QuerySet[Any]:
    """Rows of a session that the caller reached: the activity's lock and right are asked before."""
    return model._base_manager.filter(**which)  # type: ignore[no-any-return]
