"""Pages of DIPA revisions and their lines: drafted, enacted, compared (R9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core.bad_rows import told_in
from dekon_portal.core.dates import MONTHS, format_date
from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.editing import may_on, require_on
from dekon_portal.core.exports import xlsx_response
from dekon_portal.core.numbers import format_rupiah
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import Refusal
from programs.budget import pasted, revisions
from programs.forms.budget import LineForm, PastedForm, PlanForm, RevisionForm
from programs.models import BudgetRevision, RevisionLine

from .budget import place_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def revision_new(request: HttpRequest, code: str, year: int) -> HttpResponse:
    office, of_year = place_of(request, code, year)
    require_on(office, request.user, "budget.write")
    back = reverse("programs:budget", args=[code, year])
    new = BudgetRevision(office=office, fiscal_year=of_year, is_sample=office.is_sample)

    def save(form: RevisionForm) -> str:
        return revisions.draft(form.save(commit=False), by=request.user).get_absolute_url()

    return form_page(
        request,
        lambda data, files: RevisionForm(data, files, instance=new),
        save,
        title=_("Siapkan revisi DIPA"),
        cancel_url=back,
        saved=_("Rancangan revisi disiapkan. Periksa rinciannya, lalu tetapkan."),
        context={"crumbs": [(_("Anggaran"), back)]},
    )


def _revision(request: HttpRequest, pk: int) -> BudgetRevision:
    rows = BudgetRevision.objects.visible_to(request.user).select_related(
        "office__province", "fiscal_year", "enacted_by"
    )
    revision = one_or_404(rows, pk=pk)
    require_on(revision, request.user, "budget.read")
    return revision  # type: ignore[no-any-return]


def _crumbs(revision: BudgetRevision) -> list[tuple[str, str]]:
    budget_url = reverse("programs:budget", args=[revision.office.code, revision.fiscal_year_id])
    return [(_("Anggaran"), reverse("programs:budget_list")), (str(revision.fiscal_year), budget_url)]


def revision_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A revision: its facts, its lines, and what it changes of the one before."""
    revision = _revision(request, pk)
    before = revisions.predecessor(revision)
    may_write = not revision.is_enacted and may_on(revision, request.user, "budget.write")
    rows = list(revision.lines.select_related("line").order_by("line__code"))
    return render(
        request,
        "programs/budget_revision.html",
        {
            "title": _("Revisi DIPA ke-%(number)s") % {"number": revision.number},
            "crumbs": _crumbs(revision),
            "facts": [revision.office.name, _("Ditetapkan") if revision.is_enacted else _("Rancangan")],
            "revision": revision,
            "rows": _revision_facts(revision),
            "lines": rows,
            "total": sum(row.ceiling for row in rows),
            "before": before,
            "changes": revisions.differences(before, revision) if before else [],
            "may_write": may_write,
            "may_enact": not revision.is_enacted and may_on(revision, request.user, "budget.enact"),
        },
    )


_CHANGED: Final = (
    ("code", gettext_lazy("Kode")),
    ("description", gettext_lazy("Uraian")),
    ("kind", gettext_lazy("Perubahan")),
    ("amount_before", gettext_lazy("Pagu semula (Rp)")),
    ("amount_after", gettext_lazy("Pagu menjadi (Rp)")),
    ("blocked_before", gettext_lazy("Blokir semula (Rp)")),
    ("blocked_after", gettext_lazy("Blokir menjadi (Rp)")),
    ("difference", gettext_lazy("Selisih pagu efektif (Rp)")),
    *(
        (f"{when}_{month}", format_lazy("{month} {when} (Rp)", month=name, when=label))
        for month, name in enumerate(MONTHS, 1)
        for when, label in (("before", gettext_lazy("semula")), ("after", gettext_lazy("menjadi")))
    ),
)


def revision_changes(request: HttpRequest, pk: int) -> FileResponse:
    """What a revision changes of the one before, as XLSX: every line that differs, with both its plans."""
    revision = _revision(request, pk)
    changes = revisions.differences(revisions.predecessor(revision), revision)
    return xlsx_response(_CHANGED, map(_changed, changes), f"perubahan-revisi-{revision.number}")


def _changed(change: revisions.LineChange) -> dict[str, Any]:
    row: dict[str, Any] = {"code": change.line.code, "description": change.line.description, "kind": change.kind}
    for when, line in (("before", change.before), ("after", change.after)):
        row |= {f"amount_{when}": line.amount if line else "", f"blocked_{when}": line.blocked if line else ""}
    for month, planned, now in change.months:
        row |= {f"before_{month}": planned, f"after_{month}": now}
    months = dict.fromkeys((f"{when}_{month}" for when in ("before", "after") for month in range(1, 13)), "")
    return {**months, **row, "difference": change.difference}


