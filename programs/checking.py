"""Where anybody who holds a paper can check it; printed as its QR code."""

from __future__ import annotations

from django.conf import settings


def check_path(token: str) -> str:
    return f"/verifikasi/{token}/"


def check_url(token: str) -> str:
    return f"{settings.PUBLIC_URL}{check_path(token)}"
