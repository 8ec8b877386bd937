"""Step 5 for a list of production."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from .check import Regions, missing, places_of_firms
from .issues import Issue
from .parse import Parsed
from .products import ProductIndex


def check_production(
    parsed: Parsed, regions: Regions, province: str, today: date, *, own: frozenset[str] | None = None
) -> list[Issue]:
    """Issues beyond single cells. Whose the IKM may be is match_production.py's; `own` limits nobody's production."""
    return [
        *_unnamed(parsed),
        *places_of_firms(parsed, regions, province),
        *missing(parsed, "product", "product_missing"),
        *_products(parsed),
        *_quantities(parsed),
        *_dates(parsed, today),
    ]


def _unnamed(parsed: Parsed) -> Iterator[Issue]:
    """An IKM is told by its NIB as well as by its name."""
    by_nib = {number for number, nib in zip(parsed.numbers, parsed.column("nib"), strict=True) if nib}
    yield from (one for one in missing(parsed, "business_name", "business_name_missing") if one.row not in by_nib)


def _products(parsed: Parsed) -> Iterator[Issue]:
    """Each spelling is looked up once."""
    index = ProductIndex.from_database()
    header = parsed.headers.get("product", "")
    unknown: dict[str, str] = {}
    for text in {text for text in parsed.column("product") if text and not index.find(text)}:
        near = index.suggest(text)
        unknown[text] = _(" Mungkin maksudnya %(names)s.") % {"names": ", ".join(near)} if near else ""
    for number, text in zip(parsed.numbers, parsed.column("product"), strict=True):
        if text in unknown:
            parsed.note_raw("product", number, text)
            yield Issue(number, header, "product", "product_unknown", {"suggestion": unknown[text]})


def _quantities(parsed: Parsed) -> Iterator[Issue]:
    header = parsed.headers.get("quantity", "")
    for number, quantity in zip(parsed.numbers, parsed.column("quantity"), strict=True):
        if quantity == 0:
            yield Issue(number, header, "quantity", "quantity_zero")


def _dates(parsed: Parsed, today: date) -> Iterator[Issue]:
    header = parsed.headers.get("made_on", "")
    for number, day in zip(parsed.numbers, parsed.column("made_on"), strict=True):
        if day and day > today:
            yield Issue(number, header, "made_on", "made_on_future")
