"""When work begins: activities per month, as planned and as carried out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import month_name
from reports.selection import Selection

from . import svg
from .chart import Cell, Chart, ChartKind, Figure, Key, pattern_of
from .months import BOTTOM, HEIGHT, MONTHS, Frame

UNKNOWN, ELSEWHERE = 13, 14


class Timeline(ChartKind):
    key = "garis-waktu"
    title = gettext_lazy("Garis waktu kegiatan")

    def of(self, selection: Selection) -> Chart:
        planned, done = _by_month(selection)
        places = [*MONTHS, UNKNOWN, *([ELSEWHERE] if planned[ELSEWHERE] or done[ELSEWHERE] else [])]
        names = {UNKNOWN: _("Belum diketahui"), ELSEWHERE: _("Tahun lain")}
        rows: list[list[Cell]] = [
            [names.get(place) or month_name(place), Figure(planned[place]), Figure(done[place])] for place in places
        ]
        whole = planned.total()
        return Chart(
            self.key,
            self.title,
            _("%(done)s dari %(all)s kegiatan tercatat mulai dilaksanakan.")
            % {"done": whole - done[UNKNOWN], "all": whole},
            [_("Bulan mulai"), _("Direncanakan (kegiatan)"), _("Dilaksanakan (kegiatan)")],
            rows,
            body=self._drawn(planned, done) if whole else "",
            height=HEIGHT,
            keys=[Key("c1", _("Direncanakan")), Key("c3", _("Dilaksanakan")), Key("", _("Bulannya belum diketahui"))],
            note=_("Kegiatan yang belum dilaksanakan juga termasuk yang bulan pelaksanaannya belum diketahui."),
        )

    def _drawn(self, planned: Counter[int], done: Counter[int]) -> str:
        places = (*MONTHS, UNKNOWN)
        frame = Frame(max(max(planned[place], done[place]) for place in places), after=("?",), unit=_("kegiatan"))
        parts, wide = [frame.drawn], frame.share * 0.4
        for place in places:
            for nth, (counts, css) in enumerate(((planned, "c1"), (done, "c3"))):
                if not counts[place]:
                    continue
                x, y = frame.x(place) + frame.share * 0.1 + nth * wide, frame.y(counts[place])
                box = (x, y, wide - 0.5, BOTTOM - y)
                parts.append(svg.hatched(*box, pattern_of(self.key)) if place == UNKNOWN else svg.bar(*box, css))
        return "".join(parts)


def _by_month(selection: Selection) -> tuple[Counter[int], Counter[int]]:
    """Activities by the month they are planned to begin in, and by that in which they began."""
    months = {
        "plan": TruncMonth(Coalesce("planned_start", "planned_month")),
        "began": TruncMonth(Coalesce("actual_start", "actual_month")),
    }
    work: Any = selection.activities().order_by().annotate(**months)
    planned: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for plan, began, count in work.values_list("plan", "began").annotate(count=Count("pk")):
        planned[_place(plan, selection.year)] += count
        done[_place(began, selection.year)] += count
    return planned, done


def _place(month: Any, year: int) -> int:
    if month is None:
        return UNKNOWN
    return int(month.month) if month.year == year else ELSEWHERE
