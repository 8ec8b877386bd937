"""Step 3 for a list of production: which IKM made how much of what, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .fields import OF_GOODS, field_of_goods
from .map import ColumnGuess
from .map_businesses import settle_as_businesses

OF_PRODUCTION = ("business_name", "nib", "business_regency", "province", "product", *OF_GOODS)
"""The fields of such a list, in the order in which they are offered."""


def settle_as_production(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """The guesses as fields of a production; a heading of goods means them whatever else it may mean elsewhere."""
    return [_of_goods(guess) for guess in settle_as_businesses(guesses)]


def _of_goods(guess: ColumnGuess) -> ColumnGuess:
    found = field_of_goods(guess.header)
    if found and (guess.field not in OF_PRODUCTION or found[1] > guess.confidence):
        return guess._replace(field=found[0], reason=_("judul kolom dikenal"), confidence=found[1])
    if guess.field in (None, *OF_PRODUCTION):
        return guess
    return guess._replace(field=None, reason=_("tidak diambil pada daftar produksi"), confidence=0)
