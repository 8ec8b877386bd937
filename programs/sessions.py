"""The verbs of sessions: keep one with its trainers, remove it while nothing holds it, copy a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import remove_row, require_on, save_row
from dekon_portal.core.refusal import Refusal

from .models import Activity, Session, SessionTrainer, Trainer

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

audit.register({"sessions.copied": gettext_lazy("%(who)s menyalin jadwal ke %(what)s")})

HELD_BY: list[Callable[[Session], str]] = []
"""What keeps a session from being removed: each answers a sentence that says what and what to do, or "".

Apps above add theirs.
"""

_COPIED: Final = ("start_time", "end_time", "topic", "hours", "mode", "place", "room", "trainer")
"""The structure of a session; a link is of its meeting, a reason of its day."""


def save(session: Session, *, by: User, trainers: Iterable[Trainer] | None = None) -> Session:
    """Add or change a session of an open activity, and who teaches it (None leaves them as they are).

    Raises Locked (R8), NotAllowed, or Refusal for a trainer of another province (R1).
    """
    with transaction.atomic():
        save_row(session, by=by, action="activity.write")
        if trainers is not None:
            _set_trainers(session, {trainer.pk: trainer for trainer in trainers}, by=by)
    return session


def _set_trainers(session: Session, chosen: dict[int, Trainer], *, by: User) -> None:
    province = session.activity.office.province_id
    if any(trainer.province_id != province for trainer in chosen.values()):
        raise Refusal(_("Narasumber hanya dipilih dari provinsi kegiatan ini."))
    for row in list(session.session_trainers.select_related("trainer")):
        if chosen.pop(row.trainer_id, None) is None:
            remove_row(row, by=by, action="activity.write")
    for trainer in chosen.values():
        save_row(SessionTrainer(session=session, trainer=trainer), by=by, action="activity.write")


def remove(session: Session, *, by: User) -> None:
    """Remove a session with its trail; its materials stay with the activity. Raises Refusal while it is held."""
    with transaction.atomic():
        require_on(session, by, "activity.write")
        Activity.locked_open(session.activity_id)
        for holds in HELD_BY:
            if sentence := holds(session):
                raise Refusal(sentence)
        remove_row(session, by=by, action="activity.write")


def copy(source: Activity, target: Activity, *, start: date, by: User) -> tuple[int, int]:
    """Plan `target` as `source` was planned, its first day on `start`; (sessions copied, those there already).

    Only the structure: no attendance, links, materials or reasons. Asked again it adds nothing. Both activities must be
    reached through the scope. Raises Locked (R8), NotAllowed, or Refusal.
    """
    require_on(target, by, "activity.write")
    if source.office_id != target.office_id or source.pk == target.pk:
        raise Refusal(_("Jadwal hanya disalin dari kegiatan lain satuan kerja yang sama."))
    with transaction.atomic():
        Activity.locked_open(target.pk)
        olds = list(source.sessions.prefetch_related("session_trainers__trainer"))
        if not olds:
            raise Refusal(_("Kegiatan %(code)s belum mempunyai sesi.") % {"code": source.code})
        there = {(row.date, row.start_time, row.topic) for row in target.sessions.all()}
        pairs = [(old, _shifted(old, target, start - olds[0].date)) for old in olds]
        pairs = [(old, new) for old, new in pairs if (new.date, new.start_time, new.topic) not in there]
        Session.objects.bulk_create([new for _old, new in pairs])
        SessionTrainer.objects.bulk_create(
            SessionTrainer(session=new, trainer=row.trainer)
            for old, new in pairs
            for row in old.session_trainers.all()
            if row.trainer.is_active
        )
        if pairs:
            note = _("%(count)d sesi dari %(code)s") % {"count": len(pairs), "code": source.code}
            audit.record("sessions.copied", target, by=by, note=note)
    return len(pairs), len(olds) - len(pairs)


def _shifted(old: Session, target: Activity, later: timedelta) -> Session:
    values = {name: getattr(old, name) for name in _COPIED}
    return Session(activity=target, date=old.date + later, **values)
