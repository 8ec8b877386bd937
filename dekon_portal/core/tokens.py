"""Private links: 144 random bits, shown once to who made them; kept is only their SHA-256, which opens nothing."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

TOKEN_BYTES: Final = 18


def new_token() -> str:
    """A token for an address; nobody can learn it again."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is kept of a token (64 hex digits), whatever somebody sends as one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
