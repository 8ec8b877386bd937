"""Step 5, check: what must hold between the values of a row and between rows (domain.md section 6). No database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, partial
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from dekon_portal.core.nik import is_womans_day, means_day

from .fields import FIELDS
from .issues import Issue
from .parse import Parsed

YOUNGEST, OLDEST = 17, 90
REGENCIES: Final = frozenset(key for key, field in FIELDS.items() if field.kind == "regency")
"""Fields whose texts the check turns into codes."""
_PAPUA: Final = frozenset({"91", "92", "93", "94", "95", "96"})
"""Split in 2022 with new codes; NIK keep the old ones, so regions are not compared here."""


class Regions(Protocol):
    """What the check asks of the regions (programs/regions.py). Codes are Kemendagri's: "16", "16.71"."""

    province_codes: frozenset[str]

    def find(self, text: str, province_hint: str | None = None) -> str | list[str] | None: ...

    def find_province(self, text: str) -> str | None: ...

    def label(self, code: str) -> str: ...

    def suggest(self, text: str, limit: int = 3) -> list[str]: ...


def check(
    parsed: Parsed, regions: Regions, province: str, today: date, *, own: frozenset[str] | None = None
) -> list[Issue]:
    """Issues beyond single cells; `parsed.values["regency"]` becomes codes on the way.

    `own` are the regencies whose people the importing person may write; None is the whole province.
    """
    return [
        *missing(parsed, "name", "name_missing"),
        *(issue for key in REGENCIES for issue in regencies(parsed, key, regions, province)),
        *_not_own(parsed, regions, own, ("regency", "business_regency")),
        *_repeated_niks(parsed),
        *_niks(parsed, regions),
        *_ages(parsed, today),
        *_workers(parsed),
    ]


def check_businesses(
    parsed: Parsed, regions: Regions, province: str, today: date, *, own: frozenset[str] | None = None
) -> list[Issue]:
    """The same for a list of IKM."""
    return [
        *missing(parsed, "business_name", "business_name_missing"),
        *places_of_firms(parsed, regions, province),
        *_not_own(parsed, regions, own, ("business_regency",)),
        *_workers(parsed),
    ]


def places_of_firms(parsed: Parsed, regions: Regions, province: str) -> Iterator[Issue]:
    """Where the IKM are; unlike a person from elsewhere, one of another province is not this province's at all."""
    told = _rows_with_issue(parsed, "business_regency")
    for issue in regencies(parsed, "business_regency", regions, province):
        told.add(issue.row)
        yield issue._replace(code="business_elsewhere") if issue.code == "regency_elsewhere" else issue
    header = parsed.headers.get("province", "")
    columns = (parsed.column("province"), parsed.column("business_regency"))
    for number, text, regency in zip(parsed.numbers, *columns, strict=True):
        if text and not regency and number not in told and _is_other(regions.find_province(text), province):
            yield Issue(number, header, "province", "province_elsewhere")


def _is_other(found: str | None, province: str) -> bool:
    return found not in (None, province) and not {found, province} <= _PAPUA


def _rows_with_issue(parsed: Parsed, field: str) -> set[int]:
    return {issue.row for issue in parsed.issues if issue.field == field}


def missing(parsed: Parsed, key: str, code: str) -> Iterator[Issue]:
    """Rows without what no row may lack."""
    header = parsed.headers.get(key, "")
    told = _rows_with_issue(parsed, key)
    for number, value in zip(parsed.numbers, parsed.column(key), strict=True):
        if value is None and number not in told:
            yield Issue(number, header, key, code)


def _repeated_niks(parsed: Parsed) -> Iterator[Issue]:
    """A NIK that an earlier row has; a row without one is only warned about."""
    if "nik" not in parsed.values:
        return
    header = parsed.headers["nik"]
    told = _rows_with_issue(parsed, "nik")
    told.update(n for n, masked in zip(parsed.numbers, parsed.column("nik_masked"), strict=True) if masked)
    first: dict[str, int] = {}
    for number, digits in zip(parsed.numbers, parsed.values["nik"], strict=True):
        if digits is None:
            if number not in told:
                yield Issue(number, header, "nik", "nik_missing")
        elif (earlier := first.setdefault(digits, number)) != number:
            yield Issue(number, header, "nik", "nik_repeated", {"first": earlier})


def _niks(parsed: Parsed, regions: Regions) -> Iterator[Issue]:
    """The NIK against sex, birth date and regency of its row: warnings, for a NIK is never corrected to fit."""
    if "nik" not in parsed.values:
        return
    header = parsed.headers["nik"]
    of_place, of_birth = _place_test(regions), cache(_birth_test)  # long lists ask the same again and again
    others = (parsed.column("regency"), parsed.column("sex"), parsed.column("birth_date"))
    for number, digits, regency, sex, born in zip(parsed.numbers, parsed.values["nik"], *others, strict=True):
        if digits:
            for code in of_place(digits[:4], regency) + of_birth(digits[6:12], sex, born):
                yield Issue(number, header, "nik", code)


