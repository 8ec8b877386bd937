"""How long what is left has been lying: first in, first out over the ledger's entries.

What left is taken to be the oldest, so what is left is the latest that came in. A production came in on its own day
(on the day of its record when unknown), whole as it stands after its corrections; goods back from an annulled BAST
count as never gone; what a stocktaking found more came in on the day of its record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Case, F, Min, Q, Sum, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import EntryKind, StockEntry

if TYPE_CHECKING:
    from .models import StockBalance

BUCKETS: Final = (
    (30, _("0–30 hari")),
    (90, _("31–90 hari")),
    (180, _("91–180 hari")),
    (None, _("lebih dari 180 hari")),
)
"""(last day, label)."""

_ARRIVAL: Final = Case(
    When(production__isnull=False, then=F("production_id")), default=-F("pk"), output_field=BigIntegerField()
)
Key = tuple[int, int, str]


@dataclass(frozen=True)
class Ages:
    """What is left of one product in one unit: how much in each of BUCKETS, and the day of the oldest."""

    parts: tuple[int, ...] = (0,) * len(BUCKETS)
    oldest: date | None = None


def of_balances(balances: Iterable[StockBalance], today: date | None = None) -> dict[int, Ages]:
    """By the key of each balance; one query for all of them."""
    rows = {balance.pk: balance for balance in balances if balance.quantity}
    arrived = _arrivals({(row.office_id, row.product_id, row.unit) for row in rows.values()})
    found = {}
    for pk, balance in rows.items():
        day = today or timezone.localdate(timezone=balance.office.province.zone)
        found[pk] = _ages(balance.quantity, arrived[balance.office_id, balance.product_id, balance.unit], day)
    return found


def _ages(left: int, arrivals: list[tuple[date, int]], today: date) -> Ages:
    parts, oldest = [0] * len(BUCKETS), None
    for day, amount in sorted(arrivals, reverse=True):
        if left <= 0:
            break
        taken = min(left, amount)
        parts[_bucket((today - day).days)] += taken
        oldest, left = day, left - taken
    return Ages(tuple(parts), oldest)


def _bucket(days: int) -> int:
    return next(place for place, (last, _label) in enumerate(BUCKETS) if last is None or days <= last)


def _arrivals(keys: set[Key]) -> dict[Key, list[tuple[date, int]]]:
    """(day, amount) of all that came in, per office, product and unit."""
    arrived: dict[Key, list[tuple[date, int]]] = defaultdict(list)
    counted = Q(kind=EntryKind.PRODUCED) | Q(kind=EntryKind.CORRECTED, production__isnull=False)
    found_more = Q(kind=EntryKind.CORRECTED, production__isnull=True, amount__gt=0)
    entries: Any = (
        StockEntry._base_manager.filter(counted | found_more)
        .filter(office__in={key[0] for key in keys}, product__in={key[1] for key in keys})
        # All entries of a production together, each finding of a stocktaking by itself.
        .annotate(arrival=_ARRIVAL)
        .order_by()
        .values("office", "product", "unit", "arrival", "production__made_on")
        .annotate(amount=Sum("amount"), first=Min("at"), zone=Min("office__province__time_zone"))
        .filter(amount__gt=0)
    )
    for row in entries:
        key = (row["office"], row["product"], row["unit"])
        if key in keys:
            recorded = row["first"].astimezone(ZoneInfo(row["zone"])).date()
            arrived[key].append((row["production__made_on"] or recorded, row["amount"]))
    return arrived
