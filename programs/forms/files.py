"""The form by which a paper or picture comes in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.core.refusal import Refusal
from programs import attachments
from programs.models import Attachment


class AttachmentForm(forms.ModelForm):
    file = forms.FileField(
        label=pgettext_lazy("singular", "Berkas"), widget=forms.FileInput(attrs={"accept": attachments.ACCEPTED})
    )

    field_order = ("kind", "file", "delivery")

    class Meta:
        model = Attachment
        fields: ClassVar = ["kind", "delivery"]
        help_texts: ClassVar = {"delivery": _("Hanya bila berkas ini milik satu penyerahan, misalnya pindaian BAST.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = attachments.what_is_taken()
        self.fields["delivery"].queryset = self.instance.activity.deliveries.select_related("recipient")
        self.fields["delivery"].empty_label = _("Kegiatan pada umumnya")

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            attachments.content_type_of(upload)
        except Refusal as refusal:
            raise ValidationError(refusal.sentence) from refusal
        return upload
