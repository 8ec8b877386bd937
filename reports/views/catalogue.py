"""Reports: the catalogue, one report with its parameters, its files, and the rows behind each of its figures."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core.editing import require
from dekon_portal.core.lists import FormFilter
from dekon_portal.core.refusal import Refusal
from reports.document import Document, carry_out, ensure_may
from reports.drill import Proof, RowsBehind
from reports.facts import FACTS
from reports.filters import ParametersForm
from reports.issuing.here import issued_of
from reports.registry import REPORTS, Column, Report, reports_for, rows_url
from reports.tables import ReportTable
from reports.writers import WRITERS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from reports.selection import Selection

ROW_FILES = ("xlsx", "csv")


def catalogue(request: HttpRequest) -> HttpResponse:
    require(request.user, "figures.read", province=None)
    flags = {"label": _("Tanda janggal"), "url": reverse("reports:flag_list"), "icon": "flag"}
    issued = {"label": _("Laporan terbit"), "url": reverse("reports:issued_list"), "icon": "file"}
    return render(
        request,
        "reports/catalogue.html",
        {
            "title": _("Laporan"),
            "reports": reports_for(request.user),
            "primary": issued,
            "secondary": flags if request.user.may("rows.read") else None,
        },
    )


def report(request: HttpRequest, key: str) -> HttpResponse:
    found = asked_report(request, key)
    form = ParametersForm(request.GET, request.user, found.takes)
    context = {"title": found.title, "crumbs": [catalogue_crumb()], "filter": FormFilter(form, request.GET)}
    if form.is_valid():
        context |= _carried_out(request, carry_out(found, form.selection))
    return render(request, "reports/report.html", context)


def _carried_out(request: HttpRequest, document: Document) -> dict[str, Any]:
    """The report's table on the page, its files, and what was issued of it."""
    found = document.report
    table, parts = ReportTable.with_parts(found, document.rows, document.closing)
    query = urlencode(document.selection.query)
    return {
        "document": document,
        "count": len(document.rows),
        "scope": document.scope,
        "table": table.paginated(request),
        "parts": parts,
        "exports": [
            (writer.label, f"{reverse('reports:download', args=[found.key, kind])}?{query}")
            for kind, writer in WRITERS.items()
        ],
        "comparison_url": f"{reverse('reports:comparison', args=[found.key])}?{query}"
        if found.compares_periods
        else "",
        **issued_of(request.user, document),
    }


def download(request: HttpRequest, key: str, kind: str) -> FileResponse:
    found = asked_report(request, key)
    if kind not in WRITERS:
        raise Http404
    return _file(carry_out(found, selection_of(request, found)), kind)


def rows(request: HttpRequest, key: str) -> HttpResponse | FileResponse:
    """The very rows behind one figure, the figure restated beside what they add up to (R10)."""
    found = asked_report(request, key)
    require(request.user, "rows.read", province=None)
    selection = selection_of(request, found)
    column = _opening_column(found, request.GET.get("column", ""), selection)
    behind = RowsBehind(found, column)
    document = carry_out(behind, selection)
    wanted = request.GET.get("_export", "")
    if wanted in ROW_FILES:
        return _file(document, wanted)
    back = f"{reverse('reports:report', args=[found.key])}?{urlencode(selection.query)}"
    here = rows_url(found.key, selection, column.name)
    listed = behind.rows(selection)
    return render(
        request,
        "reports/rows.html",
        {
            "title": document.title,
            "crumbs": [catalogue_crumb(), (found.title, back)],
            "label": column.label,
            "unit": selection.unit_label or column.unit,
            "proof": Proof.of(selection, listed),
            "scope": document.scope,
            "table": ReportTable(behind, listed).paginated(request),
            "exports": [(WRITERS[kind].label, f"{here}&_export={kind}") for kind in ROW_FILES],
        },
    )


def asked_report(request: HttpRequest, key: str) -> Report:
    if key not in REPORTS:
        raise Http404
    ensure_may(request.user, REPORTS[key])
    return REPORTS[key]


def selection_of(request: HttpRequest, found: Report) -> Selection:
    """What the address asks for. Raises Refusal, in sentences, where that cannot be."""
    form = ParametersForm(request.GET, request.user, found.takes)
    if not form.is_valid():
        raise Refusal(" ".join(str(message) for messages in form.errors.values() for message in messages))
    return form.selection


def _opening_column(found: Report, name: str, selection: Selection) -> Column:
    """A column that opens to rows; goods do for one product in one unit only, since others are not added up."""
    column = next((column for column in found.columns if column.name == name and column.fact), None)
    if column is None or (FACTS[column.fact].is_goods and not (selection.product and selection.unit)):
        raise Http404
    return column


def _file(document: Document, kind: str) -> FileResponse:
    writer = WRITERS[kind]
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    writer.write(document, file)
    file.seek(0)
    name = f"{document.file_name}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=writer.content_type)


def catalogue_crumb() -> tuple[str, str]:
    return (_("Laporan"), reverse("reports:catalogue"))
