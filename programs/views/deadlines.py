"""The calendar of deadlines: its private address is made and shown once; whoever holds it reads the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core.documents import qr_picture
from dekon_portal.core.editing import require
from dekon_portal.core.strangers import for_strangers, wrong_token
from programs.calendar_file import CONTENT_TYPE
from programs.models import CalendarLink
from programs.quarterly import feed

from .papers import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def calendar_link(request: HttpRequest) -> HttpResponse:
    """Says what the calendar is; sent, it makes a new address and shows it, this once."""
    require(request.user, "budget.read", province=None)
    page = {
        "title": _("Kalender batas waktu"),
        "crumbs": [(_("Formulir triwulan"), reverse("programs:quarter_list"))],
        "known": CalendarLink.objects.filter(user=request.user).first(),
    }
    if request.method == "POST":
        address = reverse("programs:calendar_feed", args=[feed.make(request.user)])
        page |= {"url": settings.PUBLIC_URL + address, "qr": qr_picture(settings.PUBLIC_URL + address)}
    response = render(request, "programs/calendar_link.html", page)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"
    return response


@for_strangers
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Due days only: no office, no figure. An unknown or ended address is a 404."""
    if feed.holder(token) is None:
        wrong_token(request)
        raise Http404
    return answer(feed.content(), CONTENT_TYPE, 'inline; filename="batas-formulir.ics"')
