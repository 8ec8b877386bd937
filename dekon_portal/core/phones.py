"""Telephone numbers of Indonesia, kept as +62…"""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext as _

_DRESS = re.compile(r"[\s'\u2019().\-\u2010-\u2015\[\]\u200b-\u200f\u2060\ufeff]+")
# +62 812…, 0062 812…, 62 812… (with or without the 0 kept), 0812…, 812…; a landline 0622… is not country code 62
_INDONESIAN = re.compile(r"(?:(?:\+|00)?620*|0)?(?P<national>[2-9][0-9]*)")
_SHORTEST, _LONGEST = 8, 13


def normalise_phone(text: str) -> str:
    """ "+62812…" of 08.., 8.., 62.. or +62.. with dots, blanks, dashes or brackets; one number only.

    Raises ValueError with a sentence.
    """
    bare = _DRESS.sub("", text)
    if not re.fullmatch(r"\+?[0-9]+", bare):
        raise ValueError(_("Nomor telepon berisi tanda lain atau lebih dari satu nomor. Isi satu nomor saja."))
    match = _INDONESIAN.fullmatch(bare)
    if match is None:
        raise ValueError(_("Nomor telepon bukan nomor Indonesia. Contoh yang benar: 0812 3456 7890."))
    national = match["national"]
    if not _SHORTEST <= len(national) <= _LONGEST or not _is_possible(national):
        raise ValueError(_("Nomor telepon tidak lengkap atau terlalu panjang. Contoh yang benar: 0812 3456 7890."))
    return f"+62{national}"


def _is_possible(national: str) -> bool:
    """By length only: lists of issued prefixes age, and a new operator's number must not be refused."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(f"+62{national}"))
    except phonenumbers.NumberParseException:
        return False


def mask_phone(text: str) -> str:
    """ "+62812•••••90"; a text too short to hide its middle is hidden whole."""
    return f"{text[:6]}{'•' * 5}{text[-2:]}" if len(text) > 10 else "•" * len(text)
