"""Issuing in one line."""

from __future__ import annotations

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from reports.filters import ParametersForm
from reports.issuing import issue
from reports.models import IssuedReport, IssueRequest
from reports.registry import REPORTS
from reports.selection import Selection

WHY = "Data terlambat dari Sumatera Selatan."


def selection_of(key: str, by: User, **parameters: object) -> Selection:
    form = ParametersForm({"year": 2020, **parameters}, by, REPORTS[key].takes)
    assert form.is_valid(), form.errors
    return form.selection


def asked(key: str, by: User, reason: str = "", **parameters: object) -> IssueRequest:
    with acting_as(by):
        return issue.ask(REPORTS[key], selection_of(key, by, **parameters), by=by, reason=reason)


def issued(key: str, by: User, reason: str = "", **parameters: object) -> IssuedReport:
    """The report, issued as the page does it. Raises Refusal."""
    request = asked(key, by, reason, **parameters)
    with acting_as(by):
        return issue.make(request)
