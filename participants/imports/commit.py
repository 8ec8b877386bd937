"""Step 7, commit: one transaction writes all of a batch or nothing (R13). The only writer of imported rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dekon_portal.accounts.scope import ScopedModel
from dekon_portal.core.bulk import insert
from dekon_portal.core.crypto import blind_indexes
from dekon_portal.core.names import normalise_business
from participants import tallies
from participants.models import Business, ImportBatch, Participation, Person
from programs.models import Activity

from . import completing
from .alike import firm_regencies
from .completing import FIGURES, PLACE_OF_FIRM, TEXTS_OF_FIRM, TEXTS_OF_PERSON
from .filled import fill_in
from .issues import ERROR, severity
from .lookup import rows_by
from .match import Matches, match, name_key_of
from .parse import Parsed

BATCH = 10_000
Progress = Callable[[int], None]
Columns = dict[str, list[Any]]


@dataclass
class Outcome:
    """Rows that made a participation (an IKM); of those whose person took part (whose IKM was known) already, the rows
    that filled something in and the rows that changed nothing."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def commit_rows(activity: Activity, rows: Parsed, *, batch: ImportBatch, progress: Progress) -> Outcome:
    """Write these rows to a locked, open activity, and what they fill in of who is known.

    Must run inside the transaction that holds the activity's lock.

    Matching is done again here: what was known at the preview may have changed since. Rows that it refuses now stay
    out, and are counted neither as created nor as unchanged.
    """
    tallies.wait_for_turn([activity.pk])  # two lists that name the same new IKM at once make it once
    known = match(rows, activity, batch.decisions.get("businesses"))
    refused = {issue.row for issue in known.issues if severity(issue.code) == ERROR}
    settled = (known.here | known.repeated.keys()) - refused
    order = [i for i, number in enumerate(rows.numbers) if number not in refused and number not in settled]
    assert batch.committed_by
    filling = completing.of_people(rows, known, activity, by=batch.committed_by, lock=True)
    others = fill_in(filling, batch)
    firms = Business(province_id=activity.office.province_id, batch=batch)
    businesses = write_businesses(
        rows, known, order, firms, year=activity.fiscal_year_id, as_of=completing.as_of(activity)
    )
    people = _people(activity, rows, known, order, batch, progress)
    _participations(activity, rows, order, people, businesses, batch, progress)
    tallies.refresh(sorted({activity.pk, *others}))
    return outcome(order, settled, filling)


def outcome(order: list[int], settled: set[int], filling: completing.Filling) -> Outcome:
    """`order` made something new; of the `settled` rows some filled something in."""
    updated = len(settled & filling.rows)
    return Outcome(created=len(order), updated=updated, unchanged=len(settled) - updated)


