"""The lists of the warehouse: movements of all goods, the age of what is left, the flow of an office."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.known import Known
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.templatetags.portal import tanggal, unknown_mark

from . import ageing
from .ageing import BUCKETS, Ages
from .flow import FACTS, Flow
from .flow_rows import described
from .models import StockBalance, StockEntry
from .tables_goods import AmountColumn, EntryTable, FlowTable, GoodsTable, StockColumn, with_notes


class MovementTable(EntryTable):
    """Movements of all goods: each line names what moved."""

    product = tables.Column(order_by=("product__name", "pk"))
    unit = tables.Column(orderable=False)
    office = tables.Column(verbose_name=gettext_lazy("Satuan kerja"), order_by=("office__name", "pk"))

    class Meta(EntryTable.Meta):
        model = StockEntry
        fields: tuple[str, ...] = ("product", "at", "kind", "amount", "unit", "source", "office", "reason", "by")
        sequence = fields


class AgeColumn(tables.Column):  # type: ignore[misc]
    """How much of what is left falls into one bucket."""

    attrs = {"cell": {"class": "num"}}  # noqa: RUF012

    def __init__(self, place: int) -> None:
        super().__init__(verbose_name=BUCKETS[place][1], accessor="pk", orderable=False)
        self.place = place

    def render(self, record: StockBalance, table: AgeingTable) -> str:
        amount = table.ages.get(record.pk, Ages()).parts[self.place]
        return format_integer(amount) if amount else "–"


class AgeingTable(GoodsTable):
    """Ages are reckoned for the rows of the page only."""

    product = tables.Column(order_by=("product__name",), linkify=lambda record: record.get_absolute_url())
    quantity = StockColumn()
    unit = tables.Column()
    new = AgeColumn(0)
    month = AgeColumn(1)
    quarter = AgeColumn(2)
    old = AgeColumn(3)
    oldest = tables.Column(accessor="pk", verbose_name=gettext_lazy("Tertua sejak"), orderable=False)
    office = tables.Column(verbose_name=gettext_lazy("Satuan kerja"), order_by=("office__name",))

    class Meta(GoodsTable.Meta):
        model = StockBalance
        fields = ("product", "quantity", "unit", "new", "month", "quarter", "old", "oldest", "office")

    @cached_property
    def ages(self) -> dict[int, Ages]:
        return ageing.of_balances(row.record for row in self.paginated_rows)

    def render_oldest(self, record: StockBalance) -> Any:
        return tanggal(self.ages.get(record.pk, Ages()).oldest)


class RowsColumn(AmountColumn):
    """A figure that opens to the rows which make it (R10)."""

    def render(self, value: Known, record: Flow, table: Any, bound_column: Any = None) -> Any:
        shown = super().render(value, record, table)
        if not value.of:
            return shown
        query = urlencode({"fakta": bound_column.name, **record.address, **table.chosen})
        return format_html('<a href="{}?{}">{}</a>', reverse("programs:stock_flow_rows"), query, shown)


class LeftColumn(StockColumn):
    """What is left opens to the movements."""

    def render(self, value: int, record: Flow, table: Any) -> Any:
        shown = super().render(value, record, table)
        if record.balance is None:
            return shown
        return format_html('<a href="{}">{}</a>', reverse("programs:stock_entries", args=[record.balance]), shown)


class OfficeFlowTable(FlowTable):
    """The flow of offices, each figure a link."""

    office = tables.Column(verbose_name=gettext_lazy("Satuan kerja"))
    target = RowsColumn(verbose_name=FACTS["target"][1].label)
    ordered = RowsColumn(verbose_name=FACTS["ordered"][1].label)
    produced = RowsColumn(verbose_name=FACTS["produced"][1].label)
    rejected = RowsColumn(verbose_name=FACTS["rejected"][1].label)
    corrected = RowsColumn(verbose_name=FACTS["corrected"][1].label)
    reported = RowsColumn(verbose_name=FACTS["reported"][1].label)
    delivered = RowsColumn(verbose_name=FACTS["delivered"][1].label)
    received = RowsColumn(verbose_name=FACTS["received"][1].label)
    left = LeftColumn(verbose_name=gettext_lazy("Sisa sekarang"))

    class Meta(FlowTable.Meta):
        attrs: ClassVar[dict[str, Any]] = {"class": "table table-vcenter list wide"}
        sequence = (
            "product", "unit", "target", "ordered", "produced", "rejected", "corrected", "delivered", "received",
            "left", "reported", "office",
        )  # fmt: skip

    def __init__(self, rows: Any, *, chosen: dict[str, Any]) -> None:
        """`chosen`: what the page is narrowed to beyond what a row names itself."""
        one_office = len({row.office.pk for row in rows}) < 2
        super().__init__(rows, exclude=("office",) if one_office else ())
        self.chosen = chosen


class FlowRowTable(GoodsTable):
    """The rows behind one figure, of whichever table they are."""

    activity = tables.Column(
        accessor="pk", verbose_name=pgettext_lazy("singular", "Kegiatan"), attrs={"td": {"class": "words"}}
    )
    amount = tables.Column(accessor="pk", verbose_name=gettext_lazy("Jumlah"), attrs={"cell": {"class": "num"}})
    day = tables.Column(accessor="pk", verbose_name=gettext_lazy("Tanggal"))
    detail = tables.Column(accessor="pk", verbose_name=gettext_lazy("Rincian"))
    office = tables.Column(accessor="pk", verbose_name=gettext_lazy("Satuan kerja"))

    class Meta(GoodsTable.Meta):
        orderable = False

    def render_activity(self, record: Any) -> Any:
        row = described(record)
        return format_html('<a href="{}">{}</a>', row.url, row.activity)

    def render_amount(self, record: Any) -> Any:
        row = described(record)
        if row.amount is None:
            return unknown_mark()
        return with_notes(f"{format_integer(row.amount)} {record.get_unit_display()}", self.beside(record, row.amount))

    def render_day(self, record: Any) -> Any:
        return tanggal(described(record).day)

    def render_detail(self, record: Any) -> Any:
        return described(record).detail or "–"

    def render_office(self, record: Any) -> str:
        return str(described(record).activity.office)
