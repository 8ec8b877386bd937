"""What differs between a list of participants and a list of IKM; everything else about an import is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dekon_portal.accounts.roles import Action
from participants.models import ImportBatch, ListOf

from .alike import Answers
from .check import check, check_businesses
from .commit import Outcome, Progress, commit_rows
from .commit_businesses import commit_business_rows
from .fields import FIELDS, Field
from .issues import Issue
from .map import Settle, settle_names
from .map_businesses import OF_BUSINESS, settle_as_businesses
from .match import Matches, match
from .match_businesses import match_businesses
from .parse import Parsed

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


@dataclass(frozen=True)
class Kind:
    """The steps take from it what is theirs. `name` is the field that no row may lack; without it there is no list."""

    action: Action
    """The right to write what such a list holds."""
    name: str
    fields: Mapping[str, Field]
    shown: tuple[str, ...]
    """The fields that the preview shows beside the name, where a column fills them."""
    settle: Settle
    """Brings the guesses about columns to these fields (map.py)."""
    check: Callable[..., list[Issue]]
    match: Callable[..., Matches]
    """(parsed, batch, answers, by=…)."""
    commit: Callable[[Parsed, ImportBatch, Progress], Outcome]


def _match_people(parsed: Parsed, batch: ImportBatch, answers: Answers | None, *, by: User | None) -> Matches:
    assert batch.activity  # a constraint of the table
    return match(parsed, batch.activity, answers, by=by)


def _commit_people(rows: Parsed, batch: ImportBatch, progress: Progress) -> Outcome:
    assert batch.activity
    return commit_rows(batch.activity, rows, batch=batch, progress=progress)


KINDS: Final = {
    ListOf.PEOPLE: Kind(
        action="people.write",
        name="name",
        fields=FIELDS,
        shown=("nik", "sex", "birth_date", "phone", "regency", "business_name"),
        settle=settle_names,
        check=check,
        match=_match_people,
        commit=_commit_people,
    ),
    ListOf.BUSINESSES: Kind(
        action="people.write",
        name="business_name",
        fields={key: FIELDS[key] for key in OF_BUSINESS},
        shown=("owner_name", "business_regency", "nib", "business_phone", "product"),
        settle=settle_as_businesses,
        check=check_businesses,
        match=match_businesses,
        commit=commit_business_rows,
    ),
}


def of(batch: ImportBatch) -> Kind:
    return KINDS[ListOf(batch.kind)]
