"""The base of every list: local numbers and dates, state badges, masked NIK; on phones each row becomes a card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar

import django_tables2 as tables
from django.db.models import Choices
from django.template.loader import render_to_string
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import utils as table_utils

from .nik import mask
from .templatetags import portal

_signature_of = lru_cache(maxsize=1024)(table_utils.signature)


def _signature(fn: Callable[..., Any]) -> tuple[tuple[str, ...], str | None]:
    """As the original, which inspects the method of a column again for each cell: a fifth of the time of a list."""
    if (function := getattr(fn, "__func__", None)) is None:
        return _signature_of(fn)  # type: ignore[no-any-return]
    (_self, *names), keywords = _signature_of(function)
    return tuple(names), keywords


table_utils.signature = _signature

PAGE_SIZES = (25, 50, 100)
_FIGURES = {"cell": {"class": "num"}}


class PortalTable(tables.Table):  # type: ignore[misc]
    """Inherit this (and its Meta); the first column names the row and heads its card on a phone.

    A missing value reads *belum diketahui* (R4) unless the column says otherwise with `default=`.
    """

    page_sizes = PAGE_SIZES
    paginator: Any = None  # until it is cut to a page

    def paginate(self, *args: Any, per_page: int | None = None, **kwargs: Any) -> Any:
        """A page has one of our sizes: any other that an address asks for (a million, or none) gives the smallest."""
        return super().paginate(
            *args, per_page=per_page if per_page in self.page_sizes else self.page_sizes[0], **kwargs
        )

    @property
    def is_empty(self) -> bool:
        return not (self.paginator.count if self.paginator else len(self.rows))

    @property
    def lines(self) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
        """The rows as portal.html draws them: attributes of the row, then attributes and content of each cell.

        What a cell's attributes say hangs on its column only, so they are made once and not once a cell.
        """
        made = {
            column.name: format_html('data-label="{}" {}', column.header, column.attrs["td"].as_html())
            for column in self.columns
        }
        for row in self.paginated_rows:
            yield row.attrs.as_html(), [(made[column.name], cell) for column, cell in row.items()]

    class Meta:
        template_name = "django_tables2/portal.html"
        default = lazy(portal.unknown_mark, SafeString)()
        empty_text = _("Belum ada data.")
        attrs: ClassVar[dict[str, Any]] = {"class": "table table-vcenter list"}
        order_by_field = "urut"


class IntegerColumn(tables.Column):  # type: ignore[misc]
    """A whole number with its thousands, set right; unknown is said."""

    attrs = _FIGURES

    def render(self, value: int) -> str:
        return portal.integer(value)


class RupiahColumn(IntegerColumn):
    """Whole rupiah."""

    def render(self, value: int) -> str:
        return portal.rupiah(value)


class DateColumn(tables.Column):  # type: ignore[misc]
    """15 Juni 2020"""

    def render(self, value: date) -> str:
        return portal.tanggal(value)


class DateTimeColumn(tables.Column):  # type: ignore[misc]
    """3 Juli 2020 10.12 WIB; `zone` names the accessor of the office's time zone, else Jakarta's."""

    def __init__(self, *args: Any, zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = tables.A(zone) if zone else None

    def render(self, value: datetime, record: Any) -> str:
        return portal.waktu(value, self.zone.resolve(record) if self.zone else None)


class StateColumn(tables.Column):  # type: ignore[misc]
    """The badge of a state; `choices` is the class that declares label, colour and icon."""

    def __init__(self, choices: type[Choices], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices

    def render(self, value: str) -> str:
        return render_to_string("_state.html", {"state": self.choices(value)})


class MaskedNikColumn(tables.Column):  # type: ignore[misc]
    """R3: lists show `1671••••••••••01`, never the number."""

    attrs: ClassVar[dict[str, Any]] = {"td": {"class": "code"}}

    def render(self, value: str) -> str:
        return mask(value)
