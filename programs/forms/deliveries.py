"""The form of a handover: its papers, and its lines in one formset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.forms import local_formfield
from programs.models import Delivery, DeliveryItem

from .goods import QUANTITY_ERRORS, ProductAndUnit, RecipientOnTheSpot, offered_products

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from dekon_portal.accounts.models import User
    from programs.models import Product

BLANK_ROWS = 5
MOST_ROWS = 200


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


class DeliveryForm(RecipientOnTheSpot):
    recipient_field = "recipient"

    giver_nip = _nip(gettext_lazy("NIP pihak pertama"))
    receiver_nip = _nip(gettext_lazy("NIP pihak kedua"), gettext_lazy("Bila penerima pegawai negeri."))

    class Meta:
        model = Delivery
        fields: ClassVar = [
            "recipient", "handed_over_on", "number", "place", "giver_name", "giver_nip", "giver_position",
            "receiver_name", "receiver_nip", "receiver_position", "note",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "handed_over_on": gettext_lazy("Kosongkan bila belum diketahui."),
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

    def _stored_lines(self) -> list[dict[str, Any]]:
        if not self.instance.pk:
            return []
        return list(self.instance.items.order_by("pk").values("product", "unit", "quantity", "condition"))

    def clean_giver_nip(self) -> str:
        return "".join(self.cleaned_data["giver_nip"].split())

    def clean_receiver_nip(self) -> str:
        return "".join(self.cleaned_data["receiver_nip"].split())

    def is_valid(self) -> bool:
        lines_fit = self.items.is_valid()
        return super().is_valid() and lines_fit

    def lines(self) -> list[DeliveryItem]:
        """The lines the handover has from now on."""
        return [form.instance for form in self.items.filled]
