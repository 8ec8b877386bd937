"""Whole numbers and rupiah as Indonesians write and read them: `12.500`, `Rp 12.500.000`, "dua belas ribu"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

MINUS = "\N{MINUS SIGN}"


class Ambiguous(ValueError):
    """A text that can mean two things; `readings` are the possible values (R14: never guess)."""

    def __init__(self, text: str, readings: tuple[Any, ...]) -> None:
        super().__init__(f"ambiguous: {len(readings)} readings")
        self.text = text
        self.readings = readings


def format_integer(n: int | None) -> str:
    """`12.500`; None is *belum diketahui* (R4)."""
    if n is None:
        return _("belum diketahui")
    grouped = f"{abs(n):,}".replace(",", ".")
    return f"{MINUS}{grouped}" if n < 0 else grouped


def format_rupiah(n: int | None) -> str:
    """`Rp 12.500.000` of whole rupiah."""
    return format_integer(n) if n is None else f"Rp {format_integer(n)}"


def format_percent(value: float | None) -> str:
    """`97,1 %`, one decimal; None is *belum diketahui*."""
    return format_integer(None) if value is None else f"{value:.1f} %".replace(".", ",")


def in_thousands(n: int) -> int:
    """Whole rupiah in thousands, halves up: the one rule by which money is rounded."""
    return (n + 500) // 1000


def format_thousand_rupiah(n: int | None) -> str:
    """Whole rupiah shown in thousands: 12.500.499 → `12.500`. The heading names the unit."""
    return format_integer(n if n is None else in_thousands(n))


_PLAIN = re.compile(r"[+-]?[0-9]+")
_SPACED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_TWO_WAYS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_WRITTEN = {
    thousands: re.compile(
        rf"(?P<whole>[+-]?(?:[0-9]+|[1-9][0-9]{{0,2}}(?:\{thousands}[0-9]{{3}})+))(?:\{decimal}(?P<fraction>[0-9]+))?"
    )
    for thousands, decimal in (".,", ",.")
}


def parse_integer(text: str, thousands: str | None = None) -> int:
    """The whole number in `text`, as typed in a sheet: `12.500`, `12 500`, `12.500,00`, `Rp 1.250.000,-`.

    `1.250` or `1,250` alone raises Ambiguous unless `thousands` ("." or ",") settles it. Raises ValueError("fraction")
    for a number that is not whole and ValueError("not a number") for anything else.
    """
    bare = _bare(text)
    if _PLAIN.fullmatch(bare):
        return int(bare)
    if thousands is None:
        thousands = _thousands_of(bare)
    written = _WRITTEN[thousands].fullmatch(bare) if thousands in _WRITTEN else None
    if written is None:
        raise ValueError("not a number")
    if (written["fraction"] or "").strip("0"):
        raise ValueError("fraction")
    return int(written["whole"].replace(thousands, ""))


def _bare(text: str) -> str:
    """Without the signs that only dress a number; blanks go only where they group thousands ("12 3" is two numbers)."""
    bare = " ".join(text.split()).replace(MINUS, "-").removeprefix("'")
    if bare[:2].lower() == "rp":
        bare = bare[2:].removeprefix(".").strip()
    bare = bare.removesuffix(",-").removesuffix(",--")
    return bare.replace(" ", "") if _SPACED.fullmatch(bare) else bare


def _thousands_of(bare: str) -> str:
    """Which mark separates thousands, where the text itself tells; Ambiguous where it does not."""
    if _TWO_WAYS.fullmatch(bare):
        whole, decimal = re.sub(r"[.,]", "", bare), bare.replace(",", ".")
        raise Ambiguous(bare, (int(whole), Decimal(decimal)))
    dots, commas = bare.count("."), bare.count(",")
    if dots and commas:
        return "." if bare.rindex(",") > bare.rindex(".") else ","
    if dots + commas == 1:  # no group of three follows, so it marks a fraction
        return "," if dots else "."
    return "." if dots else ","


def parse_form_integer(text: str) -> int:
    """The whole number typed in one of our own forms, where a dot always separates thousands. Raises ValueError."""
    return parse_integer(text, thousands=".")


_UNITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"))


def terbilang(n: int) -> str:
    """The number in Indonesian words, as a BAST states it: 3000 → "tiga ribu". From 0 to 10^15, else ValueError."""
    if not 0 <= n <= 10**15:
        raise ValueError("terbilang is for 0 to 10^15")
    if n < 12:
        return _UNITS[n]
    if n < 20:
        return f"{_UNITS[n - 10]} belas"
    if n < 100:
        return _join(f"{_UNITS[n // 10]} puluh", n % 10)
    scale, word = next(pair for pair in _SCALES if n >= pair[0])
    head = f"se{word}" if n // scale == 1 and scale <= 1000 else f"{terbilang(n // scale)} {word}"
    return _join(head, n % scale)


def _join(head: str, rest: int) -> str:
    return f"{head} {terbilang(rest)}" if rest else head
