"""What a recipient says, and what the office says for or to one: counts by line, a name behind them, a photo or scan.

The fields of a line are numbered by its place on the paper: no key of the database leaves the portal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.forms import LocalDateField, LocalIntegerField, local_formfield
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.refusal import Refusal
from programs.models import DifferenceKind, Onward, OnwardItem
from programs.receipts import Count, Evidence, evidence_of, photo_of
from programs.settlements import Proposed

from .goods import RecipientOnTheSpot

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.forms import BoundField

    from dekon_portal.accounts.models import User
    from programs.models import ReceiptItem
    from programs.onward import Place

MOST = 999_999_999


def _count(label: Any, **options: Any) -> LocalIntegerField:
    field = LocalIntegerField(label=label, min_value=0, max_value=MOST, **options)
    field.error_messages["required"] = _("Isi jumlahnya; tulis 0 bila tidak ada.")
    return field


class Lines(forms.Form):
    """A form with the same few fields for each line of a paper."""

    names: ClassVar[tuple[str, ...]]

    def __init__(self, *args: Any, lines: Sequence[Any], **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(*args, **kwargs)
        own = dict(self.fields)
        self.fields.clear()
        for number, line in enumerate(lines):
            for name, field in self.fields_of(line).items():
                self.fields[f"{name}_{number}"] = field
        self.fields.update(own)

    def fields_of(self, line: Any) -> dict[str, forms.Field]:
        raise NotImplementedError

    def rows(self) -> Iterator[tuple[Any, str, list[BoundField]]]:
        """(line, what is known of it, its fields), for the page."""
        for number, line in enumerate(self.lines):
            yield line, self.said_of(line), [self[f"{name}_{number}"] for name in self.names]

    def said_of(self, line: Any) -> str:
        raise NotImplementedError

    def rest(self) -> list[BoundField]:
        """The fields that belong to no line."""
        of_lines = {f"{name}_{number}" for number in range(len(self.lines)) for name in self.names}
        return [field for field in self if field.name not in of_lines]

    def values(self) -> Iterator[dict[str, Any]]:
        for number in range(len(self.lines)):
            yield {name: self.cleaned_data.get(f"{name}_{number}") for name in self.names}

    def clean(self) -> dict[str, Any]:
        """Nobody can receive more broken goods than goods."""
        whole = "agreed" if "agreed" in self.names else "received"
        for number, values in enumerate(self.values()):
            damaged, total = values.get("damaged"), values.get(whole)
            if damaged is not None and total is not None and damaged > total:
                self.add_error(f"damaged_{number}", _("Yang rusak tidak dapat lebih banyak daripada yang diterima."))
        return self.cleaned_data


class CountsForm(Lines):
    names = ("received", "damaged", "note")

    who = forms.CharField(
        label=gettext_lazy("Nama yang menerima"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    position = forms.CharField(label=gettext_lazy("Jabatan"), max_length=200)

    def fields_of(self, line: Any) -> dict[str, forms.Field]:
        return {
            "received": _count(_("Berapa yang tiba?"), unit=line.get_unit_display()),
            "damaged": _count(_("Di antaranya yang rusak"), unit=line.get_unit_display(), initial=0),
            "note": forms.CharField(label=_("Catatan kondisi (boleh kosong)"), max_length=300, required=False),
        }

    def said_of(self, line: Any) -> str:
        what = {"count": format_integer(line.quantity), "unit": line.get_unit_display()}
        if isinstance(line, OnwardItem):
            return _("%(count)s %(unit)s diteruskan") % what
        return _("%(count)s %(unit)s menurut BAST") % what

    def counts(self) -> list[Count]:
        return [Count(**values) for values in self.values()]


class ReceiptForm(CountsForm):
    """What the recipient fills in on the page of the link."""

    photo = forms.FileField(
        label=gettext_lazy("Foto barang (boleh kosong)"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )

    def clean_photo(self) -> Evidence | None:
        upload: UploadedFile | None = self.cleaned_data["photo"]
        if upload is None:
            return None
        return _or_invalid(photo_of, upload)  # type: ignore[no-any-return]


class _Paper(forms.Form):
    """What the office must give along when it speaks for a recipient."""

    scan = forms.FileField(
        label=gettext_lazy("Pindaian atau foto surat"), help_text=gettext_lazy("PDF, JPG, PNG, atau WebP.")
    )
    reason = forms.CharField(
        label=gettext_lazy("Mengapa tidak lewat tautan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_scan(self) -> Evidence:
        return _or_invalid(evidence_of, self.cleaned_data["scan"])  # type: ignore[no-any-return]


def _or_invalid(look: Any, upload: UploadedFile) -> Any:
    """What the look at a file finds; its refusal becomes the field's error."""
    try:
        return look(upload)
    except Refusal as refusal:
        raise ValidationError(refusal.sentence) from refusal


