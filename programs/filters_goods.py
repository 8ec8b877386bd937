"""What the lists of handovers and stock can be filtered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.lists import DayFilter, PortalFilterSet

from .filters import PlacedFilterSet, own_provinces, own_regencies
from .models import (
    Delivery,
    DeliveryState,
    EntryKind,
    FiscalYear,
    Product,
    ReceiptState,
    Recipient,
    RecipientKind,
    RecipientLevel,
    StockBalance,
    StockEntry,
    Unit,
)
from .models.receipts import overdue

if TYPE_CHECKING:
    from django.http import HttpRequest


UNPLACED = "-"


def to_regency(path: str) -> Case:
    """The regency of the recipient, reached by `path`, under which a handover is shown."""
    return Case(
        When(**{f"{path}merged_into__isnull": False}, then=F(f"{path}merged_into__regency")),
        default=F(f"{path}regency"),
    )


def own_recipients(request: HttpRequest | None) -> Any:
    """Recipients within reach; a national role picks a province first, since the nation has thousands."""
    if request is None:
        return Recipient.objects.none()
    rows = Recipient.objects.visible_to(request.user).standing()
    if request.user.scope.national:
        chosen = request.GET.get("provinsi", "")
        rows = rows.filter(province=chosen) if chosen else rows.none()
    return rows


class DeliveryFilter(PlacedFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari nomor BAST, penerima, atau kegiatan"))
    provinsi = filters.ModelChoiceFilter(field_name="office__province", label=_("Provinsi"), queryset=own_provinces)
    tahun = filters.ModelChoiceFilter(
        field_name="fiscal_year", label=_("Tahun anggaran"), queryset=FiscalYear.objects.all()
    )
    status = filters.ChoiceFilter(field_name="state", label=_("Status"), choices=DeliveryState.choices)
    penerima = filters.ChoiceFilter(method="by_kind", label=_("Jenis penerima"), choices=RecipientKind.choices)
    kepada = filters.ModelChoiceFilter(method="by_recipient", label=_("Penerima"), queryset=own_recipients)
    tempat = filters.ModelChoiceFilter(
        method="by_place",
        label=_("Kabupaten/Kota penerima"),
        queryset=own_regencies,
        null_label=_("belum diketahui"),
        null_value=UNPLACED,
    )
    dari = DayFilter(field_name="handed_over_on", lookup_expr="gte", label=_("Diserahkan sejak"))
    sampai = DayFilter(field_name="handed_over_on", lookup_expr="lte", label=_("Diserahkan sampai"))
    tanggal = filters.ChoiceFilter(
        method="by_day", label=_("Tanggal"), choices=[("belum", _("Belum diketahui")), ("ada", _("Diketahui"))]
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
        return queryset.search(value)

    def by_kind(self, queryset: Any, name: str, value: str) -> Any:
        """The kind of the recipient under which it is shown."""
        return queryset.filter(
            Q(recipient__merged_into__isnull=True, recipient__kind=value) | Q(recipient__merged_into__kind=value)
        )

    def by_recipient(self, queryset: Any, name: str, value: Recipient) -> Any:
        return queryset.of_recipient(value)

    def by_place(self, queryset: Any, name: str, value: Any) -> Any:
        """A regency, or UNPLACED: nobody knows."""
        wanted = {"to_place__isnull": True} if value == UNPLACED else {"to_place": value.pk}
        return queryset.annotate(to_place=to_regency("recipient__")).filter(**wanted)

    def by_day(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(handed_over_on__isnull=value == "belum")

    def by_bast(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.missing_bast() if value == "belum" else queryset.signed()

    def by_receipt(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(overdue() if value == "terlambat" else ReceiptState(value).of_deliveries())

    def by_product(self, queryset: Any, name: str, value: Product) -> Any:
        return queryset.with_product(value)


class CalendarFilter(DeliveryFilter):
    """What a month of handovers is chosen by; the days are the month's own."""

    bulan = filters.CharFilter(method="kept", widget=forms.HiddenInput)
    cari = dari = sampai = tanggal = None  # type: ignore[assignment]

    def kept(self, queryset: Any, name: str, value: str) -> Any:
        """The month narrows nothing: the grid does."""
        return queryset


class RecipientFilter(PlacedFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari nama, juga nama lama"))
    provinsi = filters.ModelChoiceFilter(field_name="province", label=_("Provinsi"), queryset=own_provinces)
    jenis = filters.ChoiceFilter(field_name="kind", label=_("Jenis penerima"), choices=RecipientKind.choices)
    tingkat = filters.ChoiceFilter(
        method="by_level",
        label=_("Tingkat"),
        choices=[*((level.value or "-", level.label) for level in RecipientLevel)],
    )
    kabkota = filters.ModelChoiceFilter(field_name="regency", label=_("Kabupaten/Kota"), queryset=own_regencies)

    class Meta:
        model = Recipient
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)

    def by_level(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(level="" if value == "-" else value)


class BalanceFilter(PlacedFilterSet):
    provinsi = filters.ModelChoiceFilter(field_name="office__province", label=_("Provinsi"), queryset=own_provinces)
    produk = filters.ModelChoiceFilter(field_name="product", label=_("Produk"), queryset=Product.objects.all())
    satuan = filters.ChoiceFilter(field_name="unit", label=_("Satuan"), choices=Unit.choices)

    class Meta:
        model = StockBalance
        fields: ClassVar[list[str]] = []


class MovementFilter(PlacedFilterSet):
    """Movements of all goods."""

    cari = PortalFilterSet.search_field("by_text", _("Cari kegiatan, nomor BAST, atau alasan"))
    provinsi = filters.ModelChoiceFilter(field_name="office__province", label=_("Provinsi"), queryset=own_provinces)
    produk = filters.ModelChoiceFilter(field_name="product", label=_("Produk"), queryset=Product.objects.all())
    satuan = filters.ChoiceFilter(field_name="unit", label=_("Satuan"), choices=Unit.choices)
    jenis = filters.ChoiceFilter(field_name="kind", label=_("Jenis mutasi"), choices=EntryKind.choices)
    dari = DayFilter(field_name="at", lookup_expr="date__gte", label=_("Dicatat sejak"))
    sampai = DayFilter(field_name="at", lookup_expr="date__lte", label=_("Dicatat sampai"))

    class Meta:
        model = StockEntry
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        text = value.strip()
        return queryset.filter(
            Q(activity__title__icontains=text)
            | Q(activity__code__iexact=text)
            | Q(delivery_item__delivery__number__icontains=text)
            | Q(reason__icontains=text)
        )


class EntryFilter(PortalFilterSet):
    jenis = filters.ChoiceFilter(field_name="kind", label=_("Jenis mutasi"), choices=EntryKind.choices)

    class Meta:
        model = StockEntry
        fields: ClassVar[list[str]] = []
