"""What an issued report says beside what the same choice gives today: late changes land in the next revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404
from django.utils import translation

from reports.document import carry_out
from reports.filters import ParametersForm
from reports.registry import REPORTS

from .changes import changes
from .drawing import frozen_of

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from reports.document import Document
    from reports.models import IssuedReport

MOST_COUNTED: Final = 100
"""Rows; what is longer is compared on the page of changes only, since it takes a millisecond a row."""


def live(report: IssuedReport, user: User) -> Document | None:
    """The same choice carried out now, within the person's own reach; None where it cannot be any more."""
    if report.key not in REPORTS:
        return None
    try:
        form = ParametersForm(report.parameters, user, REPORTS[report.key].takes)
    except Http404:
        return None
    return carry_out(REPORTS[report.key], form.selection) if form.is_valid() else None


def changed_since(report: IssuedReport, user: User) -> int | None:
    """How many figures are others today; None where that is not counted."""
    now = live(report, user)
    if now is None or max(report.row_count, len(now.rows)) > MOST_COUNTED:
        return None
    with translation.override("id"):  # as it was frozen
        return sum(1 for _change in changes(frozen_of(report), now))
