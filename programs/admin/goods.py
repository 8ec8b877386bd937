"""Screens of recipients, orders, productions and handovers. Stock itself moves only through its verbs (R6, R7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.admin.exchange import Imports
from dekon_portal.core.admin.reach import OccurringFilter
from dekon_portal.core.admin.resources import Resource, list_resource, resource_for
from dekon_portal.core.admin.screen import Screen
from dekon_portal.core.pages import seen_version
from dekon_portal.core.refusal import Refusal
from programs import goods
from programs.forms.deliveries import DeliveryForm
from programs.forms.goods import OrderForm, ProductionForm, RecipientForm
from programs.models import Delivery, Order, Production, Recipient
from programs.numbering import next_number

from .base import HangingScreen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from dekon_portal.accounts.models import User

_UNKNOWN = ("quantity", admin.EmptyFieldListFilter)


def save_new_or_changed(recipient: Recipient, *, by: User) -> None:
    """Refuse a second recipient of the same name, however it is written."""
    if not recipient._state.adding:
        goods.change_recipient(recipient, by=by)
    elif goods.save_recipient(recipient, by=by) is not recipient:
        raise Refusal(_("Penerima dengan nama ini sudah ada di provinsi ini."))


class RecipientResource(Resource):
    action = "goods.write"

    def store(self, row: Any) -> None:
        save_new_or_changed(row, by=self.user)  # type: ignore[arg-type]


@admin.register(Recipient)
class RecipientScreen(Imports, Screen):
    write_action = "goods.write"
    page_form = RecipientForm
    list_display = ("name", "kind", "level", "regency", "province", "merged_into")
    list_select_related = ("regency", "province", "merged_into")
    list_filter = ("kind", "level", ("regency", OccurringFilter))
    search_fields = ("name", "address")
    resource = resource_for(
        Recipient,
        fields=["province", "kind", "name", "level", "regency", "since", "address", "contact_name"],
        key=["province", "name"],
        base=RecipientResource,
    )

    def form_options(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {"user": request.user}

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        save_new_or_changed(row, by=request.user)


@admin.register(Order)
class OrderScreen(HangingScreen):
    write_action = "goods.write"
    may_remove = True
    page_form = OrderForm
    list_display = ("product", "quantity", "unit", "orderer", "ordered_on", "activity")
    list_select_related = ("product", "orderer", "activity__office__province")
    list_filter = (("product", OccurringFilter), ("activity__fiscal_year", OccurringFilter), _UNKNOWN)
    search_fields = ("orderer__name", "product__name", "letter_number", "activity__title", "activity__code")
    resource = list_resource(
        ("activity__code", gettext_lazy("Kode kegiatan")),
        ("orderer", gettext_lazy("Pemesan")),
        ("product", gettext_lazy("Produk")),
        ("quantity", gettext_lazy("Jumlah dipesan")),
        ("unit", gettext_lazy("Satuan")),
        ("ordered_on", gettext_lazy("Tanggal pesanan")),
        ("due_on", gettext_lazy("Batas penyelesaian")),
        ("letter_number", gettext_lazy("Nomor surat")),
    )

    def form_fields(self, request: HttpRequest, row: Any) -> list[str]:
        return [
            "orderer", "new_name", "new_kind", "product", "unit", "quantity", "ordered_on", "due_on",
            "letter_number", "note",
        ]  # fmt: skip

    def form_options(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {"user": request.user}

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        new = form.new_recipient(row.activity)
        if new:
            row.orderer = goods.save_recipient(new, by=request.user)
        goods.save_order(row, by=request.user, seen_version=seen_version(request))

    def remove(self, request: HttpRequest, row: Any) -> None:
        goods.remove_order(row, by=request.user)


@admin.register(Production)
class ProductionScreen(HangingScreen):
    write_action = "goods.write"
    may_remove = True
    page_form = ProductionForm
    list_display = ("product", "quantity", "rejected", "unit", "made_on", "lot", "activity")
    list_select_related = ("product", "activity__office__province")
    list_filter = (("product", OccurringFilter), ("activity__fiscal_year", OccurringFilter), _UNKNOWN)
    search_fields = ("product__name", "lot", "activity__title", "activity__code")
    resource = list_resource(
        ("activity__code", gettext_lazy("Kode kegiatan")),
        ("product", gettext_lazy("Produk")),
        ("quantity", gettext_lazy("Jumlah dibuat")),
        ("rejected", gettext_lazy("Ditolak pemeriksaan")),
        ("rejected_reason", gettext_lazy("Alasan penolakan")),
        ("unit", gettext_lazy("Satuan")),
        ("made_on", gettext_lazy("Tanggal")),
        ("lot", gettext_lazy("Lot")),
        ("meets_sni", gettext_lazy("Memenuhi SNI 8914:2020")),
    )

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        goods.save_production(row, by=request.user, seen_version=seen_version(request))

    def remove(self, request: HttpRequest, row: Any) -> None:
        goods.remove_production(row, by=request.user)


@admin.register(Delivery)
class DeliveryScreen(HangingScreen):
    """Handovers as notes and drafts. Signing and annulling move stock and have their own pages."""

    write_action = "goods.write"
    may_remove = True
    page_form = DeliveryForm
    facts = ("activity", "state")
    change_form_template = "admin/screen_delivery.html"
    list_display = ("recipient", "number", "state", "handed_over_on", "activity")
    list_select_related = ("recipient", "activity__office__province")
    list_filter = ("state", ("activity__fiscal_year", OccurringFilter))
    search_fields = ("number", "recipient__name", "activity__title", "activity__code")
    resource = list_resource(
        ("activity__code", gettext_lazy("Kode kegiatan")),
        ("number", gettext_lazy("Nomor BAST")),
        ("get_state_display", gettext_lazy("Status")),
        ("recipient", gettext_lazy("Penerima")),
        ("handed_over_on", gettext_lazy("Tanggal penyerahan")),
        ("place", gettext_lazy("Tempat penandatanganan")),
    )

    def form_fields(self, request: HttpRequest, row: Any) -> list[str]:
        return [
            "recipient", "new_name", "new_kind", "handed_over_on", "number", "place", "giver_name", "giver_nip",
            "giver_position", "giver_decree", "receiver_name", "receiver_nip", "receiver_position", "replaces", "note",
        ]  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A signed BAST is a document: it is shown (R7)."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_editable)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_editable)

    def form_options(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        activity = row.activity
        number = next_number(activity.office, activity.fiscal_year, row.handed_over_on)
        return {"user": request.user, "suggested_number": number}

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        new = form.new_recipient(row.activity)
        if new:
            row.recipient = goods.save_recipient(new, by=request.user)
        goods.save_delivery(
            row, form.lines(), by=request.user, seen_version=seen_version(request), witnesses=form.witness_rows()
        )

    def remove(self, request: HttpRequest, row: Any) -> None:
        goods.remove_delivery(row, by=request.user)
