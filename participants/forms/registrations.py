"""The form that strangers register with, and those by which the office opens a page and decides."""

from __future__ import annotations

import hashlib
import time
import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import zone_label
from dekon_portal.core.forms import OfficeTimeField, local_formfield
from dekon_portal.core.identifiers import parse_nib
from dekon_portal.core.names import clean_text
from dekon_portal.core.phones import normalise_phone
from dekon_portal.core.refusal import Refusal
from participants.models import Registration, RegistrationPage, RegistrationQuota
from participants.selection import CONSENT
from programs.models import Regency
from programs.receipts import Evidence, photo_of

from .businesses import BusinessByName, parsed
from .people import parse_nik

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from dekon_portal.accounts.models import User

FASTEST: Final = 3
"""Seconds; nobody fills the form in sooner."""
OLDEST: Final = 24 * 60 * 60
MARK: Final = "formulir"
_SIGNER: Final = Signer(salt="participants.registration")


def new_mark(consent: str, *, opened: float | None = None) -> str:
    """What a form carries: an identity of its own, when it was opened, which words it asked consent to; signed."""
    at = int(time.time() if opened is None else opened)
    return _SIGNER.sign(f"{uuid.uuid4().hex}.{at}.{_digest(consent)}")


def _digest(consent: str) -> str:
    return hashlib.sha256(consent.encode()).hexdigest()[:16]


