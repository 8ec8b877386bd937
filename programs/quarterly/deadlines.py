"""When each form is due: the one place (R11; PP 39/2006 as far as domain.md 2.2 verified it).

Due days are working days after the quarter's last day, by the calendar of days off that an admin keeps; a day ends by
the clock of the office's province.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from programs.models import Activity, BudgetRevision, FiscalYear, Office, QuarterReport, State
from programs.quarters import NUMBERS, Quarter
from programs.working_days import Calendar, CalendarMissing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User


@dataclass(frozen=True)
class Standing:
    """How far an office is with the report of a quarter."""

    office: Office
    quarter: Quarter
    state: State | None
    unwritten: int
    """Activities of which the report says nothing yet."""

    @property
    def is_begun(self) -> bool:
        return self.state is not None


def _all_written(standing: Standing) -> bool:
    return standing.is_begun and (not standing.unwritten or _handed_in(standing))


def _handed_in(standing: Standing) -> bool:
    return standing.state == State.SUBMITTED or _signed(standing)


def _signed(standing: Standing) -> bool:
    """What Jakarta opened again had been sent in time."""
    return standing.state in (State.ENDORSED, State.APPROVED, State.REOPENED)


@dataclass(frozen=True)
class Deadline:
    """One form on its way to one reader; `met` is None for what happens outside of the portal."""

    key: str
    form: str
    label: Any
    days: Callable[[FiscalYear], int]
    source: Any
    met: Callable[[Standing], bool] | None = None

    def due(self, quarter: Quarter, year: FiscalYear, calendar: Calendar) -> date:
        """The last day in time. Raises CalendarMissing."""
        return calendar.after(quarter.ends_on, self.days(year))


_LAW: Final = _("PP 39/2006")
_OURS: Final = _("kebijakan dinas, tidak diatur PP 39/2006")
DEADLINES: Final = (
    Deadline("a", "A", _("Formulir A: isian setiap kegiatan"), lambda year: year.form_a_days, _OURS, _all_written),
    Deadline("b", "B", _("Formulir B: diajukan kepada kepala dinas"), lambda year: year.form_b_days, _OURS, _handed_in),
    Deadline("c", "C", _("Formulir C: ditandatangani untuk menteri dan Bappeda"), lambda year: 5, _LAW, _signed),
    Deadline("b-kementerian", "B", _("Formulir B: Ditjen IKMA kepada menteri"), lambda year: 10, _LAW),
    Deadline("c-bappeda", "C", _("Formulir C: Bappeda kepada tiga menteri"), lambda year: 14, _LAW),
)
FORM_C: Final = next(one for one in DEADLINES if one.key == "c")
OFFICE_DEADLINES: Final = tuple(one for one in DEADLINES if one.met)
"""Those that an office meets in the portal."""


@dataclass(frozen=True)
class Duty:
    """One form that an office owes for a quarter; `due` is None while its calendar is not filled in (R4)."""

    standing: Standing
    deadline: Deadline
    due: date | None

    @property
    def is_met(self) -> bool:
        return self.deadline.met is not None and self.deadline.met(self.standing)

    def is_late(self, today: date) -> bool:
        return self.due is not None and today > self.due and not self.is_met


def offices_of(user: User, year: int) -> QuerySet[Office]:
    """Those within reach that have a DIPA in the year; by the budget, which an admin of reference data may not see."""
    mine = BudgetRevision.objects.visible_to(user).filter(fiscal_year=year, enacted_at__isnull=False)
    rows = Office.objects.visible_to(user).filter(pk__in=mine.values("office"))
    return rows.select_related("province").order_by("province", "name")


def ended(year: FiscalYear, today: date) -> list[Quarter]:
    """The quarters whose forms are asked for by now."""
    return [quarter for quarter in asked(year) if quarter.has_ended(today)]


def asked(year: FiscalYear) -> list[Quarter]:
    """The quarters of which the portal asks for forms at all."""
    return [Quarter(year.pk, n) for n in NUMBERS if year.forms_from is not None and n >= year.forms_from]


def duties(
    offices: Iterable[Office], years: Sequence[FiscalYear], quarters: Iterable[Quarter], calendar: Calendar
) -> list[Duty]:
    """What these offices owe for these quarters, of those that had a DIPA by the quarter's end: three queries, and none
    where no due day is known."""
    by_year = {year.pk: year for year in years}
    days = _days(by_year, list(quarters), calendar)
    if not any(days.values()):
        return []
    return [
        Duty(standing, deadline, days[standing.quarter, deadline.key])
        for standing in standings(list(offices), by_year, sorted({quarter for quarter, _key in days}))
        for deadline in OFFICE_DEADLINES
    ]


def _days(
    years: dict[int, FiscalYear], quarters: list[Quarter], calendar: Calendar
) -> dict[tuple[Quarter, str], date | None]:
    return {
        (quarter, deadline.key): due_or_unknown(deadline, quarter, years[quarter.year], calendar)
        for quarter in quarters
        for deadline in DEADLINES
    }


def due_or_unknown(deadline: Deadline, quarter: Quarter, year: FiscalYear, calendar: Calendar) -> date | None:
    try:
        return deadline.due(quarter, year, calendar)
    except CalendarMissing:
        return None


def days_late(due: date, today: date, calendar: Calendar) -> int | None:
    """Working days since the due day; None where the calendar is not filled in."""
    try:
        return calendar.between(due, today)
    except CalendarMissing:
        return None


def standings(offices: list[Office], years: dict[int, FiscalYear], quarters: list[Quarter]) -> list[Standing]:
    """How far each office is, of those that had a DIPA in force by the end of the quarter."""
    here = Q(office__in=[office.pk for office in offices], fiscal_year__in=years)
    first: dict[tuple[int, int], date] = {
        (office, year): day
        for office, year, day in BudgetRevision._base_manager.filter(here, enacted_at__isnull=False)
        .order_by()
        .values_list("office", "fiscal_year")
        .annotate(Min("in_force_on"))
    }
    reports = {
        (office, Quarter(year, number)): (state, written)
        for office, year, number, state, written in QuarterReport._base_manager.filter(here)
        .order_by()
        .values_list("office", "fiscal_year", "number", "state")
        .annotate(Count("entries"))
    }
    work: dict[tuple[int, int], int] = defaultdict(int)
    counted = Activity._base_manager.filter(here).order_by().values_list("office", "fiscal_year").annotate(Count("pk"))
    work.update({(office, year): number for office, year, number in counted})
    found = []
    for quarter in quarters:
        for office in offices:
            since = first.get((office.pk, quarter.year))
            if since is None or since > quarter.ends_on:
                continue
            state, written = reports.get((office.pk, quarter), (None, 0))
            lacking = work[office.pk, quarter.year] - written
            found.append(Standing(office, quarter, State(state) if state else None, lacking))
    return found


def of_user(user: User, today: date, calendar: Calendar) -> list[Duty]:
    """What the offices in which the person works owe for the quarters that have ended, in open years."""
    offices = list({row.office.pk: row.office for row in user.current_memberships if row.office}.values())
    years = list(FiscalYear.objects.filter(is_open=True, forms_from__isnull=False)) if offices else []
    return duties(offices, years, [quarter for year in years for quarter in ended(year, today)], calendar)
