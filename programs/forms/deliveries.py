"""Forms of a handover: its papers with lines and witnesses, its signing, its annulment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.forms import local_formfield
from programs.goods import MOST_WITNESSES
from programs.models import Annulment, Delivery, DeliveryItem, DeliveryState, DeliveryWitness, FileKind, SigningWay

from .goods import QUANTITY_ERRORS, ProductAndUnit, RecipientOnTheSpot, offered_products

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from dekon_portal.accounts.models import User
    from programs.models import Product

BLANK_ROWS = 5
MOST_ROWS = 200
_SCANS = ("pdf", "jpg", "jpeg", "png", "webp")


class ItemForm(ProductAndUnit):
    """One line; a line without goods is no line."""

    class Meta:
        model = DeliveryItem
        fields: ClassVar = ["product", "unit", "quantity", "condition"]
        formfield_callback = local_formfield
        error_messages: ClassVar = QUANTITY_ERRORS

    def __init__(self, *args: Any, products: QuerySet[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        field.required = False
        field.queryset = products
        # Read once for all lines: the choices of a fresh field would ask the database line by line.
        field.choices = [("", "---------"), *((product.pk, str(product)) for product in products)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        said = cleaned.get("quantity") is not None or cleaned.get("condition")
        if said and not cleaned.get("product") and "product" not in self.errors:
            self.add_error("product", _("Pilih produknya, atau kosongkan seluruh baris ini."))
        return cleaned


class _Items(forms.BaseFormSet):
    def clean(self) -> None:
        """Each product and unit once; the second line is marked."""
        seen = set()
        for form in self.filled:
            key = (form.cleaned_data["product"].pk, form.cleaned_data["unit"])
            if key in seen:
                form.add_error(
                    "product", _("Produk dengan satuan ini sudah ada pada baris lain. Jumlahkan di satu baris.")
                )
            seen.add(key)

    @property
    def filled(self) -> list[ItemForm]:
        """The valid lines that name goods and are not struck out."""
        return [
            form
            for form in self.forms
            if form.is_valid() and form.cleaned_data.get("product") and not form.cleaned_data.get("DELETE")
        ]


ItemFormSet = forms.formset_factory(
    ItemForm, formset=_Items, extra=BLANK_ROWS, can_delete=True, max_num=MOST_ROWS, validate_max=True
)


def blank_rows(first: int) -> list[ItemForm]:
    """Further empty lines, numbered from `first`, for a form that is already open."""
    lines = ItemFormSet(prefix="items", form_kwargs={"products": offered_products([])})
    rows = []
    for number in range(first, min(first + BLANK_ROWS, MOST_ROWS)):
        row = lines.empty_form
        row.prefix = lines.add_prefix(number)
        rows.append(row)
    return rows


def _nip(label: Any, help_text: Any = "") -> forms.CharField:
    """A NIP as people write it, with blanks; the model asks for its 18 digits."""
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=30, widget=widget)


class WitnessForm(forms.ModelForm):
    """One witness; a row without a name is none."""

    nip = _nip(gettext_lazy("NIP saksi"))

    class Meta:
        model = DeliveryWitness
        fields: ClassVar = ["name", "nip", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False

    def clean_nip(self) -> str:
        return "".join(self.cleaned_data["nip"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("name") and any(cleaned.get(other) for other in ("nip", "position")):
            self.add_error("name", _("Tulis nama saksinya, atau kosongkan seluruh baris ini."))
        return cleaned

    def _post_clean(self) -> None:
        """An empty row is no witness, so it lacks nothing."""
        if self.cleaned_data.get("name"):
            super()._post_clean()  # type: ignore[misc]  # Django's own, which its stubs leave out


WitnessFormSet = forms.formset_factory(WitnessForm, extra=MOST_WITNESSES, max_num=MOST_WITNESSES, validate_max=True)


class DeliveryForm(RecipientOnTheSpot):
    recipient_field = "recipient"

    giver_nip = _nip(gettext_lazy("NIP pihak pertama"))
    receiver_nip = _nip(gettext_lazy("NIP pihak kedua"), gettext_lazy("Bila penerima pegawai negeri."))

    class Meta:
        model = Delivery
        fields: ClassVar = [
            "recipient", "handed_over_on", "number", "place", "giver_name", "giver_nip", "giver_position",
            "giver_decree", "receiver_name", "receiver_nip", "receiver_position", "replaces", "note",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "handed_over_on": gettext_lazy("Kosongkan bila belum diketahui."),
            "giver_decree": gettext_lazy("Nomor SK yang mendasari kewenangannya."),
            "replaces": gettext_lazy("Bila BAST ini dibuat untuk menggantikan BAST yang dibatalkan."),
        }

    def __init__(self, data: QueryDict | None = None, *, user: User, suggested_number: str = "", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.offer_recipients(self.instance.activity, user)
        self.fields["number"].help_text = _(
            "Kosongkan bila belum ada BAST: penyerahan tetap tercatat sebagai dilaporkan. Nomor berikutnya: %(number)s"
        ) % {"number": suggested_number}
        stored = self._stored_lines()
        products = offered_products(line["product"] for line in stored)
        self.items = ItemFormSet(data, prefix="items", initial=stored, form_kwargs={"products": products})
        self._offer_replaced()
        # Some ways to this form know nothing of witnesses; what they do not send stays as it is.
        self.sends_witnesses = data is not None and "witnesses-TOTAL_FORMS" in data
        self.witnesses = WitnessFormSet(
            data if self.sends_witnesses else None, prefix="witnesses", initial=self._stored_witnesses()
        )

    def _offer_replaced(self) -> None:
        """Annulled BAST of the activity that no other handover replaces; without any, nothing is asked."""
        field = self.fields["replaces"]
        taken = Delivery._base_manager.filter(replaces__isnull=False).exclude(pk=self.instance.pk)
        annulled = self.instance.activity.deliveries.filter(state=DeliveryState.ANNULLED)
        field.queryset = annulled.exclude(pk__in=taken.values("replaces"))
        field.empty_label = _("Tidak menggantikan")
        if not field.queryset.exists():
            field.widget = forms.HiddenInput()

    def _stored_witnesses(self) -> list[dict[str, Any]]:
        return list(self.instance.witnesses.values("name", "nip", "position")) if self.instance.pk else []

    def _stored_lines(self) -> list[dict[str, Any]]:
        if not self.instance.pk:
            return []
        return list(self.instance.items.order_by("pk").values("product", "unit", "quantity", "condition"))

    def clean_giver_nip(self) -> str:
        return "".join(self.cleaned_data["giver_nip"].split())

    def clean_receiver_nip(self) -> str:
        return "".join(self.cleaned_data["receiver_nip"].split())

    def is_valid(self) -> bool:
        rows_fit = self.items.is_valid() and (not self.sends_witnesses or self.witnesses.is_valid())
        return super().is_valid() and rows_fit

    def lines(self) -> list[DeliveryItem]:
        """The lines the handover has from now on."""
        return [form.instance for form in self.items.filled]

    def witness_rows(self) -> list[DeliveryWitness] | None:
        """The witnesses from now on; None when the form did not carry them."""
        if not self.sends_witnesses:
            return None
        return [form.instance for form in self.witnesses if form.cleaned_data.get("name")]


class SignForm(forms.Form):
    """How it is known that both parties signed."""

    way = forms.ChoiceField(
        label=gettext_lazy("Cara penandatanganan"),
        choices=[(way.value, way.label) for way in (SigningWay.SCAN, SigningWay.PAGE)],
        widget=forms.RadioSelect,
    )
    scan = forms.FileField(
        label=gettext_lazy("Pindaian BAST"),
        required=False,
        validators=[FileExtensionValidator(_SCANS, gettext_lazy("Pindaian berupa PDF atau foto (JPG, PNG, WebP)."))],
        help_text=gettext_lazy("Pindaian berupa PDF atau foto (JPG, PNG, WebP)."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in _SCANS)}),
    )
    confirmed = forms.BooleanField(required=False)

    def __init__(self, data: Any, files: Any, *, delivery: Delivery) -> None:
        super().__init__(data, files)
        self.has_scan = delivery.attachments.filter(kind=FileKind.BAST_SCAN).exists()
        if self.has_scan:
            self.fields["scan"].help_text = _("Pindaian sudah terlampir; unggah lagi hanya bila perlu.")
        self.fields["confirmed"].label = _(
            "Saya memastikan BAST ini ditandatangani %(giver)s (%(giver_position)s) "
            "dan %(receiver)s (%(receiver_position)s)."
        ) % {
            "giver": delivery.giver_name,
            "giver_position": delivery.giver_position,
            "receiver": delivery.receiver_name,
            "receiver_position": delivery.receiver_position,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        way = cleaned.get("way")
        if way == SigningWay.SCAN and not (cleaned.get("scan") or self.has_scan) and "scan" not in self.errors:
            self.add_error("scan", _("Pilih berkas pindaian BAST yang bertanda tangan."))
        if way == SigningWay.PAGE and not cleaned.get("confirmed"):
            self.add_error("confirmed", _("Beri tanda bahwa nama dan jabatan penanda tangan sudah dipastikan."))
        return cleaned


class AnnulmentForm(forms.ModelForm):
    signer_nip = _nip(gettext_lazy("NIP penanda tangan"))

    class Meta:
        model = Annulment
        fields: ClassVar = [
            "reason", "number", "dated_on", "place", "signer_name", "signer_nip", "signer_position", "signer_decree",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "reason": gettext_lazy(
                "Alasan dan nama Anda dicatat, dan alasannya tercetak pada berita acara pembatalan."
            ),
            "number": gettext_lazy("Satu urutan dengan nomor BAST satuan kerja ini."),
        }

    def clean_signer_nip(self) -> str:
        return "".join(self.cleaned_data["signer_nip"].split())
