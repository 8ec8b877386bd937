"""The dashboard: the nation, or one province of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from dekon_portal.core.editing import require
from dekon_portal.core.lists import FormFilter
from reports.choropleth import VIEW_BOX
from reports.dashboard import DashboardForm, dashboard_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def dashboard(request: HttpRequest) -> HttpResponse:
    require(request.user, "figures.read", province=None)
    form = DashboardForm(request.GET, request.user)
    board = dashboard_of(form) if form.is_valid() else None
    return render(
        request,
        "reports/dashboard.html",
        {
            "title": _("Dasbor"),
            "filter": FormFilter(form, request.GET),
            "board": board,
            "may_open_rows": request.user.may("rows.read"),
            "view_box": VIEW_BOX,
            "scope": board.selection.as_of(board.at) if board else "",
        },
    )


def afterwards(request: HttpRequest) -> HttpResponse:
    """What became of people, fetched by the dashboard once it is there: it reads every participant of the year."""
    require(request.user, "figures.read", province=None)
    form = DashboardForm(request.GET, request.user)
    board = dashboard_of(form) if form.is_valid() else None
    return render(request, "reports/_afterwards.html", {"board": board})