def _place_test(regions: Regions) -> Callable[[str, str | None], tuple[str, ...]]:
    """What is wrong with a NIK's first four digits beside its row's regency; codes that no longer exist say nothing."""

    @cache
    def wrong(four: str, regency: str | None) -> tuple[str, ...]:
        if four[:2] not in regions.province_codes:
            return ("nik_province",)
        code = f"{four[:2]}.{four[2:]}"
        if not regency or code == regency or {code[:2], regency[:2]} <= _PAPUA:
            return ()
        return ("nik_regency",) if code[:2] != regency[:2] or regions.find(code) == code else ()

    return wrong


def _birth_test(six: str, sex: str | None, born: date | None) -> tuple[str, ...]:
    """What is wrong with a NIK's six digits of birth beside its row's sex and birth date."""
    codes = []
    if sex and (sex == "P") != is_womans_day(six):
        codes.append("nik_sex")
    if born and not means_day(six, born):
        codes.append("nik_birth_date")
    return tuple(codes)


def _ages(parsed: Parsed, today: date) -> Iterator[Issue]:
    """From the birth date, else from the column of ages."""
    born_header, age_header = parsed.headers.get("birth_date", ""), parsed.headers.get("age", "")
    if not born_header and not age_header:
        return
    age_of = cache(partial(_age, today=today))
    for number, born, age in zip(parsed.numbers, parsed.column("birth_date"), parsed.column("age"), strict=True):
        years = age_of(born) if born else age
        if years is None or YOUNGEST <= years <= OLDEST:
            continue
        if born and born > today:
            yield Issue(number, born_header, "birth_date", "birth_date_future")
        else:
            header, field = (born_header, "birth_date") if born else (age_header, "age")
            yield Issue(number, header, field, "age", {"age": years})


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _workers(parsed: Parsed) -> Iterator[Issue]:
    if not {"workers", "workers_male", "workers_female"} <= parsed.values.keys():
        return
    header = parsed.headers["workers"]
    columns = (parsed.values["workers"], parsed.values["workers_male"], parsed.values["workers_female"])
    for number, every, men, women in zip(parsed.numbers, *columns, strict=True):
        if None not in (every, men, women) and every != men + women:
            yield Issue(number, header, "workers", "workers_sum")


def regencies(parsed: Parsed, key: str, regions: Regions, province: str) -> Iterator[Issue]:
    """Texts become codes; each spelling is looked up once."""
    texts = parsed.values.get(key)
    if texts is None:
        return
    header = parsed.headers[key]
    pairs = list(zip(texts, parsed.column("province"), strict=True))
    answers = {pair: _regency(*pair, regions, province) for pair in set(pairs)}
    parsed.values[key] = [answers[pair][0] for pair in pairs]
    wrong = {pair: answer[1:] for pair, answer in answers.items() if answer[1]}
    for number, pair in zip(parsed.numbers, pairs, strict=True) if wrong else ():
        if pair in wrong:
            parsed.note_raw(key, number, pair[0])
            yield Issue(number, header, key, *wrong[pair])


def _not_own(parsed: Parsed, regions: Regions, own: frozenset[str] | None, places: tuple[str, ...]) -> Iterator[Issue]:
    """A regency's officer writes people and IKM of that regency only (R1), as in the form of a single person."""
    if own is None:
        return
    names = ", ".join(regions.label(code) for code in sorted(own))
    for key in places:
        header = parsed.headers.get(key, "")
        may_lack = key != places[0]  # an IKM without a regency of its own is where the person is
        for number, code in zip(parsed.numbers, parsed.column(key), strict=True):
            if code not in own and not (may_lack and code is None):
                yield Issue(number, header, key, "regency_not_own", {"names": names})


def _regency(
    text: str | None, beside: str | None, regions: Regions, province: str
) -> tuple[str | None, str, dict[str, Any]]:
    """(code, issue code or "", its parameters) of one spelling; `beside` is what the row says of its province."""
    if text is None:
        return None, "", {}
    hint = (regions.find_province(beside) if beside else None) or province
    found = regions.find(text, hint)
    if isinstance(found, str):
        inside = hint == province and not text[:1].isdigit()
        return (found, "", {}) if inside or _is_inside(found, regions, province) else (None, "regency_elsewhere", {})
    if found:
        several = any(_is_inside(code, regions, province) for code in found)
        return None, "regency_two" if several else "regency_elsewhere", {}
    near = regions.suggest(text)
    suggestion = _(" Mungkin maksudnya %(names)s.") % {"names": ", ".join(near)} if near else ""
    return None, "regency_unknown", {"suggestion": suggestion}


def _is_inside(code: str, regions: Regions, province: str) -> bool:
    """Whether the regency lies in the province, today or before Papua was split."""
    return code[:2] == province or regions.find(regions.label(code), province) == code


def codes_by_row(issues: Iterable[Issue]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for issue in issues:
        found.setdefault(issue.row, []).append(issue.code)
    return found