def _participations(
    activity: Activity,
    rows: Parsed,
    order: list[int],
    people: dict[int, int],
    businesses: dict[int, int],
    batch: ImportBatch,
    progress: Progress,
) -> None:
    numbers = [rows.numbers[i] for i in order]
    columns: Columns = {
        "person_id": [people[number] for number in numbers],
        "business_id": [businesses.get(number) for number in numbers],
        "batch_row": numbers,
        **_texts(rows, ("sex", "position"), order),
    }
    like = Participation(
        activity=activity,
        province_id=activity.office.province_id,
        office_id=activity.office_id,
        fiscal_year_id=activity.fiscal_year_id,
        batch=batch,
    )
    _write(like, columns, lambda done: progress((len(order) + done) // 2))


def _write(like: ScopedModel, columns: Columns, progress: Progress) -> list[int]:
    """The keys of the new rows; some thousand at once, so that the person sees it go on."""
    keys: list[int] = []
    for start in range(0, len(next(iter(columns.values()))), BATCH):
        keys += insert(like, {name: values[start : start + BATCH] for name, values in columns.items()})
        progress(len(keys))
    return keys


def _texts(rows: Parsed, names: Iterable[str], which: list[int]) -> dict[str, list[str]]:
    """Columns of texts, of those that the list has; what is unknown is empty."""
    found = {name: rows.values[name] for name in names if name in rows.values}
    return {name: [column[i] or "" for i in which] for name, column in found.items()}


def _people(
    activity: Activity, rows: Parsed, known: Matches, order: list[int], batch: ImportBatch, progress: Progress
) -> dict[int, int]:
    """Row number → person; those the province does not know yet are made."""
    new = [i for i in order if rows.numbers[i] not in known.person]
    columns: Columns = {
        "name_key": [name_key_of(rows.value("name", i)) for i in new],
        "nik_hash": [known.digests[i] for i in new],
        "regency_id": [rows.value("regency", i) for i in new],
        **{name: [rows.value(name, i) for i in new] for name in ("name", "nik", "birth_date")},
        **_texts(rows, TEXTS_OF_PERSON, new),
    }
    columns["phone_hash"] = blind_indexes(columns.get("phone", [""] * len(new)), "phone")
    like = Person(province_id=activity.office.province_id, batch=batch)
    keys = _write(like, columns, lambda done: progress(done // 2))
    return known.person | dict(zip((rows.numbers[i] for i in new), keys, strict=True))


def write_businesses(
    rows: Parsed, known: Matches, order: list[int], like: Business, *, year: int, as_of: date
) -> dict[int, int]:
    """Row number → IKM; a new one once per NIB, or per name and regency, with the figures of its first row.

    `like` says what the new ones have in common, `as_of` of which day their figures are, `year` which KBLI is meant.
    """
    names, nibs, places = rows.column("business_name"), rows.column("nib"), firm_regencies(rows)
    name_keys = {name: normalise_business(name) for name in set(names) if name}
    first: dict[Any, int] = {}
    first_of: dict[int, int] = {}
    # Rows with a NIB first: a row without one means the IKM of that name that another row gives a NIB.
    for i in sorted(order, key=lambda i: not nibs[i]):
        if not names[i] or rows.numbers[i] in known.business:
            continue
        called = (name_keys[names[i]], places[i])
        key = nibs[i] or called
        if key not in first:
            first[key] = i
            first.setdefault(called, i)
        first_of[rows.numbers[i]] = first[key]
    new = list(dict.fromkeys(first.values()))
    firm_phones = rows.of_firm("phone")
    phones = [firm_phones[i] or "" for i in new]
    columns: Columns = {
        "name": [names[i] for i in new],
        "name_key": [name_keys[names[i]][:200] for i in new],
        "regency_id": [places[i] for i in new],
        "phone": phones,
        "phone_hash": blind_indexes(phones, "phone"),
        **_texts(rows, TEXTS_OF_FIRM, new),
        **_firms_own(rows, new),
        **{name: [rows.value(name, i) for i in new] for name in FIGURES},
        **_npwps(rows, new, like.province_id),
    }
    edition = completing.kbli_edition(year)
    figures = zip(*(columns[name] for name in FIGURES), strict=True)
    columns["figures_on"] = [None if set(some) == {None} else as_of for some in figures]
    columns["kbli_edition"] = [edition if rows.value("kbli", i) else "" for i in new]
    keys = _write(like, columns, lambda done: None)
    made = dict(zip(new, keys, strict=True))
    return known.business | {number: made[i] for number, i in first_of.items()}


def _firms_own(rows: Parsed, which: list[int]) -> dict[str, list[str]]:
    """A person's home is never copied to the IKM."""
    columns = {name: rows.of_firm(name) for name in PLACE_OF_FIRM}
    return {name: [column[i] or "" for i in which] for name, column in columns.items()}


def _npwps(rows: Parsed, which: list[int], province: str) -> dict[str, list[str]]:
    """An NPWP that another IKM (here or in the list) has is left out, not doubled; match.py told it at the preview."""
    npwps = [rows.value("npwp", i) or "" for i in which]
    digests = blind_indexes(npwps, "npwp")
    taken = {digest for (digest,) in rows_by(Business, "npwp_hash", filter(None, digests), province=province)}
    for at, digest in enumerate(digests):
        if digest in taken:
            npwps[at] = digests[at] = ""
        elif digest:
            taken.add(digest)
    return {"npwp": npwps, "npwp_hash": digests}
