"""The schedule as a calendar (iCalendar, RFC 5545): a small writer, and what it says of an activity.

Times are written in UTC, so that no time zone has to be described. Who teaches is told, nobody else is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone, translation

from . import schedule

if TYPE_CHECKING:
    from .models import Activity, Session

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
_WIDTH: Final = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""
_HOUSE: Final = "portal-dekonsentrasi-ikm"
_SPECIAL: Final = re.compile(r"[\\;,]")
Line = tuple[str, str]


# --- The format ---
def escaped(text: str) -> str:
    """A text as a value: marks of the format with a backslash, line breaks as \\n, no other control character."""
    lines = re.split(r"\r\n|\r|\n", text)
    visible = ("".join(c for c in line if c == "\t" or unicodedata.category(c) not in ("Cc", "Cs")) for line in lines)
    return "\\n".join(_SPECIAL.sub(r"\\\g<0>", line) for line in visible)


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, each after the first behind a blank; no letter is cut in two."""
    piece, width = "", 0
    for letter in line:
        size = len(letter.encode())
        if width + size > _WIDTH:
            yield piece
            piece, width = " ", 1
        piece, width = piece + letter, width + size
    yield piece


def written(lines: Iterable[Line]) -> bytes:
    """Name and value of each line as a file: folded, ended by CR LF."""
    return "".join(f"{piece}\r\n" for name, value in lines for piece in folded(f"{name}:{value}")).encode()


# --- What it says ---
def of_activity(activity: Activity, *, links: bool = False) -> bytes:
    """An event for each session. `links`: whether meetings' links are told, for the office."""
    with translation.override("id"):
        return written(_calendar(activity, links=links))


def _calendar(activity: Activity, *, links: bool) -> Iterator[Line]:
    yield "BEGIN", "VCALENDAR"
    yield "VERSION", "2.0"
    yield "PRODID", "-//Kementerian Perindustrian//Portal Dekonsentrasi IKM//ID"
    yield "CALSCALE", "GREGORIAN"
    yield "METHOD", "PUBLISH"
    made_at = _instant(timezone.now())
    for session in schedule.sessions_of(activity):
        yield from _event(session, made_at, links=links)
    yield "END", "VCALENDAR"


def _event(session: Session, made_at: str, *, links: bool) -> Iterator[Line]:
    """Its UID is the session's own, so that a calendar read again changes the event instead of adding one."""
    activity = session.activity
    yield "BEGIN", "VEVENT"
    yield "UID", f"sesi-{session.pk}@{_HOUSE}"
    yield "DTSTAMP", made_at
    yield from _time(session)
    yield "SUMMARY", escaped(session.topic)
    place = session.spot or activity.place
    if place:
        yield "LOCATION", escaped(place)
    if links and session.meeting_link:
        yield "URL", session.meeting_link
    told = [f"{activity.title} ({activity.code})"]
    if session.taught_by:
        told.append(f"Narasumber: {'; '.join(session.taught_by)}")
    yield "DESCRIPTION", escaped("\n".join(told))
    yield "END", "VEVENT"


def _time(session: Session) -> Iterator[Line]:
    """A whole day where the time is unknown (R4); without an end, a moment."""
    zone = session.activity.province.zone
    if session.start_time is None:
        yield "DTSTART;VALUE=DATE", f"{session.date:%Y%m%d}"
        yield "DTEND;VALUE=DATE", f"{session.date + timedelta(days=1):%Y%m%d}"
        return
    yield "DTSTART", _instant(datetime.combine(session.date, session.start_time, zone))
    if session.end_time:
        yield "DTEND", _instant(datetime.combine(session.date, session.end_time, zone))


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
