"""What an office prints or shows for attendance: the list to sign, the cards, the code of an online session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core.documents import PDF_TYPE, qr_on_page
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal
from participants import attendance_codes, marking
from participants.attendance_papers import cards_pdf, sheet_pdf
from programs.review import ensure_open
from programs.views.frame import activity_of

from .attendance import session_of, tab_url

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from participants.models import Participation
    from programs.models import Activity


def attendance_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Daftar hadir of one session, to be signed."""
    session = session_of(request, pk)
    content = sheet_pdf(session, _people(request, session.activity))
    return _shown(content, f"daftar-hadir-{session.activity.code}-{session.date:%Y-%m-%d}")


def attendance_cards(request: HttpRequest, code: str) -> HttpResponse:
    """The participants' cards; `cari` narrows them down."""
    activity = activity_of(request, code)
    require_on(activity, request.user, "people.write")
    wanted = request.GET.get("cari", "")
    people = _people(request, activity)
    try:
        return _shown(cards_pdf(activity, people.search(wanted) if wanted else people), f"kartu-{activity.code}")  # type: ignore[attr-defined]
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(tab_url(activity))


def _people(request: HttpRequest, activity: Activity) -> QuerySet[Participation]:
    rows = activity.participations.visible_to(request.user)  # type: ignore[attr-defined]
    return rows.select_related("person", "business").order_by("person__name", "pk")  # type: ignore[no-any-return]


def attendance_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of this minute, for the screen that participants of an online session look at."""
    session = session_of(request, pk)
    require_on(session, request.user, "people.write")
    ensure_open(session.activity)
    marking.ensure_held(session)
    address = attendance_codes.session_url(pk)
    page = {
        "title": _("Kode kehadiran"),
        "session": session,
        "code": attendance_codes.code(pk),
        "seconds": attendance_codes.seconds_left(),
        "address": address,
        "qr": qr_on_page(address),
        "crumbs": [(session.activity.title, tab_url(session.activity))],
        "back": reverse("participants:attendance_session", args=[pk]),
    }
    response = render(request, "participants/attendance_code.html", page)
    response["Cache-Control"] = "no-store"
    return response


def _shown(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=PDF_TYPE)
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
