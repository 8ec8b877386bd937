"""Chapters of the final report about people and their IKM: counts only, each with how many it is known of (R3, R4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.db.models import Count

from dekon_portal.core.blocks import Bars, Block, Facts, Paragraph, Table
from dekon_portal.core.numbers import format_integer
from programs.closing import chapter
from programs.models import Regency

from .models import Business, ParticipationRole, Sex

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.models import Activity

UNKNOWN: Final = "Belum diketahui"
_CLASSES: Final = {"kecil": "Industri kecil", "menengah": "Industri menengah", "besar": "Industri besar"}


@chapter("peserta-dan-ikm", "Peserta dan IKM", 40)
def people(activity: Activity) -> Sequence[Block]:
    rows = activity.participations.order_by()  # type: ignore[attr-defined]
    total = rows.count()
    if not total:
        return []
    return [
        Paragraph(f"Kegiatan diikuti {format_integer(total)} peserta."),
        *_by_sex(rows, total),
        _by_role(rows),
        *_by_regency(rows, total),
        *_businesses(activity),
    ]


def _by_sex(rows: QuerySet, total: int) -> list[Block]:
    counts = dict(rows.values_list("sex").annotate(Count("pk")))
    known = total - counts.get(Sex.UNKNOWN, 0)
    lines = [(str(Sex(value).label), counts.get(value, 0)) for value in (Sex.FEMALE, Sex.MALE)]
    if known != total:
        lines.append((UNKNOWN, total - known))
    return [
        Paragraph(f"Jenis kelamin: {_known(known, total)}."),
        Bars(lines, "Peserta menurut jenis kelamin"),
    ]


def _by_role(rows: QuerySet) -> Table:
    counts = rows.values_list("role").annotate(number=Count("pk")).order_by("-number", "role")
    return _table("Peserta menurut keikutsertaan", "Sebagai", [(_role(role), number) for role, number in counts])


def _role(role: str) -> str:
    return str(ParticipationRole(role).label)


def _by_regency(rows: QuerySet, total: int) -> list[Block]:
    found = dict(rows.values_list("person__regency").annotate(Count("pk")))
    regencies = Regency.objects.in_bulk([code for code in found if code])
    counts = [(str(regency), found[code]) for code, regency in regencies.items()]
    known = sum(number for _label, number in counts)
    return [
        Paragraph(f"Kabupaten/kota domisili: {_known(known, total)}."),
        _table("Peserta menurut kabupaten/kota domisili", "Kabupaten/kota", _largest_first(counts, total - known)),
    ]


def _businesses(activity: Activity) -> list[Block]:
    """The IKM of the participants, each once, by the class that the rule of Permenperin 64/2016 gives them."""
    rows = Business._base_manager.filter(participations__activity=activity).distinct()
    every = list(rows.only("workers", "workers_male", "workers_female", "investment"))
    if not every:
        return [Facts([("IKM peserta", "belum diketahui")])]
    counts = Counter(one.industry_class for one in every)
    unknown = counts.pop("", 0)
    lines = [(label, counts[key]) for key, label in _CLASSES.items()]
    if unknown:
        lines.append((UNKNOWN, unknown))
    return [
        Paragraph(
            f"Peserta berasal dari {format_integer(len(every))} IKM. Kelas industri (Permenperin 64/2016): "
            f"{_known(len(every) - unknown, len(every))}."
        ),
        Bars(lines, "IKM menurut kelas industri"),
    ]


def _largest_first(counts: list[tuple[str, int]], unknown: int) -> list[tuple[str, int]]:
    rows = sorted(counts, key=lambda row: (-row[1], row[0]))
    return [*rows, (UNKNOWN, unknown)] if unknown else rows


def _table(caption: str, heading: str, counts: list[tuple[str, int]]) -> Table:
    rows = [(label, format_integer(number)) for label, number in counts]
    total = format_integer(sum(number for _label, number in counts))
    return Table((heading, "Peserta"), rows, caption, frozenset({1}), ("Jumlah", total))


def _known(known: int, of: int) -> str:
    return f"{format_integer(known)} dari {format_integer(of)} diketahui"
