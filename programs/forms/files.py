"""The form by which papers and pictures come in, several at once."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.models import User
from dekon_portal.core.names import shown_file_name
from dekon_portal.core.refusal import Refusal
from programs import attachments
from programs.models import Attachment, FileKind

MOST_FILES: Final = 20


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; its value is the list of them."""

    widget = FilesInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "too_many": _("Pilih paling banyak %(limit)d berkas sekali unggah.")
    }

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        if data and len(data) > MOST_FILES:
            raise ValidationError(self.error_messages["too_many"], "too_many", {"limit": MOST_FILES})
        return [super(FilesField, self).clean(upload, initial) for upload in data or [None]]


class AttachmentForm(forms.ModelForm):
    """Its files are examined as it is checked; those that may not be kept stand in `refused`, each with its name."""

    file = FilesField(
        label=pgettext_lazy("singular", "Berkas"),
        widget=FilesInput(attrs={"accept": attachments.ACCEPTED}),
        allow_empty_file=True,  # told by its name, as every other refusal
    )

    field_order = ("kind", "file", "session", "delivery")

    class Meta:
        model = Attachment
        fields: ClassVar = ["kind", "session", "delivery"]
        help_texts: ClassVar = {
            "session": _("Hanya bila berkas ini materi satu sesi."),
            "delivery": _("Hanya bila berkas ini milik satu penyerahan, misalnya pindaian BAST."),
        }

    def __init__(self, *args: Any, by: User, session: str = "", **kwargs: Any) -> None:
        """`session`: the key of the session whose material is to be added, as an address names it."""
        if session:
            kwargs["initial"] = {"kind": FileKind.MATERIAL, "session": session}
        super().__init__(*args, **kwargs)
        self.by = by
        self.refused: list[str] = []
        self.fields["file"].help_text = attachments.what_is_taken()
        self.fields["delivery"].queryset = self.instance.activity.deliveries.select_related("recipient")
        self.fields["session"].queryset = self.instance.activity.sessions.all()
        for name in ("session", "delivery"):
            self.fields[name].empty_label = _("Kegiatan pada umumnya")

    def clean_file(self) -> list[Attachment]:
        """The files that may be kept; an error when there is none."""
        examined = []
        for upload in self.cleaned_data["file"]:
            try:
                examined.append(attachments.examine(upload, activity=self.instance.activity, by=self.by))
            except Refusal as refusal:
                self.refused.append(f"{shown_file_name(upload.name)}: {refusal.sentence}")
        if not examined:
            raise ValidationError(self.refused)
        return examined
