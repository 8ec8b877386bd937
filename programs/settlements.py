"""Settling a difference: the office proposes, the recipient agrees, the stock follows what both agreed on.

The BAST stays as it was signed and so does the receipt; what was agreed stands beside them. Goods that never left
return to stock by a counter-entry, goods that left uncounted leave it; what broke on the way has left and stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core import audit, notices
from dekon_portal.core.refusal import Refusal

from . import receipt_links, stock
from .models import DifferenceKind, EntryKind, Receipt, ReceiptItem, Settlement, SettlementAnswer, SettlementItem
from .receipts import Evidence, cleaned, keep, named

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import Delivery, ReceiptLink

audit.register(
    {
        "settlement.proposed": gettext_lazy("%(who)s mengusulkan penyelesaian selisih %(what)s"),
        "settlement.agreed": gettext_lazy("%(who)s menyetujui penyelesaian selisih %(what)s"),
        "settlement.declined": gettext_lazy("%(who)s belum menyetujui penyelesaian selisih %(what)s"),
        "settlement.recorded": gettext_lazy("%(who)s mencatat kesepakatan kertas atas selisih %(what)s"),
    }
)
notices.register(
    {
        "settlement.agreed": gettext_lazy("Penerima menyetujui penyelesaian selisih %(what)s."),
        "settlement.declined": gettext_lazy("Penerima belum menyetujui penyelesaian selisih %(what)s."),
    }
)


@dataclass(frozen=True)
class Proposed:
    """How one differing line is to stand; `damaged` are among the `agreed`."""

    item: ReceiptItem
    kind: DifferenceKind
    agreed: int
    damaged: int = 0


def differing(receipt: Receipt) -> list[ReceiptItem]:
    return [item for item in receipt.items.select_related("product").order_by("pk") if item.differs]


def proposal(receipt: Receipt) -> Settlement | None:
    """The newest proposal, answered or not."""
    return receipt.settlements.select_related("answer").prefetch_related("items__receipt_item__product").first()


def propose(receipt: Receipt, lines: Sequence[Proposed], *, by: User, position: str, explanation: str) -> Settlement:
    """Say how each difference came about and what is to count. An earlier proposal, and its link, give way."""
    explanation = cleaned(explanation, 1000)
    if not explanation:
        raise Refusal(_("Jelaskan bagaimana selisih ini terjadi."))
    name, position = named(str(by), position)
    with transaction.atomic():
        receipt = _locked_open(receipt, by)
        if {line.item.pk for line in lines} != {item.pk for item in differing(receipt)}:
            raise Refusal(_("Usul penyelesaian harus menjawab setiap barang yang berselisih."))
        for line in lines:
            _ensure_sound(line)
        receipt_links.revoke(receipt.delivery, by=by)
        settlement = Settlement(
            receipt=receipt,
            explanation=explanation,
            proposed_by=by,
            proposed_name=name,
            proposed_position=position,
        )
        settlement.save()
        SettlementItem.objects.bulk_create(
            SettlementItem(
                settlement=settlement,
                receipt_item=line.item,
                kind=line.kind,
                agreed=line.agreed,
                damaged=line.damaged,
            )
            for line in lines
        )
        audit.record("settlement.proposed", receipt.delivery, by=by, note=explanation)
    return settlement


def _ensure_sound(line: Proposed) -> None:
    """The kind must be able to explain the number."""
    product, delivered = line.item.product, line.item.delivered
    if not 0 <= line.damaged <= line.agreed:
        raise Refusal(
            _("%(product)s: yang rusak tidak dapat lebih banyak daripada yang disepakati.") % {"product": product}
        )
    if line.kind == DifferenceKind.SHORT and line.agreed >= delivered:
        raise Refusal(
            _("%(product)s: kurang kirim berarti yang disepakati lebih sedikit daripada BAST.") % {"product": product}
        )
    if line.kind == DifferenceKind.DAMAGED and line.agreed > delivered:
        raise Refusal(
            _("%(product)s: barang rusak tidak menambah jumlah. Pilih salah hitung bila yang tiba lebih banyak.")
            % {"product": product}
        )


def ask(settlement: Settlement, *, by: User) -> tuple[ReceiptLink, str]:
    """A link by which the recipient answers this proposal, which must still be the newest and unanswered."""
    with transaction.atomic():
        receipt = _locked_open(settlement.receipt, by)
        _ensure_standing(settlement, receipt)
        return receipt_links.make(receipt.delivery, by=by, settlement=settlement)


def _ensure_standing(settlement: Settlement, receipt: Receipt) -> None:
    if settlement != proposal(receipt) or SettlementAnswer._base_manager.filter(settlement=settlement).exists():
        raise Refusal(_("Usul ini sudah dijawab atau diganti usul yang lebih baru."))


def agree(token: str, *, who: str, position: str) -> SettlementAnswer:
    """The recipient's yes to what was proposed, by link. Raises Unusable, or NotEnough when the stock lacks it."""
    return _by_link(token, who=who, position=position, accepts=True)


