"""Undo of a committed list as a whole, while nothing later depends on it (R15).

What goes is what the list made: its participations, the people and IKM it brought in, its productions. Whoever was
known before stays, and what the list filled in of them is blank again: an undone list leaves nothing of itself, and
takes nothing that is not its own. The reasons against it are in made.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit, progress
from dekon_portal.core.editing import require_on
from dekon_portal.core.faults import is_referred_to
from dekon_portal.core.memory import collecting_later
from dekon_portal.core.refusal import Refusal
from participants import tallies, ties
from participants.models import BatchState, Completion, ImportBatch
from participants.ties import remove
from programs import goods

from . import kinds
from .filled import give_back
from .made import Made, reasons

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

audit.register({"import.undone": gettext_lazy("%(who)s membatalkan seluruh isi daftar %(what)s")})


def ask_undo(batch: ImportBatch, *, by: User, reason: str) -> bool:
    """Note who asked and why; `undo` carries it out. False when somebody (a first click) has asked already.

    Raises Refusal with every reason against it.
    """
    require_on(batch, by, kinds.of(batch).action)
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Tuliskan alasan pembatalan daftar ini."))
    with transaction.atomic():
        batch = ImportBatch.locked(batch.pk)
        if batch.state == BatchState.UNDOING:
            return False
        if batch.state != BatchState.COMMITTED:
            raise Refusal(_("Hanya daftar yang sudah tersimpan yang dapat dibatalkan."))
        made = Made(batch, by)
        _refuse_if_depended_on(made)
        ImportBatch._base_manager.filter(pk=batch.pk).update(
            state=BatchState.UNDOING, problem="", undone_by=by, undone_reason=reason
        )
    progress.tell(batch, 0, sum(made.counts().values()))
    return True


@collecting_later()
def undo(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Take back all that the list made, in one transaction. Running it twice, or after a kill, does it once.

    Raises Refusal with every reason against it; the batch then says so, and nothing was taken back.
    """
    try:
        with transaction.atomic():
            batch = _undo(ImportBatch.locked(batch.pk), by)
    except Refusal as refusal:
        _keep(batch, refusal.sentence)
        raise
    except IntegrityError as clash:
        if not is_referred_to(clash):
            raise
        sentence = _("Orang atau IKM dari daftar ini baru saja dipakai di tempat lain.")
        _keep(batch, sentence)
        raise Refusal(sentence) from clash
    progress.clear(batch)
    return batch


def _undo(batch: ImportBatch, by: User) -> ImportBatch:
    if batch.state != BatchState.UNDOING:
        return batch
    require_on(batch, by, kinds.of(batch).action)
    batch.lock_activity()
    activities = [batch.activity.pk] if batch.activity else []
    tallies.wait_for_turn_in(batch.province_id)
    made = Made(batch, by, lock=True)
    _refuse_if_depended_on(made)
    counts = made.counts()
    reason = batch.undone_reason
    _withdraw(made, by, reason)
    others = give_back(batch, by=by, reason=reason)
    for kind, rows in (("participation", made.participations), ("person", made.people), ("business", made.businesses)):
        remove(Completion._base_manager.filter(**{f"{kind}__in": rows.values("pk")}))  # of lists undone before
    ties.release(made.participations)
    remove(made.participations)
    tallies.refresh(sorted({*activities, *others}))
    progress.tell(batch, counts["productions"] + counts["participations"], sum(counts.values()))
    remove(made.people)
    remove(made.businesses)
    ImportBatch._base_manager.filter(pk=batch.pk).update(
        state=BatchState.UNDONE, undone_at=timezone.now(), content=None
    )
    batch.mended.all().delete()
    audit.record(
        "import.undone",
        batch,
        by=by,
        note=reason,
        changes={name: (count, None) for name, count in counts.items() if count},
    )
    batch.refresh_from_db(fields=["state", "undone_at"])
    return batch


def _refuse_if_depended_on(made: Made) -> None:
    against = reasons(made)
    if against:
        raise Refusal(" ".join(against))


def _keep(batch: ImportBatch, sentence: str) -> None:
    """The list stays as it was saved, and says why; who asked and the reason stay with it."""
    asked = ImportBatch._base_manager.filter(pk=batch.pk, state=BatchState.UNDOING)
    asked.update(state=BatchState.COMMITTED, problem=sentence)
    progress.clear(batch)


def _withdraw(made: Made, by: User, reason: str) -> None:
    """The ledger keeps what happened, so goods are taken back by counter-entries (R6)."""
    if made.batch.activity:
        goods.withdraw_productions(made.batch.activity, made.productions, by=by, reason=reason)
    remove(made.makers)
