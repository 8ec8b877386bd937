"""Undo of a committed list as a whole, while nothing later depends on it (R15).

What goes is what the list made: its participations, the people and IKM it brought in, its productions. Whoever was
known before stays. The reasons against it are in made.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal
from participants import tallies
from participants.models import BatchState, ImportBatch
from programs import goods

from . import kinds
from .made import Made, reasons

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

audit.register({"import.undone": gettext_lazy("%(who)s membatalkan seluruh isi daftar %(what)s")})


def undo(batch: ImportBatch, *, by: User, reason: str) -> ImportBatch:
    """Take back all that the list made, in one transaction. Raises Refusal with every reason against it."""
    require_on(batch, by, kinds.of(batch).action)
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Tuliskan alasan pembatalan daftar ini."))
    try:
        with transaction.atomic():
            return _undo(batch, by, reason)
    except IntegrityError as error:
        raise Refusal(
            _("Daftar ini tidak dapat dibatalkan: orang atau IKM-nya baru saja dipakai di tempat lain. Muat ulang.")
        ) from error


def _undo(batch: ImportBatch, by: User, reason: str) -> ImportBatch:
    batch = ImportBatch.locked(batch.pk)
    if batch.state != BatchState.COMMITTED:
        raise Refusal(_("Hanya daftar yang sudah tersimpan yang dapat dibatalkan."))
    batch.lock_activity()
    activities = [batch.activity.pk] if batch.activity else []
    tallies.wait_for_turn(activities)
    against = reasons(batch)
    if against:
        raise Refusal(" ".join(against))
    made = Made(batch)
    counts = made.counts()
    _withdraw(made, by, reason)
    _remove(made.participations)
    tallies.refresh(activities)
    _remove(made.people)
    _remove(made.businesses)
    ImportBatch._base_manager.filter(pk=batch.pk).update(
        state=BatchState.UNDONE, undone_by=by, undone_at=timezone.now(), undone_reason=reason, content=None
    )
    batch.mended.all().delete()
    audit.record(
        "import.undone",
        batch,
        by=by,
        note=reason,
        changes={name: (count, None) for name, count in counts.items() if count},
    )
    batch.refresh_from_db(fields=["state", "undone_by", "undone_at", "undone_reason"])
    return batch


def _withdraw(made: Made, by: User, reason: str) -> None:
    """The ledger keeps what happened, so goods are taken back by counter-entries (R6)."""
    if made.batch.activity:
        goods.withdraw_productions(made.batch.activity, made.productions, by=by, reason=reason)
    _remove(made.makers)


def _remove(rows: models.QuerySet[Any]) -> None:
    """Without reading each row first; what refers to one is refused by the database itself."""
    rows._raw_delete(rows.db)  # type: ignore[attr-defined]
