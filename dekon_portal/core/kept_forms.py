"""An expired session loses nothing: what was typed waits, encrypted, in the visitor's new session.

The form carries a signed mark of who opened it (`owner_mark`); only that person gets the text back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .crypto import decrypt, encrypt

if TYPE_CHECKING:
    from django.http import HttpRequest

    from dekon_portal.accounts.models import User

OWNER_FIELD = "form_owner"
_SESSION_KEY = "kept_form"
_SALT = "kept-form"
_LIMIT = 200_000  # characters; a longer form is not ours


def owner_mark(request: HttpRequest) -> str:
    """The signed hidden field value that ties a form to the person who opened it."""
    return signing.dumps(request.user.pk, salt=_SALT) if request.user.is_authenticated else ""


def owner_of(form: QueryDict) -> int | None:
    """Who opened the form, by its mark; None when the mark is not ours."""
    try:
        owner: int = signing.loads(form.get(OWNER_FIELD, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return owner


def sealed(form: QueryDict) -> str | None:
    """What was typed, encrypted; None when the form is not ours (a stranger's would only fill the database)."""
    body = form.urlencode()
    return None if len(body) > _LIMIT or owner_of(form) is None else encrypt(body)


def opened(token: str, user: User) -> QueryDict | None:
    """What `user` had typed; None when it was somebody else."""
    form = QueryDict(decrypt(token))
    return form if owner_of(form) == user.pk else None


def keep(request: HttpRequest) -> None:
    """Keep a form sent without a valid session."""
    body = sealed(request.POST)
    if body is None:
        return
    request.session[_SESSION_KEY] = {"path": request.path, "body": body}
    messages.info(request, _("Sesi Anda sudah berakhir, tetapi isian Anda disimpan. Masuk lagi untuk melanjutkannya."))


def restore(request: HttpRequest) -> QueryDict | None:
    """The kept form for this page and person, once; None when there is none."""
    kept = request.session.get(_SESSION_KEY)
    if request.method != "GET" or not kept or kept["path"] != request.path:
        return None
    del request.session[_SESSION_KEY]
    body = opened(kept["body"], request.user)
    if body is None:
        return None
    messages.info(request, _("Sesi Anda sempat berakhir. Isian Anda dipulihkan: periksa, lalu simpan lagi."))
    return body


def sent_from(request: HttpRequest) -> str:
    """The address of the page a request was made from, if it is one of ours; else the request's own.

    After sign-in people go back there: a button's own address would often answer "method not allowed".
    """
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    if page.netloc != request.get_host() or not page.path.startswith("/"):
        return request.get_full_path()
    return f"/{page.path.lstrip('/')}" + (f"?{page.query}" if page.query else "")


def reload_for_sign_in(request: HttpRequest, login_url: str) -> HttpResponse:
    """Tell htmx to load the sign-in page in full instead of putting it inside a part of the page."""
    return HttpResponse(headers={"HX-Redirect": f"{resolve_url(login_url)}?{urlencode({'next': sent_from(request)})}"})
