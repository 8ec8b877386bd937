"""What a count of the shelves found: the ledger is brought to it by a counter-entry with reason and author (R6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.editing import require_on
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.refusal import Refusal, Stale

from . import stock
from .models import Activity, EntryKind, StockBalance

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import StockEntry

audit.register({"stock.corrected": gettext_lazy("%(who)s mengoreksi persediaan menurut hitung fisik: %(what)s")})


def correct(balance: StockBalance, *, counted: int, activity: Activity, reason: str, by: User) -> StockEntry:
    """Bring the balance to what was counted, bound to an open activity of its office.

    `balance` is as the person saw it while counting: raises Stale when goods moved since, for then the count is of
    another moment. Raises Refusal without a reason, or when there is nothing to correct.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Tuliskan alasan koreksi, misalnya nomor berita acara hitung fisik dan penyebab selisihnya."))
    with transaction.atomic():
        require_on(balance, by, "goods.correct")
        activity = Activity.locked_open(activity.pk)
        if activity.office_id != balance.office_id:
            raise Refusal(
                _("Kegiatan ini milik satuan kerja lain. Pilih kegiatan satuan kerja yang barangnya dihitung.")
            )
        left = StockBalance._base_manager.select_for_update().get(pk=balance.pk).quantity
        if left != balance.quantity:
            raise Stale(
                _(
                    "Sisa menurut catatan baru saja berubah dari %(before)s menjadi %(now)s. "
                    "Hitung lagi sebelum dikoreksi."
                )
                % {"before": format_integer(balance.quantity), "now": format_integer(left)}
            )
        entry = stock.post(
            activity=activity,
            product=balance.product,
            unit=balance.unit,
            amount=counted - left,
            kind=EntryKind.CORRECTED,
            by=by,
            reason=reason[:500],
        )
        if entry is None:
            raise Refusal(_("Hasil hitung sama dengan sisa menurut catatan, sehingga tidak ada yang dikoreksi."))
        audit.record("stock.corrected", entry, by=by, note=reason)
    return entry
