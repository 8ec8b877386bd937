"""What was granted and what was spent, per line: a fixed number of queries, however many lines and payments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Q, Sum, Value, When
from django.db.models.functions import ExtractMonth

from programs.models import BudgetLine, BudgetRevision, PlannedSpending, Realisation, RevisionLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from programs.models import FiscalYear, Office


@dataclass(frozen=True)
class Money:
    """Whole rupiah. Nothing granted is 0: a line that a revision leaves out has no ceiling."""

    amount: int = 0
    blocked: int = 0
    spent: int = 0

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + other.amount, self.blocked + other.blocked, self.spent + other.spent)

    @property
    def ceiling(self) -> int:
        """Pagu efektif: what may be spent."""
        return self.amount - self.blocked

    @property
    def rest(self) -> int:
        return self.ceiling - self.spent

    @property
    def percent(self) -> float | None:
        """Spent of the ceiling, in percent with one decimal; None without a ceiling."""
        return round(100 * self.spent / self.ceiling, 1) if self.ceiling else None


@dataclass(frozen=True)
class LineMoney:
    line: BudgetLine
    money: Money


def in_force(revisions: QuerySet[BudgetRevision], day: date) -> QuerySet[BudgetRevision]:
    """Of each office and year the enacted revision that is in force on the day, if any, of these scoped ones."""
    enacted = revisions.filter(enacted_at__isnull=False, in_force_on__lte=day).order_by(
        "office", "fiscal_year", "-in_force_on", "-number"
    )
    latest: dict[tuple[int, int], int] = {}
    for pk, office, year in enacted.values_list("pk", "office", "fiscal_year"):
        latest.setdefault((office, year), pk)
    return revisions.filter(pk__in=latest.values())


def of_lines(office: Office, year: FiscalYear, revision: BudgetRevision | None, until: date) -> list[LineMoney]:
    """Every line that the revision grants or that money was spent from until the day, in the order of their codes."""
    granted = {row.line_id: row for row in RevisionLine._base_manager.filter(revision=revision)} if revision else {}
    paid = Realisation._base_manager.filter(office=office, fiscal_year=year, dated__lte=until)
    spent: dict[int, int] = dict(paid.order_by().values_list("line").annotate(Sum("amount")))
    lines = BudgetLine._base_manager.filter(pk__in=granted.keys() | spent.keys()).order_by("code")
    nothing = Money()
    found = []
    for line in lines:
        row = granted.get(line.pk)
        money = Money(row.amount, row.blocked) if row else nothing
        found.append(LineMoney(line, money + Money(spent=spent.get(line.pk, 0))))
    return found


_NOTHING = Money()


@dataclass(frozen=True)
class LineSum:
    """What a line was granted and what was spent; `planned` to the month asked for, None where it has no plan."""

    money: Money = _NOTHING
    planned: int | None = None
    revision: int | None = None


def by_line(revisions: QuerySet[BudgetRevision], payments: QuerySet[Realisation], month: int) -> dict[int, LineSum]:
    """By line: what the given revisions (one of each office) grant, planned until the month, and what was paid."""
    granted = RevisionLine._base_manager.filter(revision__in=revisions).order_by()
    until = Case(When(plan__month__lte=month, then=F("plan__amount")), default=Value(0))
    found = {
        line: LineSum(Money(amount, blocked), planned, revision)
        for line, amount, blocked, revision, planned in granted.values_list(
            "line", "amount", "blocked", "revision"
        ).annotate(planned=Sum(until, filter=Q(plan__isnull=False)))
    }
    spent: Any = payments.order_by().values_list("line").annotate(Sum("amount"))
    for line, amount in spent:
        known = found.get(line, LineSum())
        found[line] = replace(known, money=known.money + Money(spent=amount))
    return found


def of_offices(revisions: QuerySet[BudgetRevision], payments: QuerySet[Realisation]) -> dict[tuple[int, int], Money]:
    """By office and year: what the given revisions (one of each) grant, and what the given payments add up to."""
    granted: Any = revisions.order_by().values_list("office", "fiscal_year")
    found = {
        (office, year): Money(amount or 0, blocked or 0)
        for office, year, amount, blocked in granted.annotate(Sum("lines__amount"), Sum("lines__blocked"))
    }
    spent: Any = payments.order_by().values_list("office", "fiscal_year").annotate(Sum("amount"))
    for office, year, amount in spent:
        found[office, year] = found.get((office, year), Money()) + Money(spent=amount)
    return found


def by_month(revision: BudgetRevision | None, payments: QuerySet[Realisation]) -> list[tuple[int, int | None, int]]:
    """(month, planned, spent) of the twelve months; planned is None where the revision plans nothing at all."""
    plan: dict[int, int] = {}
    if revision:
        rows = PlannedSpending._base_manager.filter(revision_line__revision=revision).order_by()
        plan = dict(rows.values_list("month").annotate(Sum("amount")))
    month = Case(When(dated__year=F("fiscal_year"), then=ExtractMonth("dated")), default=Value(12))
    spent: dict[int, int] = dict(payments.order_by().values_list(month).annotate(Sum("amount")))
    return [(number, plan.get(number, 0) if plan else None, spent.get(number, 0)) for number in range(1, 13)]


def total(lines: Iterable[LineMoney]) -> Money:
    return sum((row.money for row in lines), Money())