class PaperReceiptForm(CountsForm, _Paper):
    received_on = LocalDateField(label=gettext_lazy("Tanggal diterima"))

    field_order = ("received_on", "who", "position", "scan", "reason")


class SettlementForm(Lines):
    """The office's proposal: how each difference came about, and what is to count."""

    names = ("kind", "agreed", "damaged")

    explanation = forms.CharField(
        label=gettext_lazy("Penjelasan"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Dibaca penerima sebelum menyetujui."),
    )
    position = forms.CharField(label=gettext_lazy("Jabatan Anda"), max_length=200)

    def fields_of(self, line: ReceiptItem) -> dict[str, forms.Field]:
        unit = line.get_unit_display()
        return {
            "kind": forms.ChoiceField(
                label=_("Jenis selisih"), choices=DifferenceKind.choices, initial=_likely_kind(line)
            ),
            "agreed": _count(_("Jumlah yang disepakati"), unit=unit, initial=line.received),
            "damaged": _count(_("Di antaranya yang rusak"), unit=unit, initial=line.damaged),
        }

    def said_of(self, line: ReceiptItem) -> str:
        return _("%(delivered)s menurut BAST, %(received)s menurut penerima, %(damaged)s rusak") % {
            "delivered": format_integer(line.delivered),
            "received": format_integer(line.received),
            "damaged": format_integer(line.damaged),
        }

    def proposed(self) -> list[Proposed]:
        return [
            Proposed(line, DifferenceKind(values["kind"]), values["agreed"], values["damaged"])
            for line, values in zip(self.lines, self.values(), strict=True)
        ]


def _likely_kind(line: ReceiptItem) -> DifferenceKind:
    """A first guess, for the officer to change."""
    if line.received < line.delivered:
        return DifferenceKind.SHORT
    return DifferenceKind.MISCOUNTED if line.received > line.delivered else DifferenceKind.DAMAGED


class AnswerForm(forms.Form):
    """The recipient's yes or no; which one says the button."""

    who = forms.CharField(label=gettext_lazy("Nama Anda"), max_length=200)
    position = forms.CharField(label=gettext_lazy("Jabatan"), max_length=200)
    note = forms.CharField(
        label=gettext_lazy("Bila belum setuju, apa yang belum sesuai?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def accepts(self) -> bool:
        return self.data.get("answer") == "yes"

    def clean(self) -> dict[str, Any]:
        if not self.accepts and not self.cleaned_data.get("note"):
            self.add_error("note", _("Tuliskan apa yang belum sesuai."))
        return self.cleaned_data


class PaperAnswerForm(_Paper):
    who = forms.CharField(label=gettext_lazy("Nama yang menyetujui"), max_length=200)
    position = forms.CharField(label=gettext_lazy("Jabatan"), max_length=200)

    field_order = ("who", "position", "scan", "reason")


class OnwardForm(RecipientOnTheSpot):
    """To whom goods went on, and how many of what is left at the place they come from."""

    recipient_field = "recipient"

    class Meta:
        model = Onward
        fields: ClassVar = ["recipient", "passed_on", "note"]
        formfield_callback = local_formfield
        help_texts: ClassVar = {"passed_on": gettext_lazy("Kosongkan bila belum diketahui.")}

    def __init__(self, *args: Any, place: Place, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_recipients(self.instance.delivery.activity, user)
        self.shares = [share for share in place.lines if share.remains > 0]
        for number, share in enumerate(self.shares):
            self.fields[f"quantity_{number}"] = LocalIntegerField(
                label=str(share.product),
                unit=share.unit_label,
                required=False,
                min_value=1,
                max_value=share.remains,
                help_text=_("Paling banyak %(most)s.") % {"most": format_integer(share.remains)},
            )

    def items(self) -> list[OnwardItem]:
        """The goods with a number; what was left empty did not go on."""
        found = [(share, self.cleaned_data.get(f"quantity_{n}")) for n, share in enumerate(self.shares)]
        return [OnwardItem(product=s.product, unit=s.unit, quantity=quantity) for s, quantity in found if quantity]
