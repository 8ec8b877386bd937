"""Health, language, notices, drafts: pages that belong to no app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import drafts, notices
from .faults import is_disk_full, is_lost_connection
from .models import Notice
from .pages import is_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


NOTICES_SHOWN: Final = 50


def unattended(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that its page asks for by itself, so that it does not keep the session alive (SlidingSession)."""
    view.is_unattended = True  # type: ignore[attr-defined]
    return view


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers; for load balancers, says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "release": settings.RELEASE})


def fault(request: HttpRequest) -> HttpResponse:
    """What Django answers to an exception, told by its kind; nothing here asks the database."""
    ended_by = sys.exception()
    status, template = 500, "500.html"
    if ended_by and is_disk_full(ended_by):
        status, template = 507, "507.html"
    elif ended_by and is_lost_connection(ended_by):
        status, template = 503, "503.html"
    return HttpResponse(render_to_string(template), status=status)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 60 * 60,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
            httponly=True,
        )
    return response


def notice_list(request: HttpRequest) -> HttpResponse:
    """The person's latest notices; POST marks all as seen."""
    if request.method == "POST":
        notices.see(request.user)
        return redirect("notices")
    latest = Notice.objects.filter(user=request.user)[:NOTICES_SHOWN]
    return render(request, "notices.html", {"title": _("Pemberitahuan"), "notices": latest})


@require_POST
def draft_keep(request: HttpRequest) -> HttpResponse:
    """Sent by the script of a form while somebody types: the form's fields, and whose page they are of."""
    typed = request.POST.copy()
    page = typed.pop("draft_page", [""])[0]
    if not is_page(page):
        return HttpResponse(status=400)
    return HttpResponse(status=204 if drafts.keep(typed, request.user, page) else 409)


@require_POST
def draft_drop(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed, and show the form as it is stored."""
    page = request.POST.get("page", "")
    if not is_page(page):
        return HttpResponse(status=400)
    drafts.drop(request.user, page)
    return redirect(page)
