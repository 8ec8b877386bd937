"""Step 6 for a list of IKM: which are on record already, which rows name one twice, which only a person can tell."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from dekon_portal.core.names import normalise_business
from participants.models import Business, ImportBatch

from . import completing
from .alike import LIKELY, Answers, alike
from .issues import Issue
from .lookup import rows_named
from .match import Matches
from .parse import Parsed

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

STORED: Final = {
    "name": "business_name", "regency_id": "business_regency", "owner_name": "owner_name",
    "address": "business_address", "village": "business_village", "district": "business_district",
    "phone": "business_phone", "nib": "nib", "npwp": "npwp", "kbli": "kbli", "product": "product",
    "workers": "workers", "workers_male": "workers_male", "workers_female": "workers_female", "sales": "sales",
    "investment": "investment",
}  # fmt: skip
"""What is stored of an IKM → the field of the list that says it."""
_ALWAYS: Final = ("name", "regency_id")


def match_businesses(parsed: Parsed, batch: ImportBatch, answers: Answers | None, *, by: User | None) -> Matches:
    """Compare with the IKM of the province; `by` is asked about likely ones (alike.py).

    A row that says nothing else than an IKM on record is that IKM, even where its regency is unknown: nothing would be
    written, so nothing is asked, and our own list of IKM comes back as it went.
    """
    ikm = alike(parsed, batch.province_id, answers or {}, by=by, settled=())
    same = _same_in_everything(parsed, batch.province_id, ikm.business)
    found = Matches(business={**ikm.business, **same})
    found.here = set(found.business)
    found.issues = [issue for issue in ikm.issues if issue.row not in same or issue.code != LIKELY]
    header = parsed.headers.get("business_name", "")
    found.issues += [Issue(row, header, "business_name", "business_known") for row in sorted(found.here)]
    for one in ikm.listed:
        first, *others = [row for row in one.rows if row not in found.here] or [0]
        found.repeated.update(dict.fromkeys(others, first))
        found.issues += [Issue(row, header, "business_name", "business_repeated", {"first": first}) for row in others]
    if by is not None:
        completing.tell(found, completing.of_businesses(parsed, found, by=by), parsed, "business_name")
    return found


def _same_in_everything(parsed: Parsed, province: str, known: dict[int, int]) -> dict[int, int]:
    """Row number → the IKM on record that has its name, its regency or none either, and all else that the row says."""
    columns = [name for name in STORED if name in _ALWAYS or STORED[name] in parsed.values]
    said = zip(parsed.numbers, *(parsed.column(STORED[name]) for name in columns), strict=True)
    rows = {number: tuple(values) for number, *values in said if number not in known and values[0]}
    keys = {name: normalise_business(name)[:200] for name in {values[0] for values in rows.values()}}
    stored: dict[Any, list[int]] = defaultdict(list)
    for key, pk, _name, *values in rows_named(Business, keys.values(), "pk", *columns, province=province):
        stored[key, tuple(value or None for value in values)].append(pk)
    found = {}
    for number, (name, *values) in rows.items():
        same = stored.get((keys[name], tuple(value or None for value in values)))
        if same:
            found[number] = same[0]
    return found
