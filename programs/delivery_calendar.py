"""Handovers on the days of one month; those whose day nobody knows stand beside it (R4)."""

from __future__ import annotations

import re
from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Max, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from dekon_portal.core.dates import format_month

if TYPE_CHECKING:
    from .models import Delivery
    from .models.deliveries import DeliveryQuerySet

PER_DAY: Final = 4
"""As many are shown in a cell; the others are a link away."""
UNDATED: Final = 12
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Day:
    day: date
    in_month: bool
    count: int = 0
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.deliveries)


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day]]
    count: int
    undated: list[Delivery]
    undated_count: int

    @property
    def label(self) -> str:
        return format_month(self.first.year, self.first.month)

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> str:
        year, month = divmod(self.first.year * 12 + self.first.month - 2, 12)
        return f"{year:04d}-{month + 1:02d}"

    @property
    def after(self) -> str:
        year, month = divmod(self.first.year * 12 + self.first.month, 12)
        return f"{year:04d}-{month + 1:02d}"

    @property
    def last(self) -> date:
        return max(day.day for week in self.weeks for day in week if day.in_month)


def month_of(rows: DeliveryQuerySet, text: str) -> Month:
    """The month that an address names ("2020-06"), else that of the latest handover; a fixed number of queries."""
    first = _first_day(text) or _latest(rows)
    days = [week for week in Calendar().monthdatescalendar(first.year, first.month)]
    of_month = rows.filter(handed_over_on__year=first.year, handed_over_on__month=first.month)
    counts: dict[Any, int] = dict(of_month.order_by().values_list("handed_over_on").annotate(count=Count("pk")))
    nth = Window(RowNumber(), partition_by="handed_over_on", order_by="pk")
    shown = defaultdict(list)
    for delivery in _labelled(of_month.annotate(nth=nth).filter(nth__lte=PER_DAY)).order_by("pk"):
        shown[delivery.handed_over_on].append(delivery)
    weeks = [[Day(day, day.month == first.month, counts.get(day, 0), shown[day]) for day in week] for week in days]
    undated = rows.filter(handed_over_on__isnull=True)
    return Month(
        first, weeks, sum(counts.values()), list(_labelled(undated).order_by("-pk")[:UNDATED]), undated.count()
    )


def _labelled(rows: Any) -> Any:
    return rows.with_labels().prefetch_related("items__product")


def _first_day(text: str) -> date | None:
    found = _MONTH.fullmatch(text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, 1) if 1900 < year < 9999 and 1 <= month <= 12 else None


def _latest(rows: DeliveryQuerySet) -> date:
    latest: date | None = rows.order_by().aggregate(latest=Max("handed_over_on"))["latest"]
    return (latest or timezone.localdate()).replace(day=1)
