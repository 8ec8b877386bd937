"""Names: cleaned for keeping, normalised for matching."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from django.utils.translation import gettext as _

from .nik import without_niks

_PUNCTUATION = re.compile(r"[^\w\s]+|_")


class _Words:
    """Words that do not count in a name; `spelled` finds them also with dots between letters: "S.E.", "S. Pd."."""

    def __init__(self, *words: str) -> None:
        self.plain = frozenset(words)
        longest_first = sorted(words, key=len, reverse=True)
        spellings = "|".join(r"(?:\.\s*)?".join(word) for word in longest_first)
        self.spelled = re.compile(rf"(?<!\w)(?:{spellings})(?!\w)", re.IGNORECASE)


_LEGAL_FORMS = _Words("cv", "pt", "ud", "pd", "koperasi", "kop", "kub", "firma", "fa", "tbk", "perorangan")
_TITLES = _Words(
    "h", "hj", "kh", "ust",
    "prof", "dr", "drs", "dra", "ir",
    "se", "sh", "st", "sp", "ss", "sst", "sip", "spd", "spdi", "ssi", "skom", "ssos", "sag", "skm", "amd", "amdkom",
    "mm", "mt", "mh", "mp", "msi", "mpd", "mkes", "mkom", "mag",
)  # fmt: skip


def clean_text(text: str, max_length: int) -> str:
    """What is kept of a typed text: NFC, one line, single blanks, no control or invisible characters.

    Raises ValueError with a sentence when it is longer than `max_length` characters.
    """
    visible = (_visible(character) for character in unicodedata.normalize("NFC", text))
    cleaned = " ".join("".join(visible).split())
    if len(cleaned) > max_length:
        raise ValueError(_("Isi lebih dari %(limit)d huruf. Persingkat.") % {"limit": max_length})
    return cleaned


def shown_file_name(name: str) -> str:
    """What a person called a file: one line, no path, at most 200 characters with its ending, no full NIK (R3)."""
    shown = PurePath(clean_text(without_niks(name.replace("\\", "/")), 10_000))
    ending = shown.suffix[:10]
    return f"{shown.stem[: 200 - len(ending)]}{ending}"


def _visible(character: str) -> str:
    """The character; "" for marks without width, a blank for control characters and odd blanks."""
    if character.isprintable():
        return character
    return "" if unicodedata.category(character) == "Cf" else " "


def normalise_name(text: str) -> str:
    """For matching: compatibility forms, accents, case, apostrophes, punctuation and blanks do not count."""
    if text.isascii():  # nothing to fold but case: the short way for long lists
        return " ".join(_PUNCTUATION.sub(" ", text.lower().replace("'", "").replace("`", "")).split())
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(c for c in folded if not unicodedata.combining(c) and c not in "'`\u2018\u2019\u02bc")
    return " ".join(_PUNCTUATION.sub(" ", letters).split())


def normalise_business(text: str) -> str:
    """A business's name without its legal form: "CV. Maju Jaya", "Maju Jaya, C.V." and "CV.Maju Jaya" = "maju jaya"."""
    return _without(text, _LEGAL_FORMS)


def normalise_person(text: str) -> str:
    """A person's name without titles: "Hj. Siti Aminah, S.E." = "siti aminah"."""
    return _without(text, _TITLES)


def _without(text: str, dropped: _Words) -> str:
    """The normalised name less what is dropped; all of it if nothing would be left."""
    if text.isascii() and text.replace(" ", "").isalnum():  # most names of a long list: words only
        words = text.lower().split()
        return " ".join([word for word in words if word not in dropped.plain] or words)
    return normalise_name(dropped.spelled.sub(" ", unicodedata.normalize("NFKC", text))) or normalise_name(text)
