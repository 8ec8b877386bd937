"""Rekap per jenis kegiatan: bimtek, pendampingan and the rest, with their people and IKM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.core.known import NOTHING
from programs.models import ActivityKind, State
from reports import figures
from reports.facts import FACTS
from reports.registry import Column, Report, Row, register
from reports.selection import Selection


def _people(key: str, kind: Any = "integer") -> Column:
    return Column(key, FACTS[key].label, FACTS[key].unit, kind, total=True, fact=key)


@register
class KindSummary(Report):
    key = "rekap-jenis"
    title = _("Rekap per jenis kegiatan")
    description = _(
        "Kegiatan menurut jenis dan status, dengan peserta dan IKM-nya. IKM yang mengikuti dua jenis kegiatan dihitung "
        "pada keduanya, tetapi sekali dalam jumlah seluruhnya."
    )
    columns = (
        Column("kind", _("Jenis kegiatan")),
        Column("activities", _("Kegiatan"), pgettext_lazy("unit", "kegiatan"), "integer", True, "activities"),
        *(
            Column(state.value, state.label, pgettext_lazy("unit", "kegiatan"), "integer", True, state.value)
            for state in State
        ),
        _people("participants"),
        _people("women"),
        _people("men"),
        _people("sex_unknown"),
        _people("new_entrepreneurs", "known"),
        Column("businesses", _("IKM"), _("IKM"), "integer", True, "businesses"),
    )

    def rows(self, selection: Selection) -> list[Row]:
        work, businesses = figures.work_by_kind(selection), figures.businesses_by_kind(selection)
        nothing = figures.Work(new_entrepreneurs=NOTHING)
        return [
            Row(
                {
                    "kind": str(kind.label),
                    **work.get(kind.value, nothing).values,
                    "businesses": businesses.get(kind.value, 0),
                },
                selection.narrowed(kind=kind.value),
            )
            for kind in ActivityKind
            if not selection.kind or selection.kind == kind.value
        ]

    def closing(self, selection: Selection, rows: Sequence[Row]) -> list[Row]:
        """The whole; distinct IKM are not added up across kinds."""
        whole = sum(figures.businesses_by_province(selection).values())
        return [Row({**self.added(rows), "businesses": whole}, selection)]
