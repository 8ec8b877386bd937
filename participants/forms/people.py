"""Forms of people and their part in activities; the rules are in people.py and the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.forms import local_formfield
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import Nik, NikError
from dekon_portal.core.phones import normalise_phone
from participants.models import Participation, Person

from .businesses import BusinessByName, PlaceMixin, parsed

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


def parse_nik(text: str) -> str:
    """The digits of a NIK, with what is wrong as the field's error."""
    try:
        return Nik.parse(text).digits
    except NikError as wrong:
        raise forms.ValidationError(wrong.sentence(), code=wrong.code) from wrong


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
        return parsed(lambda text: clean_text(text, 200), self.cleaned_data["name"])

    def clean_nik(self) -> str | None:
        text = self.cleaned_data["nik"]
        if not text:
            return self.instance.nik or None
        return parse_nik(text)

    def clean_phone(self) -> str:
        return parsed(normalise_phone, self.cleaned_data["phone"])

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email:
            validate_email(email)
        return email

    def clean_birth_date(self) -> Any:
        day = self.cleaned_data["birth_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Tanggal lahir masih di depan."))
        return day


class ParticipantForm(BusinessByName, PersonForm):
    """A person and their part in one activity, on one page: what identifies them first."""

    role = Participation._meta.get_field("role").formfield()
    position = Participation._meta.get_field("position").formfield()
    new_entrepreneur = forms.NullBooleanField(
        label=_("Wirausaha industri baru (WUB)"),
        required=False,
        widget=forms.Select(choices=[("", _("Belum diketahui")), ("true", _("Ya")), ("false", _("Tidak"))]),
    )
    field_order = [  # noqa: RUF012 (as Django declares it)
        "name", "nik", "sex", "regency", "business_name", "which", "role", "position", "new_entrepreneur",
    ]  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.offer_same_named(self.instance.province_id, self.data.get("regency") if self.is_bound else None, user)


class ParticipationForm(BusinessByName, forms.ModelForm):
    """The part of a known person in an activity."""

    new_entrepreneur = ParticipantForm.base_fields["new_entrepreneur"]

    class Meta:
        model = Participation
        fields: ClassVar = ["role", "position", "new_entrepreneur"]

    field_order = ["business_name", "which", "role", "position", "new_entrepreneur"]  # noqa: RUF012

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["business_name"] = self.instance.business.name if self.instance.business else ""
        if self.keeps_business():
            del self.fields["which"]
        else:
            self.offer_same_named(self.instance.activity.province.pk, self.instance.person.regency_id, user)

    def keeps_business(self) -> bool:
        """The name was left as it is: the IKM stays, however many share its name."""
        return not self.is_bound or self.data.get("business_name", "").strip() == self.initial["business_name"]


class NikSearchForm(forms.Form):
    nik = forms.CharField(
        label=_("Cari dengan NIK"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_nik(self) -> str:
        return parse_nik(self.cleaned_data["nik"])


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan melihat NIK lengkap"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Alasan dan nama Anda dicatat (UU 27/2022)."),
    )
