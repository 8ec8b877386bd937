"""Step 6, the IKM of a list: which are known already, which are surely new, and which only a person can tell (R14).

The same NIB is the same IKM, and so is the same name in the same regency unless both have a NIB and these differ.
The same name elsewhere or where a regency is unknown, several of one name, or the same telephone under another name
may be the same: that is asked once per IKM of the list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dekon_portal.core.crypto import blind_index, blind_indexes
from dekon_portal.core.names import normalise_business
from participants.models import Business

from .issues import Issue
from .lookup import Among, rows_by, rows_named
from .parse import Parsed

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

NEW: Final = "baru"
"""The answer that an IKM of the list is none of those that it is like."""
Answers = Mapping[str, Any] | str
"""{key of an IKM of the list: pk of the known IKM, or NEW}, or NEW for all of them."""
LIKELY, LARGE, NPWP_TAKEN = "business_likely", "business_large", "npwp_taken"


class Known(NamedTuple):
    """A stored IKM, as far as likeness asks."""

    pk: int
    name_key: str
    regency: str | None
    nib: str


@dataclass
class Listed:
    """One IKM of the list, with all rows that name it, those with a NIB first."""

    name_key: str
    regency: str | None
    nib: str
    rows: list[int] = field(default_factory=list)
    rung: set[str] = field(default_factory=set)
    """Its telephones that IKM on record have."""
    maybe: list[int] = field(default_factory=list)
    """The known IKM that it may be, as long as nobody has said."""

    @cached_property
    def key(self) -> str:
        """What its answer is kept under: a keyed hash, since decisions are not encrypted."""
        return answer_key(self.nib or f"{self.name_key}|{self.regency or ''}")


@dataclass
class Likeness:
    """Row number → known IKM; and what is asked: key of the answer → the IKM it may be."""

    listed: list[Listed]
    business: dict[int, int] = field(default_factory=dict)
    candidates: dict[str, list[int]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def answer_key(ikm: str) -> str:
    """ "maju jaya|16.71" (a name of any spelling, the code of its regency) or a NIB → the key of its answer."""
    name, bar, regency = ikm.partition("|")
    return blind_index(f"{normalise_business(name)}{bar}{regency.strip()}", "ikm")[:24]


def alike(parsed: Parsed, province: str, answers: Answers, *, by: User | None, settled: Container[int]) -> Likeness:
    """Compare the list's IKM with those of the province.

    `by` is asked, and only about IKM that person may see (R1); without a person nothing is asked, and what no answer
    settles is new. Rows in `settled` write nothing, so nothing is asked for them.
    """
    phones = _by_phone(parsed, province)
    listed = _listed(parsed, phones)
    found = Likeness(listed)
    _compare(listed, phones, province, answers, found)
    if by is not None:
        header = parsed.headers.get("business_name", "")
        for one in _visible([one for one in listed if one.maybe], by):
            asked = [number for number in one.rows if number not in settled]
            if asked:
                found.candidates[one.key] = one.maybe
                found.issues += [Issue(row, header, "business_name", LIKELY, {"key": one.key}) for row in asked]
    found.issues += [*_npwps(parsed, province, found), *_large(parsed)]
    return found


def _listed(parsed: Parsed, phones: Collection[str]) -> list[Listed]:
    """One per NIB, or per name and regency; a row without a NIB means the IKM of that name that has one."""
    if not {"business_name", "nib"} & parsed.values.keys():
        return []
    names, nibs = parsed.column("business_name"), parsed.column("nib")
    keys = {name: normalise_business(name)[:200] if name else "" for name in set(names)}
    rung = [phone if phone in phones else None for phone in _phones(parsed)] if phones else [None] * len(names)
    rows: dict[Any, list[int]] = defaultdict(list)
    for number, said in zip(parsed.numbers, zip(nibs, names, firm_regencies(parsed), rung, strict=True), strict=True):
        rows[said].append(number)
    by_nib: dict[str, Listed] = {}
    by_name: dict[tuple[str, str | None], Listed] = {}
    for nib, name, regency, phone in sorted(rows, key=lambda said: not said[0]):
        if not (name or nib):
            continue
        called = (keys[name], regency)
        one = by_nib.get(nib) if nib else by_name.get(called)
        if one is None:
            one = Listed(*called, nib or "")
        if nib:
            by_nib[nib] = one
        by_name.setdefault(called, one)
        one.rows += rows[nib, name, regency, phone]
        if phone:
            one.rung.add(phone)
    return list({id(one): one for one in (*by_nib.values(), *by_name.values())}.values())


def _phones(parsed: Parsed) -> list[str | None]:
    """Each row's telephone: the IKM's own where the list has such a column."""
    return parsed.values.get("business_phone") or parsed.column("phone")


def firm_regencies(parsed: Parsed) -> list[str | None]:
    """Where each row's IKM is: as its own column says, else where the person lives."""
    own = parsed.values.get("business_regency")
    if own is None:
        return parsed.column("regency")
    return [here or there for here, there in zip(own, parsed.column("regency"), strict=True)]


