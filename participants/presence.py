"""Proving presence without the sheet: a card that an officer scans, a code that a participant types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_date
from dekon_portal.core.refusal import Refusal
from programs.models import Session
from programs.review import ensure_open

from . import attendance_codes, marking
from .attendance import today_at
from .models import Attendance, How, Mark

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Activity

    from .models import Participation


class Wrong(Refusal):
    """What a participant typed does not fit; the sentence tells nothing of who is on the list."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def sessions_today(activity: Activity) -> list[Session]:
    """Today's sessions by the office's calendar: those that go on first."""
    today = list(activity.sessions.filter(date=today_at(activity)))
    clock = timezone.now().astimezone(activity.province.zone).time()
    return sorted(today, key=lambda one: not _goes_on(one, clock))


def _goes_on(session: Session, clock: object) -> bool:
    return (session.start_time is None or session.start_time <= clock) and (  # type: ignore[operator]
        session.end_time is None or clock <= session.end_time  # type: ignore[operator]
    )


def chosen(today: Sequence[Session], wanted: object) -> Session | None:
    """The session that was chosen, while it is one of today's; the only one of today."""
    named = [session for session in today if str(session.pk) == str(wanted)]
    return (named or list(today))[0] if named or len(today) == 1 else None


def mark_by_card(person: Participation, session: Session, *, by: User) -> Attendance:
    """The person with this card is there; the mark that now counts. Raises Locked, NotAllowed, Refusal."""
    marking.mark(session, [marking.Said(person.pk, Mark.PRESENT)], by=by, how=How.CARD)
    return Attendance._base_manager.get(session=session, participation=person)


def session_of(token: str) -> Session | None:
    """The session of a public address; None for a guessed one."""
    pk = attendance_codes.session_of(token)
    rows = Session._base_manager.select_related("activity__office__province")
    return rows.filter(pk=pk).first() if pk is not None else None


def mark_self(session: Session, *, code: str, name: str, ending: str) -> None:
    """A participant's own word, on the day of the session. Raises Wrong, Locked (R8), or Refusal for another day."""
    today = today_at(session.activity)
    if session.date != today:
        raise Refusal(
            _("Kode kehadiran hanya berlaku pada hari sesi, %(day)s. Hubungi petugas bila Anda hadir pada hari itu.")
            % {"day": format_date(session.date)}
        )
    ensure_open(session.activity)
    if not attendance_codes.code_fits(session.pk, code):
        raise Wrong("code", _("Kode ini tidak cocok atau sudah berganti. Ketik kode yang sekarang tampil di layar."))
    person = attendance_codes.person_meant(session, name, ending)
    if person is None:
        raise Wrong(
            "name",
            _("Nama dan angka NIK ini tidak cocok. Periksa keduanya, atau minta petugas menandai kehadiran Anda."),
        )
    marking.receive(session, [marking.Said(person, Mark.PRESENT)], by=None, how=How.CODE)
