"""Several activities opened one after another: which, and where one is. Kept in the session, so that addresses name
only the activity that is open; what is no longer waiting is passed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .review_queue import waiting_for

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from dekon_portal.accounts.models import User

    from .models import Activity

_KEY: Final = "tinjau_berurutan"
MOST: Final = 100


@dataclass(frozen=True)
class Turn:
    """Where one is: the `number`th of `of`; the codes beside it, "" at the ends."""

    number: int
    of: int
    before: str
    after: str


def start(session: SessionBase, user: User, codes: Iterable[str]) -> str:
    """Begin with these activities, of which only those that wait for the person count; the first code, "" of none."""
    asked = list(dict.fromkeys(codes))[:MOST]
    waiting = set(waiting_for(user).filter(code__in=asked).values_list("code", flat=True))
    session[_KEY] = [code for code in asked if code in waiting]
    return next(iter(session[_KEY]), "")


def end(session: SessionBase) -> None:
    session.pop(_KEY, None)


def of(session: SessionBase, user: User, activity: Activity) -> Turn | None:
    """Where this activity stands; None when it is opened by itself."""
    codes: list[str] = session.get(_KEY, [])
    if activity.code not in codes:
        return None
    at = codes.index(activity.code)
    waiting = set(waiting_for(user).filter(code__in=codes).values_list("code", flat=True))
    before = [code for code in codes[:at] if code in waiting]
    after = [code for code in codes[at + 1 :] if code in waiting]
    return Turn(at + 1, len(codes), before[-1] if before else "", after[0] if after else "")
