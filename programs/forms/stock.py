"""Forms of the stock: a count of the shelves, and what figures of goods are chosen by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.forms import LocalIntegerField
from programs.delivery_map import default_product
from programs.models import Activity, FiscalYear, Office, Product, Province, StockBalance, Unit
from programs.models.goods import LARGEST

if TYPE_CHECKING:
    from django.http import QueryDict

    from dekon_portal.accounts.models import User


class StocktakingForm(forms.ModelForm):
    """Opened at one balance, of which it carries the mark: goods that move meanwhile make the count another one."""

    counted = LocalIntegerField(
        label=_("Jumlah hasil hitung fisik"),
        min_value=0,
        max_value=LARGEST,
        help_text=_("Yang benar-benar ada di gudang. Selisihnya dicatat sebagai mutasi koreksi."),
    )
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label=_("Kegiatan"),
        help_text=_("Kegiatan satuan kerja ini yang masih terbuka dan menaungi barangnya."),
    )
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Misalnya nomor berita acara hitung fisik dan penyebab selisihnya. Nama Anda ikut dicatat."),
    )

    class Meta:
        model = StockBalance
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["counted"]
        field.unit = self.instance.get_unit_display()
        open_ones = Activity.objects.visible_to(user).open_for_changes().filter(office=self.instance.office_id)
        self.fields["activity"].queryset = open_ones.order_by("-fiscal_year_id", "code")


class GoodsChoice(forms.Form):
    """Which goods of whom and when; what an address names beyond a person's reach is no choice for them (R1)."""

    provinsi = forms.ModelChoiceField(
        Province.objects.none(), label=_("Provinsi"), required=False, empty_label=_("Semua")
    )
    satker = forms.ModelChoiceField(
        Office.objects.none(), label=_("Satuan kerja"), required=False, empty_label=_("Semua")
    )
    produk = forms.ModelChoiceField(Product.objects.all(), label=_("Produk"), required=False, empty_label=_("Semua"))
    satuan = forms.ChoiceField(label=_("Satuan"), required=False, choices=[("", _("Semua")), *Unit.choices])
    tahun = forms.ModelChoiceField(
        FiscalYear.objects.all(), label=_("Tahun anggaran"), required=False, empty_label=_("Semua")
    )
    fakta = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, user: User, fact: str = "") -> None:
        """`fact`: the figure whose rows are listed, which the filter keeps."""
        super().__init__(data)
        if not fact:
            del self.fields["fakta"]
        # An admin keeps the offices as reference data, and yet has no part in their goods.
        offices = Office.objects.visible_to(user) if user.may("rows.read") else Office.objects.none()
        if user.scope.national:
            self.fields["provinsi"].queryset = Province.objects.all()
            chosen = data.get("provinsi", "")
            offices = offices.filter(province=chosen) if chosen.isdecimal() else offices
        else:
            del self.fields["provinsi"]
        self.fields["satker"].queryset = offices
        if not user.scope.national and len(offices) < 2:
            self.fields["satker"].widget = forms.HiddenInput()

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, by the names of the address; a choice that does not exist narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class MapChoice(forms.Form):
    """What a map of handovers shows: one product in one unit, for quantities of different units do not compare."""

    provinsi = forms.ModelChoiceField(
        Province.objects.none(), label=_("Provinsi"), required=False, empty_label=_("Semua")
    )
    produk = forms.ModelChoiceField(Product.objects.all(), label=_("Produk"), required=False, empty_label=None)
    satuan = forms.ChoiceField(
        label=_("Satuan"), required=False, choices=[("", _("Satuan lazim produk")), *Unit.choices]
    )
    tahun = forms.ModelChoiceField(
        FiscalYear.objects.all(), label=_("Tahun anggaran"), required=False, empty_label=_("Semua")
    )

    def __init__(self, data: QueryDict, user: User) -> None:
        given = data.copy()
        own = sorted(user.scope.provinces)
        if not user.scope.national and own:
            given.setdefault("provinsi", own[0])
        if not given.get("produk"):
            usual = default_product(user)
            given["produk"] = str(usual.pk) if usual else ""
        super().__init__(given)
        within = Province.objects.all() if user.scope.national else Province.objects.filter(pk__in=own)
        self.fields["provinsi"].queryset = within
        if not user.scope.national and len(own) < 2:
            self.fields["provinsi"].widget = forms.HiddenInput()

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen; the unit is the product's usual one unless another is named."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if "produk" in chosen:
            chosen.setdefault("satuan", chosen["produk"].unit)
        return chosen
