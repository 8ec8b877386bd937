"""Papers of attendance: the list to sign (daftar hadir) of a session, and the participants' cards with their QR code.

Always in Indonesian. No NIK is on them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dekon_portal.core.dates import WEEKDAYS, format_date
from dekon_portal.core.documents import pdf, picture, qr_code
from dekon_portal.core.refusal import Refusal
from programs.logos import stored
from programs.models import Office

from .attendance_codes import card_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from programs.models import Activity, Session

    from .models import Participation

_DOCUMENTS: Final = Path(__file__).parent / "documents"
BLANK_LINES: Final = 10
"""For who comes without being on the list."""
MOST_CARDS: Final = 500


def sheet_pdf(session: Session, people: Iterable[Participation]) -> bytes:
    """The list of a session to be signed by hand."""
    activity = session.activity
    logo = activity.office.logo.name
    content = stored(Office._meta.get_field("logo").storage, logo) if logo else b""  # type: ignore[union-attr]
    with translation.override("id"):
        data = {
            **_letterhead(activity),
            "number": "",
            "mark": "",
            "sample": activity.is_sample,
            "session": _session_facts(session),
            "people": [
                {"name": row.person.name, "sex": row.sex, "business": str(row.business or "")} for row in people
            ],
            "blank": BLANK_LINES,
        }
    return pdf(
        _DOCUMENTS / "daftar_hadir.typ",
        data,
        made_at=timezone.now(),
        inputs={"logo": picture(content) if content else ""},
    )


def cards_pdf(activity: Activity, people: Iterable[Participation]) -> bytes:
    """A card for everybody, ten a page; printed again it is the same card. Raises Refusal for too many, or none."""
    rows = list(people)
    if not rows:
        raise Refusal(_("Belum ada peserta, sehingga belum ada kartu yang dapat dicetak."))
    if len(rows) > MOST_CARDS:
        raise Refusal(
            _("Satu PDF memuat paling banyak %(most)d kartu. Persempit dengan pencarian nama.") % {"most": MOST_CARDS}
        )
    with translation.override("id"):
        data = {
            **_letterhead(activity),
            "cards": [{"name": row.person.name, "business": str(row.business or "")} for row in rows],
        }
    codes = {f"qr{number}": qr_code(card_url(row.pk)) for number, row in enumerate(rows)}
    return pdf(_DOCUMENTS / "kartu.typ", data, made_at=timezone.now(), inputs=codes)


def _letterhead(activity: Activity) -> dict[str, Any]:
    office = activity.office
    return {
        "government": f"Pemerintah Provinsi {office.province.name}",
        "office": office.name,
        "address": " ".join(office.address.split()),
        "activity": {"code": activity.code, "title": activity.title, "year": str(activity.fiscal_year_id)},
        "sample": activity.is_sample,
    }


def _session_facts(session: Session) -> dict[str, str]:
    start, end = session.start_time, session.end_time
    clock = f"{start:%H.%M}" if start else ""
    return {
        "topic": session.topic,
        "day": f"{WEEKDAYS[session.date.weekday()]}, {format_date(session.date)}",
        "time": f"{clock}–{end:%H.%M}" if start and end else clock,
        "place": session.place or session.activity.place,
        "hours": str(session.hours or ""),
    }
