"""The figures of a quarter, cumulative to its end: granted, planned, paid (whole rupiah), and the work done (percent).

What counts: the DIPA revision in force on the quarter's last day, and SP2D dated until then (until today while the
quarter has not ended). Physical percentages of several activities are their simple mean, of those that are known
(R4); no source tells how the forms weigh them (docs/forms.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from dekon_portal.core.known import NOTHING, Known
from programs.budget import sums
from programs.budget.sums import Money
from programs.models import Activity, BudgetLine, BudgetRevision, PhysicalProgress, QuarterEntry, Realisation

if TYPE_CHECKING:
    from programs.models import Office
    from programs.quarters import Quarter

_CENT = Decimal("0.01")


def share(part: int | None, whole: int) -> Decimal | None:
    """Percent with two decimals; None of nothing or of what is unknown."""
    return None if part is None or not whole else (Decimal(100 * part) / whole).quantize(_CENT)


@dataclass(frozen=True)
class Mean:
    """Percentages of activities: their sum, how many are known, of how many."""

    total: Decimal = Decimal(0)
    known: int = 0
    of: int = 0

    def __add__(self, other: Mean) -> Mean:
        return Mean(self.total + other.total, self.known + other.known, self.of + other.of)

    @property
    def value(self) -> Decimal | None:
        return (self.total / self.known).quantize(_CENT) if self.known else None


_NO_MONEY, _NO_MEAN = Money(), Mean()


@dataclass(frozen=True)
class Figures:
    """All that one row of a form may state. `loan` is the part of the ceiling that foreign loans or grants bear."""

    money: Money = _NO_MONEY
    loan: int = 0
    planned: Known = NOTHING
    target: Mean = _NO_MEAN
    reached: Mean = _NO_MEAN
    troubled: int = 0
    """Activities with an obstacle."""

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.money + other.money,
            self.loan + other.loan,
            self.planned + other.planned,
            self.target + other.target,
            self.reached + other.reached,
            self.troubled + other.troubled,
        )

    @property
    def planned_share(self) -> Decimal | None:
        """Of the ceiling; None unless every line has a plan."""
        return share(self.planned.total if self.planned.is_complete else None, self.money.ceiling)

    @property
    def spent_share(self) -> Decimal | None:
        return share(self.money.spent, self.money.ceiling)


@dataclass(frozen=True)
class LineFigures:
    """One line of an office, or (without a line) its activities that belong to none."""

    office: int
    line: BudgetLine | None
    figures: Figures
    revision: int | None = None


@dataclass(frozen=True)
class QuarterFigures:
    """Of the offices asked for; `revision` is the one in force where there is one office only."""

    quarter: Quarter
    until: date
    lines: list[LineFigures] = field(default_factory=list)
    revision: BudgetRevision | None = None

    @property
    def is_preliminary(self) -> bool:
        """Whether days of the quarter are still to come."""
        return self.until < self.quarter.ends_on

    @property
    def total(self) -> Figures:
        return sum((row.figures for row in self.lines), Figures())

    @property
    def money(self) -> Money:
        return self.total.money


def today_of(office: Office) -> date:
    """By the clock of the office's province."""
    return timezone.localdate(timezone=office.province.zone)


def of_office(office: Office, quarter: Quarter) -> QuarterFigures:
    """One office: six queries."""
    return of_offices([office], quarter, today_of(office))


def of_offices(offices: list[Office], quarter: Quarter, today: date) -> QuarterFigures:
    """Offices that were reached through the scope, in a fixed number of queries."""
    until = quarter.until(today)
    here = Q(office__in=[office.pk for office in offices], fiscal_year=quarter.year)
    revisions = sums.in_force(BudgetRevision._base_manager.filter(here), until)
    payments = Realisation._base_manager.filter(here, dated__lte=until)
    money = sums.by_line(revisions, payments, quarter.last_month)
    work = _work(here, quarter, until)
    keys = money.keys() | {line for _office, line in work if line}
    rows = [
        _of_line(line, money.get(line.pk, sums.LineSum()), work.get((line.office_id, line.pk), Figures()))
        for line in BudgetLine._base_manager.filter(pk__in=keys).order_by("code", "office")
    ]
    rows += [
        LineFigures(office, None, figures) for (office, line), figures in sorted(work.items(), key=str) if not line
    ]
    return QuarterFigures(quarter, until, rows, revisions.first() if len(offices) == 1 else None)


def _of_line(line: BudgetLine, found: sums.LineSum, work: Figures) -> LineFigures:
    planned = Known(found.planned, int(found.planned is not None), 1)
    loan = found.money.ceiling if line.loan_number else 0
    return LineFigures(line.office_id, line, work + Figures(found.money, loan, planned), found.revision)


def _work(here: Q, quarter: Quarter, until: date) -> dict[tuple[int, int | None], Figures]:
    """By office and line: the percentages of its activities, and how many of them have an obstacle."""
    told = QuarterEntry._base_manager.filter(
        activity=OuterRef("pk"), report__fiscal_year=quarter.year, report__number=quarter.number
    )
    rows: Any = (
        with_progress(Activity._base_manager.filter(here), until)
        .annotate(target=Subquery(told.values("planned_percent")[:1]), troubled=Exists(told.exclude(obstacles="")))
        .order_by()
        .values_list("office", "budget_line")
        .annotate(
            Sum("target"), Count("target"), Sum("reached"), Count("reached"), Count("pk"),
            with_trouble=Count("pk", filter=Q(troubled=True)),
        )
    )  # fmt: skip
    return {
        (office, line): Figures(
            target=Mean(Decimal(target or 0), targets, count),
            reached=Mean(Decimal(reached or 0), known, count),
            troubled=troubled,
        )
        for office, line, target, targets, reached, known, count, troubled in rows
    }


def with_progress(activities: Any, until: date) -> Any:
    """Each activity with `reached`: the last percentage recorded until the day, None where there is none."""
    last = PhysicalProgress._base_manager.filter(activity=OuterRef("pk"), as_of__lte=until).order_by("-as_of")
    return activities.annotate(reached=Subquery(last.values("percent")[:1]))


def grouped(rows: Iterable[LineFigures], key: Any) -> dict[Any, Figures]:
    """Added up by `key(row)`, in the order the keys come."""
    found: dict[Any, Figures] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), Figures()) + row.figures
    return found
