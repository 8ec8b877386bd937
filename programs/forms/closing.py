"""The form of one chapter of the final report."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import without_niks
from dekon_portal.core.numbers import format_integer
from programs.models import ReportChapter
from programs.models.closing import LONGEST_CHAPTER


class ReportChapterForm(forms.ModelForm):
    """A plain text with paragraphs; whatever looks like markup is printed as it was typed."""

    text = forms.CharField(
        label=gettext_lazy("Teks"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "Paling banyak 20.000 huruf. Setiap baris menjadi satu paragraf. Jangan menulis NIK atau nomor telepon."
        ),
    )

    class Meta:
        model = ReportChapter
        fields: ClassVar = ["mode", "text"]
        widgets: ClassVar = {"mode": forms.RadioSelect}

    def clean_text(self) -> str:
        typed: str = self.cleaned_data["text"]
        lines = [clean_text(line, len(line)) for line in typed.splitlines()]
        text = "\n".join(lines).strip()
        if len(text) > LONGEST_CHAPTER:
            raise ValidationError(
                _("Teks ini %(length)s huruf, paling banyak %(most)s. Persingkat, atau lampirkan sebagai berkas.")
                % {"length": format_integer(len(text)), "most": format_integer(LONGEST_CHAPTER)}
            )
        if without_niks(text) != text:
            raise ValidationError(
                _("Teks ini memuat angka sepanjang NIK atau NPWP, yang tidak boleh tercetak. Hapus angkanya.")
            )
        return text
