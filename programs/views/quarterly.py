"""Pages of quarterly reports: who owes what, one report with its steps, Forms A, B and C as page and file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core import audit
from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require, require_on
from dekon_portal.core.lists import figures_page
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs.forms.quarterly import QuarterEntryForm, QuarterYearForm
from programs.forms.review import StepForm
from programs.models import Activity, BudgetRevision, FiscalYear, Office, QuarterEntry, QuarterReport
from programs.quarterly import deadlines, figures, papers, sheets
from programs.quarterly import review as quarterly
from programs.quarters import NUMBERS, Quarter
from programs.tables_quarterly import OwedQuarter, QuarterTable, late_words
from programs.working_days import Calendar

from .budget import place_of
from .papers import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from programs.quarterly.sheets import Form
    from programs.workflow import Step

COLUMNS: Final = [
    ("province", gettext_lazy("Provinsi")),
    ("office", gettext_lazy("Satuan kerja")),
    ("code", gettext_lazy("Kode satker")),
    ("quarter", gettext_lazy("Triwulan")),
    ("state", gettext_lazy("Status")),
    ("unwritten", gettext_lazy("Kegiatan belum diisi")),
    ("due", gettext_lazy("Batas Formulir C")),
    ("late", gettext_lazy("Terlambat (hari kerja)")),
]
MAKERS: Final = {"a": sheets.form_a, "b": sheets.form_b, "c": sheets.form_c}


def _row(owed: OwedQuarter) -> dict[str, Any]:
    office = owed.standing.office
    return {
        "province": office.province.name,
        "office": office.name,
        "code": office.code,
        "quarter": owed.quarter,
        "state": owed.state.label if owed.state else _("belum dibuat"),
        "unwritten": owed.unwritten,
        "due": owed.due,
        "late": owed.late or "",
    }


# --- The list ---
def quarter_list(request: HttpRequest) -> HttpResponse:
    """What the offices within reach owe in a year: quarters that have begun, the latest first."""
    require(request.user, "budget.read", province=None)
    form = QuarterYearForm(request.GET)
    chosen = form.cleaned_data["tahun"] if form.is_valid() else None
    year = chosen or _latest_year(request)
    form = QuarterYearForm({"tahun": year.pk if year else None})
    return figures_page(
        request,
        form,
        _owed(request, year) if year else [],
        table_class=QuarterTable,
        title=_("Formulir triwulan"),
        export=("formulir-triwulan", COLUMNS, _row),
        template="programs/quarter_list.html",
        context={
            "consolidations": [
                (str(quarter), reverse("programs:consolidation", args=[quarter.year, quarter.number]))
                for quarter in (_begun(year) if year else [])
            ],
            "feeds": request.user.may("budget.read"),
            "empty": {
                "title": _("Belum ada triwulan yang dilaporkan"),
                "text": _(
                    "Laporan diminta dari satuan kerja yang mempunyai DIPA, sejak triwulan yang ditetapkan admin."
                ),
            },
        },
    )


def _latest_year(request: HttpRequest) -> FiscalYear | None:
    """The latest year in which an office within reach has a DIPA."""
    rows = BudgetRevision.objects.visible_to(request.user).filter(enacted_at__isnull=False)
    newest = rows.order_by("-fiscal_year_id").values_list("fiscal_year_id", flat=True).first()
    return FiscalYear.objects.filter(pk=newest).first() if newest else None


def _begun(year: FiscalYear) -> list[Quarter]:
    today = timezone.localdate()
    return [quarter for quarter in deadlines.asked(year) if quarter.starts_on <= today]


def _owed(request: HttpRequest, year: FiscalYear) -> list[OwedQuarter]:
    today, calendar = timezone.localdate(), Calendar.load()
    deadline = deadlines.FORM_C
    quarters = _begun(year)
    due = {quarter: deadlines.due_or_unknown(deadline, quarter, year, calendar) for quarter in quarters}
    days = {quarter: deadlines.days_late(day, today, calendar) for quarter, day in due.items() if day and day < today}
    found = []
    for standing in deadlines.standings(
        list(deadlines.offices_of(request.user, year.pk)), {year.pk: year}, quarters[::-1]
    ):
        duty = deadlines.Duty(standing, deadline, due[standing.quarter])
        late = days.get(standing.quarter) if duty.is_late(today) else None
        found.append(OwedQuarter(standing, duty.due, late))
    return found


# --- One report ---
def _quarter(request: HttpRequest, code: str, year: int, number: int) -> tuple[Office, FiscalYear, Quarter]:
    office, of_year = place_of(request, code, year)
    if number not in NUMBERS:
        raise Http404
    return office, of_year, Quarter(of_year.pk, number)


def quarter(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
    """One office's quarter: what is due, the activities to write of, the forms, the next step."""
    office, of_year, which = _quarter(request, code, year, number)
    reports = QuarterReport.objects.visible_to(request.user).select_related("office__province", "fiscal_year")
    report = reports.filter(office=office, fiscal_year=of_year, number=number).first()
    steps = quarterly.steps_for(report, request.user) if report else []
    made = sheets.form_a(office, which)
    return render(
        request,
        "programs/quarter.html",
        {
            "title": _("Laporan %(quarter)s") % {"quarter": which.name},
            "crumbs": [(_("Formulir triwulan"), _list_of(of_year))],
            "facts": [office.name, _("sampai %(day)s") % {"day": format_date(made.figures.until)}],
            "state": report.review_state if report else None,
            "office": office,
            "report": report,
            "quarter": which,
            "sheet": made,
            "total": made.total.values,
            "duties": _duties(office, of_year, which, report),
            "may_begin": report is None and request.user.may("form.write", province=office.province_id),
            "may_write": report is not None and report.is_open and report.writable_by(request.user),
            "locked": quarterly.lock_sentence(report) if report else "",
            "returned": _returned(report),
            "step_forms": [(step, StepForm(step=step)) for step in steps],
            "links": [
                (sheets.TITLES[letter.upper()], reverse("programs:form", args=[code, year, number, letter]))
                for letter in MAKERS
            ],
            "entries": audit.trail_of(report) if report else [],
            "zone": office.province.zone,
        },
    )


