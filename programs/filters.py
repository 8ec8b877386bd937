"""What lists of activities can be filtered by; every choice is in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.lists import PortalFilterSet

from .models import Activity, ActivityKind, Commodity, FiscalYear, Province, Regency, State
from .review_queue import having_sign, sign_choices

if TYPE_CHECKING:
    from django.http import HttpRequest


ANY_SIGN = "ada"


def own_provinces(request: HttpRequest | None) -> Any:
    return Province.objects.all() if request is not None else Province.objects.none()


def own_regencies(request: HttpRequest | None) -> Any:
    """Regencies within reach; a national role picks a province first. Papua's are found under both its times (R11)."""
    if request is None:
        return Regency.objects.none()
    if request.user.scope.national:
        chosen = request.GET.get("provinsi", "")
        provinces = [chosen] if chosen else []
    else:
        provinces = sorted(request.user.scope.provinces)
    return Regency.objects.filter(Q(province__in=provinces) | Q(province_before_2022__in=provinces))


class PlacedFilterSet(PortalFilterSet):
    """Rows of a province; subclasses declare `provinsi`, which is shown to those who see more than one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None and not self.request.user.scope.national:
            del self.filters["provinsi"]


class ActivitySearch(PlacedFilterSet):
    """Search and place."""

    cari = PortalFilterSet.search_field("by_text", _("Cari judul, kode, atau tempat"))
    provinsi = filters.ModelChoiceFilter(field_name="office__province", label=_("Provinsi"), queryset=own_provinces)
    tahun = filters.ModelChoiceFilter(
        field_name="fiscal_year", label=_("Tahun anggaran"), queryset=FiscalYear.objects.all()
    )
    jenis = filters.ChoiceFilter(field_name="kind", label=_("Jenis kegiatan"), choices=ActivityKind.choices)

    class Meta:
        model = Activity
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)


class ActivityFilter(ActivitySearch):
    status = filters.ChoiceFilter(field_name="state", label=_("Status"), choices=State.choices)
    komoditas = filters.ModelChoiceFilter(
        field_name="commodity", label=_("Komoditas"), queryset=Commodity.objects.all()
    )
    kabkota = filters.ModelChoiceFilter(field_name="regency", label=_("Kabupaten/Kota"), queryset=own_regencies)


class QueueFilter(ActivitySearch):
    """What waits for a decision, by place, kind and what looks odd in it."""

    tanda = filters.ChoiceFilter(method="by_sign", label=_("Tanda janggal"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["tanda"].extra["choices"] = [(ANY_SIGN, _("Ada tanda apa pun")), *sign_choices()]

    def by_sign(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(Q(risk_count__gt=0) if value == ANY_SIGN else having_sign(value))