class RegisterForm(forms.ModelForm):
    """What a person writes of themselves. Its mark and an empty field that people do not see keep machines out."""

    nik = forms.CharField(
        label=gettext_lazy("NIK"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("16 angka dari KTP."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Surel (boleh kosong)"),
        required=False,
        max_length=200,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=gettext_lazy("Tautan pendaftaran dikirim juga ke sini."),
    )
    nib = forms.CharField(
        label=gettext_lazy("NIB (boleh kosong)"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    papers = forms.FileField(
        label=gettext_lazy("Foto berkas (boleh kosong)"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy(
            "Misalnya foto NIB atau produk: JPG, PNG, atau WebP. Pilih lagi bila halaman ini kembali."
        ),
    )
    agree = forms.BooleanField(
        label=gettext_lazy("Saya setuju"),
        error_messages={
            "required": gettext_lazy("Beri tanda bila Anda setuju. Tanpa persetujuan, data tidak disimpan.")
        },
    )
    situs = forms.CharField(required=False)  # a trap: people do not see it, and the page draws it empty each time

    class Meta:
        model = Registration
        fields: ClassVar = [
            "name", "nik", "sex", "birth_date", "phone", "email", "regency", "address", "business_name", "product",
            "nib",
        ]  # fmt: skip
        formfield_callback = local_formfield
        labels: ClassVar = {
            "name": gettext_lazy("Nama lengkap"),
            "phone": gettext_lazy("Nomor telepon"),
            "regency": gettext_lazy("Kabupaten/kota tempat tinggal"),
            "address": gettext_lazy("Alamat (boleh kosong)"),
            "business_name": gettext_lazy("Nama usaha (boleh kosong)"),
            "product": gettext_lazy("Produk yang dibuat (boleh kosong)"),
        }
        help_texts: ClassVar = {"name": gettext_lazy("Sesuai KTP.")}
        widgets: ClassVar = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "phone": forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
            "address": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, page: RegistrationPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        activity = page.activity
        self.fields["regency"].queryset = Regency.objects.of_province(
            activity.office.province_id, activity.fiscal_year_id
        )
        self.fields["regency"].empty_label = _("Pilih kabupaten/kota")
        if not page.takes_photo:
            del self.fields["papers"]
        self.mark = self.data.get(MARK, "") if self.is_bound else new_mark(page.consent)

    def questions(self) -> list[forms.BoundField]:
        """The fields in the order of the page."""
        return [field for field in self if field.name not in ("agree", "situs")]

    @property
    def identity(self) -> str:
        """Which form this is, whatever is typed into it."""
        return self.mark.partition(".")[0]

    def clean_name(self) -> str:
        return parsed(lambda text: clean_text(text, 200), self.cleaned_data["name"])

    def clean_nik(self) -> str:
        return parse_nik(self.cleaned_data["nik"])

    def clean_birth_date(self) -> Any:
        day = self.cleaned_data["birth_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Tanggal lahir masih di depan."))
        return day

    def clean_phone(self) -> str:
        return parsed(normalise_phone, self.cleaned_data["phone"])

    def clean_business_name(self) -> str:
        return parsed(lambda text: clean_text(text, 200), self.cleaned_data["business_name"])

    def clean_product(self) -> str:
        return parsed(lambda text: clean_text(text, 200), self.cleaned_data["product"])

    def clean_nib(self) -> str:
        return parsed(parse_nib, self.cleaned_data["nib"])

    def clean_papers(self) -> Evidence | None:
        upload: UploadedFile | None = self.cleaned_data["papers"]
        try:
            return photo_of(upload) if upload else None
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        trouble = self._trouble()
        if cleaned.get("situs"):
            trouble = _("Kiriman ini tampak dibuat mesin. Periksa lagi isian Anda, lalu kirim sekali lagi.")
        if trouble:
            self.add_error(None, trouble)
        return cleaned

    def _trouble(self) -> str:
        """What is wrong with the form's mark; a page too old or not whole gets a new one, and keeps the text."""
        try:
            _identity, at, digest = _SIGNER.unsign(self.mark).split(".")
            age = time.time() - int(at)
        except (BadSignature, ValueError):
            age, digest = OLDEST + 1.0, ""
        if 0 <= age < FASTEST:
            return _("Formulir ini terkirim terlalu cepat. Periksa lagi isian Anda, lalu kirim sekali lagi.")
        if age > OLDEST or age < 0:
            self.mark = new_mark(self.page.consent)
            return _("Halaman ini terbuka terlalu lama atau tidak utuh. Periksa isian Anda, lalu kirim sekali lagi.")
        if digest != _digest(self.page.consent):
            self.mark = new_mark(self.page.consent)
            return _("Teks persetujuan baru saja diubah. Baca lagi, lalu kirim sekali lagi.")
        return ""


class WithdrawForm(forms.Form):
    sure = forms.BooleanField(
        label=gettext_lazy("Saya mengundurkan diri dari kegiatan ini"),
        error_messages={"required": gettext_lazy("Beri tanda dahulu bila Anda benar mengundurkan diri.")},
    )


class RegistrationPageForm(forms.ModelForm):
    opens_at = OfficeTimeField(label=gettext_lazy("Dibuka"))
    closes_at = OfficeTimeField(label=gettext_lazy("Ditutup"))

    class Meta:
        model = RegistrationPage
        fields: ClassVar = [
            "opens_at", "closes_at", "places", "waiting_list", "requirements", "consent", "takes_photo",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {"requirements": forms.Textarea({"rows": 3}), "consent": forms.Textarea({"rows": 7})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.instance.activity.province.zone
        for name in ("opens_at", "closes_at"):
            self.fields[name].zone = zone
            self.fields[name].help_text = _("Waktu setempat (%(zone)s).") % {"zone": zone_label(zone)}
        if not self.instance.pk:
            self.initial["consent"] = CONSENT


class QuotaForm(forms.ModelForm):
    class Meta:
        model = RegistrationQuota
        fields: ClassVar = ["regency", "places"]
        formfield_callback = local_formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        activity = self.instance.page.activity
        places = Regency.objects.of_province(activity.office.province_id, activity.fiscal_year_id)
        self.fields["regency"].queryset = places


class AcceptForm(BusinessByName):
    """Which IKM the applicant becomes a participant of."""

    def __init__(self, *args: Any, registration: Registration, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["business_name"] = registration.business_name
        self.offer_same_named(registration.activity.province.pk, registration.regency_id, user)


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Dibaca pendaftar pada halaman tautannya."),
    )
