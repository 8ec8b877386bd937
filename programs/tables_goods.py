"""The lists of goods: what flows through an activity, orders, productions, handovers, stock and its movements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.known import Known
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.tables import DateColumn, DateTimeColumn, IntegerColumn, PortalTable, StateColumn
from dekon_portal.core.templatetags.portal import unknown_mark

from . import sni
from .conversions import Conversions
from .models import Delivery, DeliveryState, Office, Order, Production, StockBalance, StockEntry

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .flow import Flow


class GoodsTable(PortalTable):
    """Beside a figure stands what it amounts to in the product's usual unit, where that is declared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conversions = Conversions()

    def beside(self, record: Any, amount: int | None) -> str:
        total = self.conversions.total(record.product.pk, record.unit, amount)
        return f"= {total}" if total else ""

    class Meta(PortalTable.Meta):
        pass


def needless(user: User) -> tuple[str, ...]:
    """The columns of a list of goods that say the same in each row: of one office, its name."""
    return ("office",) if len(Office.objects.visible_to(user)[:2]) < 2 else ()


def with_notes(figure: Any, *notes: str) -> Any:
    """A figure, and beneath it in small what is said of it."""
    said = format_html_join("", '<br><span class="soft small">{}</span>', ((note,) for note in notes if note))
    return format_html("<div>{}{}</div>", figure, said) if said else figure


class AmountColumn(tables.Column):  # type: ignore[misc]
    """A sum that says how much of it is known (R4); a dash where there is nothing to sum."""

    attrs = {"cell": {"class": "num"}}  # noqa: RUF012 (as django-tables2 has it)

    def render(self, value: Known, record: Any, table: GoodsTable) -> Any:
        if value.of == 0:
            return "–"
        total = unknown_mark() if value.total is None else format_integer(value.total)
        known = "" if value.is_complete else known_of(value)
        return with_notes(total, table.beside(record, value.total), known)


def known_of(value: Known) -> str:
    return _("%(known)s dari %(of)s diketahui") % {
        "known": format_integer(value.known),
        "of": format_integer(value.of),
    }


class StockColumn(tables.Column):  # type: ignore[misc]
    """What is left; a balance is always known."""

    attrs = {"cell": {"class": "num"}}  # noqa: RUF012

    def render(self, value: int, record: Any, table: GoodsTable) -> Any:
        return with_notes(format_integer(value), table.beside(record, value))


class QuantityColumn(tables.Column):  # type: ignore[misc]
    """A quantity with its unit, as the row states it."""

    attrs = {"cell": {"class": "num"}}  # noqa: RUF012

    def render(self, value: int, record: Any, table: GoodsTable) -> Any:
        return with_notes(f"{format_integer(value)} {record.get_unit_display()}", table.beside(record, value))


class FlowTable(GoodsTable):
    product = tables.Column(verbose_name=gettext_lazy("Produk"))
    unit = tables.Column(accessor="unit_label", verbose_name=gettext_lazy("Satuan"))
    target = AmountColumn(verbose_name=gettext_lazy("Target"))
    ordered = AmountColumn(verbose_name=gettext_lazy("Dipesan"))
    produced = AmountColumn(verbose_name=gettext_lazy("Dibuat"))
    rejected = AmountColumn(verbose_name=gettext_lazy("Ditolak pemeriksaan"))
    reported = AmountColumn(verbose_name=gettext_lazy("Dilaporkan diserahkan"))
    delivered = AmountColumn(verbose_name=gettext_lazy("Diserahkan dengan BAST"))
    received = AmountColumn(verbose_name=gettext_lazy("Diterima"))
    left = StockColumn(verbose_name=gettext_lazy("Sisa di satuan kerja"))

    class Meta(GoodsTable.Meta):
        orderable = False

    def __init__(self, rows: list[Flow], *, exclude: tuple[str, ...] | None = None) -> None:
        """Without `exclude`, a column that no row has anything to say in is left out, so that the rest fits."""
        super().__init__(rows, exclude=_silent(rows) if exclude is None else exclude)


def _silent(rows: list[Flow]) -> tuple[str, ...]:
    heard = {"rejected": any(row.rejected.known for row in rows), "received": any(row.received.of for row in rows)}
    return tuple(name for name, is_heard in heard.items() if not is_heard)


class OrderTable(GoodsTable):
    product = tables.Column()
    quantity = QuantityColumn()
    orderer = tables.Column(accessor="orderer__label", verbose_name=gettext_lazy("Pemesan"))
    ordered_on = DateColumn()
    due_on = DateColumn()
    letter_number = tables.Column()

    class Meta(GoodsTable.Meta):
        model = Order
        fields = ("product", "quantity", "orderer", "ordered_on", "due_on", "letter_number")
        orderable = False


class OrderEditTable(OrderTable):
    actions = tables.TemplateColumn(
        template_name="programs/_order_actions.html", verbose_name=gettext_lazy("Tindakan"), orderable=False
    )

    class Meta(OrderTable.Meta):
        pass


class ProductionTable(GoodsTable):
    product = tables.Column()
    quantity = QuantityColumn()
    rejected = QuantityColumn()
    made_on = DateColumn()
    lot = tables.Column(default="–")
    meets_sni = tables.Column(verbose_name=gettext_lazy("SNI 8914:2020"))
    note = tables.Column(default="–")

    class Meta(GoodsTable.Meta):
        model = Production
        fields = ("product", "quantity", "rejected", "made_on", "lot", "meets_sni", "note")
        orderable = False

    def render_rejected(self, value: int, record: Production) -> Any:
        return with_notes(f"{format_integer(value)} {record.get_unit_display()}", record.rejected_reason)

    def render_meets_sni(self, value: bool, record: Production) -> Any:
        """What was claimed, with each reason to doubt it; a product the standard does not speak of has no claim."""
        return with_notes(_("Ya") if value else _("Tidak"), *sni.cautions(record))


class ProductionEditTable(ProductionTable):
    actions = tables.TemplateColumn(
        template_name="programs/_production_actions.html", verbose_name=gettext_lazy("Tindakan"), orderable=False
    )

    class Meta(ProductionTable.Meta):
        pass


class DeliveryTable(PortalTable):
    recipient = tables.Column(
        accessor="recipient__label",
        verbose_name=gettext_lazy("Penerima"),
        order_by=("recipient__name",),
        linkify=lambda record: record.get_absolute_url(),
    )
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


class RecipientDeliveryTable(DeliveryTable):
    """Of one recipient: the activity heads the row."""

    class Meta(DeliveryTable.Meta):
        exclude = ("recipient",)
        sequence = ("activity", "...")
        orderable = False


class BalanceTable(GoodsTable):
    product = tables.Column(order_by=("product__name",), linkify=lambda record: record.get_absolute_url())
    quantity = StockColumn()
    unit = tables.Column()
    office = tables.Column(verbose_name=gettext_lazy("Satuan kerja"), order_by=("office__name",))

    class Meta(GoodsTable.Meta):
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
        fields: tuple[str, ...] = ("at", "kind", "amount", "source", "reason", "by")

    def render_source(self, record: StockEntry) -> Any:
        if record.delivery_item:
            delivery = record.delivery_item.delivery
            return format_html('<a href="{}">{}</a>', delivery.get_absolute_url(), delivery.number)
        return format_html('<a href="{}">{}</a>', record.activity.get_absolute_url(), record.activity)
