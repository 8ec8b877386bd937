"""How an office writes the numbers of its papers: `{urut:03}/BAST/{kode}/{bulan}/{tahun}`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dekon_portal.core.dates import ROMAN, roman_month

if TYPE_CHECKING:
    from datetime import date

NAMES: Final = "{urut}, {kode}, {bulan}, {tahun}"
_SPECS: Final = {"urut": r"(0[1-6])?", "kode": "", "bulan": r"(02)?", "tahun": ""}
"""What may follow the colon of each name."""
_LITERAL: Final = re.compile(r"[A-Za-z0-9 ./_-]*")
_ROMANS: Final = "|".join(sorted(ROMAN, key=len, reverse=True))


class Part(NamedTuple):
    """Fixed text, then one name with what follows its colon; the last part may have no name."""

    text: str
    name: str | None
    spec: str


@dataclass(frozen=True)
class Pattern:
    parts: tuple[Part, ...]

    def filled(self, sequence: int, code: str, day: date) -> str:
        values = {"urut": sequence, "kode": code, "tahun": day.year}
        texts = []
        for text, name, spec in self.parts:
            texts.append(text)
            if name == "bulan":
                texts.append(f"{day.month:02}" if spec else roman_month(day.month))
            elif name:
                texts.append(f"{values[name]:{spec}}")
        return "".join(texts)

    def sequence_of(self, number: str) -> int | None:
        """Which number of the year it is; None when it was written otherwise."""
        match = re.fullmatch("".join(map(_as_regex, self.parts)), number)
        return int(match["urut"]) if match else None


def _as_regex(part: Part) -> str:
    found = {
        None: "",
        "urut": r"(?P<urut>\d{1,6})",
        "kode": ".+?",
        "bulan": r"\d\d" if part.spec else f"(?:{_ROMANS})",
        "tahun": r"\d{4}",
    }
    return re.escape(part.text) + found[part.name]


def pattern_of(text: str) -> Pattern:
    """Raises ValidationError with a sentence that says what to mend."""
    try:
        read = list(Formatter().parse(text))
    except ValueError as wrong:
        raise ValidationError(_("Setiap kurung { harus ditutup dengan }. Yang dikenal: %(names)s.") % _KNOWN) from wrong
    for literal, name, spec, conversion in read:
        _check(literal, name, spec or "", conversion)
    parts = tuple(Part(literal, name, spec or "") for literal, name, spec, _conversion in read)
    _check_sequence(parts)
    return Pattern(parts)


_KNOWN: Final = {"names": NAMES}


def _check(literal: str, name: str | None, spec: str, conversion: str | None) -> None:
    if not _LITERAL.fullmatch(literal):
        raise ValidationError(_("Di luar kurung kurawal, pola hanya memuat huruf, angka, spasi, dan tanda / . - _."))
    if name is None:
        return
    if name not in _SPECS or conversion:
        raise ValidationError(_("{%(name)s} tidak dikenal. Pakai %(names)s.") % {"name": name, **_KNOWN})
    if not re.fullmatch(_SPECS[name], spec):
        raise ValidationError(
            _("{%(name)s:%(spec)s} tidak dikenal. Tulis {urut:03} untuk tiga angka, {bulan:02} untuk bulan berangka.")
            % {"name": name, "spec": spec}
        )


def _check_sequence(parts: tuple[Part, ...]) -> None:
    places = [place for place, part in enumerate(parts) if part.name == "urut"]
    if len(places) != 1:
        raise ValidationError(_("Pola memuat {urut} tepat satu kali, misalnya {urut:03}/BAST/{kode}/{bulan}/{tahun}."))
    [place] = places
    before, rest = parts[place].text, parts[place + 1 :]
    after = rest[0].text if rest else "/"
    touches_name = (not before and place > 0) or not after
    if touches_name or before[-1:].isdigit() or after[:1].isdigit():
        raise ValidationError(_("Pisahkan {urut} dari bagian di sebelahnya dengan tanda, misalnya garis miring."))


def check_pattern(text: str) -> None:
    """For the field that keeps it."""
    pattern_of(text)
