"""An office with a DIPA, a line with a plan, and a second quarter of 2020 that can be reported."""

from __future__ import annotations

from typing import Any

import pytest

from programs import reference
from programs.budget import revisions
from programs.models import BudgetLine, Holiday, QuarterEntry, QuarterReport
from programs.quarterly import review
from programs.quarters import Quarter
from tests import make

TW2 = Quarter(2020, 2)


@pytest.fixture
def holidays(db: None) -> None:
    """The calendar as the portal seeds it."""
    Holiday.objects.bulk_create(row for year in range(2019, 2028) for row in reference._calendar(year))


@pytest.fixture
def dipa(office_sumsel: Any, officer_sumsel: Any, head_sumsel: Any) -> Any:
    """100 million, of which 10 are blocked, planned in March (20), June (25.4) and July (30)."""
    drafted = make.revision(office_sumsel, officer_sumsel)
    revisions.set_plan(drafted.lines.get(), {3: 20_000_000, 6: 25_400_000, 7: 30_000_000}, by=officer_sumsel)
    return revisions.enact(drafted, by=head_sumsel)


@pytest.fixture
def line(dipa: Any) -> BudgetLine:
    return dipa.lines.get().line


@pytest.fixture
def report(dipa: Any, activity_sumsel: Any, officer_sumsel: Any) -> QuarterReport:
    """Begun, and written for its only activity."""
    begun = review.begin(dipa.office, dipa.fiscal_year, TW2, by=officer_sumsel)
    entry = QuarterEntry(report=begun, activity=activity_sumsel, planned_percent=60, obstacles="PSBB")
    review.write(entry, by=officer_sumsel)
    return begun


def stored(report: QuarterReport) -> QuarterReport:
    return QuarterReport._base_manager.select_related("office__province", "fiscal_year").get(pk=report.pk)
