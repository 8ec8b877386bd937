"""Forms of IKM, and of naming one; the rules are in people.py and the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.forms import local_formfield
from dekon_portal.core.identifiers import parse_kbli, parse_nib, parse_npwp
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import mask
from dekon_portal.core.phones import normalise_phone
from participants.models import Business
from participants.people import businesses_named
from programs.models import Province, Regency

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User
    from programs.models import Activity


def parsed(parse: Callable[[str], str], text: str) -> str:
    """`parse(text)` with its sentence as the field's error; "" stays ""."""
    if not text:
        return ""
    try:
        return parse(text)
    except ValueError as wrong:
        raise forms.ValidationError(str(wrong)) from wrong


def provinces_of(user: User) -> Any:
    """The provinces in which the person may write people and IKM."""
    return Province.objects.filter(code__in=user.scope.provinces)


class PlaceMixin(forms.ModelForm):
    """Regencies offered are those of the person's own provinces (or their own regency only)."""

    def limit_places(self, user: User) -> None:
        regencies = Regency.objects.filter(province__in=user.scope.provinces)
        own = {reach.regency for reach in user.scope.reaches if reach.province}
        if None not in own:
            regencies = regencies.filter(code__in=own)
            self.fields["regency"].required = True
        self.fields["regency"].queryset = regencies.select_related("province")


class BusinessForm(PlaceMixin):
    class Meta:
        model = Business
        fields: ClassVar = [
            "province", "name", "owner_name", "regency", "district", "village", "address", "phone", "nib", "npwp",
            "kbli", "kbli_edition", "product", "workers_male", "workers_female", "workers", "sales", "investment",
            "figures_on",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {
            "address": forms.Textarea(attrs={"rows": 2}),
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
            "npwp": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "kbli_edition": forms.Select(
                choices=[("", "---------"), ("2017", "2017"), ("2020", "2020"), ("2025", "2025")]
            ),
        }
        help_texts: ClassVar = {
            "nib": _("13 angka; kosongkan bila belum ada."),
            "npwp": _("15 atau 16 angka. Disimpan terenkripsi."),
            "workers": _("Isi bila rincian laki-laki dan perempuan tidak diketahui."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = provinces_of(user)
        self.fields["province"].queryset = provinces
        if len(provinces) == 1:
            self.fields["province"].initial = provinces[0]
            self.fields["province"].widget = forms.HiddenInput()
        self.limit_places(user)
        if self.instance.npwp:
            # The stored number never travels to the page; an empty field leaves it as it is.
            self.initial["npwp"] = ""
            self.fields["npwp"].help_text = _("Tersimpan: %(number)s. Isi hanya bila nomornya diganti.") % {
                "number": mask(self.instance.npwp)
            }

    def clean_name(self) -> str:
        return parsed(lambda text: clean_text(text, 200), self.cleaned_data["name"])

    def clean_nib(self) -> str:
        return parsed(parse_nib, self.cleaned_data["nib"])

    def clean_npwp(self) -> str:
        return parsed(parse_npwp, self.cleaned_data["npwp"]) or self.instance.npwp

    def clean_kbli(self) -> str:
        return parsed(parse_kbli, self.cleaned_data["kbli"])

    def clean_phone(self) -> str:
        return parsed(normalise_phone, self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        regency, province = cleaned.get("regency"), cleaned.get("province")
        if regency and province and regency.province_id != province.pk:
            self.add_error(
                "regency", _("%(regency)s tidak termasuk %(province)s.") % {"regency": regency, "province": province}
            )
        if cleaned.get("kbli") and not cleaned.get("kbli_edition"):
            self.add_error("kbli_edition", _("Pilih edisi KBLI yang dipakai kode ini."))
        men, women, every = (cleaned.get(name) for name in ("workers_male", "workers_female", "workers"))
        if not (men is None or women is None or every is None) and men + women != every:
            self.add_error("workers", _("Jumlah ini berbeda dari laki-laki ditambah perempuan. Periksa ketiganya."))
        return cleaned


class BusinessOfSameName(forms.ModelChoiceField):
    """Tells IKM of one name apart."""

    def label_from_instance(self, obj: Business) -> str:
        known = [obj.name, obj.regency, obj.owner_name, f"NIB {obj.nib}" if obj.nib else "", obj.product]
        return " · ".join(str(part) for part in known if part)


class BusinessByName(forms.Form):
    """Names an IKM; where the province has several of that name, one of them must be picked."""

    business_name = forms.CharField(
        label=_("Nama IKM"),
        required=False,
        max_length=200,
        help_text=_("IKM yang sudah tercatat dipakai lagi; nama baru dicatat sebagai IKM baru."),
        widget=forms.TextInput(attrs={"list": "ikm", "autocomplete": "off"}),
    )
    which = BusinessOfSameName(
        label=_("IKM yang mana"), queryset=Business.objects.none(), required=False, widget=forms.RadioSelect
    )

    def offer_same_named(self, province: str, regency: str | None, user: User) -> None:
        """Keep `which` only when the name sent fits several IKM."""
        name = clean_text(self.data.get("business_name", "")[:200], 200) if self.is_bound else ""
        found = businesses_named(name, province=province, regency=regency, to=user) if name else []
        if len(found) < 2:
            del self.fields["which"]
            return
        same = Business._base_manager.filter(pk__in=[business.pk for business in found])
        self.fields["which"].queryset = same.select_related("regency")

    def clean_business_name(self) -> str:
        return parsed(lambda text: clean_text(text, 200), self.cleaned_data["business_name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "which" in self.fields and "which" not in self.errors and not cleaned.get("which"):
            self.add_error("which", _("Ada beberapa IKM dengan nama ini. Pilih yang dimaksud."))
        return cleaned


class Offered(forms.ModelMultipleChoiceField):
    """Some of the IKM offered."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as beyond:  # SQLite keeps no number that large, so no IKM has it
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            ) from beyond


class BusinessesForm(BusinessByName):
    """Which IKM made or took something: those offered, and one more by name."""

    businesses = Offered(
        label=_("IKM peserta kegiatan ini"),
        queryset=Business.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Jumlah tidak dibagi rata: bagian tiap IKM tetap belum diketahui."),
    )
    field_order = ["businesses", "business_name", "which"]  # noqa: RUF012

    def __init__(self, *args: Any, activity: Activity, offered: QuerySet[Business], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["businesses"].queryset = offered
        self.fields["business_name"].label = _("Tambah IKM lain")
        if not offered.exists():
            del self.fields["businesses"]
        self.offer_same_named(activity.province.pk, None, user)
