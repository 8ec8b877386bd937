"""How one cell of each kind is read: a value, None for empty, or the Bad that says why not. Never a guess (R14)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from dekon_portal.core.dates import format_date, parse_date, split_place_and_date
from dekon_portal.core.identifiers import parse_kbli, parse_nib, parse_npwp
from dekon_portal.core.names import clean_text
from dekon_portal.core.nik import Nik, NikError
from dekon_portal.core.numbers import Ambiguous, parse_integer
from dekon_portal.core.phones import normalise_phone

from .fields import Field
from .marks import NO_VALUE
from .workbook import MAX_CHARACTERS, Cell

Answers = Mapping[str, Any]
"""What the person settled for one column: {"day_first": bool, "century": int, "thousands": "." or ",", "p_means": "L"}.
`century` is the first of the hundred years that two digits can mean: 1900, 2000, or 1930 for 1930 to 2029."""


class Bad:
    """A cell that cannot be taken: the issue's code, its parameters, and the questions that would settle it."""

    __slots__ = ("asks", "code", "params")

    def __init__(self, code: str, *, asks: tuple[str, ...] = (), **params: Any) -> None:
        self.code = code
        self.asks = asks
        self.params = params


Reader = Callable[[Cell], Any]
"""A cell → its value, None, or Bad. Never raises."""

EMPTY: Final = frozenset({
    "", "-", "--", "---", "–", "—", ".", "...", "…", "?", "n/a", "null", "tidak ada", "tdk ada", "belum ada", "kosong",
    "belum diketahui", "tidak diketahui", "not yet known",
})  # fmt: skip
ERRORS: Final = frozenset({
    "#ref!", "#n/a", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#spill!", "#calc!", "#getting_data",
    *(f"err:{code}" for code in range(501, 541)),
})  # fmt: skip
"""As Excel and LibreOffice ("err:") show them."""
SPECIAL: Final = EMPTY | ERRORS | {NO_VALUE.lower()}
_HIDDEN_DIGITS: Final = re.compile(r"[•●*xX]{4,}")
_SCIENTIFIC: Final = re.compile(r"\s*'?\d([.,]\d+)?\s*[eE]\s*\+?\s*\d+\s*")
_SEXES: Final = {
    "l": "L", "laki-laki": "L", "laki - laki": "L", "laki laki": "L", "laki": "L", "lk": "L", "pria": "L", "m": "L",
    "male": "L",
    "p": "P", "perempuan": "P", "pr": "P", "wanita": "P", "w": "P", "f": "P", "female": "P",
}  # fmt: skip
UNITS: Final = {
    "buah": "buah", "bh": "buah", "pcs": "buah", "pc": "buah", "piece": "buah", "pieces": "buah", "potong": "buah",
    "ptg": "buah", "biji": "buah", "unit": "buah",
    "helai": "helai", "hlai": "helai", "hli": "helai",
    "lembar": "lembar", "lbr": "lembar", "sheet": "lembar", "sheets": "lembar",
    "set": "set", "sets": "set", "stel": "set", "setel": "set",
    "pak": "pak", "pack": "pak", "packs": "pak", "pax": "pak", "bungkus": "pak",
}  # fmt: skip
_EXCEL_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = (3654, 60_000)
"""Excel's numbers of days from 1910 to 2064; a smaller one (1985) is rather a year."""
MAX_NUMBER: Final = 40
_COUNTED: Final = re.compile(r"\s*(?:orang|org|tahun|thn|th)\.?\s*$", re.IGNORECASE)


def reader_for(field: Field, answers: Answers, column: Iterable[Cell]) -> Reader:
    """The reader of a column; `column` is looked at only for what a code means in it."""
    return _guarded(_MAKERS[field.kind](field, answers, column))


def _guarded(read: Reader) -> Reader:
    """What is the same for every kind: empty marks, error cells, cells of absurd length."""

    def guarded(cell: Cell) -> Any:
        if isinstance(cell, str):
            if len(cell) > MAX_CHARACTERS:
                return Bad("cell_long", limit=MAX_CHARACTERS)
            bare = cell.strip().lower()
            if bare in EMPTY:
                return None
            if bare in ERRORS:
                return Bad("cell_error")
            if cell == NO_VALUE:
                return Bad("formula_no_value")
        return read(cell)

    return guarded


def _text(field: Field, _answers: Answers, _column: Iterable[Cell]) -> Reader:
    def read(cell: Cell) -> Any:
        if isinstance(cell, datetime | date):
            cell = format_date(cell)
        try:
            return clean_text(_as_text(cell), field.max_length) or None
        except ValueError:
            return Bad("text_long", limit=field.max_length)

    return read


def _as_text(cell: Cell) -> str:
    """812345.0 is written 812345, as the sheet shows it."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def read_nik(cell: Cell) -> Any:
    if not isinstance(cell, str) or _SCIENTIFIC.fullmatch(cell):
        return Bad("nik_numeric")
    if _HIDDEN_DIGITS.search(cell):
        return Bad("nik_masked")
    try:
        return Nik.parse(cell).digits
    except NikError as wrong:
        if wrong.code == "empty":
            return None
        return Bad(f"nik_{wrong.code}", found=wrong.found) if wrong.code == "length" else Bad(f"nik_{wrong.code}")


def _npwp(cell: Cell) -> Any:
    if not isinstance(cell, str) or _SCIENTIFIC.fullmatch(cell):
        return Bad("npwp_numeric")
    return _identifier(parse_npwp, cell, "npwp_unread")


def _identifier(read: Callable[[str], str], cell: Cell, code: str) -> Any:
    """13 and 5 digits survive Excel's 15, so a number is taken too."""
    try:
        return read(_as_text(cell))
    except ValueError:
        return Bad(code)


