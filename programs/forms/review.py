"""The words a step of the review asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import QueryDict

    from programs.review import Step

LONGEST_REASON = 2000


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))


class StepForm(forms.Form):
    """Asks for a reason where the step does; ids carry the step, since several such forms share a page."""

    def __init__(self, data: QueryDict | None = None, *, step: Step) -> None:
        super().__init__(data, auto_id=f"id_{step.key}_%s")
        if step.asks_comment:
            self.fields["comment"] = _reason(_("Alasan"))


class AskReopeningForm(forms.Form):
    reason = _reason(_("Alasan pembukaan kembali"))


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Komentar"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Petugas membacanya di isian ini dan menandainya selesai."),
    )
