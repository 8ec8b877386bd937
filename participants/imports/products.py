"""Which product a list means: by code or by name, however it is spelled; never the nearest one (R14)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final, Self

from programs.models import Product

_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


class ProductIndex:
    """The products in use, in memory."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._by_key: dict[str, Product] = {}
        for product in products:
            self._by_key.setdefault(_key(product.name), product)
            self._by_key[_key(product.code)] = product

    @classmethod
    def from_database(cls) -> Self:
        return cls(Product.objects.filter(is_active=True))

    def find(self, text: str | None) -> Product | None:
        return self._by_key.get(_key(text or ""))

    def suggest(self, text: str) -> list[str]:
        """The names nearest to it, best first."""
        near = get_close_matches(_key(text), self._by_key, n=6, cutoff=0.5)
        names = dict.fromkeys(self._by_key[key].name for key in near)
        return list(names)[:3]


def _key(text: str) -> str:
    return _NOT_WORD.sub("", text.casefold())
