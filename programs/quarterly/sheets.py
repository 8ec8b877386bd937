"""Forms A, B and C as tables that page, PDF and XLSX draw alike (layout: domain.md 2.2).

Money is whole rupiah here and is shown in thousands, halves up; a total is the rounded total of whole rupiah, so that
it may differ from the sum of the rounded rows by a few thousands. None is *belum diketahui*, "" does not apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from dekon_portal.core.dates import format_date, format_datetime
from dekon_portal.core.numbers import format_integer, format_rupiah
from programs.budget.codes import parse_code
from programs.models import Activity, BudgetCode, FiscalYear, Office, QuarterEntry, QuarterReport, State

from . import figures as counted
from .columns import FormColumn, columns_of
from .figures import Figures, LineFigures, QuarterFigures, with_progress
from .review import signature_of

if TYPE_CHECKING:
    from programs.quarters import Quarter

TITLES: Final = {
    "A": gettext_lazy("Formulir A: perkembangan setiap sub-kegiatan"),
    "B": gettext_lazy("Formulir B: perkembangan setiap kegiatan"),
    "C": gettext_lazy("Formulir C: konsolidasi menurut program"),
}
MINISTRY: Final = "Kementerian Perindustrian"
UNIT: Final = "Direktorat Jenderal Industri Kecil, Menengah, dan Aneka"


@dataclass(frozen=True)
class FormRow:
    """Values by column key; `urls` lead to what a figure comes from; `level` 0 is a row of its own, 1 stands below."""

    values: Mapping[str, Any]
    urls: Mapping[str, str] = field(default_factory=dict)
    level: int = 0


@dataclass(frozen=True)
class Told:
    """What the office says of one activity; None where it has not said anything yet."""

    activity: Activity
    entry: QuarterEntry | None


@dataclass(frozen=True)
class Form:
    letter: str
    title: str
    quarter: Quarter
    columns: list[FormColumn]
    facts: list[tuple[str, str]]
    rows: list[FormRow]
    total: FormRow
    notes: list[str]
    told: list[Told]
    figures: QuarterFigures
    made_at: datetime
    place: str
    office: Office | None = None
    """None of a consolidation."""
    report: QuarterReport | None = None
    sample: bool = False

    @property
    def is_preliminary(self) -> bool:
        return self.figures.is_preliminary

    @property
    def is_empty(self) -> bool:
        """Whether no DIPA and no payment is there to count."""
        money = self.figures.money
        return not (money.amount or money.spent)

    @property
    def state_words(self) -> str:
        """Of a consolidation nothing: it is nobody's report."""
        if self.office is None:
            return _("konsolidasi")
        return str(self.report.review_state.label) if self.report else _("belum dibuat")

    @property
    def empty_sentence(self) -> str:
        return _("Belum ada DIPA yang berlaku dan belum ada SP2D untuk %(place)s sampai akhir %(quarter)s.") % {
            "place": self.place,
            "quarter": self.quarter.name,
        }

    @property
    def file_name(self) -> str:
        of = self.office.code.lower() if self.office else "konsolidasi"
        parts = ["formulir", self.letter.lower(), of, str(self.quarter.year), f"tw{self.quarter.number}"]
        return "-".join(parts)


# --- The three forms ---
def form_a(office: Office, quarter: Quarter) -> Form:
    """Each line of the DIPA, and below it the activities that it pays."""
    found = counted.of_office(office, quarter)
    report, names = _report(office, quarter), _Names(quarter)
    activities = _activities(office, found, report)
    rows = []
    for line in found.lines:
        below = [one for one in activities if one.budget_line_id == (line.line.pk if line.line else None)]
        rows += [_line_row(line, office, found, names), *(_activity_row(one) for one in below)]
    told = [Told(one, one.entries_here[0] if one.entries_here else None) for one in activities]  # type: ignore[attr-defined]
    return _form("A", office, found, report, rows, names, told)


def form_b(office: Office, quarter: Quarter) -> Form:
    """Each kegiatan of the DIPA."""
    found, names = counted.of_office(office, quarter), _Names(quarter)
    groups = counted.grouped(found.lines, lambda row: names.code(row, "activity"))
    loans = _loans(found, names, "activity")
    rows = [_group_row(code, of, names, loans.get(code, ""), office, found) for code, of in groups.items()]
    return _form("B", office, found, _report(office, quarter), rows, names)


