"""Step 3, map: which column fills which field, each guess with its reason and confidence; a person may change it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.nik import Nik, NikError

from .fields import (
    CERTAIN,
    FIELDS,
    OF_FIRM,
    PERSONAL,
    POSSIBLE,
    Field,
    field_of,
    heading_key,
    names_firm,
    names_owner,
)
from .locate import Table
from .workbook import Cell

SAMPLE: Final = 200
UNSURE: Final = 50
MOST: Final = 0.7
"""The share of a column's values that must agree before they say what the column is."""

_PHONE: Final = re.compile(r"(\+?62|0?8)[\d\s().-]{7,16}")
_SEX: Final = frozenset({"l", "p", "laki-laki", "perempuan", "pria", "wanita"})
_FIRM: Final = re.compile(
    r"(?:cv|pt|ud|pd|fa|toko|kelompok|kub|koperasi|ikm|umkm|konveksi|batik|home industr[iy]|industri|usaha|sentra)\b",
    re.IGNORECASE,
)
_LONG_NUMBER: Final = re.compile(r"\d[\d .-]{8,}")


class ColumnGuess(NamedTuple):
    """What a column is taken for; `confidence` is 0 to 100, `samples` are three values (personal ones hidden)."""

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody calls
    header: str
    field: str | None
    reason: str
    confidence: int
    samples: list[str]


Settle = Callable[[list[ColumnGuess]], list[ColumnGuess]]


class _Shape(NamedTuple):
    """A field that can be told by its values alone."""

    field: str
    fits: Callable[[str], bool]
    reason: Any


def _is_nik(text: str) -> bool:
    try:
        Nik.parse(text)
    except NikError:
        return False
    return True


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text))


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


_SHAPES: Final = (
    _Shape("nik", _is_nik, gettext_lazy("isi kolom berupa 16 angka dengan tanggal lahir yang mungkin")),
    _Shape("phone", _is_phone, gettext_lazy("isi kolom berupa nomor telepon")),
    _Shape("sex", lambda text: text.lower() in _SEX, gettext_lazy("isi kolom L atau P")),
)


