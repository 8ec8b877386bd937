"""Kepatuhan: which office handed in and signed its quarterly forms, when, and how late (R11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models import FiscalYear, Office, QuarterEvent, State
from programs.quarterly import deadlines
from programs.quarters import Quarter
from programs.working_days import Calendar
from reports.registry import Column, Report, Row, register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from programs.quarterly.deadlines import Standing
    from reports.selection import Selection


@register
class Compliance(Report):
    key = "kepatuhan"
    title = _("Kepatuhan laporan triwulan")
    description = _(
        "Laporan triwulan setiap satuan kerja yang punya DIPA: kapan pertama kali diajukan dan ditandatangani, batas "
        "Formulir C, dan keterlambatannya dalam hari kerja; yang belum ditandatangani dihitung sampai hari ini."
    )
    needs = "budget.read"
    parameters = ("year", "quarter", "province")
    carried = ()
    quarter_note = ""
    keyed_by = ("code", "quarter")
    compares_periods = False
    columns = (
        Column("office", _("Satuan kerja")),
        Column("code", _("Kode satker")),
        Column("province", _("Provinsi")),
        Column("quarter", _("Triwulan")),
        Column("state", _("Status")),
        Column("unwritten", _("Kegiatan belum diisi"), kind="integer"),
        Column("submitted_on", _("Pertama diajukan"), kind="date"),
        Column("signed_on", _("Pertama ditandatangani"), kind="date"),
        Column("due", _("Batas Formulir C"), kind="date"),
        Column("late", _("Terlambat"), _("hari kerja"), "integer"),
    )

    def rows(self, selection: Selection) -> list[Row]:
        year, today, calendar = FiscalYear.objects.get(pk=selection.year), timezone.localdate(), Calendar.load()
        quarters = [
            quarter
            for quarter in deadlines.asked(year)
            if quarter.starts_on <= today and selection.quarter in (None, quarter.number)
        ]
        due = {quarter: deadlines.due_or_unknown(deadlines.FORM_C, quarter, year, calendar) for quarter in quarters}
        steps = _first_steps(selection)
        return [
            self._row(standing, due[standing.quarter], steps, today, calendar)
            for standing in deadlines.standings(_offices(selection), {year.pk: year}, quarters)
        ]

    def _row(self, standing: Standing, due: date | None, steps: Any, today: date, calendar: Calendar) -> Row:
        office, quarter = standing.office, standing.quarter
        submitted, signed = (
            _day(steps.get((office.pk, quarter, to)), office) for to in (State.SUBMITTED, State.ENDORSED)
        )
        until = signed or today
        return Row(
            {
                "office": office.name,
                "code": office.code,
                "province": office.province.name,
                "quarter": str(quarter),
                "state": str(standing.state.label) if standing.state else str(_("belum dibuat")),
                "unwritten": standing.unwritten,
                "submitted_on": submitted,
                "signed_on": signed,
                "due": due,
                "late": deadlines.days_late(due, until, calendar) if due and until > due else 0 if due else None,
            },
            url=reverse("programs:quarter", args=[office.code, quarter.year, quarter.number]),
        )

    def closing(self, selection: Selection, rows: Sequence[Row]) -> list[Row]:
        """Days of different offices are not added up."""
        return []


def _offices(selection: Selection) -> list[Office]:
    rows = deadlines.offices_of(selection.user, selection.year)
    return list(rows.filter(province=selection.province) if selection.province else rows)


def _first_steps(selection: Selection) -> dict[tuple[int, Quarter, str], datetime]:
    """(office, quarter, state) → when it was first reached."""
    events = QuarterEvent.objects.visible_to(selection.user).filter(report__fiscal_year=selection.year)
    first: Any = events.order_by().values_list("report__office", "report__number", "to_state").annotate(Min("at"))
    return {(office, Quarter(selection.year, number), state): at for office, number, state, at in first}


def _day(at: datetime | None, office: Office) -> date | None:
    """By the clock of the office."""
    return timezone.localdate(at, timezone=office.province.zone) if at else None
