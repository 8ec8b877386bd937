"""The lists of goods: what flows through an activity, orders, productions, handovers, stock and its movements."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.known import Known
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.tables import DateColumn, DateTimeColumn, IntegerColumn, PortalTable, StateColumn
from dekon_portal.core.templatetags.portal import unknown_mark

from .models import Delivery, DeliveryState, Order, Production, StockBalance, StockEntry


class AmountColumn(tables.Column):  # type: ignore[misc]
    """A sum that says how much of it is known (R4); a dash where there is nothing to sum."""

    attrs = {"cell": {"class": "num"}}  # noqa: RUF012 (as django-tables2 has it)

    def render(self, value: Known) -> Any:
        if value.of == 0:
            return "–"
        total = unknown_mark() if value.total is None else format_integer(value.total)
        if value.known == value.of:
            return total
        known = _("%(known)s dari %(of)s diketahui") % {
            "known": format_integer(value.known),
            "of": format_integer(value.of),
        }
        return format_html('<div>{}<br><span class="soft small">{}</span></div>', total, known)


class QuantityColumn(tables.Column):  # type: ignore[misc]
    """A quantity with its unit, as the row states it."""

    attrs = {"cell": {"class": "num"}}  # noqa: RUF012

    def render(self, value: int, record: Any) -> str:
        return f"{format_integer(value)} {record.get_unit_display()}"


class FlowTable(PortalTable):
    product = tables.Column(verbose_name=gettext_lazy("Produk"))
    unit = tables.Column(accessor="unit_label", verbose_name=gettext_lazy("Satuan"))
    target = AmountColumn(verbose_name=gettext_lazy("Target"))
    ordered = AmountColumn(verbose_name=gettext_lazy("Dipesan"))
    produced = AmountColumn(verbose_name=gettext_lazy("Dibuat"))
    reported = AmountColumn(verbose_name=gettext_lazy("Dilaporkan diserahkan"))
    delivered = AmountColumn(verbose_name=gettext_lazy("Diserahkan dengan BAST"))
    received = AmountColumn(verbose_name=gettext_lazy("Diterima"))
    left = IntegerColumn(verbose_name=gettext_lazy("Sisa di satuan kerja"))

    class Meta(PortalTable.Meta):
        orderable = False


class OrderTable(PortalTable):
    product = tables.Column()
    quantity = QuantityColumn()
    orderer = tables.Column()
    ordered_on = DateColumn()
    due_on = DateColumn()
    letter_number = tables.Column()

    class Meta(PortalTable.Meta):
        model = Order
        fields = ("product", "quantity", "orderer", "ordered_on", "due_on", "letter_number")
        orderable = False


class OrderEditTable(OrderTable):
    actions = tables.TemplateColumn(
        template_name="programs/_order_actions.html", verbose_name=gettext_lazy("Tindakan"), orderable=False
    )

    class Meta(OrderTable.Meta):
        pass


class ProductionTable(PortalTable):
    product = tables.Column()
    quantity = QuantityColumn()
    made_on = DateColumn()
    lot = tables.Column(default="–")
    note = tables.Column(default="–")

    class Meta(PortalTable.Meta):
        model = Production
        fields = ("product", "quantity", "made_on", "lot", "note")
        orderable = False


class ProductionEditTable(ProductionTable):
    actions = tables.TemplateColumn(
        template_name="programs/_production_actions.html", verbose_name=gettext_lazy("Tindakan"), orderable=False
    )

    class Meta(ProductionTable.Meta):
        pass


class DeliveryTable(PortalTable):
    recipient = tables.Column(order_by=("recipient__name",), linkify=lambda record: record.get_absolute_url())
    state = StateColumn(
        DeliveryState, accessor="delivery_state", verbose_name=gettext_lazy("Status"), order_by=("state",)
    )
    number = tables.Column(
        verbose_name=gettext_lazy("Nomor BAST"), default=gettext_lazy("belum ada"), attrs={"td": {"class": "tight"}}
    )
    handed_over_on = DateColumn()
    goods = tables.Column(
        verbose_name=gettext_lazy("Barang"), accessor="pk", orderable=False, attrs={"td": {"class": "words"}}
    )
    activity = tables.Column(linkify=True, order_by=("activity__code",))

    class Meta(PortalTable.Meta):
        model = Delivery
        fields = ("recipient", "state", "number", "handed_over_on", "goods", "activity")

    def render_goods(self, record: Delivery) -> Any:
        return goods_in_words(record) or unknown_mark()


class ActivityDeliveryTable(DeliveryTable):
    class Meta(DeliveryTable.Meta):
        exclude = ("activity",)
        orderable = False


def goods_in_words(delivery: Delivery) -> str:
    """ "3.000 helai Masker kain; Baju hazmat (jumlah belum diketahui)"; items should be prefetched."""
    parts = []
    for item in delivery.items.all():
        if item.quantity is None:
            parts.append(_("%(product)s (jumlah belum diketahui)") % {"product": item.product})
        else:
            parts.append(f"{format_integer(item.quantity)} {item.get_unit_display()} {item.product}")
    return "; ".join(parts)


class BalanceTable(PortalTable):
    product = tables.Column(order_by=("product__name",), linkify=lambda record: record.get_absolute_url())
    quantity = IntegerColumn()
    unit = tables.Column()
    office = tables.Column(order_by=("office__name",))

    class Meta(PortalTable.Meta):
        model = StockBalance
        fields = ("product", "quantity", "unit", "office")


class EntryTable(PortalTable):
    at = DateTimeColumn(zone="office__province__zone")
    kind = tables.Column()
    amount = IntegerColumn()
    source = tables.Column(verbose_name=gettext_lazy("Asal"), accessor="pk", orderable=False)
    reason = tables.Column(default="–", orderable=False)
    by = tables.Column(verbose_name=gettext_lazy("Oleh"), orderable=False)

    class Meta(PortalTable.Meta):
        model = StockEntry
        fields = ("at", "kind", "amount", "source", "reason", "by")

    def render_source(self, record: StockEntry) -> Any:
        if record.delivery_item:
            delivery = record.delivery_item.delivery
            return format_html('<a href="{}">{}</a>', delivery.get_absolute_url(), delivery.number)
        return format_html('<a href="{}">{}</a>', record.activity.get_absolute_url(), record.activity)
