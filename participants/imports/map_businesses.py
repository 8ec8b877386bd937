"""Step 3 for a list of IKM: `Nama`, `Alamat` and the like are the IKM's own, and what is of a person is not taken."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .fields import CERTAIN, OF_FIRM, heading_key, names_firm, names_person
from .map import ColumnGuess, settle_names

OF_BUSINESS = (
    "business_name", "owner_name", "business_address", "business_village", "business_district", "business_regency",
    "province", "business_phone", "nib", "npwp", "kbli", "product", "workers", "workers_male", "workers_female",
    "sales", "investment",
)  # fmt: skip
"""The fields of such a list, in the order in which they are offered."""


def settle_as_businesses(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """The guesses as fields of an IKM."""
    guesses = settle_names(guesses)
    is_named = any(guess.field == "business_name" for guess in guesses)
    return [guess if guess.field in (None, *OF_BUSINESS) else _of_firm(guess, is_named) for guess in guesses]


def _of_firm(guess: ColumnGuess, is_named: bool) -> ColumnGuess:
    if guess.field == "name":
        if not is_named and heading_key(guess.header) == "nama":
            return guess._replace(field="business_name", reason=_("setiap baris memuat satu IKM"))
        return guess._replace(field="owner_name", reason=_("nama orang pada daftar IKM adalah pemiliknya"))
    if guess.field not in OF_FIRM or names_person(guess.header):
        return guess._replace(field=None, reason=_("data orang, tidak diambil pada daftar IKM"), confidence=0)
    # "Alamat Usaha" before "Alamat", where a list has both.
    confidence = CERTAIN if names_firm(guess.header) else min(guess.confidence, CERTAIN - 1)
    return guess._replace(field=OF_FIRM[guess.field], confidence=confidence)
