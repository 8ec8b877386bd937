"""A double click makes one row: a creating form carries a token that is spent in the creating transaction."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from .models import FormToken

if TYPE_CHECKING:
    from django.http import QueryDict

    from dekon_portal.accounts.models import User

FIELD = "form_token"


def new_token() -> str:
    return str(uuid.uuid4())


def once(data: QueryDict, user: User, create: Callable[[], str]) -> str:
    """Run `create` (which returns the URL to go to) unless this very form was carried out; then answer its URL.

    The same token with other content (back button, another entry) is another form. A missing or malformed token
    (an old page, a script) runs `create` unprotected.
    """
    try:
        token = uuid.UUID(data.get(FIELD, ""))
    except ValueError:
        return create()
    content = sorted((name, values) for name, values in data.lists() if name != "csrfmiddlewaretoken")
    key = uuid.uuid5(token, hashlib.sha256(repr(content).encode()).hexdigest())
    try:
        with transaction.atomic():
            # The unique token is taken first: a twin request waits here for the first one to end.
            spent = FormToken.objects.create(token=key, user=user, url="")
            spent.url = create()
            spent.save(update_fields=["url"])
            return spent.url
    except IntegrityError:
        first = FormToken.objects.filter(token=key, user=user).first()
        if first is None:
            raise
        return first.url
