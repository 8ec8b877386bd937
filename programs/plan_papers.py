"""The papers of a plan: undangan and jadwal acara, as data and the PDF made of it. Always in Indonesian.

They are drawn whenever somebody asks and kept nowhere: the letter that counts is the one that was signed on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone, translation

from dekon_portal.core.dates import format_date
from dekon_portal.core.documents import pdf
from dekon_portal.core.numbers import format_integer

from . import schedule, when
from .bast import inputs_of, spaced
from .models import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .models import Activity, Appointment, Session

_DOCUMENTS: Final = Path(__file__).parent / "documents"
UNKNOWN: Final = "belum ditentukan"


@dataclass(frozen=True)
class Letter:
    """What a letter states beside the plan; all of it may be unknown."""

    number: str = ""
    dated_on: date | None = None
    signer: Appointment | None = None


def invitation_pdf(activity: Activity, letter: Letter, *, links: bool = False) -> bytes:
    """The letter to participants. `links`: whether meetings' links are stated, for the office that sends it."""
    return _drawn("invitation.typ", invitation_data(activity, letter, links=links))


def rundown_pdf(activity: Activity) -> bytes:
    return _drawn("rundown.typ", rundown_data(activity))


def _drawn(template: str, data: dict[str, Any]) -> bytes:
    return pdf(_DOCUMENTS / template, data, made_at=timezone.now(), inputs=inputs_of(data, None))


def invitation_data(activity: Activity, letter: Letter, *, links: bool = False) -> dict[str, Any]:
    with translation.override("id"):
        sessions = schedule.sessions_of(activity)
        city, day = activity.office.city or UNKNOWN, letter.dated_on
        return {
            **_letterhead(activity),
            "number": letter.number,
            "signing": f"{city}, {format_date(day) if day else UNKNOWN}",
            "time": _time(activity, sessions),
            "place": _place(activity),
            "mode": _mode(activity.mode),
            "links": sorted({session.meeting_link for session in sessions if session.meeting_link}) if links else [],
            "days": _days(sessions),
            "signer": _signer(letter.signer),
        }


def rundown_data(activity: Activity) -> dict[str, Any]:
    with translation.override("id"):
        sessions = schedule.sessions_of(activity)
        return {
            **_letterhead(activity),
            "number": "",
            "time": _time(activity, sessions),
            "place": _place(activity),
            "days": _days(sessions),
            "hours": schedule.hours_in_words(schedule.hours_of(sessions)) or UNKNOWN,
        }


def _letterhead(activity: Activity) -> dict[str, Any]:
    office = activity.office
    return {
        "mark": "",
        "sample": activity.is_sample,
        "government": f"Pemerintah Provinsi {office.province.name}",
        "office": office.name,
        "address": " ".join(office.address.split()),
        "logo": office.logo.name or "",
        "activity": {"code": activity.code, "title": activity.title, "year": str(activity.fiscal_year_id)},
    }


def _time(activity: Activity, sessions: Sequence[Session]) -> str:
    """From the first session to the last; without sessions what the activity says."""
    if sessions:
        return when.period(sessions[0].date, sessions[-1].date, None)
    return when.period(*activity.when) or UNKNOWN


def _place(activity: Activity) -> str:
    parts = [activity.place, str(activity.regency or "")]
    return ", ".join(filter(None, parts)) or UNKNOWN


def _mode(mode: str) -> str:
    return UNKNOWN if mode == Mode.UNKNOWN else str(Mode(mode).label)


def _days(sessions: Sequence[Session]) -> list[dict[str, Any]]:
    return [
        {
            "label": day.label,
            "hours": schedule.hours_in_words(day.hours) or f"JP {UNKNOWN}",
            "sessions": [_line(session) for session in day.sessions],
        }
        for day in schedule.days_of(sessions)
    ]


def _line(session: Session) -> dict[str, str]:
    return {
        "time": schedule.clock(session) or UNKNOWN,
        "topic": session.topic,
        "hours": UNKNOWN if session.hours is None else format_integer(session.hours),
        "trainers": "; ".join(session.taught_by) or UNKNOWN,
        "place": session.spot or ("Daring" if session.mode == Mode.ONLINE else UNKNOWN),
    }


def _signer(signer: Appointment | None) -> dict[str, str]:
    if signer is None:
        return {"name": UNKNOWN, "nip": "", "position": f"Pejabat {UNKNOWN}"}
    position = str(signer.get_role_display()).partition(" (")[0]
    return {"name": signer.name, "nip": spaced(signer.nip), "position": position}
