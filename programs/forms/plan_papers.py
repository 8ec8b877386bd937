"""What an invitation states beside the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.forms import LocalDateField
from dekon_portal.core.names import clean_text
from programs.models import Appointment
from programs.plan_papers import Letter

if TYPE_CHECKING:
    from programs.models import Activity


class InvitationForm(forms.Form):
    """Its names are those of the PDF's address, from which it is read again: nothing of it is kept."""

    nomor = forms.CharField(
        label=_("Nomor surat"),
        required=False,
        max_length=100,
        help_text=_("Kosongkan bila belum ada; di surat tertulis “belum ditentukan”."),
    )
    tanggal = LocalDateField(label=_("Tanggal surat"), required=False)
    pejabat = forms.ModelChoiceField(
        label=_("Penanda tangan"),
        queryset=Appointment.objects.none(),
        required=False,
        empty_label=_("Belum ditentukan"),
    )

    def __init__(self, data: Any, *, activity: Activity) -> None:
        super().__init__(data, initial={"tanggal": timezone.localdate(timezone=activity.province.zone)})
        field: Any = self.fields["pejabat"]
        field.queryset = activity.office.appointments.all()

    def clean_nomor(self) -> str:
        return clean_text(self.cleaned_data["nomor"], 100)

    @property
    def letter(self) -> Letter:
        """As far as it can be read."""
        self.is_valid()
        read = self.cleaned_data
        return Letter(read.get("nomor") or "", read.get("tanggal"), read.get("pejabat"))
