"""What each line of a handover would take from the stock, and what would remain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import stock

if TYPE_CHECKING:
    from .models import Delivery, DeliveryItem


@dataclass(frozen=True)
class Leaving:
    item: DeliveryItem
    left: int
    """In stock now, in the item's unit."""

    @property
    def remains(self) -> int | None:
        """After signing; negative is how much lacks, None while the quantity is unknown."""
        return None if self.item.quantity is None else self.left - self.item.quantity

    @property
    def short(self) -> int:
        """How much lacks; 0 when there is enough, or nobody knows yet how much leaves."""
        return max(0, -(self.remains or 0))


def leaving(delivery: Delivery) -> list[Leaving]:
    """The lines in their order; two queries."""
    left = stock.balances(delivery.office_id)
    items = delivery.items.select_related("product")
    return [Leaving(item, left.get((item.product_id, item.unit), 0)) for item in items]
