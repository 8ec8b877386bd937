"""Step 6 for a list of production: which IKM on record made it, and what the activity has recorded already."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from dekon_portal.core.names import normalise_business
from participants.models import Business, ImportBatch, ProductionMaker

from .alike import Answers
from .issues import Issue
from .lookup import rows_by, rows_named
from .match import Matches
from .parse import Parsed
from .products import ProductIndex

if TYPE_CHECKING:
    from datetime import date

    from dekon_portal.accounts.models import User


class Made(NamedTuple):
    """What tells one record of production from another; the same again changes nothing (R16)."""

    business: int
    product: int
    unit: str
    quantity: int | None
    made_on: date | None
    lot: str


def match_production(
    parsed: Parsed, batch: ImportBatch, answers: Answers | None = None, *, by: User | None = None
) -> Matches:
    """Find each row's IKM in the province, and the rows that are recorded. Nothing is asked: a row is right or not."""
    found = Matches()
    _businesses(parsed, batch.province_id, found)
    header = parsed.headers.get("business_name", "")
    known, first = recorded(batch), dict[Made, int]()
    for number, made in made_by_row(parsed, found).items():
        if made in known:
            found.here.add(number)
            found.issues.append(Issue(number, header, "business_name", "production_known"))
        elif (earlier := first.setdefault(made, number)) != number:
            found.repeated[number] = earlier
            found.issues.append(Issue(number, header, "business_name", "production_repeated", {"first": earlier}))
    return found


def made_by_row(parsed: Parsed, found: Matches) -> dict[int, Made]:
    """Row number → what it records, of the rows whose IKM and product are known."""
    products = ProductIndex.from_database()
    columns = (parsed.column(key) for key in ("product", "unit", "quantity", "made_on", "lot"))
    rows = {}
    for number, text, unit, quantity, made_on, lot in zip(parsed.numbers, *columns, strict=True):
        product = products.find(text)
        if product and number in found.business:
            made = Made(found.business[number], product.pk, unit or product.unit, quantity, made_on, lot or "")
            rows[number] = made
    return rows


def recorded(batch: ImportBatch) -> set[Made]:
    """What the activity has on record, with the IKM that made it alone."""
    makers = ProductionMaker._base_manager.filter(
        production__activity=batch.activity_id, production__is_withdrawn=False
    )
    columns = ("product", "unit", "quantity", "made_on", "lot")
    return {Made(*row) for row in makers.values_list("business", *(f"production__{name}" for name in columns))}


def _businesses(parsed: Parsed, province: str, found: Matches) -> None:
    """By NIB; without one by name, and by regency where the row tells it. Two that fit are one too many."""
    names, nibs = parsed.column("business_name"), parsed.column("nib")
    by_nib = dict(rows_by(Business, "nib", filter(None, nibs), "pk", province=province))
    keys = {name: normalise_business(name)[:200] for name in set(names) if name}
    by_name: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for key, pk, regency in rows_named(Business, keys.values(), "pk", "regency_id", province=province):
        by_name[key].append((pk, regency))
    header = parsed.headers.get("business_name", "")
    for number, name, nib, place in zip(parsed.numbers, names, nibs, parsed.column("business_regency"), strict=True):
        if nib in by_nib:
            found.business[number] = by_nib[nib]
            continue
        fitting = [pk for pk, regency in by_name[keys.get(name, "")] if place in (None, regency)] if not nib else []
        if len(fitting) == 1:
            found.business[number] = fitting[0]
        elif name or nib:
            code = "business_several" if fitting else "business_unknown"
            found.issues.append(Issue(number, header, "business_name", code))
