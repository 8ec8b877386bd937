"""Forms of people and IKM: they read what was typed; the rules are in people.py and the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.forms import local_formfield
from dekon_portal.core.identifiers import parse_kbli, parse_nib, parse_npwp
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import Nik, NikError
from dekon_portal.core.phones import normalise_phone
from programs.models import Province, Regency

from .models import Business, Participation, Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from dekon_portal.accounts.models import User


def _parsed(parse: Callable[[str], str], text: str) -> str:
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

    def clean_nib(self) -> str:
        return _parsed(parse_nib, self.cleaned_data["nib"])

    def clean_npwp(self) -> str:
        return _parsed(parse_npwp, self.cleaned_data["npwp"])

    def clean_kbli(self) -> str:
        return _parsed(parse_kbli, self.cleaned_data["kbli"])

    def clean_phone(self) -> str:
        return _parsed(normalise_phone, self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        regency, province = cleaned.get("regency"), cleaned.get("province")
        if regency and province and regency.province_id != province.pk:
            self.add_error(
                "regency", _("%(regency)s tidak termasuk %(province)s.") % {"regency": regency, "province": province}
            )
        if cleaned.get("kbli") and not cleaned.get("kbli_edition"):
            self.add_error("kbli_edition", _("Pilih edisi KBLI yang dipakai kode ini."))
        return cleaned


class PersonForm(PlaceMixin):
    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("16 angka dari KTP. Disimpan terenkripsi; daftar hanya menampilkan sebagian."),
    )

    class Meta:
        model = Person
        fields: ClassVar = [
            "name", "nik", "sex", "birth_place", "birth_date", "phone", "email", "education", "regency", "district",
            "village", "address",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {
            "address": forms.Textarea(attrs={"rows": 2}),
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
            "email": forms.EmailInput(),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_places(user)
        if self.instance.pk and self.instance.nik:
            # The stored number never travels to the page; an empty field leaves it as it is.
            self.initial["nik"] = ""
            self.fields["nik"].help_text = _("Tersimpan: %(nik)s. Isi hanya bila nomornya diganti.") % {
                "nik": self.instance.masked_nik
            }

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"], 200)

    def clean_nik(self) -> str | None:
        text = self.cleaned_data["nik"]
        if not text:
            return self.instance.nik or None
        try:
            return Nik.parse(text).digits
        except NikError as wrong:
            raise forms.ValidationError(wrong.sentence(), code=wrong.code) from wrong

    def clean_phone(self) -> str:
        return _parsed(normalise_phone, self.cleaned_data["phone"])

    def clean_birth_date(self) -> Any:
        day = self.cleaned_data["birth_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Tanggal lahir masih di depan."))
        return day


class ParticipantForm(PersonForm):
    """A person and their part in one activity, on one page."""

    business_name = forms.CharField(
        label=_("Nama IKM"),
        required=False,
        max_length=200,
        help_text=_("IKM yang sudah tercatat dipakai lagi; nama baru dicatat sebagai IKM baru."),
        widget=forms.TextInput(attrs={"list": "ikm", "autocomplete": "off"}),
    )
    role = Participation._meta.get_field("role").formfield()
    position = Participation._meta.get_field("position").formfield()
    new_entrepreneur = forms.NullBooleanField(
        label=_("Wirausaha industri baru (WUB)"),
        required=False,
        widget=forms.Select(choices=[("", _("Belum diketahui")), ("true", _("Ya")), ("false", _("Tidak"))]),
    )


class ParticipationForm(forms.ModelForm):
    """The part of a known person in an activity."""

    business_name = ParticipantForm.base_fields["business_name"]
    new_entrepreneur = ParticipantForm.base_fields["new_entrepreneur"]

    class Meta:
        model = Participation
        fields: ClassVar = ["role", "position", "new_entrepreneur"]


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan melihat NIK lengkap"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Alasan dan nama Anda dicatat (UU 27/2022)."),
    )


class MakersForm(forms.Form):
    businesses = forms.ModelMultipleChoiceField(
        label=_("IKM yang membuat"),
        queryset=Business.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("IKM peserta kegiatan ini. Bagian masing-masing tidak dibagi rata: dicatat hanya bila diketahui."),
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["businesses"].queryset = choices
