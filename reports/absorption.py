"""Money by province (R9): effective ceiling of the revision in force, plan by month, what was paid. Whole rupiah.

Of a quarter: what was paid up to its end, against the revision that was in force then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Sum
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from programs.budget import sums
from programs.models.budget import BudgetRevision, PlannedSpending, Realisation, RevisionLine
from programs.quarters import Quarter

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .selection import Selection


@dataclass(frozen=True)
class Money:
    """`ceiling` is None without any enacted DIPA; `planned` and `paid` are by month, the first empty without a plan."""

    ceiling: int | None = None
    paid: Counter[int] = field(default_factory=Counter)
    planned: Counter[int] = field(default_factory=Counter)

    def __add__(self, other: Money) -> Money:
        known = [part.ceiling for part in (self, other) if part.ceiling is not None]
        paid, planned = Counter(self.paid), Counter(self.planned)
        paid.update(other.paid)  # and not "+", which drops what corrections have brought to zero or below
        planned.update(other.planned)
        return Money(sum(known) if known else None, paid, planned)

    def with_paid(self, amount: int) -> Money:
        return replace(self, paid=Counter({12: amount}))

    @property
    def is_there(self) -> bool:
        return self.ceiling is not None or bool(self.paid)

    @property
    def percent(self) -> int | None:
        """Whole percent of the ceiling; 0 only if nothing was paid, 100 only if all; None without a ceiling."""
        if not self.ceiling:
            return None
        paid = sum(self.paid.values())
        rounded = round(100 * paid / self.ceiling)
        if 0 < paid < self.ceiling:
            return min(max(rounded, 1), 99)
        return rounded


def money_by_province(selection: Selection) -> dict[str, Money]:
    """Five queries, whatever there is. Commodity and regency narrow nothing: budgets are an office's."""
    until = _until(selection)
    found: dict[str, Money] = {}

    def add(office: int, money: Money) -> None:
        province = selection.province_of[office]
        found[province] = found.get(province, Money()) + money

    revisions = sums.in_force(_here(BudgetRevision, selection).filter(fiscal_year=selection.year), until)
    for office, ceiling in _ceilings(selection, revisions):
        add(office, Money(ceiling))
    for office, month, amount in _planned(selection, revisions):
        add(office, Money(planned=Counter({month: amount})))
    for office, month, amount in _paid(selection, until):
        add(office, Money(paid=Counter({month: amount})))
    return found


def money_of(selection: Selection) -> Money:
    """The same of all that is selected."""
    return sum(money_by_province(selection).values(), Money())


def _until(selection: Selection) -> date:
    """The last day that counts: today, or the end of the year or quarter where that is over."""
    return Quarter(selection.year, selection.quarter or 4).until(timezone.localdate())


def _ceilings(selection: Selection, revisions: QuerySet[BudgetRevision]) -> Iterable[tuple[int, int]]:
    lines = _here(RevisionLine, selection, "revision__").filter(revision__in=revisions)
    rows: Any = lines.order_by().values_list("revision__office")
    return rows.annotate(total=Sum(F("amount") - F("blocked")))  # type: ignore[no-any-return]


def _planned(selection: Selection, revisions: QuerySet[BudgetRevision]) -> Iterable[tuple[int, int, int]]:
    plan = _here(PlannedSpending, selection, "revision_line__revision__")
    plan = plan.filter(revision_line__revision__in=revisions).order_by()
    return plan.values_list("revision_line__revision__office", "month").annotate(Sum("amount"))  # type: ignore[no-any-return]


def _paid(selection: Selection, until: date) -> Iterable[tuple[int, int, int]]:
    rows = _here(Realisation, selection).filter(fiscal_year=selection.year, dated__lte=until).order_by()
    return rows.annotate(in_month=ExtractMonth("dated")).values_list("office", "in_month").annotate(Sum("amount"))  # type: ignore[no-any-return]


def _here(model: Any, selection: Selection, path: str = "") -> Any:
    """Rows the person may count, of the province where one is chosen."""
    rows = model.objects.countable_by(selection.user)
    return rows.filter(**{f"{path}office__province": selection.province}) if selection.province else rows
