"""Step 7, commit: one transaction writes all of a batch or nothing (R13). The only writer of imported rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from dekon_portal.core.names import normalise_business
from participants import tallies
from participants.models import Business, ImportBatch, Participation, Person
from programs.models import Activity

from .alike import firm_regencies
from .issues import ERROR, severity
from .match import Matches, Row, match
from .parse import Parsed

BATCH = 1000
Progress = Callable[[int], None]

_PERSON = ("sex", "birth_place", "phone", "email", "education", "address", "village", "district")
_FIGURES = ("workers_male", "workers_female", "workers", "sales", "investment")
_FIRM = ("nib", "npwp", "kbli", "product", "owner_name")
_OF_FIRM = ("address", "village", "district", "phone")
"""The IKM's own; a person's home is never copied to the IKM."""


@dataclass
class Outcome:
    """Rows that made a participation, and rows whose person took part already."""

    created: int = 0
    unchanged: int = 0


def commit_rows(activity: Activity, rows: Parsed, *, batch: ImportBatch | None, progress: Progress) -> Outcome:
    """Write these rows to a locked, open activity. Must run inside the transaction that holds its lock.

    Matching is done again here: what was known at the preview may have changed since. Rows that it refuses now stay
    out, and are counted neither as created nor as unchanged.
    """
    tallies.wait_for_turn([activity.pk])  # two lists that name the same new IKM at once make it once
    known = match(rows, activity, batch.decisions.get("businesses") if batch else None)
    refused = {issue.row for issue in known.issues if severity(issue.code) == ERROR}
    unchanged = (known.here | known.repeated.keys()) - refused
    order = [i for i, number in enumerate(rows.numbers) if number not in refused and number not in unchanged]
    businesses = _businesses(activity, rows, known, order, batch)
    people = _people(activity, rows, known, order, batch, progress)
    positions = rows.column("position")
    made = [
        Participation(
            activity_id=activity.pk,
            province_id=activity.office.province_id,
            office_id=activity.office_id,
            fiscal_year_id=activity.fiscal_year_id,
            person_id=people[number],
            sex=rows.value("sex", i) or "",
            business_id=businesses.get(number),
            position=positions[i] or "",
            batch_id=batch.pk if batch else None,
            batch_row=number,
        )
        for i in order
        for number in (rows.numbers[i],)
    ]
    for start in range(0, len(made), BATCH):
        Participation.objects.bulk_create(made[start : start + BATCH])
        progress((len(made) + start + BATCH) // 2)
    tallies.refresh([activity.pk])
    return Outcome(created=len(made), unchanged=len(unchanged))


def _people(
    activity: Activity,
    rows: Parsed,
    known: Matches,
    order: list[int],
    batch: ImportBatch | None,
    progress: Progress,
) -> dict[int, int]:
    """Row number → person; those the province does not know yet are made."""
    found = dict(known.person)
    columns = {key: rows.column(key) for key in ("name", "nik", "birth_date", "regency", *_PERSON)}
    new = [i for i in order if rows.numbers[i] not in found]
    for start in range(0, len(new), BATCH):
        some = new[start : start + BATCH]
        people = Person.objects.bulk_create([_person(activity, columns, known.rows[i], i, batch) for i in some])
        found.update((rows.numbers[i], person.pk) for i, person in zip(some, people, strict=True))
        progress((start + len(some)) // 2)
    return found


def _person(activity: Activity, columns: dict[str, list[Any]], row: Row, i: int, batch: ImportBatch | None) -> Person:
    return Person(
        batch=batch,
        province_id=activity.office.province_id,
        regency_id=columns["regency"][i],
        name=columns["name"][i],
        name_key=row.name_key,
        nik=columns["nik"][i],
        nik_hash=row.digest,
        birth_date=columns["birth_date"][i],
        **{key: columns[key][i] or "" for key in _PERSON},
    )


def _businesses(
    activity: Activity, rows: Parsed, known: Matches, order: list[int], batch: ImportBatch | None
) -> dict[int, int]:
    """Row number → IKM; a new one once per NIB, or per name and regency, with the figures of its first row."""
    found = dict(known.business)
    columns = {key: rows.column(key) for key in ("business_name", *_FIRM, *_FIGURES)}
    columns |= {key: rows.of_firm(key) for key in _OF_FIRM} | {"regency": firm_regencies(rows)}
    names, nibs, places = columns["business_name"], columns["nib"], columns["regency"]
    new: dict[Any, Business] = {}
    rows_of: dict[Any, list[int]] = {}
    # Rows with a NIB first: a row without one means the IKM of that name that another row gives a NIB.
    for i in sorted(order, key=lambda i: not nibs[i]):
        number = rows.numbers[i]
        if not names[i] or number in found:
            continue
        called = (normalise_business(names[i]), places[i])
        key = nibs[i] or called
        if key not in new:
            new[key] = _business(activity, columns, i, batch)
            if nibs[i] and called not in new:
                new[called] = new[key]
        rows_of.setdefault(key, []).append(number)
    fresh = _without_taken_npwps(list({id(one): one for one in new.values()}.values()), activity.office.province_id)
    for start in range(0, len(fresh), BATCH):
        Business.objects.bulk_create(fresh[start : start + BATCH])
    for key, numbers in rows_of.items():
        found.update(dict.fromkeys(numbers, new[key].pk))
    return found


def _business(activity: Activity, columns: dict[str, list[Any]], i: int, batch: ImportBatch | None) -> Business:
    figures = {key: columns[key][i] for key in _FIGURES}
    business = Business(
        batch=batch,
        province_id=activity.office.province_id,
        regency_id=columns["regency"][i],
        name=columns["business_name"][i],
        kbli_edition=_edition(activity) if columns["kbli"][i] else "",
        figures_on=_as_of(activity) if any(value is not None for value in figures.values()) else None,
        **{key: columns[key][i] or "" for key in (*_FIRM, *_OF_FIRM)},
        **figures,
    )
    business.refresh_keys()
    return business


def _edition(activity: Activity) -> str:
    """The KBLI edition in use in the activity's year (domain.md section 5)."""
    return "2017" if activity.fiscal_year_id < 2020 else "2020"


def _as_of(activity: Activity) -> date:
    start, _end, month = activity.when
    return start or month or timezone.localdate()


def _without_taken_npwps(businesses: list[Business], province: str) -> list[Business]:
    """An NPWP that another IKM (here or in the list) has is left out, not doubled; match.py told it at the preview."""
    hashes = [business.npwp_hash for business in businesses if business.npwp_hash]
    taken = set(
        Business._base_manager.filter(province=province, npwp_hash__in=hashes).values_list("npwp_hash", flat=True)
    )
    for business in businesses:
        if business.npwp_hash and business.npwp_hash in taken:
            business.npwp = business.npwp_hash = ""
        taken.add(business.npwp_hash)
    return businesses
