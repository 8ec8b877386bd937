"""How often something may be tried: counts kept in the cache, by a key that is never stored in the clear."""

from __future__ import annotations

import hashlib
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
        """Note one more time; whether it is still within the limit."""
        place = self._place(key)
        if cache.add(place, 1, self.seconds):
            return self.most >= 1
        try:
            return int(cache.incr(place)) <= self.most
        except ValueError:  # it ran out between the two
            cache.set(place, 1, self.seconds)
            return self.most >= 1

    def exhausted(self, key: str) -> bool:
        """Whether the limit is reached, without counting."""
        return int(cache.get(self._place(key), 0)) >= self.most

    def _place(self, key: str) -> str:
        return f"throttle:{self.name}:{hashlib.sha256(key.encode()).hexdigest()}"


def address_of(request: HttpRequest) -> str:
    """The visitor's address, as the lock of sign-in sees it (PROXY_COUNT)."""
    return str(get_client_ip_address(request) or "")
