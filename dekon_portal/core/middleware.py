"""What happens around every request: whole addresses, language, session, sign-in, and who is acting."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from dekon_portal.accounts.scope import acting_as

from . import kept_forms
from .faults import is_lost_connection
from .refusal import NotAllowed, Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    GetResponse = Callable[[HttpRequest], HttpResponse]


class WholeAddress:
    """Refuses a NUL in an address or a cookie (400): nobody types one there, and PostgreSQL takes none in a text.

    What is typed into forms is looked at by their fields, which say so beside the field.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        parts = [request.path_info, *request.COOKIES.values()]
        parts += [text for name, values in request.GET.lists() for text in (name, *values)]
        if any("\0" in text for text in parts):
            raise BadRequest("NUL in address or cookie")
        return self.get_response(request)


class Sessions(SessionMiddleware):
    """Django's, but a session that could not be kept because the database is away is no session that was ended."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted as interrupted:
            fault: BaseException | None = interrupted
            while fault and not is_lost_connection(fault):
                fault = fault.__context__
            raise fault or interrupted from None


class TellsTheWay:
    """Tells our own script where a form it has sent leads to: a script cannot see where a redirect would go."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("X-Sent-By") == "script" and response.has_header("Location"):
            response.status_code = 204
            response["X-Go-To"] = response["Location"]
            del response["Location"]
        return response


class ChosenLanguage:
    """Indonesian unless the person chose English with the switch; the browser's own language does not decide."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SlidingSession:
    """Keeps a used session alive, writing it at most once in five minutes.

    A view marked `unattended` (core/views.py) refreshes by itself: nobody may be there, so it keeps nothing alive.
    """

    RENEW_SECONDS = 300

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.user.is_authenticated and not getattr(view, "is_unattended", False):
            now = int(time.time())
            if now - request.session.get("seen", 0) > self.RENEW_SECONDS:
                request.session["seen"] = now


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs sign-in unless marked; a form sent after the session ended is kept for after sign-in."""

    def get_login_url(self, view_func: Any) -> str:
        """One door for all pages, also those that bring a door of their own (Django's password page of the admin)."""
        return str(settings.LOGIN_URL)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        if "Tus-Resumable" in request.headers or request.headers.get("X-Sent-By") in ("draft", "attendance"):
            return HttpResponse(status=401)  # asked by a script beside the page, which says what to do
        if request.method == "POST":
            kept_forms.keep(request)
        if request.headers.get("HX-Request"):
            return kept_forms.reload_for_sign_in(request, self.get_login_url(view_func))
        if request.method == "POST":
            return redirect_to_login(kept_forms.sent_from(request), self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)


class ActingPerson:
    """Opens the scope of the signed-in person around the whole response, templates included (R1)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(request.user if request.user.is_authenticated else None):
            return self.get_response(request)


class Refusals:
    """A rule that says no outside any form is told as a page of its own, never as a fault of the portal."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 409
        return render(request, "403.html", {"exception": exception.sentence}, status=status)
