"""Where anybody who holds a paper can check it; printed as its QR code."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def check_path(token: str) -> str:
    return reverse("programs:verify", args=[token])


def check_url(token: str) -> str:
    return f"{settings.PUBLIC_URL}{check_path(token)}"
