"""Private links: 144 random bits, shown once to who made them; kept is only their SHA-256, which opens nothing."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Final

from django.utils.crypto import salted_hmac

TOKEN_BYTES: Final = 18


def new_token() -> str:
    """A token for an address; nobody can learn it again."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_for(purpose: str, seed: str) -> str:
    """The token of `seed`, always the same, which nobody makes without our key: what is sent twice has one address."""
    return base64.urlsafe_b64encode(salted_hmac(purpose, seed, algorithm="sha256").digest()[:TOKEN_BYTES]).decode()


def hash_of(token: str) -> str:
    """What is kept of a token (64 hex digits), whatever somebody sends as one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