def form_c(office: Office, quarter: Quarter) -> Form:
    """Each program of the DIPA, for the minister and Bappeda."""
    found, names = counted.of_office(office, quarter), _Names(quarter)
    groups = counted.grouped(found.lines, lambda row: names.code(row, "program"))
    loans = _loans(found, names, "program")
    rows = [_group_row(code, of, names, loans.get(code, ""), office, found) for code, of in groups.items()]
    return _form("C", office, found, _report(office, quarter), rows, names)


def form_c_of_many(offices: list[Office], quarter: Quarter, place: str) -> Form:
    """The ministry's consolidation: each program, and below it the offices that carry it out."""
    found, names = counted.of_offices(offices, quarter, timezone.localdate()), _Names(quarter)
    by_pk = {office.pk: office for office in offices}
    loans = _loans(found, names, "program")
    rows: list[FormRow] = []
    programs = counted.grouped(found.lines, lambda row: names.code(row, "program"))
    shares = counted.grouped(found.lines, lambda row: (names.code(row, "program"), row.office))
    for code, of in programs.items():
        values = _values if code else _without_money
        rows.append(FormRow(values(of) | {"code": names.words(code), "loan_number": loans.get(code, "")}))
        below = sorted((by_pk[pk].province_id, by_pk[pk].name, pk, one) for (own, pk), one in _of(shares, code))
        for _province, name, pk, one in below:
            url = reverse("programs:form", args=[by_pk[pk].code, quarter.year, quarter.number, "c"])
            rows.append(FormRow(values(one) | {"code": name, "loan_number": ""}, {"code": url}, level=1))
    facts = [
        (_("Kementerian"), MINISTRY),
        (_("Unit organisasi"), UNIT),
        (_("Wilayah"), place),
        (
            _("Ditandatangani"),
            _("%(signed)s dari %(all)s satuan kerja")
            % {"signed": format_integer(_signed(offices, quarter)), "all": format_integer(len(offices))},
        ),
    ]
    sample = any(office.is_sample for office in offices)
    return _made("C", found, rows, names, facts, place, sample=sample)


def _signed(offices: list[Office], quarter: Quarter) -> int:
    """How many of the offices have signed their report."""
    rows = QuarterReport._base_manager.filter(fiscal_year=quarter.year, number=quarter.number)
    return rows.filter(office__in=offices, state__in=[State.ENDORSED, State.APPROVED]).count()


def _of(shares: Mapping[tuple[str, int], Figures], code: str) -> list[Any]:
    return [(key, of) for key, of in shares.items() if key[0] == code]


# --- Rows ---
def _values(of: Figures) -> dict[str, Any]:
    """The figures of a row by column key."""
    money = of.money
    return {
        "loan": of.loan,
        "pure": money.ceiling - of.loan,
        "total": money.ceiling,
        "target": of.planned,
        "target_percent": of.planned_share,
        "spent": money.spent,
        "spent_percent": of.spent_share,
        "planned_percent": of.target.value if of.target.of else "",
        "reached_percent": of.reached.value if of.reached.of else "",
        "remarks": _remarks(of),
    }


def _remarks(of: Figures) -> str:
    """How many activities have obstacles, and how much of the physical figures is known."""
    parts = []
    if of.troubled:
        words = ngettext("%(count)s kegiatan berkendala", "%(count)s kegiatan berkendala", of.troubled)
        parts.append(words % {"count": format_integer(of.troubled)})
    if of.reached.known < of.reached.of:
        parts.append(
            _("fisik diketahui pada %(known)s dari %(of)s kegiatan")
            % {"known": format_integer(of.reached.known), "of": format_integer(of.reached.of)}
        )
    return "; ".join(parts)


def _line_row(row: LineFigures, office: Office, found: QuarterFigures, names: _Names) -> FormRow:
    if row.line is None:
        return FormRow(_without_money(row.figures) | {"code": _unconnected(), "location": ""})
    code = names.nearest(row.line.code)
    values = _values(row.figures) | {
        "code": str(row.line),
        "loan_number": row.line.loan_number,
        "indicator": code.indicator if code else None,
        "unit": code.unit if code else None,
        "location": "",
    }
    return FormRow(values, _sources(office, found, row.line.code))


