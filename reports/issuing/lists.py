"""The list of issued reports, the table of what changed, and the form that issues."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Final

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.lists import PortalFilterSet
from dekon_portal.core.tables import DateTimeColumn, IntegerColumn, PortalTable, StateColumn
from programs.filters import PlacedFilterSet, own_provinces
from programs.models import FiscalYear
from reports.models import IssuedReport, IssuedStanding
from reports.registry import REPORTS, Column, Report, Row

from .issue import LONGEST_REASON, SHORTEST_REASON

if TYPE_CHECKING:
    from .changes import Change

EXPORT: Any = (
    "laporan-terbit",
    [
        ("number", _("Nomor laporan")),
        ("revision", _("Revisi")),
        ("title", _("Judul")),
        ("scope", _("Isi")),
        ("state", _("Status")),
        ("issued_at", _("Diterbitkan")),
        ("changed", _("Angka yang berubah")),
        ("reason", _("Alasan revisi")),
    ],
    lambda row: {
        "number": row.number,
        "revision": row.revision,
        "title": row.title,
        "scope": row.scope,
        "state": row.standing.label,
        "issued_at": row.issued_at,
        "changed": "" if row.changed_figures is None else row.changed_figures,
        "reason": row.reason,
    },
)


class IssuedFilter(PlacedFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari nomor atau judul"))
    laporan = filters.ChoiceFilter(field_name="key", label=_("Laporan"))
    provinsi = filters.ModelChoiceFilter(field_name="province", label=_("Provinsi"), queryset=own_provinces)
    tahun = filters.ModelChoiceFilter(
        field_name="fiscal_year", label=_("Tahun anggaran"), queryset=FiscalYear.objects.all()
    )
    status = filters.ChoiceFilter(method="by_standing", label=_("Status"), choices=IssuedStanding.choices)

    class Meta:
        model = IssuedReport
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["laporan"].extra["choices"] = [(key, report.title) for key, report in REPORTS.items()]

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        text = value.strip()
        return queryset.filter(Q(number__icontains=text) | Q(title__icontains=text))

    def by_standing(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(is_revised=value == IssuedStanding.REVISED)


class IssuedTable(PortalTable):
    number = tables.Column(verbose_name=_("Nomor laporan"), order_by=("number_year", "sequence", "revision"))
    title = tables.Column(verbose_name=_("Laporan"), order_by=("title", "pk"))
    scope = tables.Column(verbose_name=_("Isi"), orderable=False)
    standing = StateColumn(IssuedStanding, accessor="standing", verbose_name=_("Status"), orderable=False)
    changed_figures = IntegerColumn(verbose_name=_("Angka yang berubah"), orderable=False, default="–")
    issued_at = DateTimeColumn(verbose_name=_("Diterbitkan"), order_by=("issued_at", "pk"))

    class Meta(PortalTable.Meta):
        model = IssuedReport
        fields = ("number", "title", "scope", "standing", "changed_figures", "issued_at")

    def render_number(self, record: IssuedReport) -> Any:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)


CHANGE_COLUMNS: Final = [
    ("row", _("Baris")),
    ("figure", _("Angka")),
    ("before", _("Sebelum")),
    ("after", _("Sesudah")),
    ("difference", _("Selisih")),
]


class ChangeList(Report):
    """What changed as a table: one line a figure."""

    key = "perubahan"

    def __init__(self, before: str, after: str) -> None:
        self.columns = (
            Column("row", _("Baris")),
            Column("figure", _("Angka")),
            Column("before", before),
            Column("after", after),
            Column("difference", _("Selisih")),
        )

    def listed(self, found: Iterable[Change]) -> list[Row]:
        return [
            Row(
                {
                    "row": change.row,
                    "figure": change.figure,
                    "before": change.before_in_words,
                    "after": change.after_in_words,
                    "difference": change.difference or "–",
                }
            )
            for change in found
        ]


class IssueForm(forms.Form):
    """Nothing to fill in for the first issue; a revision says why."""

    def __init__(self, data: Any, *, revises: bool) -> None:
        super().__init__(data)
        if revises:
            self.fields["reason"] = forms.CharField(
                label=_("Alasan revisi"),
                min_length=SHORTEST_REASON,
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Dicetak pada laporan dan dibaca siapa pun yang memegangnya. Jangan menulis data pribadi."),
            )

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))
