"""What hangs on a participation beyond itself: what holds it in its activity, and what goes with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .models import Participation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Rows = QuerySet[Participation]


def _nothing(participations: Rows) -> None:
    return


def remove(rows: QuerySet[Any]) -> None:
    """Without reading each row first; what refers to one is refused by the database itself."""
    rows._raw_delete(rows.db)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Tie:
    """`told` says why a person cannot be taken out of the activity ("" when they can), `held` which of many cannot, and
    `of_list` why (%(names)s). `release` removes what goes with participations that are not held."""

    told: Callable[[Participation], str]
    held: Callable[[Rows], Rows]
    of_list: Any
    release: Callable[[Rows], None] = _nothing


TIES: list[Tie] = []
"""Each part of a bimtek adds its own (apps.py)."""


def reason(participation: Participation) -> str:
    """Why this person cannot be taken out of the activity; "" when they can."""
    return next(filter(None, (tie.told(participation) for tie in TIES)), "")


def held(participations: Rows) -> Iterator[tuple[Rows, Any]]:
    """(those that must stay, why) of each tie."""
    for tie in TIES:
        yield tie.held(participations), tie.of_list


def release(participations: Rows) -> None:
    """What goes with participations that nothing holds."""
    for tie in TIES:
        tie.release(participations)
