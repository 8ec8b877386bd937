"""Dates and times as Indonesians write and read them: `15 Juni 2020`, `10.12 WIB`, day first."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from .numbers import Ambiguous, terbilang

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ZONE_LABELS = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def month_name(month: int) -> str:
    names = ENGLISH_MONTHS if (get_language() or "id").startswith("en") else MONTHS
    return names[month - 1]


def format_date(d: date) -> str:
    """`15 Juni 2020` (`15 June 2020` when English is on)."""
    return f"{d.day} {month_name(d.month)} {d.year}"


def format_month(year: int, month: int) -> str:
    """`Juni 2020`."""
    return f"{month_name(month)} {year}"


def zone_label(zone: ZoneInfo | str) -> str:
    """WIB, WITA or WIT; another zone by its own name."""
    key = str(zone)
    return ZONE_LABELS.get(key, key)


def format_datetime(dt: datetime, tz: ZoneInfo | str) -> str:
    """`15 Juni 2020 10.12 WIB`, in the zone given."""
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    local = dt.astimezone(zone)
    return f"{format_date(local)} {local:%H.%M} {zone_label(zone)}"


def roman_month(n: int) -> str:
    """The month in a letter number: 7 → `VII`."""
    return ROMAN[n - 1]


def date_in_words(d: date) -> str:
    """As a BAST states its day: "Senin tanggal lima belas bulan Juni tahun dua ribu dua puluh"."""
    return f"{WEEKDAYS[d.weekday()]} tanggal {terbilang(d.day)} bulan {MONTHS[d.month - 1]} tahun {terbilang(d.year)}"


_MONTH_NUMBERS = {
    name.lower()[:length]: number
    for names in (MONTHS, ENGLISH_MONTHS)
    for number, name in enumerate(names, 1)
    for length in (3, len(name))
} | {"agt": 8, "ags": 8, "sept": 9, "nop": 11, "nopember": 11, "pebruari": 2, "peb": 2}
_ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = "|".join(
    ["jum'at", "ahad", *(name[:length] for name in (*WEEKDAYS, *_ENGLISH_WEEKDAYS) for length in (len(name), 3))]
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?")
_NUMERIC = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
_WORDED = re.compile(rf"(?:(?:{_WEEKDAY}),?\s+)?(\d{{1,2}})[\s-]+([a-z]+)\.?[\s-]+(\d{{4}}|\d{{2}})", re.IGNORECASE)


def parse_date(text: str, *, day_first: bool | None = None, century: int | None = None) -> date:
    """The date in `text`: 15/06/2020, 2020-06-15, "15 Juni 2020", "Senin, 15 Jun 2020", English months too.

    `06/07/2020` without `day_first`, and a two-digit year without `century` (1900 or 2000), raise Ambiguous with the
    possible dates; anything else that is no date raises ValueError.
    """
    bare = " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    if not bare.isascii():
        raise ValueError("not a date")
    if match := _ISO.fullmatch(bare):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _WORDED.fullmatch(bare):
        month = _MONTH_NUMBERS.get(match[2].lower())
        if month is None:
            raise ValueError("not a month")
        return _one_of(bare, [(int(match[1]), month)], match[3], century)
    if match := _NUMERIC.fullmatch(bare):
        first, second = int(match[1]), int(match[2])
        readings = [(first, second), (second, first)]
        if day_first is not None:
            readings = readings[:1] if day_first else readings[1:]
        return _one_of(bare, readings, match[3], century)
    raise ValueError("not a date")


def _one_of(text: str, days: list[tuple[int, int]], year: str, century: int | None) -> date:
    """The only date that the (day, month) readings and the year allow."""
    if len(year) == 4:
        years = [int(year)]
    elif century is not None:
        years = [century + int(year)]
    else:
        years = [1900 + int(year), 2000 + int(year)]
    found = list(dict.fromkeys(d for y in years for day, month in days if (d := _date(y, month, day))))
    if not found:
        raise ValueError("no such date")
    if len(found) > 1:
        raise Ambiguous(text, tuple(found))
    return found[0]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_LAST_WEEKDAY = re.compile(rf"(?:^|[,/])\s*(?:{_WEEKDAY})$", re.IGNORECASE)


def split_place_and_date(text: str) -> tuple[str, str]:
    """("Palembang", "15 Juni 1985") of "Palembang, 15 Juni 1985".

    The date begins at the first digit; either part may be "".
    """
    bare = " ".join(text.split())
    digit = re.search(r"\d", bare)
    start = digit.start() if digit else len(bare)
    place = _LAST_WEEKDAY.sub("", bare[:start].strip(" ,/"))  # a weekday after a comma; the place Pasar Minggu stays
    return place.strip(" ,/"), bare[start:]
