"""The facts of goods side by side, per product and unit, for an activity or an office (R4, R5).

Targeted, ordered, produced, rejected, delivered, received, left: each is counted from its own rows, which `rows_of`
lists again (R10). What was produced is all that was made; what the check rejected stands beside it and never entered
the stock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Count, F, OrderBy, Q, Sum
from django.utils.translation import gettext_lazy as _

from dekon_portal.accounts.scope import ScopedModel
from dekon_portal.core.known import NOTHING, Known

from . import stock
from .models import (
    ActivityTarget,
    DeliveryItem,
    DeliveryState,
    EntryKind,
    Office,
    Order,
    Product,
    Production,
    StockBalance,
    StockEntry,
    Unit,
)
from .models.deliveries import EDITABLE_STATES
from .models.receipts import RECEIVED

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

    from .models import Activity


Key = tuple[int, int, str]
"""Office, product, unit."""


class Fact(NamedTuple):
    """One thing that is counted: its words, the amount of a row, and which rows of the source it means."""

    label: Any
    amount: Any
    """A field, or what is reckoned from several."""
    where: Q = Q()


@dataclass(frozen=True)
class Source:
    """One table of goods, read in one query for all its facts."""

    model: type[ScopedModel]
    activity: str
    facts: Mapping[str, Fact]
    labels: tuple[str, ...]
    where: Q = field(default_factory=Q)
    recipient: str = ""
    """The way to a recipient, whose names are fetched with a list of the rows."""


_PLACE = ("activity__office__province", "product")
SOURCES: Final = (
    Source(ActivityTarget, "activity", {"target": Fact(_("Target"), "quantity")}, _PLACE),
    Source(
        Order,
        "activity",
        {"ordered": Fact(_("Dipesan"), "quantity")},
        (*_PLACE, "orderer__merged_into"),
        recipient="orderer",
    ),
    Source(
        Production,
        "activity",
        {"produced": Fact(_("Dibuat"), "quantity"), "rejected": Fact(_("Ditolak pemeriksaan"), "rejected")},
        _PLACE,
        Q(is_withdrawn=False),
    ),
    Source(
        DeliveryItem,
        "delivery__activity",
        {
            "reported": Fact(_("Dilaporkan diserahkan"), "quantity", Q(delivery__state__in=EDITABLE_STATES)),
            "delivered": Fact(_("Diserahkan dengan BAST"), "quantity", Q(delivery__state=DeliveryState.SIGNED)),
            "received": Fact(_("Diterima"), RECEIVED, Q(delivery__state=DeliveryState.SIGNED)),
        },
        ("product", "delivery__activity__office__province", "delivery__recipient__merged_into"),
        recipient="delivery__recipient",
    ),
    Source(
        StockEntry,
        "activity",
        {"corrected": Fact(_("Koreksi hitung fisik"), "amount")},
        _PLACE,
        Q(kind=EntryKind.CORRECTED, production__isnull=True),
    ),
)
FACTS: Final = {key: (source, fact) for source in SOURCES for key, fact in source.facts.items()}


@dataclass(frozen=True)
class Flow:
    """One product in one unit, of one office."""

    office: Office
    product: Product
    unit: str
    left: int
    """What the office still has, of all its activities and years."""
    balance: int | None = None
    """The key of that balance, when anything ever moved."""
    target: Known = NOTHING
    ordered: Known = NOTHING
    produced: Known = NOTHING
    rejected: Known = NOTHING
    """Of what was produced: it never entered the stock."""
    delivered: Known = NOTHING
    """By signed BAST: what left the stock."""
    received: Known = NOTHING
    """Of what was delivered by BAST: as the recipients counted, or as both sides agreed."""
    reported: Known = NOTHING
    """Handed over without a signed BAST: known of, not moved (R7)."""
    corrected: Known = NOTHING
    """Found more or less at stocktaking."""

    @property
    def unit_label(self) -> str:
        return str(Unit(self.unit).label)

    @property
    def address(self) -> dict[str, Any]:
        """What names it in an address."""
        return {"satker": self.office.pk, "produk": self.product.pk, "satuan": self.unit}


def of_activity(activity: Activity) -> list[Flow]:
    """Every product and unit the activity has anything to say about, by name; a fixed number of queries."""
    found = _counted(lambda source: source.model._base_manager.filter(**{source.activity: activity}))
    left = stock.balances(activity.office_id)
    products = Product.objects.in_bulk({product for _office, product, _unit in found})
    flows = [
        Flow(activity.office, products[product], unit, left.get((product, unit), 0), None, **facts)
        for (_office, product, unit), facts in found.items()
    ]
    return sorted(flows, key=lambda flow: (flow.product.name, flow.unit))


def of_offices(user: User, chosen: Mapping[str, Any]) -> list[Flow]:
    """The same over all activities within a person's reach, per office; `chosen` as the filter of the page names it.

    A year narrows what happened; what is left is never of one year.
    """
    found = _counted(lambda source: _within(source, user, chosen))
    balances = {
        (row.office_id, row.product_id, row.unit): row
        for row in StockBalance.objects.visible_to(user).filter(_of_goods(chosen), _of_place("", chosen))
    }
    keys = found.keys() | balances.keys()
    offices = Office.objects.visible_to(user).select_related("province").in_bulk({key[0] for key in keys})
    products = Product.objects.in_bulk({key[1] for key in keys})
    flows = []
    for key in keys:
        balance = balances.get(key)
        left, pk = (balance.quantity, balance.pk) if balance else (0, None)
        flows.append(Flow(offices[key[0]], products[key[1]], key[2], left, pk, **found.get(key, {})))
    return sorted(flows, key=lambda flow: (flow.office.province_id, flow.office.name, flow.product.name, flow.unit))


def rows_of(key: str, user: User, chosen: Mapping[str, Any]) -> QuerySet[Any]:
    """The rows that make the fact `key`, each with its `counted`; the largest first and unknown last (R10)."""
    source, fact = FACTS[key]
    counted = F(fact.amount) if isinstance(fact.amount, str) else fact.amount
    rows: QuerySet[Any] = _within(source, user, chosen).filter(fact.where).annotate(counted=counted)
    rows = rows.select_related(*source.labels)
    if source.recipient:
        rows = rows.prefetch_related(f"{source.recipient}__names", f"{source.recipient}__merged_into__names")
    return rows.order_by(OrderBy(F("counted"), descending=True, nulls_last=True), "pk")


def total_of(key: str, user: User, chosen: Mapping[str, Any]) -> Known:
    """What `rows_of` add up to; only of one product in one unit does it mean anything."""
    rows = rows_of(key, user, chosen).order_by()
    found = rows.aggregate(total=Sum("counted"), known=Count("counted"), of=Count("pk"))
    return Known(**found)


def _within(source: Source, user: User, chosen: Mapping[str, Any]) -> QuerySet[Any]:
    rows = source.model.objects.visible_to(user).filter(source.where, _of_goods(chosen))  # type: ignore[attr-defined]
    rows = rows.filter(_of_place(f"{source.activity}__", chosen))
    year = chosen.get("tahun")
    return rows.filter(**{f"{source.activity}__fiscal_year": year}) if year else rows  # type: ignore[no-any-return]


def _of_goods(chosen: Mapping[str, Any]) -> Q:
    return _given({"product": chosen.get("produk"), "unit": chosen.get("satuan")})


def _of_place(prefix: str, chosen: Mapping[str, Any]) -> Q:
    return _given({f"{prefix}office__province": chosen.get("provinsi"), f"{prefix}office": chosen.get("satker")})


def _given(wanted: Mapping[str, Any]) -> Q:
    return Q(**{lookup: value for lookup, value in wanted.items() if value})


def _counted(rows_of_source: Any) -> dict[Key, dict[str, Known]]:
    """Every fact of every source by office, product and unit; keys of which nothing counts are left out."""
    found: dict[Key, dict[str, Known]] = defaultdict(dict)
    for source in SOURCES:
        names = (f"{source.activity}__office", "product", "unit")
        aggregates: dict[str, Any] = {}
        for key, fact in source.facts.items():
            aggregates |= {
                f"{key}_total": Sum(fact.amount, filter=fact.where or None),
                f"{key}_known": Count(fact.amount, filter=fact.where or None),
                f"{key}_of": Count("pk", filter=fact.where or None),
            }
        rows = rows_of_source(source).filter(source.where).order_by().values(*names).annotate(**aggregates)
        for row in rows:
            place = tuple(row[name] for name in names)
            for key in source.facts:
                known = Known(row[f"{key}_total"], row[f"{key}_known"], row[f"{key}_of"])
                if known.of:
                    found[place][key] = known  # type: ignore[index]
    return dict(found)
