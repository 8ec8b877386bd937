"""What a list fills in of people and IKM on record: a blank takes the row's value, what is known is never overwritten.

What a row says otherwise than the record is told and left alone. The first row that fills a blank is the one that
counts. Two things go together: a place (an address of one place with the village of another is no address), filled in
only where the row contradicts none of it, and an IKM's figures (they are of one day), only where none is known.

NIK and NPWP stay as they are: the one tells who a person is, so that a row with another NIK is another person; the
other belongs to one IKM of the province, and lists give the owner's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from dekon_portal.core.crypto import blind_index
from participants.models import Participation
from participants.models.completions import OF
from programs.models import Activity
from programs.models.activities import OPEN_STATES

from .fields import FIELDS, OF_FIRM
from .issues import Issue
from .lookup import Among
from .parse import Parsed

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .match import Matches

COMPLETES, LOCKED, HERE, DIFFERS = "completes", "person_locked", "already_here", "already_here_differs"
Values = dict[str, Any]
"""Column → value."""

TEXTS_OF_PERSON: Final = ("sex", "birth_place", "phone", "email", "education", "address", "village", "district")
TEXTS_OF_FIRM: Final = ("nib", "kbli", "product", "owner_name")
PLACE_OF_FIRM: Final = ("address", "village", "district")
FIGURES: Final = ("workers_male", "workers_female", "workers", "sales", "investment")

_FIELDS: Final[dict[str, dict[str, str]]] = {
    "person": {
        **{name: name for name in TEXTS_OF_PERSON}, "birth_date": "birth_date", "regency_id": "regency",
    },
    "participation": {"position": "position", "business_id": "business_name"},
    "business": {
        **{name: name for name in (*TEXTS_OF_FIRM, *FIGURES)}, **{name: OF_FIRM[name] for name in PLACE_OF_FIRM},
        "phone": "business_phone", "regency_id": "business_regency",
    },
}  # fmt: skip
"""What records are filled in (completions.OF) → column → the field of the list that says it."""
_PLACE: Final = frozenset({"address", "village", "district", "regency_id"})
_UNKNOWN: Final = frozenset({None, ""})


def compare(said: Mapping[str, Any], stored: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """(columns that the row fills in, columns in which it says otherwise than the record)."""
    told = [name for name, value in said.items() if value not in _UNKNOWN]
    blank = {name for name in told if stored[name] in _UNKNOWN}
    other = {name for name in told if name not in blank and _plain(said[name]) != _plain(stored[name])}
    if other & _PLACE:
        other |= blank & _PLACE
    if any(stored.get(name) is not None for name in FIGURES):
        other |= blank.intersection(FIGURES)
    return [name for name in told if name in blank - other], [name for name in told if name in other]


def _plain(value: Any) -> Any:
    """Letters of another size are no other value."""
    return value.casefold() if isinstance(value, str) else value


@dataclass
class Filled:
    """What the rows of a list fill in of people, of participations or of IKM."""

    kind: str
    values: dict[int, Values] = field(default_factory=dict)
    """Key of the record → what it takes."""
    records: dict[int, Values] = field(default_factory=dict)
    """Key of the record → its name and place, for the trail."""
    row: dict[int, int] = field(default_factory=dict)
    """Key of the record → the first row that fills it in."""
    fills: dict[int, list[str]] = field(default_factory=dict)
    """Row number → fields of the list that it fills in, …"""
    differs: dict[int, list[str]] = field(default_factory=dict)
    """… in which it says otherwise, …"""
    locked: dict[int, list[str]] = field(default_factory=dict)
    """… and which it would fill in if the record were not locked (R8)."""

    def take(self, number: int, key: int, said: Values, stored: Values, *, closed: bool = False) -> None:
        """One row beside its record; `stored` knows afterwards what the row has filled in."""
        blank, other = compare(said, stored)
        if other:
            self.differs[number] = [_FIELDS[self.kind][name] for name in other]
        if blank and not closed:
            self.fills[number] = [_FIELDS[self.kind][name] for name in blank]
            new = {name: said[name] for name in blank}
            self.values.setdefault(key, {}).update(new)
            self.records.setdefault(key, stored).update(new)
            self.row.setdefault(key, number)

    def withhold(self, held: set[int], rows: Mapping[int, int]) -> None:
        """Nothing is filled in of these records, and their rows say so."""
        for number, key in rows.items():
            if key in held and number in self.fills:
                self.locked[number] = self.fills.pop(number)
        for key in held:
            del self.values[key]


@dataclass
class Filling:
    """What a list fills in: of people, of their parts in the activity, of IKM."""

    people: Filled = field(default_factory=lambda: Filled("person"))
    parts: Filled = field(default_factory=lambda: Filled("participation"))
    firms: Filled = field(default_factory=lambda: Filled("business"))

    @property
    def rows(self) -> set[int]:
        """The rows that fill something in."""
        return self.people.fills.keys() | self.parts.fills.keys() | self.firms.fills.keys()

    def fields(self, number: int) -> list[str]:
        """What a row fills in."""
        return [key for one in (self.people, self.parts, self.firms) for key in one.fills.get(number, [])]


def of_people(parsed: Parsed, known: Matches, activity: Activity, *, by: User, lock: bool = False) -> Filling:
    """What a list of an activity's people fills in. A few queries, however long the list.

    A person whom a locked activity holds takes nothing (R8), nor does one that `by` may not edit (R1). Whether a part
    in this activity is open, the caller has asked. With `lock` what is found stays so until the transaction ends.
    """
    settled = {number: pk for number, pk in known.person.items() if number not in known.repeated}
    here = {number: pk for number, pk in settled.items() if number in known.here}
    unclear = known.repeated.keys() | (known.here - settled.keys())  # of the same name: perhaps not the same person
    firms = {number: pk for number, pk in known.business.items() if number not in unclear}
    return Filling(
        people=_with_phone_hash(_fill("person", settled, parsed, by=by, lock=lock)),
        parts=_of_parts(here, parsed, activity, known.business),
        firms=_derived(_fill("business", firms, parsed, by=by, lock=lock), activity.fiscal_year_id, as_of(activity)),
    )


def of_businesses(parsed: Parsed, known: Matches, *, by: User, lock: bool = False) -> Filling:
    """What a list of IKM fills in. R8 does not hold them, as it does not on the page of an IKM."""
    today = timezone.localdate()
    return Filling(firms=_derived(_fill("business", known.business, parsed, by=by, lock=lock), today.year, today))


def tell(found: Matches, filling: Filling, parsed: Parsed, key: str) -> None:
    """Say of each row what it fills in, what it may not, and in what it differs from the record of who is here.

    `key` is the field that tells rows apart.
    """
    found.completes = filling.rows
    parts, people = filling.parts, filling.people
    labels = cache(_labels)  # thousands of rows fill in the same fields
    found.issues = [
        issue._replace(code=DIFFERS, params={"fields": labels(tuple(others))})
        if issue.code == HERE and (others := people.differs.get(issue.row, []) + parts.differs.get(issue.row, []))
        else issue
        for issue in found.issues
    ]
    told = {COMPLETES: {number: filling.fields(number) for number in sorted(filling.rows)}, LOCKED: people.locked}
    found.issues += [
        Issue(number, parsed.headers.get(key, ""), key, code, {"fields": labels(tuple(keys))})
        for code, rows in told.items()
        for number, keys in rows.items()
    ]


def _labels(keys: Iterable[str]) -> str:
    return ", ".join(str(FIELDS[key].label) for key in keys)


def held_people(people: Iterable[int], *, lock: bool = False) -> set[int]:
    """Those of the people whom a locked activity holds (R8).

    With `lock` the open activities stay open until the transaction ends. One that somebody is changing at this moment
    counts as locked: to wait for it, while they may wait for us, would be a deadlock.
    """
    parts = Participation._base_manager.filter(Among("person", people)).order_by()
    open_ones = Activity._base_manager.filter(pk__in=parts.values("activity"), state__in=OPEN_STATES).order_by("pk")
    if lock:
        open_ones = open_ones.select_for_update(no_key=True, skip_locked=True)
    free = list(open_ones.values_list("pk", flat=True))
    return set(parts.exclude(Among("activity", free)).values_list("person", flat=True))


def as_of(activity: Activity) -> date:
    """The day of which a list of the activity tells figures."""
    start, _end, month = activity.when
    return start or month or timezone.localdate()


def kbli_edition(year: int) -> str:
    """The one in use then (domain.md section 5)."""
    return "2017" if year < 2020 else "2020"


def _fill(kind: str, rows: Mapping[int, int], parsed: Parsed, *, by: User, lock: bool) -> Filled:
    """The rows beside their records; nothing of people who are held.

    Only what is filled in is locked: looked for first, and compared again when nobody else can change it any more.
    """
    filled = _compared(kind, rows, parsed, by=by)
    if kind == "person":
        filled.withhold(held_people(filled.values, lock=lock), rows)
    if not lock:
        return filled
    rows = {number: pk for number, pk in rows.items() if pk in filled.values}
    return _compared(kind, rows, parsed, by=by, lock=True)


def _compared(kind: str, rows: Mapping[int, int], parsed: Parsed, *, by: User, lock: bool = False) -> Filled:
    """What `by` may not edit is left alone (R1). Records are locked in one order."""
    filled = Filled(kind)
    said = {name: column for name, key in _FIELDS[kind].items() if (column := _column(parsed, key))}
    if not rows or not said:
        return filled
    columns = {"name", "province_id", "regency_id", *said}
    if not columns.isdisjoint(FIGURES):
        columns.update(FIGURES)
    records: Any = OF[kind]._base_manager.filter(Among("pk", rows.values())).order_by("pk")
    if lock:
        records = records.select_for_update(no_key=True)
    stored: dict[int, Values] = {one["pk"]: one for one in records.values("pk", *columns)}

    @cache
    def may(province: str, regency: str | None) -> bool:
        return by.may("people.write", province=province, regency=regency)

    closed = {pk for pk, one in stored.items() if not may(one["province_id"], one["regency_id"])}
    at = {number: i for i, number in enumerate(parsed.numbers)}
    for number, pk in sorted(rows.items()):
        if pk in stored:
            values = {name: column[at[number]] for name, column in said.items()}
            filled.take(number, pk, values, stored[pk], closed=pk in closed)
    return filled


def _of_parts(rows: Mapping[int, int], parsed: Parsed, activity: Activity, businesses: Mapping[int, int]) -> Filled:
    """Position and IKM of those who take part already. Only an IKM on record is linked; a new one is told."""
    filled = Filled("participation")
    positions, names = _column(parsed, "position"), _column(parsed, "business_name")
    if not rows or not (positions or businesses or names):
        return filled
    parts = Participation._base_manager.filter(Among("person", rows.values()), activity=activity)
    columns = (
        "pk",
        "person_id",
        *_FIELDS["participation"],
        "person__name",
        "person__province_id",
        "person__regency_id",
    )
    found: Any = parts.order_by().values(*columns)
    stored: dict[int, Values] = {
        one["person_id"]: {name.removeprefix("person__"): value for name, value in one.items()} for one in found
    }
    at = {number: i for i, number in enumerate(parsed.numbers)}
    for number, person in sorted(rows.items()):
        if person not in stored:
            continue
        one, i = stored[person], at[number]
        said = {"position": positions[i] if positions else None, "business_id": businesses.get(number)}
        filled.take(number, one["pk"], said, one)
        if names and names[i] and one["business_id"] is None:
            filled.differs.setdefault(number, []).append("business_name")
    return filled


_OF_PERSONS: Final = {own: key for key, own in OF_FIRM.items() if key != "name"}


def _column(parsed: Parsed, key: str) -> list[Any]:
    """What the rows say of a field; [] where none says anything."""
    persons = _OF_PERSONS.get(key)
    if key not in parsed.values and persons not in parsed.values:
        return []
    column = parsed.of_firm(persons) if persons else parsed.column(key)
    return column if any(column) or not _UNKNOWN.issuperset(column) else []


def _derived(firms: Filled, year: int, day: date) -> Filled:
    """With what goes with a telephone, a KBLI, a figure."""
    for values in _with_phone_hash(firms).values.values():
        if "kbli" in values:
            values["kbli_edition"] = kbli_edition(year)
        if not values.keys().isdisjoint(FIGURES):
            values["figures_on"] = day
    return firms


def _with_phone_hash(filled: Filled) -> Filled:
    for values in filled.values.values():
        if "phone" in values:
            values["phone_hash"] = blind_index(values["phone"], "phone")
    return filled
