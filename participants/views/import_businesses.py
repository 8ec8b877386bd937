"""IKM of a list beside the known ones that they may be: the same, or a new one; asked once per IKM (R14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dekon_portal.core.editing import require_on
from participants.imports import kinds, staging
from participants.imports.alike import LIKELY, NEW, alike
from participants.imports.parse import Parsed
from participants.models import BatchState, Business, ImportBatch
from programs.regions import RegionIndex

from .import_preview import masked
from .import_words import crumbs_of
from .imports import batch_of, check_again

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE: Final = 20
COMPARED: Final = ("name", "regency", "nib", "phone", "address", "product")
"""What is shown side by side."""


def import_businesses(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions that are open, a page of them; answers are taken and the list is checked again with them."""
    batch = batch_of(request, pk)
    require_on(batch, request.user, kinds.of(batch).action)
    rows_of = _asked(batch)
    if batch.state != BatchState.CHECKED or not rows_of:
        return redirect(batch)
    if request.method == "POST":
        return _answer(request, batch, rows_of)
    page = Paginator(list(rows_of), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "title": _("IKM serupa"),
        "count": len(rows_of),
        "page": page,
        "pairs": _pairs(batch, {key: rows_of[key] for key in page.object_list}, request.user),
        "crumbs": [*crumbs_of(batch), (batch.file_name, batch.get_absolute_url())],
    }
    return render(request, "participants/import_businesses.html", context)


def _asked(batch: ImportBatch) -> dict[str, list[int]]:
    """Key of the question → rows that name the IKM, in the order of the sheet."""
    rows_of: dict[str, list[int]] = {}
    for row, params in batch.issues.filter(code=LIKELY).order_by("row").values_list("row", "params"):
        rows_of.setdefault(params["key"], []).append(row)
    return rows_of


def _answer(request: HttpRequest, batch: ImportBatch, rows_of: dict[str, list[int]]) -> HttpResponse:
    """One answer per IKM, or NEW for all that are still open."""
    answers: dict[str, Any] = {}
    for key in rows_of:
        given = NEW if "semua" in request.POST else request.POST.get(f"ikm-{key}", "")
        if given == NEW or (given.isdecimal() and len(given) < 19):
            answers[key] = NEW if given == NEW else int(given)  # another IKM than the likely ones is asked again
    if answers:
        check_again(request, batch, {"businesses": answers})
    return redirect(batch)


def _pairs(batch: ImportBatch, rows_of: dict[str, list[int]], user: Any) -> list[dict[str, Any]]:
    """Each IKM of the list with the known ones that the person may see (R1)."""
    numbers = {number for rows in rows_of.values() for number in rows}
    rows = {row.number: row.values for row in staging.read(batch, staging.find(batch, numbers=numbers))}
    keys = ("business_name", "regency", "business_regency", "nib", "phone", "business_phone")
    columns = {key: [values.get(key) for values in rows.values()] for key in keys}
    columns = {key: column for key, column in columns.items() if any(column)}
    likely = alike(Parsed(list(rows), columns, {}), batch.province_id, {}, by=user, settled=()).candidates
    known = Business.objects.visible_to(user).in_bulk({pk for pks in likely.values() for pk in pks})
    regions = RegionIndex.from_database()
    pairs = []
    for key, numbers_of in rows_of.items():
        listed = _listed(rows[numbers_of[0]], regions)
        stored = [known[pk] for pk in likely.get(key, []) if pk in known]
        if stored:
            pairs.append(
                {
                    "key": key,
                    "rows": numbers_of,
                    "listed": _cells(listed, listed),
                    "known": [(one, _cells(_known(one, regions), listed)) for one in stored],
                }
            )
    return pairs


def _listed(values: dict[str, Any], regions: RegionIndex) -> dict[str, str]:
    place = values.get("business_regency") or values.get("regency")
    return {
        "name": values.get("business_name") or "",
        "regency": regions.label(place) if place else "",
        "nib": values.get("nib") or "",
        "phone": values.get("business_phone") or values.get("phone") or "",
        "address": values.get("business_address") or values.get("address") or "",
        "product": values.get("product") or "",
    }


def _known(one: Business, regions: RegionIndex) -> dict[str, str]:
    place = regions.label(one.regency_id) if one.regency_id else ""
    return {**{key: str(getattr(one, key)) for key in COMPARED if key != "regency"}, "regency": place}


def _cells(shown: dict[str, str], beside: dict[str, str]) -> list[dict[str, Any]]:
    """Cells in the order of COMPARED; telephones masked; marked where both are known and differ."""
    labels = {
        "name": _("Nama IKM"), "regency": _("Kabupaten/kota"), "nib": _("NIB"), "phone": _("Telepon"),
        "address": _("Alamat"), "product": _("Produk"),
    }  # fmt: skip
    return [
        {
            "label": labels[key],
            "text": masked(shown[key]) if key == "phone" else shown[key],
            "differs": bool(shown[key] and beside[key]) and shown[key].casefold() != beside[key].casefold(),
        }
        for key in COMPARED
    ]