def _revision_facts(revision: BudgetRevision) -> list[tuple[str, Any]]:
    return [
        (_("Nomor DIPA"), revision.document),
        (_("Tanggal DIPA"), format_date(revision.dated)),
        (_("Berlaku sejak"), format_date(revision.in_force_on)),
        (_("Disahkan oleh"), revision.get_authority_display()),
        (_("Sebab"), revision.get_reason_display()),
        (_("Penjelasan"), revision.note or "–"),
        (_("Ditetapkan oleh"), revision.enacted_by or "–"),
    ]


def revision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    revision = _draft(request, pk)

    def save(form: RevisionForm) -> str:
        return revisions.change(form.save(commit=False), by=request.user).get_absolute_url()

    return form_page(
        request,
        lambda data, files: RevisionForm(data, files, instance=revision),
        save,
        title=_("Ubah revisi DIPA"),
        cancel_url=revision.get_absolute_url(),
        context={"crumbs": _crumbs(revision)},
    )


def _draft(request: HttpRequest, pk: int) -> BudgetRevision:
    revision = _revision(request, pk)
    require_on(revision, request.user, "budget.write")
    revision.ensure_draft()
    return revision


@require_POST
def revision_enact(request: HttpRequest, pk: int) -> HttpResponse:
    revision = _revision(request, pk)
    try:
        revisions.enact(revision, by=request.user)
        messages.success(request, _("Revisi ditetapkan dan tidak berubah lagi."))
    except Refusal as refusal:
        refused(request, refusal)
    return redirect(revision.get_absolute_url())


@require_POST
def revision_discard(request: HttpRequest, pk: int) -> HttpResponse:
    revision = _revision(request, pk)
    try:
        revisions.discard(revision, by=request.user)
        messages.success(request, _("Rancangan revisi dibuang."))
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(revision.get_absolute_url())
    return redirect("programs:budget", revision.office.code, revision.fiscal_year_id)


def revision_file(request: HttpRequest, pk: int) -> FileResponse:
    """The DIPA as it was uploaded, through the scope like every file."""
    revision = _revision(request, pk)
    try:
        content = revision.file.open("rb") if revision.file else None
    except FileNotFoundError:
        content = None
    if content is None:
        raise Http404
    response = FileResponse(content, filename=f"dipa-revisi-{revision.number}.pdf", content_type=PDF_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _line_page(request: HttpRequest, row: RevisionLine, title: str) -> HttpResponse:
    def save(form: LineForm) -> str:
        given = form.cleaned_data
        revisions.set_line(
            row.revision,
            given["code"],
            given["description"],
            amount=given["amount"],
            blocked=given["blocked"],
            block_note=given["block_note"],
            loan_number=given["loan_number"],
            by=request.user,
        )
        return row.revision.get_absolute_url()

    return form_page(
        request,
        lambda data, files: LineForm(data, instance=row),
        save,
        title=title,
        cancel_url=row.revision.get_absolute_url(),
        context={"crumbs": _crumbs(row.revision)},
    )


def revision_line_new(request: HttpRequest, pk: int) -> HttpResponse:
    return _line_page(request, RevisionLine(revision=_draft(request, pk)), _("Tambah rincian"))


def revision_lines_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Many lines at once, as the office's own sheet has them."""
    revision = _draft(request, pk)

    def save(form: PastedForm) -> str:
        with told_in(form):
            taken = pasted.take(revision, form.cleaned_data["rows"], by=request.user)
        messages.success(request, _("%(count)d rincian diisi.") % {"count": len(taken.lines)})
        if taken.left_out:
            messages.info(request, _("Kolom yang tidak diambil: %(names)s.") % {"names": ", ".join(taken.left_out)})
        return revision.get_absolute_url()

    return form_page(
        request,
        lambda data, files: PastedForm(data),
        save,
        title=_("Tempel rincian"),
        verb=_("Isi rincian"),
        saved=None,
        cancel_url=revision.get_absolute_url(),
        context={"crumbs": _crumbs(revision)},
    )


def _line(request: HttpRequest, pk: int) -> RevisionLine:
    rows = RevisionLine.objects.visible_to(request.user).select_related(
        "line", "revision__office__province", "revision__fiscal_year"
    )
    row: RevisionLine = one_or_404(rows, pk=pk)
    require_on(row, request.user, "budget.write")
    row.revision.ensure_draft()
    return row


def revision_line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _line_page(request, _line(request, pk), _("Ubah pagu rincian"))


def revision_line_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """How much of a line is meant to be spent in each month."""
    row = _line(request, pk)

    def save(form: PlanForm) -> str:
        revisions.set_plan(row, form.plan(), by=request.user)
        return row.revision.get_absolute_url()

    return form_page(
        request,
        lambda data, files: PlanForm(data, row=row),
        save,
        title=_("Rencana per bulan"),
        cancel_url=row.revision.get_absolute_url(),
        context={"crumbs": _crumbs(row.revision), "facts": [row.line.code, format_rupiah(row.amount)]},
    )


@require_POST
def revision_line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _line(request, pk)
    revisions.drop_line(row, by=request.user)
    messages.success(request, _("Rincian dikeluarkan dari rancangan revisi."))
    return redirect(row.revision.get_absolute_url())
