"""Forms of visits and permits; the rules are in the models, visits.py and permits.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.forms import local_formfield
from dekon_portal.core.identifiers import parse_nib
from dekon_portal.core.names import clean_text, shown_file_name
from dekon_portal.core.nik import without_niks
from dekon_portal.core.refusal import Refusal
from participants.models import Permit, PermitKind, Visit
from participants.people import offered_businesses
from programs import attachments
from programs.forms.files import FilesField, FilesInput
from programs.receipts import evidence_of

from .businesses import parsed

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Attachment
    from programs.receipts import Evidence

PICTURES = "image/jpeg,image/png,image/webp"


class VisitForm(forms.ModelForm):
    photos = FilesField(
        label=gettext_lazy("Foto"),
        required=False,
        widget=FilesInput(attrs={"accept": PICTURES}),
        allow_empty_file=True,  # told by its name, as every other refusal
        help_text=gettext_lazy("Boleh beberapa. Tersimpan juga di bagian Berkas, dan dihapus di sana."),
    )

    class Meta:
        model = Visit
        fields: ClassVar = [
            "business", "date", "mode", "companion", "findings", "advice", "next_step", "next_step_due",
            "next_step_done",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {
            "findings": forms.Textarea(attrs={"rows": 4}),
            "advice": forms.Textarea(attrs={"rows": 4}),
            "next_step": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "business": gettext_lazy("Hanya IKM yang menjadi peserta kegiatan ini."),
            "next_step": gettext_lazy("Kosongkan bila tidak ada yang disepakati."),
            "next_step_due": gettext_lazy("Kosongkan bila tenggatnya belum disepakati."),
        }
        error_messages: ClassVar = {
            "business": {"invalid_choice": gettext_lazy("IKM ini bukan peserta kegiatan ini. Pilih dari daftar.")}
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        activity = self.instance.activity
        kept = [self.instance.business_id] if self.instance.business_id else []
        self.fields["business"].queryset = offered_businesses(activity, kept, to=by)
        if not self.instance.pk:
            self.initial["companion"] = str(by)

    def _text(self, name: str) -> str:
        return without_niks(self.cleaned_data[name])

    def clean_companion(self) -> str:
        return parsed(lambda text: clean_text(text, 200), self._text("companion"))

    def clean_findings(self) -> str:
        return self._text("findings")

    def clean_advice(self) -> str:
        return self._text("advice")

    def clean_next_step(self) -> str:
        return parsed(lambda text: clean_text(text, 500), self._text("next_step"))

    def clean_photos(self) -> list[Attachment]:
        """The pictures, examined; every one that may not be kept is named with its reason, and none is kept then."""
        examined, refused = [], []
        for upload in filter(None, self.cleaned_data["photos"]):
            try:
                if not attachments.content_type_of(upload).startswith("image/"):
                    raise Refusal(_("Berkas ini bukan foto. Unggah berkas lain di bagian Berkas."))
                examined.append(attachments.examine(upload, activity=self.instance.activity, by=self.by))
            except Refusal as refusal:
                refused.append(f"{shown_file_name(upload.name or '')}: {refusal.sentence}")
        if refused:
            raise ValidationError(refused)
        return examined


class PermitForm(forms.ModelForm):
    scan = forms.FileField(
        label=gettext_lazy("Berkas izin"),
        required=False,
        widget=forms.FileInput(attrs={"accept": f"application/pdf,{PICTURES}"}),
        help_text=gettext_lazy("Pindaian (PDF) atau foto suratnya; boleh menyusul."),
    )

    class Meta:
        model = Permit
        fields: ClassVar = [
            "kind", "label", "number", "issuer", "issued_on", "valid_until", "for_life", "note",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 2})}
        help_texts: ClassVar = {
            "label": gettext_lazy("Hanya untuk jenis Lainnya, misalnya Sertifikat CPPOB."),
            "valid_until": gettext_lazy("Kosongkan bila belum diketahui."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.file:
            self.fields["scan"].help_text = _("Sudah ada berkasnya. Pilih berkas hanya bila diganti.")

    def clean_number(self) -> str:
        number = parsed(lambda text: clean_text(text, 100), self.cleaned_data["number"])
        return parsed(parse_nib, number) if self.cleaned_data.get("kind") == PermitKind.NIB else number

    def clean_note(self) -> str:
        return without_niks(self.cleaned_data["note"])

    def clean_scan(self) -> Evidence | None:
        upload = self.cleaned_data["scan"]
        try:
            return evidence_of(upload) if upload else None
        except Refusal as refusal:
            raise ValidationError(refusal.sentence) from refusal
