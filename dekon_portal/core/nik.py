"""NIK, the citizen's number (domain.md section 6). Hard checks only say that the shape is possible, never that a
person exists. Neither `str` nor `repr` of a Nik, nor any error, shows the digits (R3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

OLDEST_YEARS = 120
_DOTS = "\N{BULLET}" * 10
# what Excel, OCR and people put between digits: apostrophes, blanks (also of no width), dots, dashes of every length
_NOISE = re.compile(r"[\s.'`\u2018\u2019\-\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]+")


def without_noise(text: str) -> str:
    """A typed identity number without what only dresses it; what is left may still hold letters."""
    return _NOISE.sub("", text)


def is_digits(text: str) -> bool:
    """Only 0 to 9, and at least one of them (`str.isdecimal` alone also takes Arabic digits)."""
    return text.isascii() and text.isdecimal()


class NikError(ValueError):
    """Why a text is no NIK: `code` is empty, letters, length, date or serial."""

    def __init__(self, code: str, found: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.found = found

    def sentence(self) -> str:
        """What is wrong and what to do, without the number."""
        return {
            "empty": _("NIK kosong. Isi NIK 16 angka dari KTP."),
            "letters": _("NIK berisi huruf atau tanda lain. Ketik ulang 16 angka dari KTP."),
            "length": _("NIK terdiri atas %(found)d angka, seharusnya 16. Ketik ulang dari KTP.")
            % {"found": self.found},
            "date": _("Angka ke-7 sampai ke-12 NIK bukan tanggal lahir yang mungkin. Periksa lagi pada KTP."),
            "serial": _("Empat angka terakhir NIK tidak boleh 0000. Periksa lagi pada KTP."),
        }[self.code]


def mask(text: str) -> str:
    """ "1671••••••••••01"; a text too short to hide its middle is hidden whole."""
    return f"{text[:4]}{_DOTS}{text[-2:]}" if len(text) >= 15 else "\N{BULLET}" * len(text)


_LONG_NUMBER = re.compile(r"(?<!\d)\d{15,16}(?!\d)")


def without_niks(text: str) -> str:
    """A free text (a reason, a comment) with every number as long as a NIK or NPWP masked."""
    return _LONG_NUMBER.sub(lambda found: mask(found[0]), text)


def holds_nik(text: str) -> bool:
    """Whether a text holds a number as long as a NIK or NPWP, however it is dressed."""
    return bool(_LONG_NUMBER.search(without_noise(text)))


@dataclass(frozen=True)
class Nik:
    """A number that passed the hard checks; read it with `Nik.parse`."""

    digits: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Nik:
        """The NIK in a text cell; apostrophe, blanks, dots and dashes are noise. Raises NikError."""
        bare = without_noise(text)
        if not bare:
            raise NikError("empty")
        if not is_digits(bare):
            raise NikError("letters")
        if len(bare) != 16:
            raise NikError("length", len(bare))
        if not has_birth_date(bare):
            raise NikError("date")
        if bare[12:] == "0000":
            raise NikError("serial")
        return cls(bare)

    def __str__(self) -> str:
        return self.masked

    __repr__ = __str__

    @property
    def masked(self) -> str:
        return mask(self.digits)

    @property
    def province_code(self) -> str:
        """Kemendagri code of the province of first registration, "16"."""
        return self.digits[:2]

    @property
    def regency_code(self) -> str:
        """ "16.71"."""
        return f"{self.digits[:2]}.{self.digits[2:4]}"

    @property
    def is_female(self) -> bool:
        """Women's day of birth is written + 40."""
        return is_womans_day(self.digits[6:12])

    def birth_dates(self, today: date) -> tuple[date, ...]:
        """The dates of birth the number can mean: one per century, not in the future, at most 120 years ago."""
        dates = (_possible(century, self.digits[6:12]) for century in (1900, 2000))
        return tuple(d for d in dates if d and d <= today and today.year - d.year <= OLDEST_YEARS)

    def matches_birth_date(self, d: date) -> bool:
        """Whether the number can belong to a person born on that day."""
        return means_day(self.digits[6:12], d)


def has_birth_date(digits: str) -> bool:
    """Whether the 7th to 12th of 16 digits are a day of some century."""
    return is_birth_day(digits[6:12])


@lru_cache(maxsize=2**17)  # the people of a long list share their days
def is_birth_day(six: str) -> bool:
    """Whether the six digits of a NIK that tell the birth are a day of some century."""
    return bool(_possible(1900, six) or _possible(2000, six))


def is_womans_day(six: str) -> bool:
    """Whether these six digits are a woman's."""
    return int(six[:2]) > 40


def means_day(six: str, d: date) -> bool:
    """Whether these six digits can be of a person born on that day."""
    return _possible(d.year // 100 * 100, six) == d


@lru_cache(maxsize=2**16)
def _possible(century: int, day: str) -> date | None:
    """The date of birth in that century, None when it has no such day (29 February 1900)."""
    number = int(day[:2])
    try:
        return date(century + int(day[4:]), int(day[2:4]), number - 40 if number > 40 else number)
    except ValueError:
        return None
