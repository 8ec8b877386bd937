"""The ledger (R6): produced + corrections − delivered ≥ 0 per office × product × unit, at all times.

`post`, `post_all` and, for a whole list of productions, `take_back` are the only writers of stock. They lock the
balance rows, so concurrent deliveries wait for each other, and the database's own check constraint refuses what slips
past.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.refusal import Refusal

from .models import DeliveryItem, EntryKind, Product, Production, StockBalance, StockEntry, Unit

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User

    from .models import Activity, Office


BATCH: Final = 1000
"""Rows per statement."""
audit.register({"stock.rebuilt": gettext_lazy("%(who)s menghitung ulang sisa %(what)s dari mutasinya")})


class NotEnough(Refusal):
    """More goods would leave than are there."""


def balance(office: Office, product: Product, unit: str) -> int:
    """What is left, in `unit`; 0 when nothing was ever in stock."""
    return balances(office.pk).get((product.pk, unit), 0)


def balances(office: int) -> dict[tuple[int, str], int]:
    """What is left of everything an office ever had, by (product, unit)."""
    rows = StockBalance._base_manager.filter(office=office)
    return {(row.product_id, row.unit): row.quantity for row in rows}


def post(
    *,
    activity: Activity,
    product: Product,
    unit: str,
    amount: int,
    kind: EntryKind,
    by: User,
    production: Production | None = None,
    item: DeliveryItem | None = None,
    reason: str = "",
) -> StockEntry | None:
    """Move `amount` (signed, in `unit`) and keep the balance; None when there is nothing to move.

    Raises NotEnough, with what is left, when the balance would fall below zero.
    """
    if amount == 0:
        return None
    with transaction.atomic():
        _keep_balance(activity.office, product, unit, amount)
        return StockEntry.objects.create(
            office_id=activity.office_id,
            activity=activity,
            product=product,
            unit=unit,
            amount=amount,
            kind=kind,
            production=production,
            delivery_item=item,
            reason=reason,
            by=by,
        )


def take_back(activity: Activity, productions: QuerySet[Production], *, by: User, reason: str) -> None:
    """Counter all that these productions of the activity have put in stock, however many they are.

    Raises NotEnough, with what is left, when a balance would fall below zero.
    """
    posted: Any = StockEntry._base_manager.filter(production__in=productions).order_by()
    posted = posted.values_list("product", "unit", "production").annotate(Sum("amount")).exclude(amount__sum=0)
    entries = [
        StockEntry(
            office_id=activity.office_id,
            activity=activity,
            product_id=product,
            unit=unit,
            amount=-amount,
            kind=EntryKind.CORRECTED,
            production_id=production,
            reason=reason,
            by=by,
        )
        for product, unit, production, amount in posted
    ]
    post_all(activity, entries)


def post_all(activity: Activity, entries: list[StockEntry]) -> None:
    """Move all these entries of one activity, not yet saved, and keep their balances: a statement per balance.

    Raises NotEnough, with what is left, when a balance would fall below zero.
    """
    moved: dict[tuple[int, str], int] = defaultdict(int)
    for entry in entries:
        moved[entry.product_id, entry.unit] += entry.amount
    products = Product.objects.in_bulk({product for product, _unit in moved})
    with transaction.atomic():
        # In the order in which all writers of stock take their turns (goods.py).
        for (product, unit), amount in sorted(moved.items()):
            _keep_balance(activity.office, products[product], unit, amount)
        StockEntry.objects.bulk_create(entries, batch_size=BATCH)


def _keep_balance(office: Office, product: Product, unit: str, amount: int) -> None:
    rows = StockBalance._base_manager.filter(office=office, product=product, unit=unit)
    if _moved(rows, amount):
        return
    # Either the first movement of these goods, or too little is there.
    StockBalance._base_manager.bulk_create(
        [StockBalance(office=office, product=product, unit=unit)], ignore_conflicts=True
    )
    if not _moved(rows, amount):
        raise NotEnough(_shortage(office, product, unit, -amount))


def _moved(rows: QuerySet[StockBalance], amount: int) -> bool:
    """One statement that waits for its turn at the row and moves it only if enough is left."""
    return bool(rows.filter(quantity__gte=-amount).update(quantity=F("quantity") + amount))


def _shortage(office: Office, product: Product, unit: str, wanted: int) -> str:
    left = balance(office, product, unit)
    return _(
        "%(wanted)s %(unit)s %(product)s tidak dapat dikeluarkan: "
        "sisa persediaan %(office)s tinggal %(left)s %(unit)s. "
        "Kurangi jumlahnya, atau catat dahulu hasil produksi yang belum masuk."
    ) % {
        "wanted": format_integer(wanted),
        "unit": Unit(unit).label,
        "product": product,
        "office": office,
        "left": format_integer(left),
    }


def posted_by(production: Production) -> dict[tuple[Product, str], int]:
    """What this production has put in stock so far, per product and unit (0 when it was taken back)."""
    sums: dict[tuple[Product, str], int] = {}
    for entry in production.stock_entries.select_related("product"):
        key = (entry.product, entry.unit)
        sums[key] = sums.get(key, 0) + entry.amount
    return sums


def moved_by(item: DeliveryItem) -> int:
    """What this line of a BAST has moved so far: negative is out of stock, less what a settlement brought back."""
    return int(item.stock_entries.aggregate(total=Sum("amount", default=0))["total"])


def rebuild() -> list[tuple[int, int, str, int, int]]:
    """Make every balance the sum of its entries; answers what `differences` found. Writers wait meanwhile.

    Raises Refusal, and changes nothing, when entries add up to less than nothing: then it is they that are wrong.
    """
    with transaction.atomic():
        # In the order in which all writers take their turns. A balance that is born meanwhile is right by itself.
        list(StockBalance._base_manager.select_for_update().order_by("office_id", "product_id", "unit"))
        wrong = differences()
        for office, product, unit, kept, total in wrong:
            if total < 0:
                raise Refusal(
                    _(
                        "Mutasi produk %(product)d (%(unit)s) pada satuan kerja %(office)d berjumlah %(total)s. "
                        "Sisa tidak dapat kurang dari nol: periksa dahulu mutasinya."
                    )
                    % {"product": product, "unit": unit, "office": office, "total": format_integer(total)}
                )
            balance, _new = StockBalance._base_manager.update_or_create(
                office_id=office, product_id=product, unit=unit, defaults={"quantity": total}
            )
            audit.record("stock.rebuilt", balance, by=None, changes={"quantity": (kept, total)})
    return wrong


def differences() -> list[tuple[int, int, str, int, int]]:
    """(office, product, unit, balance, sum of entries) wherever the two disagree; empty when the ledger is whole."""
    sums = {
        (row["office"], row["product"], row["unit"]): row["total"]
        for row in StockEntry._base_manager.order_by().values("office", "product", "unit").annotate(total=Sum("amount"))
    }
    kept = {(b.office_id, b.product_id, b.unit): b.quantity for b in StockBalance._base_manager.all()}
    return [
        (*key, kept.get(key, 0), sums.get(key, 0))
        for key in sorted(kept.keys() | sums.keys())
        if kept.get(key, 0) != sums.get(key, 0)
    ]
