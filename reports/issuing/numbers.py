"""The next number of an issued report: one sequence a calendar year, without gaps; revisions keep their number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from programs.patterns import pattern_of
from reports.models import IssuedReport, ReportNumbers

if TYPE_CHECKING:
    from datetime import date

CODE: Final = "IKMA"
"""What {kode} of the pattern stands for."""


@dataclass(frozen=True)
class Place:
    """Which report of which year, and which revision of it."""

    year: int
    sequence: int
    number: str
    revision: int


def latest_of(identity: str) -> IssuedReport | None:
    """The revision in force of the report with these parameters; only for who issues, whose reach is national."""
    return IssuedReport._base_manager.filter(identity=identity).order_by("revision").last()


def next_place(identity: str, day: date) -> Place:
    """What would be issued on `day`; another may be quicker until `held` holds the year's numbers."""
    earlier = latest_of(identity)
    if earlier:
        return Place(earlier.number_year, earlier.sequence, earlier.number, earlier.revision + 1)
    numbers = ReportNumbers.objects.filter(pk=day.year).first() or ReportNumbers(year=day.year)
    sequence = numbers.last + 1
    return Place(day.year, sequence, pattern_of(numbers.pattern).filled(sequence, CODE, day), 1)


def hold(day: date) -> None:
    """Keep others from issuing until the transaction ends."""
    ReportNumbers.objects.get_or_create(year=day.year)
    ReportNumbers.objects.select_for_update().get(year=day.year)


def spend(place: Place) -> None:
    """Note that the place's number is given. To be called while the numbers are held."""
    if place.revision == 1:
        ReportNumbers.objects.filter(year=place.year).update(last=place.sequence)
