"""Step 6, match: who and which IKM are known already. A query per thousand rows, none per row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from dekon_portal.core.crypto import blind_index
from dekon_portal.core.names import normalise_business, normalise_person
from dekon_portal.core.nik import mask
from participants.models import Business, Participation, Person
from programs.models import Activity

from .issues import Issue
from .parse import Parsed

CHUNK = 900  # SQLite takes fewer parameters per query than PostgreSQL


class Row(NamedTuple):
    """What tells a person: the NIK's hash, or the NIK as our own exports mask it, or name and birth date."""

    number: int
    name_key: str
    digest: str | None
    masked: str | None
    born: date | None


@dataclass
class Matches:
    """Row number → what is known; and the issues that knowing it raised."""

    rows: list[Row]
    person: dict[int, int] = field(default_factory=dict)
    business: dict[int, int] = field(default_factory=dict)
    here: set[int] = field(default_factory=set)
    """Rows whose person takes part in the activity already."""
    repeated: dict[int, int] = field(default_factory=dict)
    """Rows without NIK whose person an earlier row names already → that row."""
    issues: list[Issue] = field(default_factory=list)


def match(parsed: Parsed, activity: Activity) -> Matches:
    """Compare with the province's own people and IKM, and, telling nothing but the fact, with other provinces'."""
    names, niks, births = parsed.column("name"), parsed.column("nik"), parsed.column("birth_date")
    rows = [
        Row(
            number,
            normalise_person(name)[:200] if name else "",
            blind_index(nik, "nik") if nik else None,
            masked,
            born,
        )
        for number, name, nik, masked, born in zip(
            parsed.numbers, names, niks, parsed.column("nik_masked"), births, strict=True
        )
    ]
    found = Matches(rows)
    header = parsed.headers.get("nik", "")
    _known_people(found, activity, header)
    _already_here(found, activity, header)
    _repeated(found, parsed.headers.get("name", ""))
    _businesses(parsed, activity, found)
    _npwps(parsed, activity, found)
    return found


def _known_people(found: Matches, activity: Activity, header: str) -> None:
    """By NIK; by our own mask of it and the name; without NIK by name and birth date."""
    province = activity.office.province_id
    digests = [row.digest for row in found.rows if row.digest]
    known = {
        digest: found_person
        for digest, *found_person in _rows(
            Person, "nik_hash", digests, "pk", "name_key", "name", "regency_id", province=province
        )
    }
    by_mask = _by_mask(found.rows, province)
    by_birth = _by_name_and_birth(found.rows, province)
    elsewhere = _served_elsewhere(digests, activity)
    for row in found.rows:
        if row.digest in known:
            pk, name_key, name, regency = known[row.digest]
            if row.name_key and name_key != row.name_key:
                shown = name if activity.regency_id in (None, regency) else _("orang lain")  # R1: not theirs to read
                found.issues.append(Issue(row.number, header, "nik", "nik_other_name", {"name": shown}))
                continue
            found.person[row.number] = pk
        elif row.masked:
            people = by_mask.get((row.name_key, row.masked), [])
            if len(people) == 1:
                found.person[row.number] = people[0]
            else:
                found.issues.append(Issue(row.number, header, "nik", "nik_masked"))
        elif not row.digest and (row.name_key, row.born) in by_birth:
            found.person[row.number] = by_birth[row.name_key, row.born]
        if row.digest in elsewhere:
            found.issues.append(Issue(row.number, header, "nik", "served_elsewhere"))


def _by_mask(rows: list[Row], province: str) -> dict[tuple[str, str], list[int]]:
    """People by name and masked NIK, as the portal's own exports show them."""
    people: dict[tuple[str, str], list[int]] = defaultdict(list)
    keys = {row.name_key for row in rows if row.masked}
    for name_key, pk, nik in _rows(Person, "name_key", keys, "pk", "nik", province=province, nik__isnull=False):
        people[name_key, mask(nik)].append(pk)
    return people


def _by_name_and_birth(rows: list[Row], province: str) -> dict[tuple[str, date | None], int]:
    """People kept without NIK."""
    keys = {row.name_key for row in rows if row.name_key and row.born and not row.digest and not row.masked}
    people = _rows(Person, "name_key", keys, "birth_date", "pk", province=province, nik__isnull=True)
    return {(name_key, born): pk for name_key, born, pk in people if born}


