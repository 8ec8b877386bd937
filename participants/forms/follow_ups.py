"""What a participant is asked afterwards: on the page of a link, or typed by an officer who calls or visits."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.forms import LocalIntegerField
from participants.follow_ups import MOST_WORKERS, Said
from participants.models import FollowUpAnswer, Market, PermitGained, Sales, Way
from participants.models.follow_up import LONGEST_NOTE

_NONE: Final = "belum"
_UNANSWERED: Final = ("", _("Pilih jawaban"))


class _Several(forms.MultipleChoiceField):
    """Some of the choices, or none of them by its own box; nothing ticked is unknown (R4)."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        every = [*choices, (_NONE, _("Belum ada"))]
        super().__init__(choices=every, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> frozenset[str] | None:
        picked = frozenset(super().clean(value))
        if _NONE in picked and len(picked) > 1:
            raise ValidationError(gettext("Pilih Belum ada saja, atau yang sudah ada, tidak keduanya."))
        return picked - {_NONE} if picked else None


class NewsForm(forms.Form):
    """Every question may be left open; at least one must be answered."""

    producing = forms.TypedChoiceField(
        label=_("Apakah usaha Anda masih berproduksi?"),
        choices=[_UNANSWERED, ("ya", _("Ya")), ("tidak", _("Tidak"))],
        coerce=lambda value: value == "ya",
        empty_value=None,
        required=False,
    )
    workers = LocalIntegerField(
        label=_("Berapa orang yang bekerja, termasuk Anda?"),
        unit=_("orang"),
        required=False,
        min_value=0,
        max_value=MOST_WORKERS,
    )
    sales = forms.TypedChoiceField(
        label=_("Berapa penjualan dalam sebulan terakhir?"),
        choices=[_UNANSWERED, *Sales.choices],
        empty_value=None,
        required=False,
    )
    permits = _Several(PermitGained.choices, label=_("Izin atau sertifikat apa yang sudah diperoleh?"))
    markets = _Several(Market.choices, label=_("Ke mana hasil usaha Anda dijual?"))
    note = forms.CharField(
        label=_("Kabar lain (boleh kosong)"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def said(self) -> Said:
        names = ("producing", "workers", "sales", "permits", "markets", "note")
        return Said(**{name: self.cleaned_data[name] for name in names})

    def clean(self) -> dict[str, Any]:
        facts = ("producing", "workers", "sales", "permits", "markets")
        if not self.errors and all(self.cleaned_data[name] is None for name in facts):
            raise ValidationError(gettext("Jawab paling sedikit satu pertanyaan."))
        return self.cleaned_data


class AnswerForm(NewsForm):
    """The same as told to an officer; of an answered round a correction with its reason."""

    how = forms.ChoiceField(
        label=_("Ditanyakan lewat"), choices=[(way.value, way.label) for way in (Way.CALL, Way.VISIT)]
    )
    reason = forms.CharField(label=_("Alasan koreksi"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    field_order = ("how", "producing", "workers", "sales", "permits", "markets", "note", "reason")

    def __init__(self, data: Any, *, corrects: FollowUpAnswer | None) -> None:
        super().__init__(data, initial=_as_typed(corrects) if corrects else None)
        if not corrects:
            del self.fields["reason"]


def _as_typed(answer: FollowUpAnswer) -> dict[str, Any]:
    """The fields as somebody would have filled them in to say this."""
    known: dict[bool | None, str] = {True: "ya", False: "tidak", None: ""}
    several = {
        name: None if kept is None else kept.split(",") if kept else [_NONE]
        for name, kept in (("permits", answer.permits), ("markets", answer.markets))
    }
    said = {"producing": known[answer.producing], "workers": answer.workers, "sales": answer.sales}
    return {**said, **several, "note": answer.note}


class AttemptForm(forms.Form):
    how = AnswerForm.base_fields["how"]
    note = forms.CharField(
        label=_("Catatan (boleh kosong)"),
        max_length=300,
        required=False,
        help_text=_("Misalnya: nomor tidak aktif."),
    )


class LinksForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan mengunduh nomor telepon"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Alasan dan nama Anda dicatat (UU 27/2022)."),
    )
