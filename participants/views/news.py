"""The page of a participant's link: what became of your work? No sign-in, no script, answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.strangers import for_strangers, slow_down, wrong_token
from participants import follow_up_links
from participants.forms.follow_ups import NewsForm
from programs.receipt_links import LinkState, Unusable
from programs.views.public import SENDINGS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from participants.models import FollowUpLink


@for_strangers
def news(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it is harmless; sending its form spends the link. Who is signed in looks, and answers for nobody."""
    try:
        link = follow_up_links.opened(token)
        with acting_as_system():  # the link is the right to this one round
            return _page(request, link, token)
    except Unusable as closed:
        return _closed(request, closed.state)


def _page(request: HttpRequest, link: FollowUpLink, token: str) -> HttpResponse:
    sent = request.method == "POST" and not request.user.is_authenticated
    form = NewsForm(request.POST if sent else None)
    if sent:
        if not SENDINGS.count(link.token_hash):
            return slow_down(request)
        if form.is_valid():
            try:
                follow_up_links.answer(token, form.said)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("participants:news", token)
    follow_up = link.follow_up
    activity = follow_up.trail_root
    page = {
        "form": form,
        "person": follow_up.participation.person,
        "activity": activity,
        "months": follow_up.get_round_display(),
        "expires_at": link.expires_at,
        "zone": activity.province.zone,
        "is_office": request.user.is_authenticated,
    }
    return render(request, "public/news.html", page)


def _closed(request: HttpRequest, state: LinkState) -> HttpResponse:
    """One calm page for each state; nothing of the person or the activity is told."""
    if state == LinkState.UNKNOWN:
        wrong_token(request)
        return render(request, "public/unknown.html", status=404)
    if state == LinkState.USED:
        return render(request, "public/thanks.html")
    told = {
        LinkState.EXPIRED: (_("Tautan sudah lewat masanya"), _("Mintalah tautan baru kepada dinas yang mengirimnya.")),
        LinkState.REVOKED: (
            _("Tautan tidak berlaku lagi"),
            _("Tautan ini sudah dicabut atau diganti. Pakailah tautan terbaru, atau tanyakan kepada dinas Anda."),
        ),
    }
    heading, words = told[state]
    return render(request, "public/news_closed.html", {"told": heading, "words": words}, status=410)