def _compare(
    listed: list[Listed], phones: dict[str, list[Known]], province: str, answers: Answers, found: Likeness
) -> None:
    """Take what is certain or answered; note on the others which known IKM they may be."""
    nibs = dict(rows_by(Business, "nib", (one.nib for one in listed if one.nib), "pk", province=province))
    names = _by_name(listed, province)
    for one in listed:
        same: Any = nibs.get(one.nib)
        if same is None and one.name_key and (one.rung or one.name_key in names):
            maybe = _like(one, names, phones)
            near = [known.pk for known in maybe if _is_near(one, known)]
            answer = _answer(answers, one) if maybe else None
            if len(near) == 1:
                [same] = near
            elif any(answer == known.pk for known in maybe):
                same = answer
            elif answer != NEW:
                one.maybe = near or [known.pk for known in maybe]
        if same is not None:
            found.business.update(dict.fromkeys(one.rows, same))


def _like(one: Listed, names: dict[str, list[Known]], phones: dict[str, list[Known]]) -> list[Known]:
    """Known IKM of its name or telephone, once each; a different NIB is a different IKM."""
    rung = [known for phone in sorted(one.rung) for known in phones[phone]]
    every = dict.fromkeys([*names.get(one.name_key, []), *rung])
    return [known for known in every if not (one.nib and known.nib)]


def _is_near(one: Listed, known: Known) -> bool:
    """Whether name and regency are the same; an unknown regency is nobody's."""
    return known.name_key == one.name_key and one.regency is not None and known.regency == one.regency


def _answer(answers: Answers, one: Listed) -> Any:
    return answers.get(one.key) if isinstance(answers, Mapping) else answers


def _by_name(listed: list[Listed], province: str) -> dict[str, list[Known]]:
    known: dict[str, list[Known]] = defaultdict(list)
    keys = {one.name_key for one in listed if one.name_key}
    for key, pk, regency, nib in rows_named(Business, keys, "pk", "regency_id", "nib", province=province):
        known[key].append(Known(pk, key, regency, nib))
    return known


def _by_phone(parsed: Parsed, province: str) -> dict[str, list[Known]]:
    """The list's telephones that IKM of the province have; where none has any, not even a hash is made."""
    if not Business._base_manager.filter(province=province).exclude(phone_hash="").exists():
        return {}
    phones = list(set(filter(None, _phones(parsed))))
    digests = blind_indexes(phones, "phone")
    known: dict[str, list[Known]] = defaultdict(list)
    columns = ("pk", "name_key", "regency_id", "nib")
    for digest, *business in rows_by(Business, "phone_hash", digests, *columns, province=province):
        known[digest].append(Known(*business))
    return {phone: known[digest] for phone, digest in zip(phones, digests, strict=True) if digest in known}


def _visible(asked: list[Listed], by: User) -> list[Listed]:
    """Those that may be an IKM which the person may see, and only with such (R1)."""
    maybe = Among("pk", (pk for one in asked for pk in one.maybe))
    seen = set(Business.objects.visible_to(by).filter(maybe).values_list("pk", flat=True))
    for one in asked:
        one.maybe = [pk for pk in one.maybe if pk in seen]
    return [one for one in asked if one.maybe]


def _npwps(parsed: Parsed, province: str, found: Likeness) -> Iterator[Issue]:
    """The NPWP of a new IKM that another IKM has, here or earlier in the list: firms list their owner's."""
    if not {"business_name", "npwp"} <= parsed.values.keys():
        return
    names = parsed.values["business_name"]
    digests = blind_indexes(parsed.values["npwp"], "npwp")
    taken = rows_by(Business, "npwp_hash", filter(None, digests), province=province)
    owner = {row[0]: "" for row in taken}
    for number, digest, name in zip(parsed.numbers, digests, names, strict=True):
        if not digest or not name or number in found.business:
            continue
        key = normalise_business(name)
        if owner.setdefault(digest, key) != key:
            yield Issue(number, parsed.headers["npwp"], "npwp", NPWP_TAKEN)


def _large(parsed: Parsed) -> Iterator[Issue]:
    """IKM whose figures make them a large industry, outside the programme (domain.md section 5)."""
    if "investment" not in parsed.values:
        return
    header = parsed.headers["investment"]
    counted = ("workers", "workers_male", "workers_female", "investment")
    for number, *figures in zip(parsed.numbers, *map(parsed.column, counted), strict=True):
        if figures[-1] and Business(**dict(zip(counted, figures, strict=True))).industry_class == "besar":
            yield Issue(number, header, "investment", LARGE)