def _list_of(year: FiscalYear) -> str:
    return f"{reverse('programs:quarter_list')}?tahun={year.pk}"


def _returned(report: QuarterReport | None) -> Any:
    """The words that the office must read now, while the report is open because of them."""
    event = quarterly.REPORTS.last_event(report) if report and report.is_open else None
    return event if event and event.comment else None


def _duties(office: Office, year: FiscalYear, which: Quarter, report: QuarterReport | None) -> list[dict[str, Any]]:
    """Each deadline with its day and how it stands; what happens outside of the portal has a day only."""
    calendar, today = Calendar.load(), figures.today_of(office)
    found = deadlines.standings([office], {year.pk: year}, [which])
    shown = []
    for deadline in deadlines.DEADLINES:
        due = deadlines.due_or_unknown(deadline, which, year, calendar)
        duty = deadlines.Duty(found[0], deadline, due) if found else None
        shown.append(
            {
                "deadline": deadline,
                "due": due,
                "days": deadline.days(year),
                "met": duty.is_met if duty and deadline.met else None,
                "late": _late_words(due, today, calendar) if duty and duty.is_late(today) and deadline.met else "",
            }
        )
    return shown


def _late_words(due: Any, today: Any, calendar: Calendar) -> str:
    days = deadlines.days_late(due, today, calendar)
    return _("terlambat") if days is None else late_words(days)


