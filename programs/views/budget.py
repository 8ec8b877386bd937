"""Pages of the budget: offices in a year, one office, its revisions and their lines, what was paid (R9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import format_date, format_month
from dekon_portal.core.editing import may_on, require, require_on
from dekon_portal.core.lists import figures_page
from dekon_portal.core.pages import one_or_404
from programs.budget import ceilings, sums
from programs.forms.budget import YearChoice
from programs.models import BudgetRevision, FiscalYear, Office, Realisation
from programs.tables_budget import BudgetTable, OfficeBudget

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


def place_of(request: HttpRequest, code: str, year: int) -> tuple[Office, FiscalYear]:
    """The office and year of an address, within reach and open to the person's role."""
    office = one_or_404(Office.objects.visible_to(request.user).select_related("province"), code=code)
    require_on(office, request.user, "budget.read")
    return office, one_or_404(FiscalYear.objects.all(), pk=year)


def budget(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """An office's budget as of today: lines, months, revisions."""
    office, of_year = place_of(request, code, year)
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
            "primary": pay_button(office, of_year) if may_write and revision else None,
        },
    )


def pay_button(office: Office, year: FiscalYear) -> dict[str, str]:
    url = reverse("programs:payment_new", args=[office.code, year.pk])
    return {"label": _("Catat SP2D"), "url": url, "icon": "plus"}
