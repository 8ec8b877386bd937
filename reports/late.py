"""Who is late, declared source by source; another part adds its own to LATE_SOURCES."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models import Activity, FiscalYear, Office, State
from programs.quarterly.deadlines import Duty, days_late, duties, ended
from programs.quarterly.reminders import url_of
from programs.working_days import Calendar

if TYPE_CHECKING:
    from .selection import Selection

MOST: Final = 10
"""Rows shown of each source; the count tells of all."""


@dataclass(frozen=True)
class Late:
    """One thing that is late: what, where, by how many days, and the page where it is mended."""

    what: str
    place: str
    days: int
    url: str
    in_working_days: bool = False


class LateSource(Protocol):
    """What can be late. Counts are for all who may count, rows only for those who may open them. Queries are a few,
    whatever there is."""

    key: str
    label: Any

    def counts(self, selection: Selection) -> dict[str, int]:
        """How many are late, by province code."""

    def rows(self, selection: Selection) -> list[Late]:
        """The longest late first, at most MOST."""


class PastItsEnd:
    """Work that has ended, by the calendar of Jakarta, and was never handed in. Without any date nobody can tell."""

    key = "lewat-selesai"
    label = _("Sudah lewat waktunya, belum diajukan")

    def counts(self, selection: Selection) -> dict[str, int]:
        return _counted(selection, self._condition())

    def rows(self, selection: Selection) -> list[Late]:
        ended = Coalesce("actual_end", "actual_start", "actual_month", "planned_end", "planned_start", "planned_month")
        found = _listed(selection, self._condition()).order_by(ended, "pk")[:MOST]
        return sorted((_late(row, _end(row)) for row in found), key=lambda late: -late.days)

    def _condition(self) -> Q:
        """In each activity the dates of its doing count before those of its plan; a month ends with its last day."""
        today = timezone.localdate()
        over = _over("actual", today) | (Q(actual_start=None, actual_month=None) & _over("planned", today))
        return Q(state__in=[State.DRAFT, State.REOPENED]) & over


class Returned:
    """Work that Jakarta sent back and that was not handed in again."""

    key = "dikembalikan"
    label = _("Dikembalikan, belum diajukan lagi")

    def counts(self, selection: Selection) -> dict[str, int]:
        return _counted(selection, Q(state=State.RETURNED))

    def rows(self, selection: Selection) -> list[Late]:
        found = _listed(selection, Q(state=State.RETURNED)).order_by("state_since", "pk")[:MOST]
        return [_late(row, timezone.localdate(row.state_since)) for row in found]


class FormsNotSigned:
    """Form C of a quarter that is not signed after its due day, by working days (R11); the forms are an office's, so
    that neither commodity nor regency narrows them: with either chosen, none is told."""

    key = "formulir"
    label = _("Formulir C belum ditandatangani")

    def counts(self, selection: Selection) -> dict[str, int]:
        late = self._late(selection, timezone.localdate(), Calendar.load())
        return dict(Counter(duty.standing.office.province_id for duty in late))

    def rows(self, selection: Selection) -> list[Late]:
        """Only for who may open the forms."""
        if not selection.user.may("budget.read"):
            return []
        today, calendar = timezone.localdate(), Calendar.load()
        late = sorted(self._late(selection, today, calendar), key=lambda duty: (duty.due, duty.standing.office.pk))[
            :MOST
        ]
        days = {duty.due: days_late(duty.due, today, calendar) for duty in late if duty.due}
        return [
            Late(
                f"{duty.standing.quarter}, {duty.standing.office.name}",
                duty.standing.office.province.name,
                (duty.due and days[duty.due]) or 0,
                url_of(duty),
                in_working_days=True,
            )
            for duty in late
        ]

    def _late(self, selection: Selection, today: date, calendar: Calendar) -> list[Duty]:
        if selection.commodity or selection.regency:
            return []
        year = FiscalYear.objects.filter(pk=selection.year, forms_from__isnull=False).first()
        quarters = [one for one in ended(year, today) if selection.quarter in (None, one.number)] if year else []
        if not year or not quarters:
            return []
        offices = Office.objects.countable_by(selection.user).select_related("province")
        offices = offices.filter(province=selection.province) if selection.province else offices
        owed = duties(offices, [year], quarters, calendar)
        return [duty for duty in owed if duty.deadline.form == "C" and duty.is_late(today)]


LATE_SOURCES: Final[list[LateSource]] = [PastItsEnd(), Returned(), FormsNotSigned()]


@dataclass(frozen=True)
class LateList:
    """What the page shows of one source; `rows` is empty for those who only count."""

    label: Any
    count: int
    rows: list[Late]


def late_of(selection: Selection) -> list[LateList]:
    """Some queries for each source, whatever there is."""
    opens = selection.user.may("rows.read")
    found = []
    for source in LATE_SOURCES:
        count = sum(source.counts(selection).values())
        found.append(LateList(source.label, count, source.rows(selection) if opens and count else []))
    return found


def late_by_province(selection: Selection) -> dict[str, int]:
    """All that is late, by province code."""
    found: dict[str, int] = {}
    for source in LATE_SOURCES:
        for province, count in source.counts(selection).items():
            found[province] = found.get(province, 0) + count
    return found


def _over(kind: str, today: date) -> Q:
    month, start, end = f"{kind}_month", f"{kind}_start", f"{kind}_end"
    return (
        Q(**{f"{end}__lt": today})
        | Q(**{end: None, f"{start}__lt": today})
        | Q(**{start: None, f"{month}__lt": today.replace(day=1)})
    )


def _end(activity: Activity) -> date:
    start, end, month = activity.when
    if end or start:
        return end or start  # type: ignore[return-value]
    assert month is not None  # a condition of _over holds, so one of the three is known
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _counted(selection: Selection, condition: Q) -> dict[str, int]:
    offices: Any = selection.activities().filter(condition).order_by().values_list("office").annotate(Count("pk"))
    found: dict[str, int] = {}
    for office, count in offices:
        province = selection.province_of[office]
        found[province] = found.get(province, 0) + count
    return found


def _listed(selection: Selection, condition: Q) -> Any:
    rows = Activity.objects.visible_to(selection.user).filter(selection.of_activity(""), condition)
    return rows.select_related("office__province")


def _late(activity: Activity, since: date) -> Late:
    days = (timezone.localdate() - since).days
    return Late(activity.title, activity.province.name, days, activity.get_absolute_url())
