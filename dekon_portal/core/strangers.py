"""Pages for strangers who hold a link: slowed down per address, kept by no cache, named to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from .throttle import Throttle, address_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    P = ParamSpec("P")
    View = Callable[Concatenate[HttpRequest, P], HttpResponse]

VISITS: Final = Throttle("kunjungan", most=60, seconds=60)
HALL: Final = Throttle("ruang", most=1200, seconds=60)
"""For pages that a whole room opens at once through one line: 300 people, four pages each."""
GUESSES: Final = Throttle("tebakan", most=20, seconds=600)
"""Wrong tokens of one address; then it learns nothing for a while, not even of a right one."""


def strangers_at(visits: Throttle) -> Callable[[View[P]], View[P]]:
    """Makes a view a page that needs no sign-in, is slowed down per address as `visits` says, and leaves no trace in
    caches, search engines and referrers."""

    def open_to_strangers(view: View[P]) -> View[P]:
        @wraps(view)
        def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            address = address_of(request)
            guessed = not request.user.is_authenticated and GUESSES.exhausted(address)
            too_often = guessed or not visits.count(address)
            response = slow_down(request) if too_often else view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            # Without any referrer the browser would hide from us, too, that the form is sent from our own page.
            response["Referrer-Policy"] = "strict-origin"
            return response

        return login_not_required(page)  # type: ignore[return-value]

    return open_to_strangers


def for_strangers(view: View[P]) -> View[P]:
    """`strangers_at` the pace of one person with one link."""
    return strangers_at(VISITS)(view)


def for_a_hall(view: View[P]) -> View[P]:
    """As `for_strangers`, for a page that many people open at the same time from one address."""
    return strangers_at(HALL)(view)


def wrong_token(request: HttpRequest) -> None:
    """Count a token that opens nothing against its sender."""
    GUESSES.count(address_of(request))


def slow_down(request: HttpRequest) -> HttpResponse:
    """The page that asks to wait a while (429)."""
    return render(request, "public/slow.html", status=429)
