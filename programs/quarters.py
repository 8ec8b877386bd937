"""A quarter of a fiscal year (triwulan), as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from dekon_portal.core.dates import roman_month

NUMBERS = (1, 2, 3, 4)


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in NUMBERS:
            raise ValueError("a year has four quarters")

    def __str__(self) -> str:
        return f"TW {self.roman} {self.year}"

    @property
    def roman(self) -> str:
        return roman_month(self.number)

    @property
    def name(self) -> str:
        """ "Triwulan II 2020"."""
        return _("Triwulan %(number)s %(year)s") % {"number": self.roman, "year": self.year}

    @property
    def last_month(self) -> int:
        return 3 * self.number

    @property
    def starts_on(self) -> date:
        return date(self.year, self.last_month - 2, 1)

    @property
    def ends_on(self) -> date:
        after = date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, self.last_month + 1, 1)
        return after - timedelta(days=1)

    def until(self, today: date) -> date:
        """The last day that counts: its end, or today while it has not ended."""
        return min(self.ends_on, today)

    def has_ended(self, today: date) -> bool:
        return today > self.ends_on