def _unconnected() -> str:
    return _("Kegiatan yang belum terhubung dengan rincian anggaran")


def _without_money(of: Figures) -> dict[str, Any]:
    nothing = ("loan_number", "loan", "pure", "total", "target", "target_percent", "spent", "spent_percent")
    return _values(of) | dict.fromkeys((*nothing, "indicator", "unit"), "")


def _sources(office: Office, found: QuarterFigures, code: str = "") -> dict[str, str]:
    """Where the figures come from: the revision in force, and the very SP2D that were counted (R10)."""
    year = found.quarter.year
    query = {"cari": code, "sampai": found.until.isoformat()} if code else {"sampai": found.until.isoformat()}
    payments = f"{reverse('programs:payment_list', args=[office.code, year])}?{urlencode(query)}"
    granted = found.revision.get_absolute_url() if found.revision else ""
    return {"spent": payments, "spent_percent": payments, **{key: granted for key in ("loan", "pure", "total")}}


def _activity_row(activity: Any) -> FormRow:
    entry = activity.entries_here[0] if activity.entries_here else None
    place = [activity.place, str(activity.regency or "")]
    values = _without_money(Figures()) | {
        "code": f"{activity.code} {activity.title}",
        "planned_percent": entry.planned_percent if entry else None,
        "reached_percent": activity.reached,
        "location": ", ".join(filter(None, place)) or None,
        "remarks": "",
    }
    return FormRow(values, {"code": activity.get_absolute_url()}, level=1)


def _group_row(code: str, of: Figures, names: _Names, loans: str, office: Office, found: QuarterFigures) -> FormRow:
    if not code:
        return FormRow(_without_money(of) | {"code": _unconnected()})
    return FormRow(_values(of) | {"code": names.words(code), "loan_number": loans}, _sources(office, found, f"{code}."))


def _loans(found: QuarterFigures, names: _Names, level: str) -> dict[str, str]:
    """The numbers of foreign loans or grants behind each group."""
    numbers: dict[str, dict[str, None]] = {}
    for row in found.lines:
        if row.line and row.line.loan_number:
            numbers.setdefault(names.code(row, level), {})[row.line.loan_number] = None
    return {code: ", ".join(of) for code, of in numbers.items()}


def _activities(office: Office, found: QuarterFigures, report: QuarterReport | None) -> list[Any]:
    entries = Prefetch("quarter_entries", QuarterEntry._base_manager.filter(report=report), to_attr="entries_here")
    rows = Activity._base_manager.filter(office=office, fiscal_year=found.quarter.year).select_related("regency")
    return list(with_progress(rows, found.until).prefetch_related(entries).order_by("code"))


class _Names:
    """What codes mean in the year, as far as the ministry has entered it (BudgetCode)."""

    def __init__(self, quarter: Quarter) -> None:
        self._year = FiscalYear.objects.get(pk=quarter.year)
        self._codes = {row.code: row for row in BudgetCode.objects.filter(fiscal_year=quarter.year)}

    def code(self, row: LineFigures, level: str) -> str:
        """The line's code down to its program or activity; the whole of one that has no such structure; "" of none."""
        if row.line is None:
            return ""
        try:
            return str(getattr(parse_code(row.line.code, self._year), level))
        except ValueError:
            return row.line.code

    def words(self, code: str) -> str:
        if not code:
            return _unconnected()
        known = self._codes.get(code)
        return str(known) if known else f"{code} ({_('nama belum diketahui')})"

    def nearest(self, code: str) -> BudgetCode | None:
        """The closest level above the line that states an indicator."""
        while code:
            found = self._codes.get(code)
            if found and found.indicator:
                return found
            code = code.rpartition(".")[0]
        return None


# --- Around the rows ---
def _report(office: Office, quarter: Quarter) -> QuarterReport | None:
    rows = QuarterReport._base_manager.filter(office=office, fiscal_year=quarter.year, number=quarter.number)
    return rows.select_related("office__province").first()


