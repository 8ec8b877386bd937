"""Forms of goods: they read what was typed; the rules are in goods.py and the models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.forms import LocalDateField, local_formfield
from dekon_portal.core.names import clean_text
from dekon_portal.core.phones import normalise_phone
from programs.models import (
    ActivityTarget,
    Order,
    Product,
    Production,
    Province,
    Recipient,
    RecipientKind,
    Regency,
    Unit,
)
from programs.models.goods import WHOLE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dekon_portal.accounts.models import User
    from programs.models import Activity

_NOTE: dict[str, Any] = {"note": forms.Textarea(attrs={"rows": 2})}
QUANTITY_ERRORS: dict[str, Any] = {"quantity": {limit.code: limit.message for limit in WHOLE}}


def offered_products(kept: Iterable[int | None]) -> QuerySet[Product]:
    """Products in use, and those a row already has."""
    return Product.objects.filter(Q(is_active=True) | Q(pk__in=[pk for pk in kept if pk]))


class ProductAndUnit(forms.ModelForm):
    """A product and its unit; no unit chosen means the product's usual one. Nothing is ever converted."""

    unit = forms.ChoiceField(label=_("Satuan"), required=False, choices=[("", _("Satuan lazim produk")), *Unit.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = offered_products([self.instance.product_id])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("product") and not cleaned.get("unit"):
            cleaned["unit"] = cleaned["product"].unit
        return cleaned


class RecipientOnTheSpot(forms.ModelForm):
    """Chooses a recipient of the activity's province, or names a new one in the same form."""

    recipient_field: ClassVar[str]

    new_name = forms.CharField(
        label=_("Nama bila belum ada di daftar"),
        required=False,
        max_length=200,
        help_text=_("Misalnya Gugus Tugas Covid-19 Provinsi Sumatera Selatan."),
    )
    new_kind = forms.ChoiceField(
        label=_("Jenis"), required=False, choices=[("", _("Pilih jenisnya")), *RecipientKind.choices]
    )

    def offer_recipients(self, activity: Activity, user: User) -> None:
        field = self.fields[self.recipient_field]
        field.queryset = Recipient.objects.visible_to(user).standing().filter(province=activity.office.province_id)
        field.required = False
        names = list(self.fields)
        for name in ("new_kind", "new_name"):
            names.remove(name)
            names.insert(names.index(self.recipient_field) + 1, name)
        self.order_fields(names)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name = clean_text(cleaned.get("new_name", ""), 200)
        chosen = cleaned.get(self.recipient_field)
        if chosen and name:
            self.add_error("new_name", _("Pilih dari daftar atau tulis nama baru, jangan keduanya."))
        elif not chosen and not name and self.recipient_field not in self.errors:
            self.add_error(self.recipient_field, _("Pilih dari daftar, atau tulis nama baru di bawahnya."))
        elif name and not cleaned.get("new_kind"):
            self.add_error("new_kind", _("Pilih jenis penerima yang baru ini."))
        return cleaned

    def new_recipient(self, activity: Activity) -> Recipient | None:
        """The recipient named in the form, not saved yet; None when one was chosen."""
        name = clean_text(self.cleaned_data["new_name"], 200)
        if not name:
            return None
        return Recipient(
            province_id=activity.office.province_id,
            regency_id=activity.regency_id,
            kind=self.cleaned_data["new_kind"],
            name=name,
        )


class OrderForm(RecipientOnTheSpot, ProductAndUnit):
    recipient_field = "orderer"

    class Meta:
        model = Order
        fields: ClassVar = [
            "orderer", "product", "unit", "quantity", "ordered_on", "due_on", "letter_number", "note",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = _NOTE
        error_messages: ClassVar = QUANTITY_ERRORS
        help_texts: ClassVar = {
            "quantity": _("Kosongkan bila belum diketahui. Pesanan tidak menambah persediaan."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_recipients(self.instance.activity, user)


class ProductionForm(ProductAndUnit):
    class Meta:
        model = Production
        fields: ClassVar = [
            "product", "unit", "quantity", "rejected", "rejected_reason", "made_on", "lot", "meets_sni", "note",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = _NOTE
        error_messages: ClassVar = QUANTITY_ERRORS
        help_texts: ClassVar = {
            "quantity": _(
                "Semua yang dibuat, juga yang kemudian ditolak. Kosongkan bila belum diketahui. "
                "Jumlah yang diketahui langsung masuk persediaan."
            ),
            "rejected": _(
                "Yang tidak lolos pemeriksaan; tidak masuk persediaan. Kosongkan bila belum diperiksa, "
                "isi 0 bila semuanya lolos."
            ),
            "meets_sni": _("Hanya untuk masker kain. SNI ini ditetapkan 16 September 2020 dan bersifat sukarela."),
        }


class TargetForm(ProductAndUnit):
    class Meta:
        model = ActivityTarget
        fields: ClassVar = ["product", "unit", "quantity"]
        formfield_callback = local_formfield
        error_messages: ClassVar = QUANTITY_ERRORS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        others = self.instance.activity.targets.exclude(pk=self.instance.pk)
        if others.filter(product=cleaned.get("product"), unit=cleaned.get("unit", "")).exists():
            self.add_error("product", _("Target produk dengan satuan ini sudah ada. Ubah target yang ada itu."))
        return cleaned


class RecipientForm(forms.ModelForm):
    class Meta:
        model = Recipient
        fields: ClassVar = [
            "province", "kind", "name", "level", "regency", "since", "address", "contact_name", "phone", "email",
        ]  # fmt: skip
        formfield_callback = local_formfield
        widgets: ClassVar = {
            "address": forms.Textarea(attrs={"rows": 2}),
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
            "email": forms.EmailInput(),
        }
        help_texts: ClassVar = {
            "contact_name": _("Orang yang dihubungi untuk serah terima."),
            "phone": _("Disimpan terenkripsi; halaman hanya menampilkan sebagian."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = Province.objects.filter(code__in=user.scope.provinces)
        self.fields["province"].queryset = provinces
        if len(provinces) == 1:
            self.fields["province"].initial = provinces[0]
            self.fields["province"].widget = forms.HiddenInput()
        self.fields["regency"].queryset = Regency.objects.filter(province__in=user.scope.provinces).select_related(
            "province"
        )

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"], 200)

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        try:
            return normalise_phone(text) if text else ""
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email:
            validate_email(email)
        return email


class NameSinceForm(forms.Form):
    """A new name, from a day on."""

    name = forms.CharField(label=_("Nama baru"), max_length=200)
    since = LocalDateField(
        label=_("Berlaku sejak"),
        help_text=_("BAST yang bertanggal sebelumnya tetap memakai nama lama. Misalnya 20 Juli 2020 untuk Satgas."),
    )

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"], 200)


class FormerNameForm(forms.Form):
    """A name it had before."""

    name = forms.CharField(label=_("Nama lama"), max_length=200)
    since = LocalDateField(label=_("Dipakai sejak"), required=False, help_text=_("Kosongkan bila belum diketahui."))
    until = LocalDateField(label=_("Dipakai sampai"), help_text=_("Hari terakhir nama ini berlaku."))

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"], 200)


class MergeForm(forms.Form):
    """Which of two to keep, and why they are one."""

    keep = forms.TypedChoiceField(label=_("Yang dipertahankan"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mengapa keduanya penerima yang sama. Penggabungan dapat dipisahkan kembali."),
    )

    def __init__(self, data: Any, *, pair: tuple[Recipient, Recipient]) -> None:
        super().__init__(data)
        self.fields["keep"].choices = [(one.pk, str(one)) for one in pair]
