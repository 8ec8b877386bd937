"""Indonesian working days: no weekend, no national holiday, no cuti bersama (editable rows of Holiday; R11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from dekon_portal.core.refusal import Refusal

from .models import Holiday

_SATURDAY = 5


class CalendarMissing(Refusal):
    """The calendar has no entry at all for a year that is touched: nobody has filled it in yet."""


@dataclass(frozen=True)
class Calendar:
    """The days off of the years it knows."""

    days_off: frozenset[date]

    @classmethod
    def load(cls) -> Calendar:
        """All that is kept, in one query: some twenty days a year."""
        return cls.of(Holiday.objects.values_list("date", flat=True))

    @classmethod
    def of(cls, days: Iterable[date]) -> Calendar:
        return cls(frozenset(days))

    @cached_property
    def _years(self) -> set[int]:
        return {day.year for day in self.days_off}

    def is_working_day(self, day: date) -> bool:
        """Raises CalendarMissing for a year without any entry."""
        if day.year not in self._years:
            raise CalendarMissing(
                _("Kalender hari libur tahun %(year)s belum diisi. Minta admin melengkapinya di layar Hari libur.")
                % {"year": day.year}
            )
        return day.weekday() < _SATURDAY and day not in self.days_off

    def after(self, start: date, days: int) -> date:
        """The day that is `days` working days after `start`; of 0, `start` itself. Raises CalendarMissing."""
        left = days
        day = start
        while left:
            day += timedelta(days=1)
            left -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to `end`; 0 when `end` is not after it. Raises CalendarMissing."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)