@require_POST
def quarter_begin(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
    office, of_year, which = _quarter(request, code, year, number)
    try:
        quarterly.begin(office, of_year, which, by=request.user)
        messages.success(request, _("Laporan dibuat. Isi kendala dan tindak lanjut setiap kegiatan."))
    except Refusal as refusal:
        refused(request, refusal)
    return redirect("programs:quarter", code, year, number)


def _report_of(request: HttpRequest, pk: int) -> QuarterReport:
    rows = QuarterReport.objects.visible_to(request.user).select_related("office__province", "fiscal_year")
    report = one_or_404(rows, pk=pk)
    require_on(report, request.user, "budget.read")
    return report  # type: ignore[no-any-return]


def _crumbs(report: QuarterReport) -> list[tuple[str, str]]:
    return [
        (_("Formulir triwulan"), _list_of(report.fiscal_year)),
        (report.quarter.name, report.get_absolute_url()),
    ]


def quarter_entry(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What the office says of one activity in the quarter."""
    report = _report_of(request, pk)
    require_on(report, request.user, "form.write")
    rows = Activity.objects.visible_to(request.user).filter(office=report.office_id, fiscal_year=report.fiscal_year_id)
    activity = one_or_404(rows, code=code)
    known = report.entries.filter(activity=activity).first()
    entry = known or QuarterEntry(report=report, activity=activity)
    locked = quarterly.lock_sentence(report)

    def save(form: QuarterEntryForm) -> str:
        quarterly.write(form.save(commit=False), by=request.user)
        return report.get_absolute_url()

    return form_page(
        request,
        lambda data, files: QuarterEntryForm(data, instance=entry),
        save,
        title=activity.title,
        cancel_url=report.get_absolute_url(),
        context={
            "crumbs": _crumbs(report),
            "facts": [activity.code, report.quarter.name],
            **({"before_form": "_locked.html", "sentence": locked} if locked else {}),
        },
    )


def quarter_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step: a small form that says what follows. Sent twice, or too late, it is told and changes nothing."""
    report = _report_of(request, pk)
    chosen = quarterly.STEPS.get(step)
    if chosen is None:
        raise Http404
    if not report.writable_by(request.user, chosen.action):
        raise NotAllowed(_("Peran Anda tidak mencakup langkah “%(step)s”.") % {"step": chosen.label})
    back = report.get_absolute_url()
    if request.method == "GET" and report.state not in chosen.sources:
        sentence = quarterly.state_sentence(report)
        refused(request, Refusal(sentence[0].upper() + sentence[1:]))
        return redirect(back)

    def save(form: Any) -> str:
        quarterly.take(step, report, by=request.user, comment=form.cleaned_data.get("comment", ""))
        return back

    return form_page(
        request,
        lambda data, files: StepForm(data, step=chosen),
        save,
        title=str(chosen.label),
        verb=str(chosen.label),
        saved=_saved(chosen),
        cancel_url=back,
        template="programs/quarter_step.html",
        context={"report": report, "step": chosen, "crumbs": _crumbs(report)},
    )


def _saved(step: Step) -> str:
    return {
        "submit": _("Laporan triwulan diajukan kepada pejabat untuk ditandatangani."),
        "sign": _("Laporan triwulan ditandatangani dan diteruskan ke Ditjen IKMA."),
        "return_by_office": _("Laporan triwulan dikembalikan ke petugas."),
        "return": _("Laporan triwulan dikembalikan ke petugas provinsi."),
        "approve": _("Laporan triwulan disetujui dan dikunci."),
        "reopen": _("Laporan triwulan dibuka kembali."),
    }[step.key]


# --- The forms ---
def form(request: HttpRequest, code: str, year: int, number: int, letter: str) -> HttpResponse:
    """Form A, B or C of one office; `?_export=pdf|xlsx` answers it as a file."""
    office, of_year, which = _quarter(request, code, year, number)
    if letter not in MAKERS:
        raise Http404
    crumbs = [
        (_("Formulir triwulan"), _list_of(of_year)),
        (which.name, reverse("programs:quarter", args=[code, year, number])),
    ]
    return _shown(request, MAKERS[letter](office, which), crumbs)


def consolidation(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Form C of all offices within reach, for the ministry."""
    require(request.user, "budget.read", province=None)
    of_year = one_or_404(FiscalYear.objects.all(), pk=year)
    if number not in NUMBERS:
        raise Http404
    offices = list(deadlines.offices_of(request.user, of_year.pk))
    place = _("Nasional") if request.user.scope.national else ", ".join({one.province.name: None for one in offices})
    made = sheets.form_c_of_many(offices, Quarter(year, number), place or str(of_year))
    return _shown(request, made, [(_("Formulir triwulan"), _list_of(of_year))])


def _shown(request: HttpRequest, made: Form, crumbs: list[tuple[str, str]]) -> HttpResponse:
    wanted = request.GET.get("_export", "")
    if wanted in papers.KINDS:
        kind = papers.KINDS[wanted]
        return answer(kind.write(made), kind.content_type, f'attachment; filename="{made.file_name}.{wanted}"')
    return render(
        request,
        "programs/quarter_form.html",
        {
            "title": made.title,
            "crumbs": crumbs,
            "facts": [made.quarter.name, made.place],
            "state": made.report.review_state if made.report else None,
            "sheet": made,
            "headings": [papers.heading(column) for column in made.columns],
            "rows": [_cells(made, row) for row in made.rows],
            "total": _cells(made, made.total),
            "signature": sheets.signature_lines(made),
            "exports": [(kind.label, f"?_export={name}") for name, kind in papers.KINDS.items()],
        },
    )


def _cells(made: Form, row: sheets.FormRow) -> dict[str, Any]:
    """A row as the page draws it: (heading, text, is a number, address) of each cell."""
    return {
        "level": row.level,
        "cells": [
            (papers.heading(column), papers.shown(column, row.values.get(column.key, "")), column.is_number,
             row.urls.get(column.key, ""))
            for column in made.columns
        ],
    }  # fmt: skip