def _email(cell: Cell) -> Any:
    text = str(cell).strip()
    name, _at, host = text.partition("@")
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= 200
    return text if plain and name and "." in host.strip(".") and "@" not in host else Bad("email_unread")


def _sex(_field: Field, answers: Answers, column: Iterable[Cell]) -> Reader:
    """Beside W for wanita, P is pria; in a column with L it is perempuan. Where neither says so, the person does."""
    codes = {cell.strip(" .").lower() for cell in filter(_is_short_text, set(column))}
    sexes = dict(_SEXES)
    p_is_open = "w" in codes and not codes & {"l", "lk"}
    if p_is_open:
        sexes["p"] = answers.get("p_means", "")

    def read(cell: Cell) -> Any:
        code = str(cell).strip(" .'").lower()
        found = sexes.get(code)
        if found in ("L", "P"):
            return found
        return Bad("sex_ambiguous", asks=("p_means",)) if p_is_open and code == "p" else Bad("sex_unread")

    return read


def _is_short_text(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) < 5


def _number(field: Field, answers: Answers, _column: Iterable[Cell]) -> Reader:
    thousands = answers.get("thousands")

    def read(cell: Cell) -> Any:
        if isinstance(cell, bool | datetime | date | time | timedelta):
            return Bad("number_unread")
        try:
            number = _whole(cell, thousands)
        except Ambiguous:
            return Bad("number_ambiguous", asks=("thousands",))
        except (ValueError, OverflowError) as wrong:
            return Bad("number_fraction" if str(wrong) == "fraction" else "number_unread")
        if number < 0:
            return Bad("number_negative")
        return Bad("number_large") if number > field.largest else number

    return read


def _whole(cell: Cell, thousands: str | None) -> int:
    if isinstance(cell, float):
        if not cell.is_integer():  # also infinity and NaN
            raise ValueError("fraction")
        return int(cell)
    if isinstance(cell, int):
        return cell
    text = str(cell).strip()
    if len(text) > MAX_NUMBER:  # before any search: a cell may be 10,000 blanks
        raise ValueError("not a number")
    text = _COUNTED.sub("", text)
    return parse_integer(text, thousands)


def _unit(cell: Cell) -> Any:
    """The unit that a word means (programs.models.Unit); a dozen or a box is none: its pieces must be counted."""
    return UNITS.get(str(cell).strip(" .").casefold()) or Bad("unit_unknown")


def _date(field: Field, answers: Answers, _column: Iterable[Cell]) -> Reader:
    """The date of a text such as "Palembang, 15 Juni 1985" too; `place_in` reads the place."""
    unread = "birth_date_unread" if field.key == "birth_date" else "date_unread"

    def read(cell: Cell) -> Any:
        if isinstance(cell, str):
            _place, written = split_place_and_date(cell.strip().lstrip("'"))
            return _written_date(written, answers, unread) if written else Bad(unread)
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, int | float) and not isinstance(cell, bool) and _SERIALS[0] <= cell <= _SERIALS[1]:
            return _EXCEL_EPOCH + timedelta(days=int(cell))
        return Bad(unread)

    return read


def place_in(cell: Cell) -> str | None:
    """The place of "Palembang, 15 Juni 1985"; None where a date cell names none."""
    if not isinstance(cell, str) or len(cell) > MAX_CHARACTERS or cell.strip().lower() in SPECIAL:
        return None
    try:
        return clean_text(split_place_and_date(cell)[0].strip(" '"), 100) or None
    except ValueError:
        return None


def _written_date(text: str, answers: Answers, unread: str) -> Any:
    day_first, century = answers.get("day_first"), answers.get("century")
    try:
        return _in_window(text, day_first, century)
    except Ambiguous as several:
        asks = []
        if len({(reading.month, reading.day) for reading in several.readings}) > 1:
            asks.append("day_first")
        if len({reading.year for reading in several.readings}) > 1:
            asks.append("century")
        return Bad("date_ambiguous" if "day_first" in asks else "year_ambiguous", asks=tuple(asks))
    except (ValueError, OverflowError):
        return Bad(unread)


def _in_window(text: str, day_first: bool | None, start: int | None) -> date:
    """Two digits of a year mean the one among the hundred years from `start` on. Raises Ambiguous or ValueError."""
    try:
        return parse_date(text, day_first=day_first)
    except Ambiguous as several:
        if start is None:
            raise
        inside: tuple[date, ...] = tuple(reading for reading in several.readings if start <= reading.year < start + 100)
        if len(inside) == 1:
            return inside[0]
        raise Ambiguous(text, inside or several.readings) from several


_MAKERS: Final[dict[str, Callable[[Field, Answers, Iterable[Cell]], Reader]]] = {
    "text": _text,
    "regency": _text,  # check.py makes a code of it
    "number": _number,
    "date": _date,
    "sex": _sex,
    "nik": lambda *_: read_nik,
    "npwp": lambda *_: _npwp,
    "nib": lambda *_: lambda cell: _identifier(parse_nib, cell, "nib_unread"),
    "kbli": lambda *_: lambda cell: _identifier(parse_kbli, cell, "kbli_unread"),
    "phone": lambda *_: lambda cell: _identifier(normalise_phone, cell, "phone_unread"),
    "email": lambda *_: _email,
    "unit": lambda *_: _unit,
}
"""Kind of a field (fields.py) → what makes the reader of a column."""
