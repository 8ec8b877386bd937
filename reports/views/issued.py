"""Issued reports: the list, one with its files and what changed, issuing, and the check for strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dekon_portal.core import notices, progress
from dekon_portal.core.editing import require
from dekon_portal.core.lists import export_links, exported, list_page
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.strangers import for_strangers, wrong_token
from programs.views.checks import check_page
from reports.document import carry_out, ensure_may
from reports.issuing import checks, issue, tasks
from reports.issuing.changes import changes, other_columns
from reports.issuing.drawing import differing, frozen_of
from reports.issuing.lists import CHANGE_COLUMNS, EXPORT, ChangeList, IssuedFilter, IssuedTable, IssueForm
from reports.issuing.numbers import latest_of
from reports.issuing.today import changed_since, live
from reports.models import IssuedFileKind, IssuedReport, IssuedStanding, IssueRequest, IssueState
from reports.registry import REPORTS
from reports.tables import ReportTable
from reports.writers import WRITERS

from .catalogue import catalogue_crumb, selection_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from reports.issuing.changes import Comparable

MOST_COMPARED: Final = 25_000
"""Rows of a revision whose changes a page lists."""
TODAY: Final = "hari-ini"


def _crumbs() -> list[tuple[str, str]]:
    return [catalogue_crumb(), (_("Laporan terbit"), reverse("reports:issued_list"))]


def _issued(request: HttpRequest, pk: int) -> IssuedReport:
    return one_or_404(IssuedReport.objects.readable_by(request.user).with_standing(), pk=pk)  # type: ignore[no-any-return]


def issued_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "figures.read", province=None)
    return list_page(
        request,
        IssuedReport.objects.readable_by(request.user).with_standing(),
        filter_class=IssuedFilter,
        table_class=IssuedTable,
        title=_("Laporan terbit"),
        export=EXPORT,
        context={
            "crumbs": [catalogue_crumb()],
            "empty": {
                "title": _("Belum ada laporan terbit"),
                "text": _("Laporan diterbitkan oleh Ditjen IKMA dari halaman laporannya."),
            },
        },
    )


def issued(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it was frozen, its files and revisions, and whether today's figures are others."""
    found = _issued(request, pk)
    notices.see(request.user, found.get_absolute_url())
    frozen = frozen_of(found)
    try:
        table, parts = ReportTable.with_parts(frozen.report, frozen.rows, frozen.closing)
    except FileNotFoundError as lost:
        raise Refusal(
            _("Data beku laporan %(number)s hilang dari penyimpanan. Beri tahu admin portal.") % {"number": found}
        ) from lost
    holds = found.standing == IssuedStanding.VALID
    revisions = IssuedReport.objects.readable_by(request.user).filter(identity=found.identity).order_by("-revision")
    now = f"{reverse('reports:report', args=[found.key])}?{urlencode(found.parameters)}"
    return render(
        request,
        "reports/issued.html",
        {
            "title": found.title,
            "crumbs": _crumbs(),
            "state": found.standing,
            "facts": [found.seal.number_and_revision],
            "issued": found,
            "seal": found.seal,
            "frozen": frozen,
            "files": found.files.order_by("kind"),
            "revisions": revisions,
            "changed_today": changed_since(found, request.user) if holds else None,
            "live_url": now if found.key in REPORTS else "",
            "table": table.paginated(request),
            "parts": parts,
        },
    )


