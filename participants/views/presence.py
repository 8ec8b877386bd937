"""What a QR code leads to: a participant's card in an officer's phone, and a session's address in a participant's.

A stranger with a card reads a page that is the same for every card, real or not, and names nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.shortcuts import render
from django.utils.translation import gettext as _

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.strangers import for_a_hall, slow_down, wrong_token
from dekon_portal.core.throttle import Throttle, address_of
from participants import attendance_codes, presence
from participants.forms.attendance import SelfForm
from participants.models import Participation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WRONG_WORDS: Final = Throttle("kode-sesi", most=300, seconds=60)
"""Of one session, wherever they come from: a guesser with many addresses gets nowhere either."""
WRONG_HERE: Final = Throttle("kode-sesi-alamat", most=60, seconds=600)
"""Of one session from one address: a hall shares one, and twenty slips of the finger must not close it."""
SCANNING: Final = "attendance_session"
_SCANNED: Final = ("none", "same-origin")
"""How a browser says that no other site led here: a camera did, or our own page. Else the officer taps once more."""


@for_a_hall
def attendance_card(request: HttpRequest, token: str) -> HttpResponse:
    """A scanned card. Opening it marks nobody; the page's script, or one tap, sends its form."""
    if not request.user.is_authenticated:
        return render(request, "public/card.html")
    person = _of_card(request, token)
    if person is None:
        wrong_token(request)
        return render(request, "public/unknown.html", status=404)
    require_on(person, request.user, "people.write")
    today = presence.sessions_today(person.activity)
    chosen = presence.chosen(today, request.POST.get("session") or request.session.get(SCANNING))
    page = {"title": str(person), "person": person, "sessions": today, "session": chosen}
    page["at_once"] = chosen is not None and request.headers.get("Sec-Fetch-Site") in _SCANNED
    if request.method == "POST" and chosen is not None:
        request.session[SCANNING] = chosen.pk
        try:
            page["marked"] = presence.mark_by_card(person, chosen, by=request.user)
        except Refusal as refusal:
            page["sentence"] = refusal.sentence
    return render(request, "participants/attendance_card.html", page)


def _of_card(request: HttpRequest, token: str) -> Participation | None:
    pk = attendance_codes.card_of(token)
    rows = Participation.objects.visible_to(request.user).with_labels()
    return rows.filter(pk=pk).first() if pk is not None else None  # type: ignore[no-any-return]


@for_a_hall
def attendance_self(request: HttpRequest, token: str) -> HttpResponse:
    """A participant marks themselves, with the code that the officer shows. Nobody learns who is on the list."""
    with acting_as_system():  # the address, the code and what the person knows of themselves are the right
        session = presence.session_of(token)
        if session is None:
            wrong_token(request)
            return render(request, "public/unknown.html", status=404)
        form = SelfForm(request.POST or None)
        page = {"form": form, "title": _("Tandai kehadiran"), "office": session.activity.office.name}
        if request.method == "POST" and form.is_valid():
            here = f"{session.pk} {address_of(request)}"
            if WRONG_WORDS.exhausted(str(session.pk)) or WRONG_HERE.exhausted(here):
                return slow_down(request)
            try:
                presence.mark_self(session, **form.cleaned_data)
                return render(request, "public/present.html")
            except presence.Wrong as wrong:
                WRONG_HERE.count(here)
                WRONG_WORDS.count(str(session.pk))
                form.add_error(wrong.field, wrong.sentence)
            except Refusal as refusal:
                page["sentence"] = refusal.sentence
        return render(request, "public/attend.html", page)
