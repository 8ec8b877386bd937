"""What proves presence: the address in a person's card, the address of a session, and its code of the minute.

None of them is stored: each is made of a number and the server's key, so a card printed again is the same card, and a
copy of the database opens nothing. A card opens nothing by itself either: it takes an officer who is signed in.
"""

from __future__ import annotations

import base64
import hmac
import time
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse

from dekon_portal.core.crypto import blind_index
from dekon_portal.core.names import normalise_person

from .models import Participation

if TYPE_CHECKING:
    from programs.models import Session

STEP: Final = 60
"""Seconds until the next code; the one before is taken too, for who types slowly."""
_MAC_BYTES: Final = 18
_LONGEST: Final = 64


def card_token(participation: int) -> str:
    return _sealed(participation, "attendance card")


def session_token(session: int) -> str:
    return _sealed(session, "attendance session")


def card_of(token: str) -> int | None:
    """The participation of a card; None for what is no card of ours."""
    return _opened(token, "attendance card")


def session_of(token: str) -> int | None:
    return _opened(token, "attendance session")


def card_url(participation: int) -> str:
    """As the QR code says it: never taken from a request (settings.PUBLIC_URL)."""
    return f"{settings.PUBLIC_URL}{reverse('participants:attendance_card', args=[card_token(participation)])}"


def session_url(session: int) -> str:
    return f"{settings.PUBLIC_URL}{reverse('participants:attendance_self', args=[session_token(session)])}"


def _sealed(number: int, purpose: str) -> str:
    mac = bytes.fromhex(blind_index(str(number), purpose))[:_MAC_BYTES]
    return f"{number}-{base64.urlsafe_b64encode(mac).decode()}"


def _opened(token: str, purpose: str) -> int | None:
    number = token[:_LONGEST].partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    right = _sealed(int(number), purpose).encode()
    return int(number) if hmac.compare_digest(token.encode("utf-8", "surrogatepass"), right) else None


def code(session: int, at: float | None = None) -> str:
    """The six digits that are shown now."""
    return _code(session, int(time.time() if at is None else at) // STEP)


def code_fits(session: int, typed: str, at: float | None = None) -> bool:
    """Whether it is the code of this minute or of the one before."""
    step = int(time.time() if at is None else at) // STEP
    bare = "".join(typed.split()).encode("utf-8", "surrogatepass")
    fits = [hmac.compare_digest(bare, _code(session, step - back).encode()) for back in (0, 1)]
    return any(fits)


def seconds_left(at: float | None = None) -> int:
    return STEP - int(time.time() if at is None else at) % STEP


def _code(session: int, step: int) -> str:
    return f"{int(blind_index(f'{session}:{step}', 'attendance code'), 16) % 10**6:06d}"


def person_meant(session: Session, name: str, ending: str) -> int | None:
    """The participation of who gives both the name and the last four digits of the NIK; None for anything else.

    Everybody of the activity is compared, so that the time it takes does not tell whether the name is there.
    """
    key = normalise_person(name)[:200]
    people = Participation._base_manager.filter(activity=session.activity_id).select_related("person")
    found = [
        row.pk
        for row in people.only("person__name_key", "person__nik")
        if _same(row.person.name_key, key) & _same((row.person.nik or "")[-4:], ending)
    ]
    return found[0] if len(found) == 1 and key and len(ending) == 4 else None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
