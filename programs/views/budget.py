"""Pages of the budget: offices in a year, one office, its revisions and their lines, what was paid (R9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core.dates import format_date, format_month
from dekon_portal.core.documents import PDF_TYPE
from dekon_portal.core.editing import may_on, require, require_on
from dekon_portal.core.lists import figures_page, list_page
from dekon_portal.core.numbers import format_rupiah
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import Refusal
from programs.budget import ceilings, payments, revisions, sums
from programs.filters_budget import PaymentFilter
from programs.forms.budget import CorrectionForm, LineForm, PaymentForm, RevisionForm, YearChoice
from programs.models import BudgetRevision, FiscalYear, Office, Realisation, RevisionLine
from programs.tables_budget import BudgetTable, OfficeBudget, PaymentTable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LATEST_YEARS = 3
BUDGET_COLUMNS = [
    ("province", gettext_lazy("Provinsi")),
    ("office", gettext_lazy("Satuan kerja")),
    ("code", gettext_lazy("Kode satker")),
    ("year", gettext_lazy("Tahun anggaran")),
    ("amount", gettext_lazy("Pagu (Rp)")),
    ("blocked", gettext_lazy("Blokir (Rp)")),
    ("ceiling", gettext_lazy("Pagu efektif (Rp)")),
    ("spent", gettext_lazy("Realisasi (Rp)")),
    ("rest", gettext_lazy("Sisa (Rp)")),
]
PAYMENT_COLUMNS = [
    ("sp2d", gettext_lazy("Nomor SP2D")),
    ("dated", gettext_lazy("Tanggal SP2D")),
    ("line", gettext_lazy("Rincian anggaran")),
    ("description", gettext_lazy("Uraian")),
    ("activity", pgettext_lazy("singular", "Kegiatan")),
    ("amount", gettext_lazy("Jumlah (Rp)")),
    ("reason", gettext_lazy("Alasan")),
    ("by", gettext_lazy("Oleh")),
]


def budget_list(request: HttpRequest) -> HttpResponse:
    """The offices within reach and year, as of today: granted, spent, left."""
    require(request.user, "budget.read", province=None)
    form = YearChoice(request.GET)
    year = form.cleaned_data["tahun"] if form.is_valid() else None
    return figures_page(
        request,
        form,
        _office_budgets(request, year),
        table_class=BudgetTable,
        title=_("Anggaran"),
        export=("anggaran", BUDGET_COLUMNS, _budget_row),
        template="programs/budget_list.html",
        context={
            "empty": {
                "title": _("Belum ada DIPA"),
                "text": _("Revisi DIPA dicatat pada halaman anggaran satuan kerja."),
            },
            "offices": _own_offices(request),
        },
    )


def _office_budgets(request: HttpRequest, year: FiscalYear | None) -> list[OfficeBudget]:
    drafts = BudgetRevision.objects.visible_to(request.user)
    paid = Realisation.objects.visible_to(request.user)
    if year:
        drafts, paid = drafts.filter(fiscal_year=year), paid.filter(fiscal_year=year)
    found = sums.of_offices(sums.in_force(drafts, timezone.localdate()), paid)
    offices = Office.objects.visible_to(request.user).select_related("province").in_bulk([key[0] for key in found])
    years = FiscalYear.objects.in_bulk([key[1] for key in found])
    rows = [OfficeBudget(offices[office], years[number], money) for (office, number), money in found.items()]
    return sorted(rows, key=lambda row: (-row.year.pk, row.office.province_id, row.office.name))


def _own_offices(request: HttpRequest) -> list[tuple[str, str]]:
    """(label, address) of the latest open years of the offices that the person keeps a budget for."""
    if not request.user.may("budget.write"):
        return []
    offices = Office.objects.visible_to(request.user).filter(province__in=request.user.scope.provinces)
    years = FiscalYear.objects.filter(is_open=True)[:LATEST_YEARS]
    return [
        (f"{office} · {year}", reverse("programs:budget", args=[office.code, year.pk]))
        for office in offices
        for year in years
    ]


def _budget_row(row: OfficeBudget) -> dict[str, Any]:
    names = ("amount", "blocked", "ceiling", "spent", "rest")
    return {
        "province": row.office.province.name,
        "office": row.office.name,
        "code": row.office.code,
        "year": str(row.year.pk),
        **{name: getattr(row.money, name) for name in names},
    }


def _place(request: HttpRequest, code: str, year: int) -> tuple[Office, FiscalYear]:
    office = one_or_404(Office.objects.visible_to(request.user).select_related("province"), code=code)
    require_on(office, request.user, "budget.read")
    return office, one_or_404(FiscalYear.objects.all(), pk=year)


def budget(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """An office's budget as of today: lines, months, revisions."""
    office, of_year = _place(request, code, year)
    today = timezone.localdate(timezone=office.province.zone)
    revision = ceilings.revision_in_force(office, of_year, today)
    lines = sums.of_lines(office, of_year, revision, today)
    paid = Realisation.objects.visible_to(request.user).filter(office=office, fiscal_year=of_year)
    in_thousands = "ribuan" in request.GET
    may_write = may_on(office, request.user, "budget.write") and of_year.is_open
    known = BudgetRevision.objects.visible_to(request.user).filter(office=office, fiscal_year=of_year)
    drafted = known.filter(enacted_at__isnull=True).first()
    return render(
        request,
        "programs/budget.html",
        {
            "title": _("Anggaran %(year)s") % {"year": of_year},
            "crumbs": [(_("Anggaran"), reverse("programs:budget_list"))],
            "facts": [office.name, _("per %(day)s") % {"day": format_date(today)}],
            "office": office,
            "year": of_year,
            "revision": revision,
            "drafted": drafted,
            "revisions": known.select_related("enacted_by"),
            "lines": lines,
            "total": sums.total(lines),
            "months": [
                (format_month(of_year.pk, month), planned, spent)
                for month, planned, spent in sums.by_month(revision, paid)
            ],
            "in_thousands": in_thousands,
            "money_unit": _("ribu Rp") if in_thousands else "Rp",
            "may_write": may_write,
            "primary": _pay_button(office, of_year) if may_write and revision else None,
        },
    )


