"""Finding a region by what people write: a code, or kind + name + province with the spelling normalised.

Same names are never mixed up: Kab. Banjar is not Kota Banjar, and "Bogor" alone is answered with both candidates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Self

from dekon_portal.core.names import normalise_name

from .models import Province, Regency

_CODE: Final = re.compile(r"(\d{2})\.?(\d{2})")
_KIND: Final = re.compile(
    r"(?P<kabupaten>kabupaten|kab)(?: administrasi| adm)?\b|(?P<kota>kotamadya|kodya|kota)(?: administrasi| adm)?\b"
)
_PROVINCE_WORD: Final = re.compile(r"^(?:provinsi|propinsi|prov) ")
_SHORT_WORDS: Final = {"kep": "kepulauan", "dan": ""}

# How provinces are called beside their name (domain.md section 8). Keys as `_squeeze` writes them.
_PROVINCE_ALIASES: Final = {
    "sumut": "12", "sumbar": "13", "sumsel": "16", "babel": "19", "bangkabelitung": "19", "kepri": "21",
    "dki": "31", "jakarta": "31", "daerahkhususjakarta": "31", "daerahkhususibukotajakarta": "31",
    "jabar": "32", "jateng": "33", "diy": "34", "yogyakarta": "34", "daerahistimewayogyakarta": "34", "jatim": "35",
    "ntb": "52", "ntt": "53", "kalbar": "61", "kalteng": "62", "kalsel": "63", "kaltim": "64", "kaltara": "65",
    "sulut": "71", "sulteng": "72", "sulsel": "73", "sultra": "74", "sulbar": "76", "malut": "82",
    "nad": "11", "nanggroeacehdarussalam": "11",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One regency or city as the index knows it; `kind` is "kabupaten" or "kota", administrative or not."""

    code: str
    kind: str
    name: str
    provinces: frozenset[str]
    """Its province of today and, where Papua was split, the one before 2022."""
    label: str


class RegionIndex:
    """All regions in memory; looking up asks the database nothing."""

    def __init__(self, provinces: Iterable[Province], regencies: Iterable[Regency]) -> None:
        self._provinces = {_squeeze(p.name): p.code for p in provinces}
        codes = set(self._provinces.values())
        self.province_codes = frozenset(codes)
        self._provinces = {key: code for key, code in _PROVINCE_ALIASES.items() if code in codes} | self._provinces
        self._places = {row.code: _place(row) for row in regencies}
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in self._places.values():
            self._by_name[_squeeze(place.name)].append(place)
        self._suggested: dict[str, list[str]] = {}

    @classmethod
    def from_database(cls) -> Self:
        """Two queries; build it once per request, job or command."""
        return cls(Province.objects.all(), Regency.objects.all())

    def find(self, text: str, province_hint: str | None = None) -> str | list[str] | None:
        """The code of the regency `text` means ("16.71"); a list of codes when a person must choose; None if unknown.

        `province_hint` is a code or a name. It settles equal names. A region that exists only outside that province
        is offered as a candidate, never taken silently.
        """
        if match := _CODE.fullmatch(text.strip()):
            code = f"{match[1]}.{match[2]}"
            return code if code in self._places else None
        name, _, tail = text.partition(",")
        named_after = self.find_province(tail)
        province = named_after or (self.find_province(province_hint) if province_hint else None)
        return _choose(self._called(name if named_after else text), province)

    def find_province(self, text: str) -> str | None:
        """The Kemendagri code of a province by code, name or usual short form ("Sumsel")."""
        bare = text.strip()
        if bare in self._provinces.values():
            return bare
        return self._provinces.get(_squeeze(_PROVINCE_WORD.sub("", normalise_name(bare))))

    def label(self, code: str) -> str:
        """ "Kota Palembang" of "16.71"; raises KeyError for an unknown code."""
        return self._places[code].label

    def suggest(self, text: str, limit: int = 3) -> list[str]:
        """The nearest names ("Kota Palembang" for "Palembng"), best first; [] when nothing is near."""
        kind, name = _split_kind(text)
        key = f"{kind}{name}"
        if key not in self._suggested:
            near = get_close_matches(name, self._by_name, n=limit, cutoff=0.7)
            found = [place for close in near for place in self._by_name[close] if kind in ("", place.kind)]
            self._suggested[key] = [place.label for place in found]
        return self._suggested[key][:limit]

    def _called(self, text: str) -> list[Place]:
        kind, name = _split_kind(text)
        found = [place for place in self._by_name.get(name, []) if kind in ("", place.kind)]
        # "Kota Baru" is the regency Kotabaru: the word may belong to the name.
        return found or self._by_name.get(_squeeze(text), [])


def _choose(found: list[Place], province: str | None) -> str | list[str] | None:
    if not found:
        return None
    inside = [place for place in found if province is None or province in place.provinces]
    if len(inside) == 1:
        return inside[0].code
    return [place.code for place in inside or found]


def _place(row: Regency) -> Place:
    provinces = frozenset(code for code in (row.province_id, row.province_before_2022_id) if code)
    return Place(row.code, row.kind.split()[0], row.name, provinces, str(row))


def _split_kind(text: str) -> tuple[str, str]:
    """("kota", "palembang") of "KOTA PALEMBANG"; the kind is "" when the text does not say."""
    bare = normalise_name(text)
    match = _KIND.match(bare)
    if match is None or match.end() == len(bare):
        return "", _squeeze(bare)
    return str(match.lastgroup), _squeeze(bare[match.end() :])


def _squeeze(text: str) -> str:
    """A name without blanks, dots and "dan", short words written out: "Kep. Seribu" = "kepulauanseribu"."""
    return "".join(_SHORT_WORDS.get(word, word) for word in normalise_name(text).split())
