"""Forms of the quarterly report: what the office says of one activity."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import FiscalYear, QuarterEntry

from .budget import PercentField


class QuarterYearForm(forms.Form):
    """Which fiscal year the list shows."""

    tahun = forms.ModelChoiceField(FiscalYear.objects.all(), label=_("Tahun anggaran"), required=False)


class QuarterEntryForm(forms.ModelForm):
    planned_percent = PercentField(
        label=_("Sasaran fisik kumulatif"),
        required=False,
        help_text=_("Persen yang direncanakan selesai sampai akhir triwulan. Kosongkan bila belum diketahui."),
    )

    class Meta:
        model = QuarterEntry
        fields: ClassVar = ["planned_percent", "obstacles", "follow_up", "helper"]
        widgets: ClassVar = {
            "obstacles": forms.Textarea(attrs={"rows": 3}),
            "follow_up": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "obstacles": _("Kosongkan bila tidak ada kendala."),
            "helper": _("Misalnya Ditjen IKMA, Bappeda, atau dinas kabupaten/kota."),
        }
