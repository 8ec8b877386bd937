"""The page of an office's numbers: gaps and doubles of the year's sequence, and the same as a file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.exports import csv_response, xlsx_response
from dekon_portal.core.lists import scope_sentence
from programs.register import Entry, NumberUse, entries, offices_of, years_of
from programs.tables_numbers import NumberTable

from .handover_pictures import delivery_tabs

if TYPE_CHECKING:
    from django.http import HttpRequest

COLUMNS = [
    ("sequence", gettext_lazy("Nomor urut")),
    ("use", gettext_lazy("Pemakaian")),
    ("number", gettext_lazy("Nomor")),
    ("kind", gettext_lazy("Surat")),
    ("state", gettext_lazy("Status")),
    ("day", gettext_lazy("Tanggal")),
]


def number_register(request: HttpRequest) -> HttpResponse:
    offices = offices_of(request.user)
    office = _chosen(offices, request.GET.get("satker", ""))
    years = years_of(office) if office else []
    year = _chosen(years, request.GET.get("tahun", ""))
    found = entries(office, year) if office and year else []
    wanted = request.GET.get("_export", "")
    if wanted in ("xlsx", "csv"):
        answer: Any = xlsx_response if wanted == "xlsx" else csv_response
        return answer(COLUMNS, map(_row, found), "nomor-bast")  # type: ignore[no-any-return]
    query = f"?satker={office.pk}&tahun={year.pk}&_export=" if office and year else ""
    return render(
        request,
        "programs/number_register.html",
        {
            "title": _("Nomor BAST"),
            "tabs": delivery_tabs(request, "nomor"),
            "offices": offices,
            "office": office,
            "years": years,
            "year": year,
            "uses": [(use, count) for use, count in _counted(found) if count],
            "table": NumberTable(found),
            "scope": scope_sentence(request),
            "exports": [(kind.upper(), query + kind) for kind in ("xlsx", "csv")] if query else [],
        },
    )


def _chosen(rows: list[Any], key: str) -> Any:
    """The row the address names, else the first; 404 for a key that is not among them."""
    if not key:
        return rows[0] if rows else None
    for row in rows:
        if str(row.pk) == key:
            return row
    raise Http404


def _counted(found: list[Entry]) -> list[tuple[NumberUse, int]]:
    counts = Counter(entry.use for entry in found)
    return [(use, counts[use]) for use in NumberUse]


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "use": entry.use.label,
        "number": entry.number,
        "kind": entry.kind,
        "state": entry.state,
        "day": entry.day if entry.number else "",
    }
