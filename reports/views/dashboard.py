"""The dashboard: the nation, a province or a regency of it; its heavy parts, each fetched once the page is there."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from dekon_portal.core.editing import require
from dekon_portal.core.lists import FormFilter
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.views import unattended
from reports.charts import CHARTS
from reports.charts.files import FILES
from reports.choropleth import VIEW_BOX
from reports.dashboard import LATE, Dashboard, DashboardForm, dashboard_of
from reports.late import late_of
from reports.panels import DASHBOARD_PANELS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ON_THE_WALL = ("garis-waktu", "status", "anggaran")


def dashboard(request: HttpRequest) -> HttpResponse:
    require(request.user, "figures.read", province=None)
    form = DashboardForm(request.GET, request.user)
    board = dashboard_of(form) if form.is_valid() else None
    return render(
        request,
        "reports/dashboard.html",
        {
            "title": _("Dasbor"),
            "crumbs": board.crumbs if board else [],
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


def charts(request: HttpRequest) -> HttpResponse:
    board = _board(request)
    drawn = [kind.of(board.selection) for kind in CHARTS.values()]
    files = [(kind, name) for kind, (name, _type, _write) in FILES.items()]
    return render(request, "reports/_charts.html", {"board": board, "charts": drawn, "files": files})


def chart_file(request: HttpRequest, key: str, kind: str) -> FileResponse:
    """One chart to take away, with what it counts written on it."""
    if key not in CHARTS or kind not in FILES:
        raise Http404
    board = _board(request)
    _name, content_type, write = FILES[kind]
    file = BytesIO()
    write(CHARTS[key].of(board.selection), board.selection.as_of(board.at), file)
    file.seek(0)
    name = f"{key}-{slugify(board.selection.sentence)}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)


def places(request: HttpRequest) -> HttpResponse:
    """The regencies of a province and the activities there."""
    return render(request, "reports/_places.html", {"board": _board(request)})


def late(request: HttpRequest) -> HttpResponse:
    """Who is late, and what other parts add."""
    board = _board(request)
    found = ((template, panel(board.selection)) for template, panel in DASHBOARD_PANELS)
    panels = [(template, shown) for template, shown in found if shown is not None]
    return render(request, "reports/_late.html", {"sources": late_of(board.selection), "panels": panels})


@unattended
def wall(request: HttpRequest) -> HttpResponse:
    """The same figures for a screen on the wall; asked again by the page itself it answers only what changes."""
    board = _board(request)
    again = "HX-Request" in request.headers
    return render(
        request,
        "reports/_wall.html" if again else "reports/wall.html",
        {
            "title": _("Layar dasbor"),
            "board": board,
            "scope": board.selection.as_of(board.at),
            "late": (LATE.label, sum(source.count for source in late_of(board.selection))),
            "charts": [CHARTS[key].of(board.selection) for key in ON_THE_WALL],
            "view_box": VIEW_BOX,
        },
    )


def _board(request: HttpRequest) -> Dashboard:
    """Of the same address as the page. Raises Refusal, in sentences, where its parameters make no sense."""
    require(request.user, "figures.read", province=None)
    form = DashboardForm(request.GET, request.user)
    if not form.is_valid():
        raise Refusal(" ".join(str(message) for messages in form.errors.values() for message in messages))
    return dashboard_of(form)
