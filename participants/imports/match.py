"""Step 6, match: who and which IKM are known already. A query per thousand rows, none per row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dekon_portal.core.crypto import blind_index
from dekon_portal.core.names import normalise_business, normalise_person
from participants.models import Business, Participation, Person
from programs.models import Activity

from .issues import Issue
from .parse import Parsed

CHUNK = 900  # SQLite takes fewer parameters per query than PostgreSQL


@dataclass
class Matches:
    """Row number → what is known; and the issues that knowing it raised."""

    person: dict[int, int] = field(default_factory=dict)
    business: dict[int, int] = field(default_factory=dict)
    here: set[int] = field(default_factory=set)
    """Rows whose person takes part in the activity already."""
    issues: list[Issue] = field(default_factory=list)


def match(parsed: Parsed, activity: Activity) -> Matches:
    """Compare with the province's own people and IKM, and, telling nothing but the fact, with other provinces'."""
    found = Matches()
    _people(parsed, activity, found)
    _businesses(parsed, activity, found)
    return found


def nik_hashes(parsed: Parsed) -> list[str | None]:
    return [blind_index(nik, "nik") if nik else None for nik in parsed.values.get("nik") or _nothing(parsed)]


def _nothing(parsed: Parsed) -> list[Any]:
    return [None] * len(parsed.numbers)


def _people(parsed: Parsed, activity: Activity, found: Matches) -> None:
    province = activity.office.province_id
    hashes = nik_hashes(parsed)
    wanted = [h for h in hashes if h]
    known = {row[0]: row[1:] for row in _rows(Person, "nik_hash", wanted, "pk", "name", "name_key", province=province)}
    known_keys = _by_name_and_birth(parsed, hashes, province)
    here = set(activity.participations.values_list("person", flat=True))
    elsewhere = _served_elsewhere(wanted, activity)
    names = parsed.values.get("name") or _nothing(parsed)
    births = parsed.values.get("birth_date") or _nothing(parsed)
    header = parsed.headers.get("nik", "")
    for number, digest, name, birth in zip(parsed.numbers, hashes, names, births, strict=True):
        key = normalise_person(name) if name else ""
        if digest and digest in known:
            pk, stored, stored_key = known[digest]
            if key and stored_key != key[:200]:
                found.issues.append(Issue(number, header, "nik", "nik_other_name", {"name": stored}))
                continue
            found.person[number] = pk
        elif not digest and (key, birth) in known_keys:
            found.person[number] = known_keys[key, birth]
        if digest in elsewhere:
            found.issues.append(Issue(number, header, "nik", "served_elsewhere"))
        if found.person.get(number) in here:
            found.here.add(number)
            found.issues.append(Issue(number, header, "nik", "already_here"))


def _by_name_and_birth(parsed: Parsed, hashes: list[str | None], province: str) -> dict[tuple[str, Any], int]:
    """People kept without NIK, recognised by name and birth date."""
    births = parsed.values.get("birth_date") or _nothing(parsed)
    names = parsed.values.get("name") or _nothing(parsed)
    keys = {
        normalise_person(name)[:200]
        for name, birth, digest in zip(names, births, hashes, strict=True)
        if name and birth and not digest
    }
    rows = _rows(Person, "name_key", keys, "birth_date", "pk", province=province, nik__isnull=True)
    return {(name, birth): pk for name, birth, pk in rows if birth}


def _served_elsewhere(hashes: Iterable[str], activity: Activity) -> set[str]:
    """Hashes of people another province serves this year. Only the fact leaves this function (R1)."""
    found: set[str] = set()
    for some in _chunks(hashes):
        rows = Participation._base_manager.filter(person__nik_hash__in=some, fiscal_year=activity.fiscal_year_id)
        rows = rows.exclude(office__province=activity.office.province_id)
        found.update(digest for digest in rows.values_list("person__nik_hash", flat=True) if digest)
    return found


def _businesses(parsed: Parsed, activity: Activity, found: Matches) -> None:
    names = parsed.values.get("business_name")
    if names is None:
        return
    province = activity.office.province_id
    nibs = parsed.values.get("nib") or _nothing(parsed)
    regencies = parsed.values.get("regency") or _nothing(parsed)
    by_nib = {row[0]: row[1] for row in _rows(Business, "nib", {n for n in nibs if n}, "pk", province=province)}
    by_name: dict[str, list[tuple[int, str | None]]] = defaultdict(list)
    keys = {normalise_business(name)[:200] for name in names if name}
    for key, pk, regency in _rows(Business, "name_key", keys, "pk", "regency_id", province=province):
        by_name[key].append((pk, regency))
    for number, name, nib, regency in zip(parsed.numbers, names, nibs, regencies, strict=True):
        if nib and nib in by_nib:
            found.business[number] = by_nib[nib]
        elif name:
            candidates = by_name.get(normalise_business(name)[:200], [])
            near = [pk for pk, place in candidates if place == regency] or [pk for pk, _place in candidates]
            if len(near) > 1:
                found.issues.append(Issue(number, parsed.headers["business_name"], "business_name", "business_several"))
            elif near:
                found.business[number] = near[0]


def _rows(model: Any, key: str, values: Iterable[str], *columns: str, **conditions: Any) -> Iterator[tuple[Any, ...]]:
    for some in _chunks(values):
        yield from model._base_manager.filter(**{f"{key}__in": some}, **conditions).values_list(key, *columns)


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(values))
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]
