"""How far the review of work is: activities by state, as one bar."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.numbers import format_integer
from programs.models import State
from reports.definitions.province_summary import ProvinceSummary
from reports.registry import REPORTS
from reports.selection import Selection

from . import svg
from .chart import Cell, Chart, ChartKind, Figure, Key

LEAST_FOR_A_NUMBER = 28


class States(ChartKind):
    key = "status"
    title = gettext_lazy("Status kegiatan")

    def of(self, selection: Selection) -> Chart:
        found = selection.activities().order_by().values_list("state").annotate(Count("pk"))
        counts: dict[str, int] = dict(found)  # type: ignore[arg-type]
        report, whole = REPORTS[ProvinceSummary.key], sum(counts.values())
        rows: list[list[Cell]] = [
            [
                str(state.label),
                Figure(counts.get(state.value, 0), report.drill(selection, report.column(state.value))),
                f"{round(100 * counts.get(state.value, 0) / whole)} %" if whole else "–",
            ]
            for state in State
        ]
        said = [f"{state.label} {format_integer(counts[state.value])}" for state in State if counts.get(state.value)]
        return Chart(
            self.key,
            self.title,
            "; ".join(said),
            [_("Status"), _("Kegiatan"), _("Bagian")],
            rows,
            body=self._drawn(counts, whole) if whole else "",
            height=64,
            keys=[
                Key(f"c{nth}", f"{state.label} ({format_integer(counts[state.value])})")
                for nth, state in enumerate(State, 1)
                if counts.get(state.value)
            ],
        )

    def _drawn(self, counts: dict[str, int], whole: int) -> str:
        parts, x = [], 0.0
        for nth, state in enumerate(State, 1):
            wide = svg.WIDTH * counts.get(state.value, 0) / whole
            if wide:
                parts.append(svg.bar(x, 8, max(wide - 1, 1), 30, f"c{nth}"))
            if wide >= LEAST_FOR_A_NUMBER:
                words = format_integer(counts[state.value])
                parts.append(svg.text(x + wide / 2, 56, words, anchor="middle"))
            x += wide
        return "".join(parts)