def decline(token: str, *, who: str, position: str, note: str) -> SettlementAnswer:
    """The recipient's no, with the reason; the office proposes anew."""
    note = cleaned(note, 500)
    if not note:
        raise Refusal(_("Tuliskan apa yang belum sesuai."))
    return _by_link(token, who=who, position=position, accepts=False, note=note)


def _by_link(token: str, *, who: str, position: str, accepts: bool, note: str = "") -> SettlementAnswer:
    who, position = named(who, position)
    with acting_as_system(), transaction.atomic():
        link = receipt_links.spend(token)
        answer = SettlementAnswer(
            settlement=link.settlement, link=link, who=who, position=position, accepts=accepts, note=note
        )
        keep(answer, None)
        verb = "settlement.agreed" if accepts else "settlement.declined"
        audit.record(verb, link.delivery, by=None, actor_name=answer.speaker, note=note)
        if accepts:
            _settle(answer)
        notices.tell(link.made_by, verb, link.delivery.get_absolute_url(), what=str(link.delivery))
    return answer


def record_agreement(
    settlement: Settlement, *, by: User, who: str, position: str, scan: Evidence, reason: str
) -> SettlementAnswer:
    """A paper on which the recipient agreed to the newest proposal, with its scan and the reason."""
    reason, (who, position) = cleaned(reason, 500), named(who, position)
    if not reason:
        raise Refusal(_("Tuliskan mengapa kesepakatan ini dicatat dari kertas."))
    with transaction.atomic():
        receipt = _locked_open(settlement.receipt, by)
        _ensure_standing(settlement, receipt)
        receipt_links.revoke(receipt.delivery, by=by)
        answer = SettlementAnswer(
            settlement=settlement, who=who, position=position, accepts=True, recorded_by=by, reason=reason
        )
        keep(answer, scan)
        audit.record("settlement.recorded", receipt.delivery, by=by, note=reason)
        _settle(answer)
    return answer


def _settle(answer: SettlementAnswer) -> None:
    """What was agreed takes effect, in the transaction of the answer: counts, and stock by counter-entries."""
    settlement = answer.settlement
    receipt = settlement.receipt
    lines = settlement.items.select_related("receipt_item__delivery_item", "receipt_item__product")
    # In the one order all writers of stock keep.
    for line in sorted(lines, key=lambda line: (line.receipt_item.product_id, line.receipt_item.unit)):
        item = line.receipt_item
        ReceiptItem._base_manager.filter(pk=item.pk).update(agreed=line.agreed)
        stock.post(
            activity=receipt.delivery.activity,
            product=item.product,
            unit=item.unit,
            amount=line.back_to_stock,
            kind=EntryKind.SETTLED,
            by=answer.recorded_by or settlement.proposed_by,
            item=item.delivery_item,
            reason=_reason(line, settlement),
        )
    Receipt._base_manager.filter(pk=receipt.pk).update(settled_at=timezone.now())


def _reason(line: SettlementItem, settlement: Settlement) -> str:
    """What the ledger keeps is Indonesian, whatever language the recipient's page was in."""
    with translation.override("id"):
        return f"{line.get_kind_display()}. {settlement.explanation}"[:500]


def _locked_open(receipt: Receipt, by: User) -> Receipt:
    """The receipt as stored, its handover locked; it must still differ."""
    delivery: Delivery = receipt_links.locked_signed(receipt.delivery, by)
    stored = Receipt._base_manager.get(pk=receipt.pk)
    stored.delivery = delivery
    if stored.onward_id or not stored.differs or stored.settled_at:
        raise Refusal(_("Tanda terima ini tidak mempunyai selisih yang harus diselesaikan."))
    return stored
