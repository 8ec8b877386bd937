"""What lists of IKM and participants can be filtered by."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.lists import PortalFilterSet
from programs.filters import PlacedFilterSet, own_provinces, own_regencies
from programs.models import FiscalYear

from .models import Business, FollowUp, Participation, Registration, RegistrationState, Round, Sex, Standing


class BusinessFilter(PlacedFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari nama atau NIB"))
    provinsi = filters.ModelChoiceFilter(field_name="province", label=_("Provinsi"), queryset=own_provinces)
    kabkota = filters.ModelChoiceFilter(field_name="regency", label=_("Kabupaten/Kota"), queryset=own_regencies)
    nib = filters.ChoiceFilter(method="by_nib", label=_("NIB"), choices=[("ada", _("Ada")), ("belum", _("Belum ada"))])
    tahun = filters.ModelChoiceFilter(method="by_year", label=_("Dibina pada"), queryset=FiscalYear.objects.all())

    class Meta:
        model = Business
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)

    def by_nib(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.exclude(nib="") if value == "ada" else queryset.filter(nib="")

    def by_year(self, queryset: Any, name: str, value: FiscalYear) -> Any:
        return queryset.served_in(value.pk)


class ParticipationFilter(PlacedFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari nama"))
    provinsi = filters.ModelChoiceFilter(field_name="province", label=_("Provinsi"), queryset=own_provinces)
    tahun = filters.ModelChoiceFilter(field_name="fiscal_year", label=_("Tahun"), queryset=FiscalYear.objects.all())
    kabkota = filters.ModelChoiceFilter(field_name="person__regency", label=_("Kabupaten/Kota"), queryset=own_regencies)
    jk = filters.ChoiceFilter(
        method="by_sex",
        label=_("Jenis kelamin"),
        choices=[("P", Sex.FEMALE.label), ("L", Sex.MALE.label), ("-", Sex.UNKNOWN.label)],
    )
    wub = filters.ChoiceFilter(
        method="by_new",
        label=_("WUB"),
        choices=[("ya", _("Ya")), ("tidak", _("Tidak")), ("-", _("Belum diketahui"))],
    )
    kegiatan = filters.CharFilter(field_name="activity__code", label=_("Kode kegiatan"))

    class Meta:
        model = Participation
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)

    def by_sex(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(sex="" if value == "-" else value)

    def by_new(self, queryset: Any, name: str, value: str) -> Any:
        known = {"ya": True, "tidak": False}
        if value in known:
            return queryset.filter(new_entrepreneur=known[value])
        return queryset.filter(new_entrepreneur__isnull=True)


class PeopleOfActivityFilter(PortalFilterSet):
    """Within one activity the place and year are given."""

    cari = ParticipationFilter.declared_filters["cari"]
    jk = ParticipationFilter.declared_filters["jk"]
    wub = ParticipationFilter.declared_filters["wub"]

    class Meta:
        model = Participation
        fields: ClassVar[list[str]] = []

    by_text = ParticipationFilter.by_text
    by_sex = ParticipationFilter.by_sex
    by_new = ParticipationFilter.by_new


class RegistrationFilter(PortalFilterSet):
    """Within one activity."""

    cari = PortalFilterSet.search_field("by_text", _("Cari nama"))
    status = filters.ChoiceFilter(field_name="state", label=_("Status"), choices=RegistrationState.choices)

    class Meta:
        model = Registration
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)


class FollowUpFilter(PlacedFilterSet):
    """Without a choice of the state those that wait for an answer today."""

    cari = PortalFilterSet.search_field("by_text", _("Cari nama"))
    provinsi = filters.ModelChoiceFilter(
        field_name="participation__province", label=_("Provinsi"), queryset=own_provinces
    )
    status = filters.ChoiceFilter(
        method="by_standing",
        label=_("Status"),
        empty_label=_("Perlu ditanyakan"),
        choices=[*Standing.choices, ("semua", _("Semua"))],
    )
    putaran = filters.ChoiceFilter(field_name="round", label=_("Putaran"), choices=Round.choices)
    kabkota = filters.ModelChoiceFilter(
        field_name="participation__person__regency", label=_("Kabupaten/Kota"), queryset=own_regencies
    )
    kegiatan = filters.CharFilter(field_name="participation__activity__code", label=_("Kode kegiatan"))

    class Meta:
        model = FollowUp
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("status") else found.due()

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)

    def by_standing(self, queryset: Any, name: str, value: str) -> Any:
        return queryset if value == "semua" else queryset.filter(standing=value)


class FollowUpsOfActivityFilter(PortalFilterSet):
    """Within one activity all rounds are listed."""

    cari = FollowUpFilter.declared_filters["cari"]
    putaran = FollowUpFilter.declared_filters["putaran"]
    status = filters.ChoiceFilter(field_name="standing", label=_("Status"), choices=Standing.choices)

    class Meta:
        model = FollowUp
        fields: ClassVar[list[str]] = []

    by_text = FollowUpFilter.by_text
