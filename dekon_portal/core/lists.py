"""The one way a list page works: filters in the URL, sort, page, and export of exactly what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import django_filters as filters
from django import forms
from django.contrib import messages
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Count, Window
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from .dates import format_datetime
from .exports import csv_response, xlsx_response
from .forms import LocalDateField
from .nik import holds_nik
from .tables import PAGE_SIZES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, QueryDict

    from dekon_portal.accounts.models import User

    from .tables import PortalTable

PAGE_SIZE = PAGE_SIZES[0]


class PortalFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Base of every filter: search first, one column per field, nothing required."""

    @staticmethod
    def search_field(method: str, label: Any) -> filters.CharFilter:
        return filters.CharFilter(method=method, label=label, widget=forms.TextInput(attrs={"type": "search"}))


class DayFilter(filters.DateFilter):  # type: ignore[misc]
    """A day, picked or typed as 15/06/2020."""

    field_class = LocalDateField


FURTHEST: Final = 10**9
"""A page beyond it is nobody's; a database cannot even count to some numbers that stand in addresses."""


class ForgivingPaginator(Paginator):
    """A page number beyond the end shows the last page instead of an error."""

    def page(self, number: int | str) -> Any:
        try:
            return super().page(number)
        except EmptyPage:
            return super().page(self.num_pages)


