"""A report as the page's table: figures lead to their rows, unknown, zero and nothing look different (R4, R10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_tables2.data import TableData

from dekon_portal.core.known import Known
from dekon_portal.core.lists import ForgivingPaginator
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.tables import DateColumn, PortalTable
from dekon_portal.core.templatetags.portal import unknown_mark

from .registry import Column, Report, Row

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE_SIZE = 50


class RowData(TableData):  # type: ignore[misc]
    """Rows as they are, list or lazy: a page costs a page."""

    def __len__(self) -> int:
        return len(self.data)


class TextColumn(tables.Column):  # type: ignore[misc]
    """Words; the first column of a row leads to the thing the row is."""

    def __init__(self, *, leads: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.leads = leads

    def render(self, value: Any, record: Row) -> Any:
        if isinstance(value, bool):
            return _("Ya") if value else _("Tidak")
        return format_html('<a href="{}">{}</a>', record.url, value) if self.leads and record.url else value


class FigureColumn(tables.Column):  # type: ignore[misc]
    """A figure, a link to its rows where there are any."""

    attrs: ClassVar[dict[str, Any]] = {"cell": {"class": "num"}}

    def __init__(self, *, drill: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.drill = drill

    def render(self, value: Any, record: Row) -> Any:
        return linked(value, self.drill(record.narrowed))


def linked(value: int | Known, url: str) -> Any:
    """The figure in words; with `url`, a link unless there is no row to open."""
    words = in_words(value)
    rows = value.of if isinstance(value, Known) else value
    return format_html('<a href="{}">{}</a>', url, words) if url and rows else words


def in_words(value: int | Known) -> Any:
    """`12.500`; "–" where nothing is recorded; how many are known below a sum that has gaps."""
    if not isinstance(value, Known):
        return format_integer(value)
    if not value.of:
        return format_html('–<span class="visually-hidden">{}</span>', _("tidak ada catatan"))
    total = unknown_mark() if value.total is None else format_integer(value.total)
    if value.is_complete:
        return total
    known = _("%(known)s dari %(of)s diketahui") % {
        "known": format_integer(value.known),
        "of": format_integer(value.of),
    }
    return format_html('<span>{}<br><span class="soft small">{}</span></span>', total, known)


class ReportTable(PortalTable):
    class Meta(PortalTable.Meta):
        orderable = False
        attrs: ClassVar[dict[str, Any]] = {"class": "table table-vcenter list wide"}


def report_table(
    report: Report,
    rows: Sequence[Row],
    *,
    columns: Sequence[Column] | None = None,
    closing: Row | None = None,
    chosen: str = "",
) -> ReportTable:
    """The rows as a table of all columns or some; `closing` is its last line, `chosen` the province to mark."""
    shown = columns or report.columns
    found = [
        (column.name, _column(report, column, leads=place == 0, closing=closing)) for place, column in enumerate(shown)
    ]
    marks = {"aria-current": lambda record: "true" if chosen and _province(record) == chosen else None}
    return ReportTable(RowData(rows), extra_columns=found, row_attrs=marks)


def _province(row: Row) -> str:
    return row.narrowed.province.pk if row.narrowed and row.narrowed.province else ""


def _column(report: Report, column: Column, *, leads: bool, closing: Row | None) -> tables.Column:
    shared: dict[str, Any] = {"accessor": f"values__{column.name}", "verbose_name": column.heading}
    drill = partial(report.drill, column=column)
    if closing is not None:
        shared["footer"] = _last(closing, column, drill, leads=leads)
    if column.is_number:
        return FigureColumn(drill=drill, **shared)
    return DateColumn(**shared) if column.kind == "date" else TextColumn(leads=leads, **shared)


def _last(closing: Row, column: Column, drill: Any, *, leads: bool) -> Any:
    """A cell of the last line; what is not added up stays blank."""
    value = closing.values.get(column.name)
    if value is None:
        return pgettext("total", "Jumlah") if leads else " "
    return linked(value, drill(closing.narrowed)) if column.is_number else value


def paginated(table: ReportTable, request: HttpRequest) -> ReportTable:
    """Cut to the page and size that the address names; a number that makes no sense is forgiven."""
    size, page = request.GET.get("per_page", ""), request.GET.get("page", "")
    table.request = request
    table.paginate(
        paginator_class=ForgivingPaginator,
        per_page=int(size) if size in map(str, table.page_sizes) else PAGE_SIZE,
        page=int(page) if page.isdecimal() and len(page) < 8 and int(page) else 1,
    )
    return table
