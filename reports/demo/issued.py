"""One issued report of the demo with two revisions (contoh): an SP2D of June that came late is in the second."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from dekon_portal.accounts.scope import acting_as
from programs.budget import payments
from programs.models import BudgetLine
from reports.issuing import issue, tasks
from reports.models import IssuedReport
from reports.registry import REPORTS
from reports.selection import Selection

if TYPE_CHECKING:
    from .cast import Cast

KEY: Final = "penyerapan-anggaran"
QUARTER: Final = 2
PROVINCE: Final = "16"
LATE: Final = date(2020, 6, 29)
AMOUNT: Final = 12_500_000
REASON: Final = "SP2D akhir Juni dari Sumatera Selatan baru dicatat pada Juli (contoh)."


def ensure(cast: Cast) -> bool:
    """Issue it twice where nothing was issued yet; whether anything was."""
    if IssuedReport._base_manager.exists():
        return False
    _issue(cast)
    line = BudgetLine._base_manager.filter(
        office=cast.offices[PROVINCE], fiscal_year=cast.year, realisations__isnull=False
    ).first()
    if line is None:  # the office keeps a budget of its own
        return True
    payments.record_payment(line, sp2d="contoh-terlambat", dated=LATE, amount=AMOUNT, by=cast.officers[PROVINCE])
    _issue(cast, REASON)
    return True


def _issue(cast: Cast, reason: str = "") -> None:
    selection = Selection(cast.reviewer, cast.year.pk, quarter=QUARTER)
    with acting_as(cast.reviewer):
        request = issue.ask(REPORTS[KEY], selection, by=cast.reviewer, reason=reason)
    tasks.carry_out(request.pk)
