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

from .match import Matches, match
from .parse import Parsed

BATCH = 1000
Progress = Callable[[int], None]

_PERSON = (
    "name",
    "nik",
    "sex",
    "birth_place",
    "birth_date",
    "phone",
    "email",
    "education",
    "address",
    "village",
    "district",
)
_BUSINESS = ("nib", "npwp", "kbli", "product", "workers_male", "workers_female", "workers", "sales")


@dataclass
class Outcome:
    """Rows that made a participation, and rows whose person took part already."""

    created: int = 0
    unchanged: int = 0


def commit_rows(activity: Activity, rows: Parsed, *, batch: ImportBatch | None, progress: Progress) -> Outcome:
    """Write these rows to a locked, open activity. Must run inside the transaction that holds its lock.

    Matching is done again here: what was known at the preview may have changed since.
    """
    known = match(rows, activity)
    refused = {issue.row for issue in known.issues if issue.code == "nik_other_name"}
    skipped = known.here | refused
    order = [i for i, number in enumerate(rows.numbers) if number not in skipped]
    businesses = _businesses(activity, rows, known, order)
    people = _people(activity, rows, known, order, progress)
    made = []
    taken: set[int] = set()
    for i in order:
        number = rows.numbers[i]
        if people[number] in taken:
            continue  # one person, two rows without NIK: once per activity
        taken.add(people[number])
        made.append(
            Participation(
                activity=activity,
                office_id=activity.office_id,
                fiscal_year_id=activity.fiscal_year_id,
                person_id=people[number],
                business_id=businesses.get(number),
                position=_value(rows, "position", i) or "",
                batch=batch,
                batch_row=number,
            )
        )
    for start in range(0, len(made), BATCH):
        Participation.objects.bulk_create(made[start : start + BATCH])
        progress(len(order) // 2 + (start + BATCH) // 2)
    tallies.refresh([activity.pk])
    return Outcome(created=len(made), unchanged=len(rows.numbers) - len(made))


def _value(rows: Parsed, key: str, i: int) -> Any:
    column = rows.values.get(key)
    return column[i] if column else None


def _people(activity: Activity, rows: Parsed, known: Matches, order: list[int], progress: Progress) -> dict[int, int]:
    """Row number → person, new ones created in bulk; rows without NIK share a person by name and birth date."""
    found = dict(known.person)
    fresh: dict[Any, Person] = {}
    rows_of: dict[Any, list[int]] = {}
    for i in order:
        number = rows.numbers[i]
        if number in found:
            continue
        person = _person(activity, rows, i)
        key = person.nik_hash or ((person.name_key, person.birth_date) if person.birth_date else number)
        fresh.setdefault(key, person)
        rows_of.setdefault(key, []).append(number)
    people = list(fresh.items())
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        Person.objects.bulk_create([person for _key, person in some])
        for key, person in some:
            found.update(dict.fromkeys(rows_of[key], person.pk))
        progress((start + len(some)) // 2)
    return found


def _person(activity: Activity, rows: Parsed, i: int) -> Person:
    values = {key: _value(rows, key, i) for key in _PERSON}
    person = Person(
        province_id=activity.office.province_id,
        regency_id=_value(rows, "regency", i),
        nik=values.pop("nik"),
        birth_date=values.pop("birth_date"),
        **{key: value or "" for key, value in values.items()},
    )
    person.refresh_keys()
    return person


def _businesses(activity: Activity, rows: Parsed, known: Matches, order: list[int]) -> dict[int, int]:
    """Row number → IKM; a new one once per NIB, or per name and regency, with the figures of its first row."""
    found = dict(known.business)
    unclear = {issue.row for issue in known.issues if issue.code == "business_several"}
    fresh: dict[Any, Business] = {}
    rows_of: dict[Any, list[int]] = {}
    for i in order:
        number, name = rows.numbers[i], _value(rows, "business_name", i)
        if not name or number in found or number in unclear:
            continue
        regency = _value(rows, "regency", i)
        key = _value(rows, "nib", i) or (normalise_business(name), regency)
        if key not in fresh:
            fresh[key] = _business(activity, rows, i, name, regency)
        rows_of.setdefault(key, []).append(number)
    new = _without_taken_numbers(list(fresh.values()), activity.office.province_id)
    for start in range(0, len(new), BATCH):
        Business.objects.bulk_create(new[start : start + BATCH])
    for key, business in fresh.items():
        found.update(dict.fromkeys(rows_of[key], business.pk))
    return found


def _business(activity: Activity, rows: Parsed, i: int, name: str, regency: str | None) -> Business:
    figures = {key: _value(rows, key, i) for key in _BUSINESS}
    texts = {key: figures.pop(key) or "" for key in ("nib", "npwp", "kbli", "product")}
    business = Business(
        province_id=activity.office.province_id,
        regency_id=regency,
        name=name,
        address=_value(rows, "address", i) or "",
        district=_value(rows, "district", i) or "",
        village=_value(rows, "village", i) or "",
        kbli_edition=_edition(activity) if texts["kbli"] else "",
        figures_on=_as_of(activity) if any(value is not None for value in figures.values()) else None,
        **texts,
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


def _without_taken_numbers(businesses: list[Business], province: str) -> list[Business]:
    """An NPWP that another IKM (here or in the list) has is left out, not doubled: firms list their owner's."""
    taken = set(
        Business._base_manager.filter(
            province=province, npwp_hash__in=[b.npwp_hash for b in businesses if b.npwp_hash]
        ).values_list("npwp_hash", flat=True)
    )
    for business in businesses:
        if business.npwp_hash and business.npwp_hash in taken:
            business.npwp = business.npwp_hash = ""
        taken.add(business.npwp_hash)
    return businesses