def settle_names(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """`Nama` is the business where another column names the person, where it is the second, or holds firms' names."""
    if any(guess.field == "business_name" for guess in guesses):
        return guesses
    plain = [guess for guess in guesses if guess.field == "name" and heading_key(guess.header) == "nama"]
    others = [guess for guess in guesses if guess.field == "name" and guess not in plain]
    firms = [guess for guess in plain if _most(guess.samples, lambda text: bool(_FIRM.match(text))) and guess.samples]
    if others and plain:
        taken, reason = plain[0], _("kolom lain memuat nama orangnya")
    elif len(plain) > 1:
        taken, reason = (firms or plain[1:])[0], _("kolom Nama yang kedua")
    elif firms and len(plain) == 1 and len(others) == 0:
        taken, reason = firms[0], _("isi kolom berupa nama usaha")
    else:
        return guesses
    as_firm = taken._replace(field="business_name", reason=reason, confidence=UNSURE + 10)
    return [as_firm if guess is taken else guess for guess in guesses]


def map_headers(
    table: Table,
    chosen: Mapping[str, str | None] | None = None,
    remembered: Mapping[str, str | None] | None = None,
    *,
    fields: Mapping[str, Field] = FIELDS,
    settle: Settle = settle_names,
) -> list[ColumnGuess]:
    """A guess per column, in sheet order. `chosen` (column index as text, or heading → field or None) is a person's.

    So is `remembered`, of the last list with these headings; it gives way to what is chosen now. `fields` are those of
    the kind of list, to which `settle` brings the guesses.
    """
    step = max(1, len(table.rows) // SAMPLE)
    sample = [cells for _number, cells in table.rows[::step][:SAMPLE]]
    groups = table.groups or [""] * len(table.headers)
    guesses = []
    for index, (header, group) in enumerate(zip(table.headers, groups, strict=True)):
        values = [text for cells in sample if (text := _plain(cells[index]))]
        guesses.append(_guess(index, header, group, values))
    guesses = settle(guesses)
    if remembered:
        guesses = [_as_before(guess, remembered, fields) for guess in guesses]
    if chosen:
        guesses = [_chosen(guess, chosen, fields, _("pilihan Anda")) for guess in guesses]
    return _one_column_per_field(_with_firms_own(guesses))


def _as_before(guess: ColumnGuess, remembered: Mapping[str, str | None], fields: Mapping[str, Field]) -> ColumnGuess:
    """What was settled the last time, where it was not what the portal guesses anyway."""
    if remembered.get(str(guess.index), guess.field) == guess.field:
        return guess
    return _chosen(guess, remembered, fields, _("seperti terakhir kali di kantor Anda"))


def _chosen(
    guess: ColumnGuess, chosen: Mapping[str, str | None], fields: Mapping[str, Field], reason: str
) -> ColumnGuess:
    key = next((key for key in (str(guess.index), guess.header) if key in chosen), None)
    if key is None or (chosen[key] and chosen[key] not in fields):
        return guess
    field = chosen[key] or None
    samples = _samples(guess.samples, field)
    return guess._replace(field=field, reason=reason, confidence=100, samples=samples)


def _plain(value: Cell) -> str:
    """A cell as short text; 812345.0 is 812345."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)[:120].strip()


def _guess(index: int, header: str, group: str, values: list[str]) -> ColumnGuess:
    field, reason, confidence = _by_heading(header, group)
    if field:
        field, reason, confidence = _against_values(field, reason, confidence, header, values)
    else:
        field, told, confidence = _by_values(values)
        reason = told or reason
    return ColumnGuess(index, header, field, reason, confidence, _samples(values[:3], field))


def _by_heading(header: str, group: str) -> tuple[str | None, str, int]:
    found = field_of(header)
    part = header.removeprefix(group).strip() if group else header
    if not found and group:
        found = field_of(part)
        if found and names_firm(group):
            # Nama under Data Usaha is the business; its address and phone only stand in for the person's
            found = ("business_name", CERTAIN) if heading_key(part) == "nama" else (found[0], min(found[1], POSSIBLE))
    if found:
        return found[0], _("judul kolom dikenal"), found[1]
    if re.search(r"omzet|omset|pendapatan", header, re.IGNORECASE) and re.search(r"bulan", header, re.IGNORECASE):
        return None, _("nilai per bulan, bukan setahun; tidak diambil"), 0
    if group and heading_key(group) == "jeniskelamin":
        return None, _("centang L dan P dalam dua kolom tidak dapat dibaca; gabungkan menjadi satu kolom L/P"), 0
    return None, _("tidak dikenal, tidak diambil") if header else "", 0


def _against_values(
    field: str, reason: str, confidence: int, header: str, values: list[str]
) -> tuple[str | None, str, int]:
    """The guess by heading, corrected where the values say otherwise (headings that mean two things)."""
    if len(values) < 2:
        return field, reason, confidence
    if field == "phone" and heading_key(header) == "kontak" and _most(values, lambda text: _digits(text) < 5):
        return "name", _("isi kolom berupa nama orang"), POSSIBLE - 10
    if field == "name" and _most(values, _is_phone):
        return "phone", _("isi kolom berupa nomor telepon"), POSSIBLE
    if field == "nib" and not any(_digits(text) >= 10 for text in values):
        return None, _("berisi tanda centang, bukan nomor NIB"), 0
    if field == "nik" and not any(_digits(text) >= 12 for text in values):
        return field, _("judul kolom dikenal, tetapi isinya bukan 16 angka"), UNSURE
    if field in ("name", "business_name") and not any(map(_has_letters, values)):
        return None, _("isinya angka, bukan nama"), 0
    return field, reason, confidence


def _by_values(values: list[str]) -> tuple[str | None, str, int]:
    for shape in _SHAPES:
        if len(values) >= 2 and _most(values, shape.fits):
            share = sum(map(shape.fits, values)) / len(values)
            return shape.field, str(shape.reason), int(share * 80)
    return None, "", 0


def _most(values: list[str], fits: Callable[[str], bool]) -> bool:
    return sum(map(fits, values)) >= MOST * len(values)


def _with_firms_own(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """What only stood in for the person's column is the IKM's own where the person has one (headings of two blocks)."""
    persons = {guess.field for guess in guesses if not _stands_in(guess)}
    reason = _("kolom lain memuat data orangnya")
    return [
        guess._replace(field=OF_FIRM[str(guess.field)], reason=reason)
        if _stands_in(guess) and guess.field in persons
        else guess
        for guess in guesses
    ]


def _stands_in(guess: ColumnGuess) -> bool:
    if guess.field not in OF_FIRM or guess.confidence > POSSIBLE:
        return False
    return names_owner(guess.header) if guess.field == "name" else names_firm(guess.header)


def _samples(values: list[str], field: str | None) -> list[str]:
    if field in PERSONAL:
        return [_shape(value) for value in values]
    return [_LONG_NUMBER.sub(lambda found: _shape(found[0]), value[:60]) for value in values]


def _shape(text: str) -> str:
    """A personal value as its shape: all hidden but the first two and the last character."""
    return text[:2] + "•" * (len(text) - 3) + text[-1:] if len(text) > 4 else "•" * len(text)


def _one_column_per_field(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """The most confident, leftmost column keeps the field; a twin is told and left out."""
    best: dict[str, ColumnGuess] = {}
    for guess in guesses:
        if guess.field and (guess.field not in best or guess.confidence > best[guess.field].confidence):
            best[guess.field] = guess
    return [guess if best.get(guess.field or "", guess) is guess else _left_out(guess, best) for guess in guesses]


def _left_out(guess: ColumnGuess, best: dict[str, ColumnGuess]) -> ColumnGuess:
    reason = _("kolom “%(header)s” sudah dipakai untuk hal ini") % {"header": best[str(guess.field)].header}
    return guess._replace(field=None, reason=reason, confidence=0)
