"""What differs between lists of participants, of IKM and of production; all else of an import is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dekon_portal.accounts.roles import Action
from participants.models import ImportBatch, ListOf

from .alike import Answers
from .check import check, check_businesses
from .check_production import check_production
from .commit import Outcome, Progress, commit_rows
from .commit_businesses import commit_business_rows
from .commit_production import commit_production_rows
from .fields import FIELDS, OF_PEOPLE, Field
from .issues import Issue
from .map import Settle, settle_names
from .map_businesses import OF_BUSINESS, settle_as_businesses
from .map_production import OF_PRODUCTION, settle_as_production
from .match import Asked, Matches, match
from .match_businesses import match_businesses
from .match_production import match_production
from .parse import Parsed

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


@dataclass(frozen=True)
class Kind:
    """The steps take from it what is theirs."""

    action: Action
    """The right to write what such a list holds."""
    name: str
    """The field that tells rows apart on the page."""
    needs: tuple[str, ...]
    """Without a column of one of these there is no list."""
    effort: int
    """How many participants one of its rows is worth, as work to save it."""
    fields: Mapping[str, Field]
    shown: tuple[str, ...]
    """The fields that the preview shows beside the name, where a column fills them."""
    settle: Settle
    """Brings the guesses about columns to these fields (map.py)."""
    check: Callable[..., list[Issue]]
    match: Callable[..., Matches]
    """(parsed, batch, answers, by=…), and asked=… where there is `ask`."""
    commit: Callable[[Parsed, ImportBatch, Progress], Outcome]
    ask: Callable[[Parsed], Asked] | None = None
    """Puts a question whose answer the match needs, to be worked at while the rows are checked."""


def _match_people(
    parsed: Parsed, batch: ImportBatch, answers: Answers | None, *, by: User | None, asked: Asked | None = None
) -> Matches:
    assert batch.activity  # a constraint of the table
    return match(parsed, batch.activity, answers, by=by, asked=asked)


def _commit_people(rows: Parsed, batch: ImportBatch, progress: Progress) -> Outcome:
    assert batch.activity
    return commit_rows(batch.activity, rows, batch=batch, progress=progress)


KINDS: Final = {
    ListOf.PEOPLE: Kind(
        action="people.write",
        name="name",
        needs=("name",),
        effort=1,
        fields=OF_PEOPLE,
        shown=("nik", "sex", "birth_date", "phone", "regency", "business_name"),
        settle=settle_names,
        check=check,
        match=_match_people,
        commit=_commit_people,
        ask=Asked,
    ),
    ListOf.BUSINESSES: Kind(
        action="people.write",
        name="business_name",
        needs=("business_name",),
        effort=1,
        fields={key: FIELDS[key] for key in OF_BUSINESS},
        shown=("owner_name", "business_regency", "nib", "business_phone", "product"),
        settle=settle_as_businesses,
        check=check_businesses,
        match=match_businesses,
        commit=commit_business_rows,
    ),
    ListOf.PRODUCTION: Kind(
        action="goods.write",
        name="business_name",
        needs=("business_name", "nib"),
        effort=25,  # a production is recorded as by hand, one by one
        fields={key: FIELDS[key] for key in OF_PRODUCTION},
        shown=("nib", "business_regency", "product", "quantity", "unit", "made_on", "lot"),
        settle=settle_as_production,
        check=check_production,
        match=match_production,
        commit=commit_production_rows,
    ),
}


def of(batch: ImportBatch) -> Kind:
    return KINDS[ListOf(batch.kind)]