def _form(
    letter: str,
    office: Office,
    found: QuarterFigures,
    report: QuarterReport | None,
    rows: list[FormRow],
    names: _Names,
    told: list[Told] | None = None,
) -> Form:
    revision = found.revision
    dipa = (
        _("%(document)s, revisi ke-%(number)s, berlaku sejak %(day)s")
        % {"document": revision.document, "number": revision.number, "day": format_date(revision.in_force_on)}
        if revision
        else _("belum ada")
    )
    programs = dict.fromkeys(names.code(row, "program") for row in found.lines if row.line)
    facts = [
        (_("Kementerian"), MINISTRY),
        (_("Unit organisasi"), UNIT),
        (_("Satuan kerja"), f"{office.code} {office.name}"),
        (_("Provinsi"), office.province.name),
        (_("Nomor DIPA"), dipa),
        (_("Program"), "; ".join(names.words(code) for code in programs) or _("belum ada")),
    ]
    if letter == "B":
        outcome = [of.indicator for code in programs if (of := names.nearest(code))]
        facts.append((_("Indikator hasil"), "; ".join(outcome) or _("belum diketahui")))
    return _made(
        letter, found, rows, names, facts, office.name, told=told, office=office, report=report,
        sample=office.is_sample,
        sources=_sources(office, found),
    )  # fmt: skip


def _made(
    letter: str,
    found: QuarterFigures,
    rows: list[FormRow],
    names: _Names,
    facts: list[tuple[str, str]],
    place: str,
    *,
    sample: bool,
    told: list[Told] | None = None,
    office: Office | None = None,
    report: QuarterReport | None = None,
    sources: Mapping[str, str] | None = None,
) -> Form:
    total = FormRow(
        _values(found.total)
        | {"code": pgettext("total", "Jumlah"), "loan_number": "", "indicator": "", "unit": "", "location": ""},
        sources or {},
    )
    facts = [*facts, (_("Keadaan sampai"), f"{format_date(found.until)} ({found.quarter.name}, {_('kumulatif')})")]
    return Form(
        letter=letter,
        title=str(TITLES[letter]),
        quarter=found.quarter,
        columns=columns_of(letter),
        facts=facts,
        rows=rows,
        total=total,
        notes=_notes(found, report),
        told=told or [],
        figures=found,
        made_at=timezone.now(),
        place=place,
        office=office,
        report=report,
        sample=sample,
    )


def _notes(found: QuarterFigures, report: QuarterReport | None) -> list[str]:
    total = found.total
    notes = [
        _("Uang dalam ribuan rupiah, dibulatkan setengah ke atas; jumlah dibulatkan dari jumlah rupiah penuh."),
        _("Anggaran ialah pagu efektif (pagu dikurangi blokir %(blocked)s) menurut revisi yang berlaku.")
        % {"blocked": format_rupiah(total.money.blocked)},
        _("Persentase fisik ialah rata-rata kegiatan yang diketahui, tanpa bobot."),
    ]
    if not total.planned.is_complete and total.planned.of:
        notes.append(
            _("Rencana penarikan diketahui untuk %(known)s dari %(of)s rincian.")
            % {"known": format_integer(total.planned.known), "of": format_integer(total.planned.of)}
        )
    if found.is_preliminary:
        notes.insert(0, _("SEMENTARA: triwulan ini belum berakhir."))
    change = changed_since_signed(report, found)
    return [*notes, change] if change else notes


def changed_since_signed(report: QuarterReport | None, found: QuarterFigures) -> str:
    """Told when the figures are no longer those that the head signed; "" when they are, or nobody signed."""
    if report is None or report.signed_spent is None or report.signed_ceiling is None or not signature_of(report):
        return ""
    if (report.signed_ceiling, report.signed_spent) == (found.money.ceiling, found.money.spent):
        return ""
    return _(
        "Sejak ditandatangani angkanya berubah: pagu efektif saat itu %(ceiling)s, realisasi saat itu %(spent)s."
    ) % {"ceiling": format_rupiah(report.signed_ceiling), "spent": format_rupiah(report.signed_spent)}


def signature_lines(form: Form) -> dict[str, str] | None:
    """Who signed in the portal, as the paper states it; None of an unsigned form."""
    event = signature_of(form.report) if form.report else None
    if event is None or form.report is None:
        return None
    return {
        "role": _("Kepala satuan kerja / Kuasa Pengguna Anggaran"),
        "name": event.by_name,
        "position": event.by.position,
        "when": _("Ditandatangani melalui akun di portal pada %(when)s; bukan tanda tangan elektronik tersertifikasi.")
        % {"when": format_datetime(event.at, form.report.office.province.zone)},
    }