def _pay_button(office: Office, year: FiscalYear) -> dict[str, str]:
    url = reverse("programs:payment_new", args=[office.code, year.pk])
    return {"label": _("Catat SP2D"), "url": url, "icon": "plus"}


# --- Revisions ---
def revision_new(request: HttpRequest, code: str, year: int) -> HttpResponse:
    office, of_year = _place(request, code, year)
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
    before = revision.office.budget_revisions.filter(
        fiscal_year=revision.fiscal_year_id, number__lt=revision.number, enacted_at__isnull=False
    ).first()
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


@require_POST
def revision_line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _line(request, pk)
    revisions.drop_line(row, by=request.user)
    messages.success(request, _("Rincian dikeluarkan dari rancangan revisi."))
    return redirect(row.revision.get_absolute_url())


# --- Payments ---
def payment_list(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Every SP2D of an office and year with its corrections, newest first."""
    office, of_year = _place(request, code, year)
    rows = Realisation.objects.visible_to(request.user).filter(office=office, fiscal_year=of_year)
    may_write = may_on(office, request.user, "budget.write") and of_year.is_open
    return list_page(
        request,
        rows.select_related("line", "activity", "by"),
        filter_class=PaymentFilter,
        table_class=partial(PaymentTable, may_write=may_write),
        title=_("SP2D %(year)s") % {"year": of_year},
        export=(f"sp2d-{year}", PAYMENT_COLUMNS, _payment_row),
        context={
            "crumbs": [(_("Anggaran"), reverse("programs:budget", args=[code, year]))],
            "facts": [office.name],
            "primary": _pay_button(office, of_year) if may_write else None,
            "empty": {"title": _("Belum ada SP2D"), "text": _("Realisasi keuangan dihitung dari SP2D yang dicatat.")},
        },
    )


def _payment_row(row: Realisation) -> dict[str, Any]:
    return {
        "sp2d": row.sp2d,
        "dated": row.dated,
        "line": row.line.code,
        "description": row.line.description,
        "activity": row.activity.code if row.activity else "",
        "amount": row.amount,
        "reason": row.reason,
        "by": str(row.by),
    }


def payment_new(request: HttpRequest, code: str, year: int) -> HttpResponse:
    office, of_year = _place(request, code, year)
    require_on(office, request.user, "budget.write")
    back = reverse("programs:payment_list", args=[code, year])

    def save(form: PaymentForm) -> str:
        given = form.cleaned_data
        payments.record_payment(
            given["line"],
            sp2d=given["sp2d"],
            dated=given["dated"],
            amount=given["amount"],
            activity=given["activity"],
            by=request.user,
        )
        return back

    return form_page(
        request,
        lambda data, files: PaymentForm(data, office=office, year=of_year, user=request.user),
        save,
        title=_("Catat SP2D"),
        cancel_url=back,
        context={"crumbs": [(_("SP2D"), back)]},
    )


def payment_correct(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Realisation.objects.visible_to(request.user).select_related("line", "office__province", "activity")
    payment: Realisation = one_or_404(rows.filter(corrects__isnull=True), pk=pk)
    require_on(payment, request.user, "budget.write")
    back = reverse("programs:payment_list", args=[payment.office.code, payment.fiscal_year_id])
    standing = payments.standing(payment)

    def save(form: CorrectionForm) -> str:
        payments.correct_payment(payment, **form.cleaned_data, by=request.user)
        return back

    return form_page(
        request,
        lambda data, files: CorrectionForm(data, initial={"to": standing, "dated": timezone.localdate()}),
        save,
        title=_("Koreksi SP2D %(number)s") % {"number": payment.sp2d},
        cancel_url=back,
        context={"crumbs": [(_("SP2D"), back)], "facts": [payment.line.code, format_rupiah(standing)]},
    )
