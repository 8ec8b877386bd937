"""The list of flags: what it is filtered by, its table, and the form of an explanation."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.core.lists import PortalFilterSet
from dekon_portal.core.tables import DateTimeColumn, IntegerColumn, PortalTable, StateColumn
from programs.filters import PlacedFilterSet, own_provinces
from programs.models import FiscalYear
from reports.models import Flag, FlagState

from .registry import choices


class FlagFilter(PlacedFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari judul atau kode kegiatan"))
    provinsi = filters.ModelChoiceFilter(
        field_name="activity__office__province", label=_("Provinsi"), queryset=own_provinces
    )
    tahun = filters.ModelChoiceFilter(
        field_name="activity__fiscal_year", label=_("Tahun anggaran"), queryset=FiscalYear.objects.all()
    )
    aturan = filters.ChoiceFilter(field_name="rule", label=_("Aturan"))
    status = filters.ChoiceFilter(method="by_state", label=_("Status"), choices=FlagState.choices)

    class Meta:
        model = Flag
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["aturan"].extra["choices"] = choices()

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        text = value.strip()
        return queryset.filter(Q(activity__title__icontains=text) | Q(activity__code__icontains=text))

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(FlagState(value).condition)


class FlagTable(PortalTable):
    rule = tables.Column(verbose_name=pgettext_lazy("singular", "Tanda janggal"))
    message = tables.Column(accessor="message", verbose_name=_("Yang ditemukan"), orderable=False)
    state = StateColumn(FlagState, verbose_name=_("Status"), orderable=False)
    weight = IntegerColumn(verbose_name=_("Bobot"), order_by=("weight", "pk"))
    activity = tables.Column(
        verbose_name=pgettext_lazy("singular", "Kegiatan"), order_by=("activity__title", "pk"), linkify=True
    )
    province = tables.Column(
        accessor="activity__office__province__name",
        verbose_name=_("Provinsi"),
        order_by=("activity__office__province__name", "pk"),
    )
    first_seen = DateTimeColumn(zone="activity__office__province__time_zone", order_by=("first_seen", "pk"))

    class Meta(PortalTable.Meta):
        model = Flag
        fields = ("rule", "message", "state", "weight", "activity", "province", "first_seen")

    def render_rule(self, record: Flag) -> Any:
        return format_html('<a href="{}">{}</a>', reverse("reports:flag", args=[record.pk]), record)


class ClearForm(forms.Form):
    reason = forms.CharField(
        label=_("Mengapa angkanya benar"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Dibaca petugas dan peninjau lain. Jangan menulis data pribadi."),
    )
