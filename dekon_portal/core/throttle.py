"""How often something may be tried: counts kept in the cache, by a key that is never stored in the clear."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from axes.helpers import get_client_ip_address
from django.core.cache import cache

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True)
class Throttle:
    """At most `most` times in `seconds` for each key; counted from the first time on."""

    name: str
    most: int
    seconds: int

    def count(self, key: str) -> bool:
        """Note one more time; whether it is still within the limit.

        Of several at the same moment one may go uncounted: that slows a guesser down a little less, and nothing more.
        """
        began, times = self._so_far(key)
        cache.set(self._place(key), (began, times + 1), self.seconds)
        return times < self.most

    def exhausted(self, key: str) -> bool:
        """Whether the limit is reached, without counting."""
        return self._so_far(key)[1] >= self.most

    def _so_far(self, key: str) -> tuple[float, int]:
        """Since when, and how often; a count that is older than its time starts anew."""
        now = time.time()
        began, times = cache.get(self._place(key)) or (now, 0)
        return (began, times) if now - began < self.seconds else (now, 0)

    def _place(self, key: str) -> str:
        return f"throttle:{self.name}:{hashlib.sha256(key.encode()).hexdigest()}"


def address_of(request: HttpRequest) -> str:
    """The visitor's address, as the lock of sign-in sees it (PROXY_COUNT)."""
    return str(get_client_ip_address(request) or "")