def issued_file(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """The very bytes that were issued."""
    found = _issued(request, pk)
    file = found.files.filter(kind=kind).first()
    if file is None:
        raise Http404
    try:
        content = file.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    ending = "jsonl.gz" if kind == IssuedFileKind.DATA else kind
    content_type = "application/gzip" if kind == IssuedFileKind.DATA else WRITERS[kind].content_type
    name = f"{found.file_name}.{ending}"
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    return response


def issued_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Row by row and figure by figure: since the revision before, or from this one to today's figures."""
    found = _issued(request, pk)
    before, after, words = _two_states(request, found)
    if max(len(before.rows), len(after.rows)) > MOST_COMPARED:
        raise Refusal(
            _("Daftar perubahan memuat paling banyak %(most)s baris. Unduh XLSX kedua revisi untuk membandingkannya.")
            % {"most": format_integer(MOST_COMPARED)}
        )
    with translation.override("id"):  # as both were frozen
        listed = ChangeList(*words).listed(changes(before, after))
    file = exported(request, (f"perubahan-{found.pk}", CHANGE_COLUMNS, lambda row: dict(row.values)), listed)
    if file is not None:
        return file
    return render(
        request,
        "reports/issued_changes.html",
        {
            "title": _("Yang berubah: %(before)s → %(after)s") % {"before": words[0], "after": words[1]},
            "crumbs": [*_crumbs(), (str(found), found.get_absolute_url())],
            "what": found.title,
            "count": len(listed),
            "other_columns": other_columns(before, after),
            "table": ReportTable(ChangeList(*words), listed).paginated(request),
            "exports": export_links(request),
        },
    )


def _two_states(request: HttpRequest, found: IssuedReport) -> tuple[Comparable, Comparable, tuple[str, str]]:
    """What is compared, and what each is called. 404 where there is nothing to compare with."""
    this = _("Revisi %(revision)d") % {"revision": found.revision}
    if request.GET.get("dengan") == TODAY:
        now = live(found, request.user)
        if now is None:
            raise Http404
        return frozen_of(found), now, (this, _("Hari ini"))
    same = IssuedReport.objects.readable_by(request.user).filter(identity=found.identity)
    earlier: IssuedReport = one_or_404(same, revision=found.revision - 1)
    return frozen_of(earlier), frozen_of(found), (_("Revisi %(revision)d") % {"revision": earlier.revision}, this)


@require_POST
def issued_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the files of a report again from its frozen data, and tell whether they are the same bytes."""
    found = _issued(request, pk)
    if found.row_count > tasks.INLINE_ROWS:
        refused(request, Refusal(_("Laporan sepanjang ini dibuat ulang lewat baris perintah: verify_issued.")))
    elif differing(found):
        refused(request, Refusal(_("Ada berkas yang tidak sama dengan yang diterbitkan. Beri tahu admin portal.")))
    else:
        messages.success(request, _("PDF dan XLSX yang dibuat ulang dari data beku sama persis, bita demi bita."))
    return redirect(found)


def issue_new(request: HttpRequest, key: str) -> HttpResponse:
    """Says what would be issued, and issues it."""
    if key not in REPORTS:
        raise Http404
    report = REPORTS[key]
    ensure_may(request.user, report)
    require(request.user, "report.issue", province=None)
    selection = selection_of(request, report)
    document = carry_out(report, selection)
    earlier = latest_of(issue.identity_of(report, selection))
    if earlier:
        issue.refuse_closed_year(earlier)
    back = f"{reverse('reports:report', args=[key])}?{urlencode(selection.query)}"

    def save(form: Any) -> str:
        asked = issue.ask(report, selection, by=request.user, reason=form.reason)
        tasks.run(asked)
        return asked.get_absolute_url()

    return form_page(
        request,
        lambda data, files: IssueForm(data, revises=earlier is not None),
        save,
        title=_("Terbitkan: %(title)s") % {"title": report.title},
        verb=_("Terbitkan revisi %(n)d") % {"n": earlier.revision + 1} if earlier else _("Terbitkan"),
        saved=None,
        cancel_url=back,
        template="reports/issue.html",
        context={
            "crumbs": [catalogue_crumb(), (report.title, back)],
            "document": document,
            "count": len(document.rows),
            "earlier": earlier,
            "changed": changed_since(earlier, request.user) if earlier else None,
            "preliminary": selection.preliminary_on(timezone.localdate()),
        },
    )


def issue_request(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, then the report. For who asked only."""
    rows = IssueRequest.objects.visible_to(request.user).filter(asked_by=request.user).select_related("report")
    found: IssueRequest = one_or_404(rows, pk=pk)
    notices.see(request.user, found.get_absolute_url())
    running = found.state == IssueState.WAITING
    if request.headers.get("HX-Request") and not running:  # the progress bar asks, and the work has ended
        return HttpResponse(headers={"HX-Redirect": found.get_absolute_url()})
    if found.report:
        messages.success(request, _("Laporan terbit dengan nomor %(number)s.") % {"number": found.report})
        return redirect(found.report)
    again = f"{reverse('reports:issue', args=[found.key])}?{urlencode(found.parameters)}"
    title = REPORTS[found.key].title if found.key in REPORTS else found.key
    return render(
        request,
        "reports/issue_request.html",
        {
            "title": _("Menerbitkan: %(title)s") % {"title": title},
            "crumbs": _crumbs(),
            "asked": found,
            "running": running,
            "progress": progress.of(found),
            "again": again,
        },
    )


@for_strangers
def issued_verify(request: HttpRequest, token: str) -> HttpResponse:
    """What the code on an issued report leads to; its PDF or XLSX may be held against what was given out."""
    found = checks.checked(token)
    if found is None:
        wrong_token(request)
        return render(request, "public/unknown.html", status=404)
    return check_page(
        request,
        found,
        "public/issued_verify.html",
        title=_("Pemeriksaan laporan terbit"),
        file_label=_("Berkas PDF atau XLSX laporan"),
        accept=",".join(WRITERS[kind].content_type for kind in ("pdf", "xlsx")),
    )
