"""A form sent twice is carried out once: it carries a token that is spent in the transaction that saves it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import FormToken

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from dekon_portal.accounts.models import User

    Files = MultiValueDict[str, UploadedFile]

FIELD = "form_token"
KEEP: Final = timedelta(days=30)


def new_token() -> str:
    return str(uuid.uuid4())


def once(data: QueryDict, user: User, create: Callable[[], str], *, files: Files | None = None) -> str:
    """Run `create` (which returns the URL to go to) unless this very form was carried out; then answer its URL.

    The same token with other content (back button, another entry or file) is another form. A missing or malformed
    token (an old page, a script) runs `create` unprotected.
    """
    token = _token_of(data)
    if token is None:
        return create()
    key = _key(token, data, files)
    try:
        with transaction.atomic():
            # The unique token is taken first: a twin request waits here for the first one to end.
            spent = FormToken.objects.create(token=key, form=token, user=user, url="")
            spent.url = create()
            spent.save(update_fields=["url"])
            return spent.url
    except IntegrityError:
        first = FormToken.objects.filter(token=key, user=user).first()
        if first is None:
            raise
        return first.url


def carried_out(data: QueryDict, user: User, *, files: Files | None = None) -> str:
    """The URL this very form led to when it was sent before; "" when it was not.

    To be asked before the form is checked: who sends again because the answer was lost on the way would otherwise be
    told that what they wrote is there already.
    """
    token = _token_of(data)
    first = token and FormToken.objects.filter(token=_key(token, data, files), user=user).first()
    return first.url if first else ""


def was_carried_out(data: QueryDict, user: User) -> bool:
    """Whether the form was saved, with this content or another."""
    token = _token_of(data)
    return token is not None and FormToken.objects.filter(form=token, user=user).exists()


def purge_old() -> int:
    """Forget forms of which no page is open any more."""
    removed, _each = FormToken.objects.filter(at__lt=timezone.now() - KEEP).delete()
    return removed


def _token_of(data: QueryDict) -> uuid.UUID | None:
    try:
        return uuid.UUID(data.get(FIELD, ""))
    except ValueError:
        return None


def _key(token: uuid.UUID, data: QueryDict, files: Files | None) -> uuid.UUID:
    """One token per form and content, posted files included."""
    content: list[tuple[str, list[str]]] = [pair for pair in data.lists() if pair[0] != "csrfmiddlewaretoken"]
    content += [(name, [_digest(file) for file in sent]) for name, sent in (files.lists() if files else ())]
    return uuid.uuid5(token, hashlib.sha256(repr(sorted(content)).encode()).hexdigest())


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
