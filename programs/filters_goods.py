"""What the lists of handovers and stock can be filtered by."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.lists import PortalFilterSet

from .filters import PlacedFilterSet, own_provinces
from .models import (
    Delivery,
    DeliveryState,
    EntryKind,
    FiscalYear,
    Product,
    ReceiptState,
    RecipientKind,
    StockBalance,
    StockEntry,
    Unit,
)
from .models.receipts import overdue


class DeliveryFilter(PlacedFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari nomor BAST, penerima, atau kegiatan"))
    provinsi = filters.ModelChoiceFilter(field_name="office__province", label=_("Provinsi"), queryset=own_provinces)
    tahun = filters.ModelChoiceFilter(
        field_name="fiscal_year", label=_("Tahun anggaran"), queryset=FiscalYear.objects.all()
    )
    status = filters.ChoiceFilter(field_name="state", label=_("Status"), choices=DeliveryState.choices)
    penerima = filters.ChoiceFilter(
        field_name="recipient__kind", label=_("Jenis penerima"), choices=RecipientKind.choices
    )
    bast = filters.ChoiceFilter(
        method="by_bast", label=_("BAST"), choices=[("belum", _("Belum ada")), ("ada", _("Ada"))]
    )
    tanda_terima = filters.ChoiceFilter(
        method="by_receipt",
        label=_("Tanda terima"),
        choices=[*ReceiptState.choices, ("terlambat", _("Belum dikonfirmasi setelah 14 hari"))],
    )
    produk = filters.ModelChoiceFilter(method="by_product", label=_("Produk"), queryset=Product.objects.all())

    class Meta:
        model = Delivery
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        text = value.strip()
        return queryset.filter(
            Q(number__icontains=text)
            | Q(recipient__name__icontains=text)
            | Q(activity__title__icontains=text)
            | Q(activity__code__iexact=text)
        )

    def by_bast(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.missing_bast() if value == "belum" else queryset.signed()

    def by_receipt(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(overdue() if value == "terlambat" else ReceiptState(value).of_deliveries())

    def by_product(self, queryset: Any, name: str, value: Product) -> Any:
        return queryset.with_product(value)


class BalanceFilter(PlacedFilterSet):
    provinsi = filters.ModelChoiceFilter(field_name="office__province", label=_("Provinsi"), queryset=own_provinces)
    produk = filters.ModelChoiceFilter(field_name="product", label=_("Produk"), queryset=Product.objects.all())
    satuan = filters.ChoiceFilter(field_name="unit", label=_("Satuan"), choices=Unit.choices)

    class Meta:
        model = StockBalance
        fields: ClassVar[list[str]] = []


class EntryFilter(PortalFilterSet):
    jenis = filters.ChoiceFilter(field_name="kind", label=_("Jenis mutasi"), choices=EntryKind.choices)

    class Meta:
        model = StockEntry
        fields: ClassVar[list[str]] = []
