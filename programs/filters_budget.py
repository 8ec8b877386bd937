"""The filter of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.lists import DayFilter, PortalFilterSet

from .models import Realisation

if TYPE_CHECKING:
    from django.db.models import QuerySet


class PaymentFilter(PortalFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari nomor SP2D, kode rincian, atau kode kegiatan"))
    dari = DayFilter(field_name="dated", lookup_expr="gte", label=_("Sejak"))
    sampai = DayFilter(field_name="dated", lookup_expr="lte", label=_("Sampai"))

    class Meta:
        model = Realisation
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: QuerySet[Realisation], name: str, value: str) -> Any:
        text = value.strip()
        return queryset.filter(Q(sp2d__icontains=text) | Q(line__code__icontains=text) | Q(activity__code__iexact=text))
