"""Forms of certificates: a template, which one to issue by, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.certificates import pictures
from participants.models import CertificateTemplate
from programs.models import Appointment, Office

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Activity

LONGEST_REASON = 500


def _reason(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_REASON,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CertificateTemplateForm(forms.ModelForm):
    class Meta:
        model = CertificateTemplate
        fields: ClassVar = [
            "office", "name", "title", "body", "number_pattern", "background", "use_logo",
            "first_official", "first_name", "first_position", "first_nip", "first_signature",
            "second_official", "second_name", "second_position", "second_nip", "second_signature",
            "is_active",
        ]  # fmt: skip
        widgets: ClassVar = {"body": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.visible_to(user)
        self.fields["office"].queryset = offices
        self.fields["office"].empty_label = None
        officials = Appointment.objects.visible_to(user).filter(office__in=offices.values("pk"))
        for side in ("first", "second"):
            self.fields[f"{side}_official"].queryset = officials.select_related("office")
            self.fields[f"{side}_official"].empty_label = _("Tidak dipilih; tulis di bawah")
            self._take_picture(f"{side}_signature", pictures.signature, _("JPG atau PNG; latar bening paling baik."))
        self._take_picture(
            "background",
            pictures.background,
            _("JPG atau PNG mendatar, ukuran A4 (29,7 × 21 cm). Tanpa gambar, sertifikat bergaris tepi."),
        )
        if self.instance.pk:
            del self.fields["office"]  # its numbers run there

    def _take_picture(self, name: str, draw: Any, help_text: Any) -> None:
        label = self.fields[name].label
        self.fields[name] = pictures.PictureField(draw=draw, label=label, help_text=help_text, required=False)


class IssueForm(forms.Form):
    """By which of the office's templates."""

    template = forms.ModelChoiceField(
        label=_("Templat"),
        queryset=CertificateTemplate.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("Pilih templat milik satuan kerja kegiatan ini yang masih dipakai.")},
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = activity.office.certificate_templates.filter(is_active=True)
        self.fields["template"].queryset = rows.select_related("office__province")


class IssueOneForm(IssueForm):
    def __init__(self, *args: Any, passed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not passed:
            self.fields["reason"] = _reason(
                _("Alasan menerbitkan"),
                help_text=_("Orang ini tidak lulus menurut syarat kegiatan. Alasan tercatat di Riwayat."),
            )


class ReissueForm(IssueForm):
    reason = _reason(_("Alasan penggantian"), help_text=_("Misalnya: nama diperbaiki sesuai KTP."))


class RevokeForm(forms.Form):
    reason = _reason(_("Alasan pencabutan"))
