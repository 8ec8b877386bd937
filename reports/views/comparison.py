"""A report beside that of the period before: which figures differ, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core.lists import export_links, exported
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.refusal import Refusal
from programs.models import FiscalYear
from reports.document import carry_out
from reports.issuing.changes import changes
from reports.issuing.lists import CHANGE_COLUMNS, ChangeList
from reports.tables import ReportTable

from .catalogue import asked_report, catalogue_crumb, selection_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_COMPARED: Final = 2_000
"""Rows that are compared while somebody waits."""


def comparison(request: HttpRequest, key: str) -> HttpResponse:
    """Beside the quarter before, of a whole year the year before; where the portal has none, the page says so."""
    found = asked_report(request, key)
    if not found.compares_periods:
        raise Http404
    now = carry_out(found, selection_of(request, found))
    earlier = now.selection.period_before
    back = f"{reverse('reports:report', args=[key])}?{urlencode(now.selection.query)}"
    context: dict[str, Any] = {"title": found.title, "crumbs": [catalogue_crumb(), (found.title, back)], "count": 0}
    if not FiscalYear.objects.filter(pk=earlier.year).exists():
        lacking = _("TA %(year)s tidak ada di portal, sehingga %(period)s tidak mempunyai pembanding.")
        context["lacking"] = lacking % {"year": earlier.year, "period": now.selection.period}
        return render(request, "reports/issued_changes.html", context)
    before = carry_out(found, earlier)
    if max(len(before.rows), len(now.rows)) > MOST_COMPARED:
        raise Refusal(
            _("Perbandingan memuat paling banyak %(most)s baris. Pilih satu provinsi atau komoditas.")
            % {"most": format_integer(MOST_COMPARED)}
        )
    words = before.selection.period, now.selection.period
    listed = ChangeList(*words).listed(changes(before, now))
    file = exported(request, (f"perbandingan-{now.file_name}", CHANGE_COLUMNS, lambda row: dict(row.values)), listed)
    if file is not None:
        return file
    context |= {
        "title": _("%(before)s dibandingkan dengan %(after)s") % {"before": words[0], "after": words[1]},
        "what": f"{found.title}, {now.scope}",
        "count": len(listed),
        "table": ReportTable(ChangeList(*words), listed).paginated(request),
        "exports": export_links(request),
    }
    return render(request, "reports/issued_changes.html", context)
