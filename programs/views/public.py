"""Pages for strangers: a recipient confirms goods by a link, anybody checks a paper by its code. No sign-in, no script.

Whatever is wrong with a link is told by one calm page each, and nothing else is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dekon_portal.accounts.scope import acting_as_system
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.strangers import for_strangers, slow_down, wrong_token
from dekon_portal.core.throttle import Throttle
from programs import receipt_links, receipts, settlements, verification
from programs.forms.receipts import AnswerForm, ReceiptForm
from programs.models import Purpose
from programs.receipt_links import LinkState, Unusable

from .checks import check_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from programs.models import ReceiptLink

SENDINGS: Final = Throttle("kiriman", most=10, seconds=60)

CLOSED: Final = {
    LinkState.USED: ("public/thanks.html", 200),
    LinkState.EXPIRED: ("public/expired.html", 410),
    LinkState.REVOKED: ("public/revoked.html", 410),
    LinkState.UNKNOWN: ("public/unknown.html", 404),
}


@for_strangers
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link: what to count, or what to agree to. Opening it is harmless; sending its form spends it."""
    try:
        link = receipt_links.opened(token)
        answer = _settlement if link.purpose == Purpose.SETTLEMENT else _receipt
        with acting_as_system():  # the link is the right to this one handover
            return answer(request, link, token)
    except Unusable as closed:
        return _closed(request, closed.state)


def _closed(request: HttpRequest, state: LinkState) -> HttpResponse:
    if state == LinkState.UNKNOWN:
        wrong_token(request)
    template, status = CLOSED[state]
    return render(request, template, status=status)


def _receipt(request: HttpRequest, link: ReceiptLink, token: str) -> HttpResponse:
    sent = _sent(request)
    form = ReceiptForm(request.POST if sent else None, request.FILES or None, lines=_lines(link))

    def act() -> None:
        values = form.cleaned_data
        receipts.confirm(
            token, form.counts(), who=values["who"], position=values["position"], photo=values.get("photo")
        )

    return _answered(request, link, token, form, act, "public/receipt.html")


def _settlement(request: HttpRequest, link: ReceiptLink, token: str) -> HttpResponse:
    form = AnswerForm(request.POST if _sent(request) else None)

    def act() -> None:
        values = form.cleaned_data
        if form.accepts:
            settlements.agree(token, who=values["who"], position=values["position"])
        else:
            settlements.decline(token, who=values["who"], position=values["position"], note=values["note"])

    proposal = link.settlement
    items = proposal.items.select_related("receipt_item__product") if proposal else []
    return _answered(request, link, token, form, act, "public/settlement.html", proposal=proposal, items=list(items))


def _answered(
    request: HttpRequest,
    link: ReceiptLink,
    token: str,
    form: Any,
    act: Callable[[], None],
    template: str,
    **page: Any,
) -> HttpResponse:
    """The form, or what follows from it. A double click, a second phone or a replay meets the same thank-you page."""
    if _sent(request):
        if not SENDINGS.count(link.token_hash):
            return slow_down(request)
        if form.is_valid():
            try:
                act()
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("programs:receipt", token)
    delivery = link.delivery
    page |= {
        "form": form,
        "paper": delivery.paper,
        "recipient": link.onward.recipient.name if link.onward else delivery.recipient.name,
        "onward": link.onward,
        "expires_at": link.expires_at,
        "zone": delivery.activity.province.zone,
        "is_office": request.user.is_authenticated,
    }
    return render(request, template, page)


def _sent(request: HttpRequest) -> bool:
    """Whether a recipient sends the form. Who is signed in may look at the page, but nobody confirms for another."""
    return request.method == "POST" and not request.user.is_authenticated


def _lines(link: ReceiptLink) -> list[Any]:
    return receipts.lines_of(link.delivery, link.onward)


@for_strangers
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """What the code on a BAST leads to; a PDF may be held against the one that was issued."""
    found = verification.checked(token)
    if found is None:
        return _closed(request, LinkState.UNKNOWN)
    label = _("Berkas PDF BAST")
    return check_page(request, found, "public/verify.html", title=_("Pemeriksaan BAST"), file_label=label)