def _served_elsewhere(digests: Iterable[str], activity: Activity) -> set[str]:
    """Hashes of people another province serves this year. Only the fact leaves this function (R1)."""
    found: set[str] = set()
    for some in _chunks(digests):
        rows = Participation._base_manager.filter(person__nik_hash__in=some, fiscal_year=activity.fiscal_year_id)
        rows = rows.exclude(province=activity.office.province_id)
        found.update(digest for digest in rows.values_list("person__nik_hash", flat=True) if digest)
    return found


def _already_here(found: Matches, activity: Activity, header: str) -> None:
    """Rows of people who take part already; without NIK the same name is one person unless birth dates differ."""
    births: dict[str, list[date | None]] = defaultdict(list)
    here: set[int] = set()
    people = activity.participations.values_list("person", "person__name_key", "person__birth_date")
    for pk, name_key, born in people:
        here.add(pk)
        births[name_key].append(born)
    for row in found.rows:
        code = ""
        if row.number in found.person:
            code = "already_here" if found.person[row.number] in here else ""
        elif not row.digest and not row.masked and row.name_key in births:
            same = any(None in (born, row.born) or born == row.born for born in births[row.name_key])
            code = "same_name_here" if same else ""
        if code:
            found.here.add(row.number)
            found.issues.append(Issue(row.number, header, "nik", code))


def _repeated(found: Matches, header: str) -> None:
    """Rows without NIK that name a person a second time; a repeated NIK is an error (check.py)."""
    first: dict[Any, int] = {}
    for row in found.rows:
        identity: Any = found.person.get(row.number)
        if identity is None and row.born and row.name_key and not row.digest:
            identity = (row.name_key, row.born)
        if identity is None:
            continue
        earlier = first.setdefault(identity, row.number)
        if earlier != row.number and not row.digest:
            found.repeated[row.number] = earlier
            found.issues.append(Issue(row.number, header, "name", "row_repeated", {"first": earlier}))


def _businesses(parsed: Parsed, activity: Activity, found: Matches) -> None:
    """By NIB; else by name, in the same regency where it can be; a different NIB is a different IKM."""
    if not {"business_name", "nib"} & parsed.values.keys():
        return
    province, header = activity.office.province_id, parsed.headers.get("business_name", "")
    names, nibs, regencies = parsed.column("business_name"), parsed.column("nib"), parsed.column("regency")
    by_nib = dict(_rows(Business, "nib", {nib for nib in nibs if nib}, "pk", province=province))
    keys = {name: normalise_business(name)[:200] for name in set(names) if name}
    by_name: dict[str, list[tuple[int, str | None, str]]] = defaultdict(list)
    for key, *business in _rows(Business, "name_key", keys.values(), "pk", "regency_id", "nib", province=province):
        by_name[key].append(tuple(business))  # type: ignore[arg-type]
    for number, name, nib, regency in zip(parsed.numbers, names, nibs, regencies, strict=True):
        if nib in by_nib:
            found.business[number] = by_nib[nib]
        elif name:
            same = [one for one in by_name.get(keys[name], []) if not nib or not one[2]]
            near = [pk for pk, place, _nib in same if place == regency] or [pk for pk, _place, _nib in same]
            if len(near) > 1:
                found.issues.append(Issue(number, header, "business_name", "business_several"))
            elif near:
                found.business[number] = near[0]


def _npwps(parsed: Parsed, activity: Activity, found: Matches) -> None:
    """The NPWP of a new IKM that another IKM has, here or earlier in the list: firms list their owner's."""
    if not {"business_name", "npwp"} <= parsed.values.keys():
        return
    names = parsed.values["business_name"]
    digests = [blind_index(npwp, "npwp") if npwp else "" for npwp in parsed.values["npwp"]]
    taken = _rows(Business, "npwp_hash", filter(None, digests), province=activity.office.province_id)
    owner = {row[0]: "" for row in taken}
    for number, digest, name in zip(parsed.numbers, digests, names, strict=True):
        if not digest or not name or number in found.business:
            continue
        key = normalise_business(name)
        if owner.setdefault(digest, key) != key:
            found.issues.append(Issue(number, parsed.headers["npwp"], "npwp", "npwp_taken"))


def _rows(model: Any, key: str, values: Iterable[str], *columns: str, **conditions: Any) -> Iterator[tuple[Any, ...]]:
    for some in _chunks(values):
        yield from model._base_manager.filter(**{f"{key}__in": some}, **conditions).values_list(key, *columns)


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(values))
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]
