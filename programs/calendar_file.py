"""Calendars (iCalendar, RFC 5545): a small writer, what it says of an activity, and of a whole day.

Times are written in UTC, so that no time zone has to be described. Who teaches is told, nobody else is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
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
        made_at = timezone.now()
        events = (_event(session, made_at, links=links) for session in schedule.sessions_of(activity))
        return calendar(chain.from_iterable(events))


def calendar(events: Iterable[Line]) -> bytes:
    """The events' lines as a file."""
    head = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Kementerian Perindustrian//Portal Dekonsentrasi IKM//ID"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ]
    return written(chain(head, events, [("END", "VCALENDAR")]))


def whole_day(key: str, day: date, made_at: datetime, *, summary: str, told: str) -> Iterator[Line]:
    """An event of a whole day that reminds two days before; its UID is `key`, so that reading again adds nothing."""
    yield "BEGIN", "VEVENT"
    yield "UID", f"{key}@{_HOUSE}"
    yield "DTSTAMP", _instant(made_at)
    yield from _day(day)
    yield "SUMMARY", escaped(summary)
    yield "DESCRIPTION", escaped(told)
    yield "BEGIN", "VALARM"
    yield "ACTION", "DISPLAY"
    yield "DESCRIPTION", escaped(summary)
    yield "TRIGGER", "-P2D"
    yield "END", "VALARM"
    yield "END", "VEVENT"


def _event(session: Session, made_at: datetime, *, links: bool) -> Iterator[Line]:
    """Its UID is the session's own, so that a calendar read again changes the event instead of adding one."""
    activity = session.activity
    yield "BEGIN", "VEVENT"
    yield "UID", f"sesi-{session.pk}@{_HOUSE}"
    yield "DTSTAMP", _instant(made_at)
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
        yield from _day(session.date)
        return
    yield "DTSTART", _instant(datetime.combine(session.date, session.start_time, zone))
    if session.end_time:
        yield "DTEND", _instant(datetime.combine(session.date, session.end_time, zone))


def _day(day: date) -> Iterator[Line]:
    yield "DTSTART;VALUE=DATE", f"{day:%Y%m%d}"
    yield "DTEND;VALUE=DATE", f"{day + timedelta(days=1):%Y%m%d}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
