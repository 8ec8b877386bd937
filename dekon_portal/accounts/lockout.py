"""Whose wrong passwords django-axes counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest


def username_of(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The name tried, in the spelling that is counted: allauth says `username`, axes and the form say `login`.

    Without this axes counts a nameless person and never recognises a locked one.
    """
    given = credentials or request.POST
    return str(given.get("username") or given.get("login") or "").strip().casefold()