class TablePaginator(ForgivingPaginator):
    """Pages of a table over a queryset: its keys first, then these rows with all that is joined to them.

    Otherwise the database joins every row before the page only to skip it (page 15,000: seconds). `known_count` is how
    many rows there are, where that is kept.
    """

    def __init__(self, *args: Any, known_count: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known_count is not None:
            self.__dict__["count"] = known_count

    @property
    def _ordered(self) -> QuerySet[Any]:
        return self.object_list.data.data  # type: ignore[attr-defined, no-any-return]  # a table's rows, its data

    def _keys(self, rows: QuerySet[Any]) -> list[Any]:
        return list(rows.values_list("pk", flat=True))

    def _get_page(self, rows: Any, *args: Any) -> Any:
        rows.data = self._ordered.filter(pk__in=self._keys(rows.data))
        return super()._get_page(rows, *args)  # type: ignore[misc]


class SearchPaginator(TablePaginator):
    """Pages of a search: how many rows it found comes with the keys, as the database sorts all of them anyway."""

    _found: tuple[Any, ...] = ()

    def page(self, number: int | str) -> Any:
        bottom = (min(int(number), FURTHEST) - 1) * self.per_page
        counted = self._ordered.annotate(found_rows=Window(Count("pk"))).values_list("pk", "found_rows")
        found = list(counted[bottom : bottom + self.per_page]) if bottom >= 0 else []
        if found:
            self.__dict__["count"] = found[0][1]
            self._found = tuple(key for key, _count in found)
        return super().page(number)

    def _keys(self, rows: QuerySet[Any]) -> list[Any]:
        return list(self._found) or super()._keys(rows)


def list_page(
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    filter_class: type[filters.FilterSet],
    table_class: Callable[..., PortalTable],
    title: str,
    export: Any = None,
    template: str = "list_page.html",
    context: dict[str, Any] | None = None,
    count_all: Callable[[User], int | None] | None = None,
    onward: Sequence[tuple[Any, str]] = (),
) -> HttpResponse:
    """Show a scoped queryset as a list.

    `count_all` answers how many rows there are without any filter, where that is kept and need not be counted.
    `export` is (file name, [(key, label)], row → dict); with it, `?_export=xlsx|csv` answers a file of the same rows.
    `onward` are (label, address) of pages that take the same filter.
    """
    if holds_nik(request.GET.get("cari", "")):
        return without_search(request)
    chosen = filter_class(request.GET, queryset=queryset, request=request)
    pages: dict[str, Any] = {"paginator_class": TablePaginator}
    if request.GET.get("cari"):
        pages["paginator_class"] = SearchPaginator
    elif count_all and chosen.form.is_valid() and not any(chosen.form.cleaned_data.values()):
        pages["known_count"] = count_all(request.user)
    links = _onward(request, onward)
    return _shown(request, chosen, table_class(chosen.qs), pages, title, export, template, context, links)


class FormFilter:
    """A plain form in the shape templates/_filters.html draws: `form`, and the `data` of the address."""

    def __init__(self, form: forms.Form, data: QueryDict) -> None:
        self.form, self.data = form, data


def figures_page(
    request: HttpRequest,
    form: forms.Form,
    rows: Any,
    *,
    table_class: Callable[..., PortalTable],
    title: str,
    export: Any = None,
    template: str = "list_page.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show what a plain form chose, counted figures or rows, as a list."""
    pages = {"paginator_class": ForgivingPaginator}
    return _shown(request, FormFilter(form, request.GET), table_class(rows), pages, title, export, template, context)


def _shown(
    request: HttpRequest,
    chosen: Any,
    table: PortalTable,
    pages: dict[str, Any],
    title: str,
    export: Any,
    template: str,
    context: dict[str, Any] | None,
    onward: Sequence[tuple[Any, str]] = (),
) -> HttpResponse:
    RequestConfig(request, paginate={**pages, "per_page": page_size(request)}).configure(table)
    file = exported(request, export, table.data.data)
    if file is not None:
        return file
    return render(
        request,
        template,
        {
            "title": title,
            "filter": chosen,
            "table": table,
            "count": table.paginator.count,
            "scope": scope_sentence(request),
            "exports": [*(export_links(request) if export else []), *onward],
            **(context or {}),
        },
    )


def exported(request: HttpRequest, export: Any, rows: Any) -> HttpResponse | None:
    """The rows as the file that the address asks for (`?_export=xlsx|csv`); None when it asks for none."""
    wanted = request.GET.get("_export", "")
    if not export or wanted not in ("xlsx", "csv"):
        return None
    name, columns, as_dict = export
    answer: Any = xlsx_response if wanted == "xlsx" else csv_response  # streams, which a view may answer too
    return answer(columns, _dicts(rows, as_dict), name)  # type: ignore[no-any-return]


def without_search(request: HttpRequest) -> HttpResponse:
    """R3: a NIK typed into the search leaves the address at once, before it reaches links, history and bookmarks."""
    query = request.GET.copy()
    del query["cari"]
    messages.warning(
        request,
        _(
            "NIK tidak dicari lewat kolom ini, karena isinya tampil di alamat halaman. "
            "Pakai Cari dengan NIK di halaman Peserta."
        ),
    )
    return redirect(f"{request.path}?{query.urlencode()}")


def scope_sentence(request: HttpRequest) -> str:
    """Within which scope and as of when: "Sumatera Selatan, per 15 Juni 2020 10.12 WIB"."""
    names = sorted({m.office.province.name for m in request.user.current_memberships if m.office})
    where = ", ".join(names) or _("Nasional")
    return _("%(where)s, per %(when)s") % {"where": where, "when": format_datetime(timezone.now(), request.user.zone)}


def page_size(request: HttpRequest, otherwise: int = PAGE_SIZE) -> int:
    """The size that the address names, if it is one of ours."""
    text = request.GET.get("per_page", "")
    return int(text) if text in map(str, PAGE_SIZES) else otherwise


def _dicts(rows: Any, as_dict: Any) -> Iterable[dict[str, Any]]:
    source = rows.iterator(chunk_size=2000) if hasattr(rows, "iterator") else rows
    return (as_dict(row) for row in source)


def _onward(request: HttpRequest, pages: Sequence[tuple[Any, str]]) -> list[tuple[Any, str]]:
    query = request.GET.copy()
    for of_the_list in ("page", "per_page", "urut"):
        query.pop(of_the_list, None)
    return [(label, f"{address}?{query.urlencode()}") for label, address in pages]


def export_links(request: HttpRequest) -> list[tuple[str, str]]:
    query = request.GET.copy()
    query.pop("page", None)
    links = []
    for kind in ("xlsx", "csv"):
        query["_export"] = kind
        links.append((kind.upper(), f"?{query.urlencode()}"))
    return links
