"""Step 6, match: who and which IKM are known already. A few queries for the whole list, none per row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from dekon_portal.core.crypto import blind_indexes
from dekon_portal.core.names import normalise_person
from dekon_portal.core.nik import mask
from participants.models import Participation, Person
from programs.models import Activity

from . import completing
from .alike import Answers, alike
from .issues import Issue
from .lookup import Among, ask_ahead, rows_by, rows_named
from .parse import Parsed

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


class Row(NamedTuple):
    """What tells a person: the NIK's hash, or the NIK as our own exports mask it, or name and birth date.

    Most of a list is new: rows with a NIK that no province knows are not compared, so none is made of them.
    """

    number: int
    name_key: str
    digest: str | None
    masked: str | None
    born: date | None


@dataclass
class Matches:
    """Row number → what is known; and the issues that knowing it raised."""

    digests: list[str | None] = field(default_factory=list)
    """The hash of each row's NIK."""
    person: dict[int, int] = field(default_factory=dict)
    business: dict[int, int] = field(default_factory=dict)
    here: set[int] = field(default_factory=set)
    """Rows whose person takes part in the activity already."""
    repeated: dict[int, int] = field(default_factory=dict)
    """Rows without NIK whose person an earlier row names already → that row."""
    completes: set[int] = field(default_factory=set)
    """Rows that fill in what a record lacks (completing.py); noted only for a person who is told."""
    issues: list[Issue] = field(default_factory=list)

    def updated(self, good: set[int]) -> set[int]:
        """Those of the good rows that make nothing new and yet fill something in."""
        return self.completes & self.here & good


class Asked:
    """Which of the list's NIK any province knows; a long list's answer may come while the rows are checked."""

    def __init__(self, parsed: Parsed) -> None:
        self.digests: list[str | None] = blind_indexes(parsed.column("nik"), "nik")
        self._found = ask_ahead(Person, "nik_hash", filter(None, self.digests), "pk")

    def served(self) -> dict[int, str]:
        """Person → hash of the NIK."""
        return {pk: digest for digest, pk in self._found()}


def match(
    parsed: Parsed,
    activity: Activity,
    answers: Answers | None = None,
    *,
    by: User | None = None,
    asked: Asked | None = None,
) -> Matches:
    """Compare with the province's own people and IKM, and, telling nothing but the fact, with other provinces'.

    `answers` and `by` are of the questions about IKM (alike.py); without a person nothing is asked or told beyond what
    a commit needs. `asked` is the question about the list's NIK, where it was put before.
    """
    asked = asked or Asked(parsed)
    digests, served = asked.digests, asked.served()
    rows = _rows(parsed, digests, set(served.values()))
    found = Matches(digests)
    header = parsed.headers.get("nik", "")
    _known_people(found, rows, served, activity, header)
    _already_here(found, rows, activity, header)
    _repeated(found, rows, parsed.headers.get("name", ""))
    ikm = alike(parsed, activity.office.province_id, answers or {}, by=by, settled=found.here | found.repeated.keys())
    found.business = ikm.business
    found.issues += ikm.issues
    if by is not None:
        completing.tell(found, completing.of_people(parsed, found, activity, by=by), parsed, "name")
    return found


def _rows(parsed: Parsed, digests: list[str | None], served: set[str]) -> list[Row]:
    """The rows whose person may be known: by a NIK that some province knows, or without one."""
    columns = (parsed.column(key) for key in ("name", "nik_masked", "birth_date"))
    return [
        Row(number, name_key_of(name), digest, masked, born)
        for number, digest, name, masked, born in zip(parsed.numbers, digests, *columns, strict=True)
        if not digest or digest in served
    ]


def name_key_of(name: str | None) -> str:
    """As it is stored."""
    return normalise_person(name)[:200] if name else ""


def _known_people(found: Matches, rows: list[Row], served: dict[int, str], activity: Activity, header: str) -> None:
    """By NIK; by our own mask of it and the name; without NIK by name and birth date."""
    province = activity.office.province_id
    columns = ("name_key", "name", "regency_id")
    known = {served[pk]: (pk, *told) for pk, *told in rows_by(Person, "pk", served, *columns, province=province)}
    by_mask = _by_mask(rows, province)
    by_birth = _by_name_and_birth(rows, province)
    elsewhere = _served_elsewhere(served, activity)
    for row in rows:
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
    for name_key, pk, nik in rows_named(Person, keys, "pk", "nik", province=province, nik__isnull=False):
        people[name_key, mask(nik)].append(pk)
    return people


def _by_name_and_birth(rows: list[Row], province: str) -> dict[tuple[str, date | None], int]:
    """People kept without NIK."""
    keys = {row.name_key for row in rows if row.name_key and row.born and not row.digest and not row.masked}
    # The hash, unlike the NIK, has an index, and one is unknown where the other is.
    people = rows_named(Person, keys, "birth_date", "pk", province=province, nik_hash__isnull=True)
    return {(name_key, born): pk for name_key, born, pk in people if born}


def _served_elsewhere(served: dict[int, str], activity: Activity) -> set[str]:
    """Hashes of people another province serves this year. Only the fact leaves this function (R1)."""
    rows = Participation._base_manager.filter(Among("person", served), fiscal_year=activity.fiscal_year_id)
    rows = rows.exclude(province=activity.office.province_id).order_by()
    return {served[pk] for pk in rows.values_list("person", flat=True)}


def _already_here(found: Matches, rows: list[Row], activity: Activity, header: str) -> None:
    """Rows of people who take part already; without NIK the same name is one person unless birth dates differ."""
    births: dict[str, list[date | None]] = defaultdict(list)
    here: set[int] = set()
    people = activity.participations.values_list("person", "person__name_key", "person__birth_date")
    for pk, name_key, born in people:
        here.add(pk)
        births[name_key].append(born)
    for row in rows:
        code = ""
        if row.number in found.person:
            code = "already_here" if found.person[row.number] in here else ""
        elif not row.digest and not row.masked and row.name_key in births:
            same = any(None in (born, row.born) or born == row.born for born in births[row.name_key])
            code = "same_name_here" if same else ""
        if code:
            found.here.add(row.number)
            found.issues.append(Issue(row.number, header, "nik", code))


def _repeated(found: Matches, rows: list[Row], header: str) -> None:
    """Rows that name a person a second time; two that do so by their NIK are an error already (check.py)."""
    first: dict[Any, Row] = {}
    for row in rows:
        identity: Any = found.person.get(row.number)
        if identity is None and row.born and row.name_key and not row.digest:
            identity = (row.name_key, row.born)
        if identity is None:
            continue
        earlier = first.setdefault(identity, row)
        if earlier is not row and not (earlier.digest and row.digest):
            found.repeated[row.number] = earlier.number
            found.issues.append(Issue(row.number, header, "name", "row_repeated", {"first": earlier.number}))
