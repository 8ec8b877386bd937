"""What sample recipients say: a third confirm, a third count less than the BAST says, a third stay silent."""

from __future__ import annotations

from collections.abc import Sequence

from programs import receipt_links, receipts, settlements
from programs.models import Activity, Delivery, DeliveryState, DifferenceKind, Receipt
from programs.settlements import Proposed

from .cast import Cast

NAME, POSITION = "Penerima Contoh", "Wakil penerima"


def receive(cast: Cast, activities: Sequence[Activity]) -> None:
    """By the same verbs as everybody; of five differences four are settled."""
    signed = Delivery._base_manager.filter(activity__in=activities, state=DeliveryState.SIGNED)
    for number, delivery in enumerate(signed.select_related("activity__office").order_by("pk")):
        if number % 3 == 2:
            continue
        officer = cast.officers[delivery.activity.office.province_id]
        lacks = 0 if number % 3 == 0 else 2
        counts = [receipts.Count(max(0, (line.quantity or 0) - lacks)) for line in receipts.lines_of(delivery)]
        _link, token = receipt_links.make(delivery, by=officer)
        receipt = receipts.confirm(token, counts, who=NAME, position=POSITION)
        if lacks and number % 5:
            _settle(receipt, cast)


def _settle(receipt: Receipt, cast: Cast) -> None:
    officer = cast.officers[receipt.delivery.activity.office.province_id]
    lines = [Proposed(item, DifferenceKind.SHORT, item.received) for item in settlements.differing(receipt)]
    proposal = settlements.propose(
        receipt, lines, by=officer, position="Petugas provinsi", explanation="Sisanya masih di gudang (contoh)."
    )
    settlements.agree(settlements.ask(proposal, by=officer)[1], who=NAME, position=POSITION)
