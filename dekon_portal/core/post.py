"""Letters by e-mail."""

from __future__ import annotations

from typing import Final

from django.conf import settings

MAIL_SECONDS: Final = 5
"""How long a mail server is waited for."""


def mails() -> bool:
    """Whether letters leave this portal; the console is no post, and would show a link to whoever reads it."""
    return not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend"))
