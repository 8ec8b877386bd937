"""The facts of goods side by side, per product and unit: targeted, ordered, produced, delivered, received (R4, R5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum

from dekon_portal.core.known import NOTHING, Known

from . import stock
from .models import DeliveryItem, DeliveryState, Product, Unit
from .models.receipts import RECEIVED

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Activity


Key = tuple[int, str]


@dataclass(frozen=True)
class Flow:
    """One product in one unit."""

    product: Product
    unit: str
    target: Known
    ordered: Known
    produced: Known
    delivered: Known
    """By signed BAST: what left the stock."""
    received: Known
    """Of what was delivered by BAST: as the recipients counted, or as both sides agreed."""
    reported: Known
    """Handed over without a signed BAST: known of, not moved (R7)."""
    left: int
    """What the office still has, of all its activities."""

    @property
    def unit_label(self) -> str:
        return str(Unit(self.unit).label)


def of_activity(activity: Activity) -> list[Flow]:
    """Every product and unit the activity has anything to say about, by name; a fixed number of queries."""
    items = DeliveryItem._base_manager.filter(delivery__activity=activity)
    targets = _sums(activity.targets.all())
    ordered = _sums(activity.orders.all())
    produced = _sums(activity.productions.all())
    signed = items.filter(delivery__state=DeliveryState.SIGNED)
    delivered = _sums(signed)
    received = _sums(signed, RECEIVED)
    reported = _sums(items.filter(delivery__state__in=[DeliveryState.REPORTED, DeliveryState.DRAFTED]))
    keys = {*targets, *ordered, *produced, *delivered, *reported}
    products = Product.objects.in_bulk({product for product, _unit in keys})
    left = stock.balances(activity.office_id)
    flows = [
        Flow(
            products[key[0]],
            key[1],
            targets.get(key, NOTHING),
            ordered.get(key, NOTHING),
            produced.get(key, NOTHING),
            delivered.get(key, NOTHING),
            received.get(key, NOTHING),
            reported.get(key, NOTHING),
            left.get(key, 0),
        )
        for key in keys
    ]
    return sorted(flows, key=lambda flow: (flow.product.name, flow.unit))


def _sums(rows: QuerySet, amount: Any = "quantity") -> dict[Key, Known]:
    found = rows.order_by().values("product", "unit").annotate(total=Sum(amount), known=Count(amount), of=Count("pk"))
    return {(row["product"], row["unit"]): Known(row["total"], row["known"], row["of"]) for row in found}
