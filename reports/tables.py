"""A report as the page's table: figures lead to their rows, unknown, zero and nothing look different (R4, R10).

Drawn by templates/reports/_table.html and not by django-tables2, which takes a tenth of a second for 34 provinces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dekon_portal.core.dates import format_date
from dekon_portal.core.known import Known
from dekon_portal.core.lists import ForgivingPaginator, page_size
from dekon_portal.core.numbers import format_integer, format_percent
from dekon_portal.core.tables import PAGE_SIZES
from dekon_portal.core.templatetags.portal import unknown_mark

from .registry import Column, Report, Row

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE_SIZE = 50


@dataclass(frozen=True)
class Heading:
    """A column of the table; `attributes` are those of each of its cells."""

    column: Column
    words: str
    attributes: SafeString

    @classmethod
    def of(cls, column: Column) -> Heading:
        words, css = column.heading, SafeString(' class="num"' if column.is_number else "")
        return cls(column, words, format_html('data-label="{}"{}', words, css))


Cells = list[tuple[Heading, Any]]


class ReportTable:
    """The rows with all columns or some; `closing` is the last line, `chosen` the province to mark."""

    page: Page[Row] | None = None
    page_sizes = PAGE_SIZES

    def __init__(
        self,
        report: Report,
        rows: Sequence[Row],
        *,
        columns: Sequence[Column] | None = None,
        closing: Row | None = None,
        chosen: str = "",
    ) -> None:
        self.report, self.rows, self.closing, self.chosen = report, rows, closing, chosen
        self.headings = [Heading.of(column) for column in columns or report.columns]

    @classmethod
    def with_parts(
        cls, report: Report, rows: Sequence[Row], closing: Sequence[Row]
    ) -> tuple[ReportTable, ReportTable | None]:
        """The table with its last line; what is not added up across goods comes as a table of its own."""
        if len(closing) <= 1:
            return cls(report, rows, closing=closing[0] if closing else None), None
        columns = [column for column in report.columns if column.total or column.name in report.subtotals_by]
        columns.sort(key=lambda column: column.total)
        return cls(report, rows), cls(report, closing, columns=columns)

    def paginated(self, request: HttpRequest) -> ReportTable:
        """Cut to the page and size that the address names; a number that makes no sense is forgiven."""
        page = request.GET.get("page", "")
        paginator = ForgivingPaginator(self.rows, page_size(request, PAGE_SIZE))
        self.page = paginator.page(int(page) if page.isdecimal() and len(page) < 8 and int(page) else 1)
        return self

    @property
    def lines(self) -> Iterator[tuple[bool, Cells]]:
        """Whether the line is the chosen one, and its cells."""
        for row in self.rows if self.page is None else self.page:
            yield self._is_chosen(row), [(heading, self._cell(heading.column, row)) for heading in self.headings]

    @property
    def last_line(self) -> Cells:
        """What the table adds up to; what is not added up stays blank."""
        whole = self.closing
        return [(heading, self._total(heading.column, whole)) for heading in self.headings] if whole else []

    def _is_chosen(self, row: Row) -> bool:
        province = row.narrowed and row.narrowed.province
        return bool(self.chosen and province and province.pk == self.chosen)

    def _cell(self, column: Column, row: Row) -> Any:
        value = row.values[column.name]
        if value is None or value == "":
            return unknown_mark()
        if column.is_number:
            return linked(value, self.report.drill(row.narrowed, column))
        words = _words(value)
        leads = row.url and column is self.headings[0].column
        return format_html('<a href="{}">{}</a>', row.url, words) if leads else words

    def _total(self, column: Column, whole: Row) -> Any:
        value = whole.values.get(column.name)
        if value is None:
            return pgettext("total", "Jumlah") if column is self.headings[0].column else " "
        return linked(value, self.report.drill(whole.narrowed, column)) if column.is_number else value


def _words(value: Any) -> Any:
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    return format_date(value) if isinstance(value, date) else value


def linked(value: int | float | Known, url: str) -> Any:
    """The figure in words; with `url`, a link unless there is no row to open."""
    words = in_words(value)
    rows = value.of if isinstance(value, Known) else value
    return format_html('<a href="{}">{}</a>', url, words) if url and rows else words


def in_words(value: int | float | Known) -> Any:
    """`12.500`; `97,1 %`; "–" where nothing is recorded; how many are known below a sum that has gaps."""
    if isinstance(value, float):
        return format_percent(value)
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
