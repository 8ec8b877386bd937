"""The form of a trainer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.names import clean_text
from dekon_portal.core.phones import normalise_phone
from dekon_portal.core.refusal import Refusal
from programs.models import Province, Trainer
from programs.trainers import CV, cv_of

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


class TrainerForm(forms.ModelForm):
    new_cv = forms.FileField(
        label=_("Riwayat hidup (CV)"),
        required=False,
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        help_text=_("PDF atau foto. Hanya terlihat oleh petugas dinas; yang baru menggantikan yang lama."),
    )

    class Meta:
        model = Trainer
        fields: ClassVar = [
            "province", "kind", "name", "degree", "institution", "phone", "email", "honour_reference", "is_active",
        ]  # fmt: skip
        widgets: ClassVar = {"phone": forms.TextInput(attrs={"inputmode": "tel"}), "email": forms.EmailInput()}
        help_texts: ClassVar = {
            "degree": _("Sebagaimana ditulis di belakang nama, misalnya S.T., M.T."),
            "phone": _("Disimpan terenkripsi; halaman hanya menampilkan sebagian."),
            "honour_reference": _("Nomor SK atau baris SBM yang menjadi dasar; jumlahnya tidak dicatat di sini."),
            "is_active": _("Yang tidak aktif tidak ditawarkan lagi untuk sesi baru."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["province"]
        field.queryset = Province.objects.filter(code__in=user.scope.provinces)
        if self.instance.pk or len(field.queryset) == 1:
            self.initial["province"] = self.instance.province_id or field.queryset[0].pk
            field.disabled = bool(self.instance.pk)  # a trainer stays where the sessions are
            field.widget = forms.HiddenInput()

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"], 200)

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        try:
            return normalise_phone(text) if text else ""
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email:
            validate_email(email)
        return email

    def clean_new_cv(self) -> CV | None:
        upload = self.cleaned_data["new_cv"]
        try:
            return cv_of(upload) if upload else None
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
