"""The code of a budget line, in the structure of its year (domain.md section 3: formats, not values)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import FiscalYear

_BEFORE: Final = (("ba", gettext_lazy("bagian anggaran (3 angka)"), r"\d{3}"),)
_AFTER: Final = (
    ("component", gettext_lazy("komponen (3 angka)"), r"\d{3}"),
    ("subcomponent", gettext_lazy("subkomponen (1–2 huruf, atau 0A)"), r"[A-Z]{1,2}|0[A-Z]"),
    ("account", gettext_lazy("akun (6 angka)"), r"\d{6}"),
)
SEGMENTS: Final = {
    FiscalYear.Structure.OUTPUT: (
        *_BEFORE,
        ("unit", gettext_lazy("unit eselon I (2 angka)"), r"\d{2}"),
        ("program", gettext_lazy("program (2 angka)"), r"\d{2}"),
        ("activity", gettext_lazy("kegiatan (4 angka)"), r"\d{4}"),
        ("output", gettext_lazy("output (3 angka)"), r"\d{3}"),
        ("suboutput", gettext_lazy("suboutput (3 angka)"), r"\d{3}"),
        *_AFTER,
    ),
    FiscalYear.Structure.KRO_RO: (
        *_BEFORE,
        ("program", gettext_lazy("program (2 huruf)"), r"[A-Z]{2}"),
        ("activity", gettext_lazy("kegiatan (4 angka)"), r"\d{4}"),
        ("output", gettext_lazy("KRO (3 huruf)"), r"[A-Z]{3}"),
        ("suboutput", gettext_lazy("RO (3 angka)"), r"\d{3}"),
        *_AFTER,
    ),
}
EXAMPLES: Final = {
    FiscalYear.Structure.OUTPUT: "019.06.07.1234.001.001.051.A.521211",
    FiscalYear.Structure.KRO_RO: "019.EC.1234.QDB.001.051.A.521211",
}
"""Invented (domain.md section 3)."""


@dataclass(frozen=True)
class Code:
    """A line's code taken apart; `parts` by the names in SEGMENTS."""

    text: str
    parts: dict[str, str]

    @property
    def account(self) -> str:
        """Akun, six digits."""
        return self.parts["account"]

    @property
    def program(self) -> str:
        """The code down to its program."""
        return self._down_to("program")

    @property
    def activity(self) -> str:
        """The code down to its kegiatan."""
        return self._down_to("activity")

    def _down_to(self, name: str) -> str:
        names = list(self.parts)
        return ".".join(self.parts[one] for one in names[: names.index(name) + 1])


def parse_code(text: str, year: FiscalYear) -> Code:
    """The code in the year's structure. Raises ValueError with a sentence that names the part that does not fit."""
    bare = "".join(text.split()).upper()
    structure = FiscalYear.Structure(year.structure)
    fault = _fault(bare, structure)
    if not fault:
        names = [name for name, _label, _pattern in SEGMENTS[structure]]
        return Code(bare, dict(zip(names, bare.split("."), strict=True)))
    others = [other for other in SEGMENTS if other != structure and not _fault(bare, other)]
    if others:
        fault = _("Kode ini berstruktur %(given)s, sedangkan %(year)s memakai %(wanted)s.") % {
            "given": others[0].label,
            "year": year,
            "wanted": structure.label,
        }
    raise ValueError(_("%(fault)s Contoh bentuknya: %(example)s.") % {"fault": fault, "example": EXAMPLES[structure]})


def _fault(bare: str, structure: FiscalYear.Structure) -> str:
    """What does not fit the structure, in a sentence; "" when all does."""
    segments, given = SEGMENTS[structure], bare.split(".")
    for (_name, label, pattern), part in zip(segments, given, strict=False):
        if not re.fullmatch(pattern, part, re.ASCII):
            return _("Bagian “%(part)s” bukan %(label)s.") % {"part": part[:20], "label": label}
    if len(given) == len(segments):
        return ""
    return _("Kode ini terdiri atas %(given)s bagian, seharusnya %(wanted)s.") % {
        "given": len(given),
        "wanted": len(segments),
    }
