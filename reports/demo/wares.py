"""Orders, productions, handovers and the ledger between them (R5–R7), in bulk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import F

from dekon_portal.accounts.models import User
from dekon_portal.core.dates import roman_month
from programs.bast import paper_of
from programs.models import (
    Activity,
    Delivery,
    DeliveryItem,
    DeliveryState,
    EntryKind,
    Order,
    Production,
    SigningWay,
    StockBalance,
    StockEntry,
)
from programs.models.documents import new_check_token

from .plans import Goods, Plan
from .trail import Trail


@dataclass
class Wares:
    """Rows of goods to be written together; `write` keeps balance = sum of entries for each of them."""

    trail: Trail
    detailed: bool
    """Whether each row leaves its own entry on the trail."""
    numbers: Mapping[int, Iterator[int]]
    """By office: the next of its BAST."""
    orders: list[Order] = field(default_factory=list)
    productions: list[Production] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    items: list[DeliveryItem] = field(default_factory=list)
    entries: list[StockEntry] = field(default_factory=list)
    owners: list[tuple[Order | Production | Delivery, Plan, User]] = field(default_factory=list)

    def add(self, activity: Activity, plan: Plan, by: User) -> None:
        goods = plan.goods
        if goods is None:
            return
        if goods.ordered and goods.recipient:
            order = Order(
                activity=activity,
                orderer=goods.recipient,
                product=goods.product,
                unit=goods.product.unit,
                quantity=goods.ordered,
                note="Pesanan contoh",
            )
            self.orders.append(order)
            self.owners.append((order, plan, by))
        production = Production(activity=activity, product=goods.product, unit=goods.product.unit, quantity=goods.made)
        self.productions.append(production)
        self.owners.append((production, plan, by))
        if goods.made:
            self._move(activity, goods, goods.made, EntryKind.PRODUCED, by, production=production)
        if goods.delivery and goods.recipient:
            self._hand_over(activity, plan, goods, by)

    def write(self) -> None:
        Order._base_manager.bulk_create(self.orders)
        Production._base_manager.bulk_create(self.productions)
        Delivery._base_manager.bulk_create(self.deliveries)
        DeliveryItem._base_manager.bulk_create(self.items)
        StockEntry._base_manager.bulk_create(self.entries)
        self._settle()
        if self.detailed:
            for row, plan, by in self.owners:
                self.trail.added(row, by, plan.begun)
                if isinstance(row, Delivery) and row.state == DeliveryState.SIGNED:
                    self.trail.done("delivery.signed", row, by, plan.begun)

    def _hand_over(self, activity: Activity, plan: Plan, goods: Goods, by: User) -> None:
        office, day = activity.office, goods.handed_over_on
        delivery = Delivery(
            activity=activity,
            office=office,
            fiscal_year_id=activity.fiscal_year_id,
            recipient=goods.recipient,
            state=goods.delivery or DeliveryState.REPORTED,
            handed_over_on=day,
            note="Penyerahan contoh",
        )
        if goods.delivery != DeliveryState.REPORTED and day:
            number = next(self.numbers[office.pk])
            delivery.number = f"{number:03}/BAST/CONTOH/{roman_month(day.month)}/{day.year}"
            delivery.place, delivery.giver_name, delivery.receiver_name = (
                office.city,
                "Pejabat Contoh PPK",
                "Penerima Contoh",
            )
            delivery.giver_position, delivery.receiver_position = "Pejabat Pembuat Komitmen", "Wakil penerima"
        if goods.delivery == DeliveryState.SIGNED:
            delivery.signed_by, delivery.signed_at = by, plan.begun
            delivery.signing_way, delivery.check_token = SigningWay.PAGE, new_check_token()
        item = DeliveryItem(
            delivery=delivery,
            product=goods.product,
            unit=goods.product.unit,
            quantity=goods.delivered,
            condition="baik",
        )
        if goods.delivery == DeliveryState.SIGNED:
            delivery.paper = paper_of(delivery, [item])
        self.deliveries.append(delivery)
        self.items.append(item)
        self.owners.append((delivery, plan, by))
        if goods.delivery == DeliveryState.SIGNED and goods.delivered:
            self._move(activity, goods, -goods.delivered, EntryKind.DELIVERED, by, item=item)

    def _move(
        self,
        activity: Activity,
        goods: Goods,
        amount: int,
        kind: EntryKind,
        by: User,
        production: Production | None = None,
        item: DeliveryItem | None = None,
    ) -> None:
        self.entries.append(
            StockEntry(
                office_id=activity.office_id,
                activity=activity,
                product=goods.product,
                unit=goods.product.unit,
                amount=amount,
                kind=kind,
                production=production,
                delivery_item=item,
                by=by,
            )
        )

    def _settle(self) -> None:
        """Add what moved to the balances, as stock.post does one by one."""
        moved: Counter[tuple[int, int, str]] = Counter()
        for entry in self.entries:
            moved[entry.office_id, entry.product_id, entry.unit] += entry.amount
        StockBalance._base_manager.bulk_create(
            [StockBalance(office_id=office, product_id=product, unit=unit) for office, product, unit in moved],
            ignore_conflicts=True,
        )
        for (office, product, unit), amount in moved.items():
            StockBalance._base_manager.filter(office=office, product=product, unit=unit).update(
                quantity=F("quantity") + amount
            )
