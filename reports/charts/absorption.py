"""Money paid out, month after month added up, against the plan and the effective ceiling."""

from __future__ import annotations

from itertools import accumulate

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.dates import month_name
from dekon_portal.core.known import NOTHING
from dekon_portal.core.numbers import format_integer, format_rupiah
from reports.absorption import Money, money_of
from reports.selection import Selection

from . import svg
from .chart import Chart, ChartKind, Figure, Key
from .months import BOTTOM, HEIGHT, MONTHS, TOP, Frame

SCALES = ((10**9, gettext_lazy("miliar rupiah")), (10**6, gettext_lazy("juta rupiah")), (1, gettext_lazy("rupiah")))


class Absorption(ChartKind):
    key = "anggaran"
    title = gettext_lazy("Anggaran terserap, kumulatif")

    def of(self, selection: Selection) -> Chart:
        money = money_of(selection)
        paid = list(accumulate(money.paid.get(month, 0) for month in MONTHS))
        planned = list(accumulate(money.planned.get(month, 0) for month in MONTHS))
        last = _last_month(selection)
        return Chart(
            self.key,
            self.title,
            _summary(money),
            [_("Sampai akhir"), _("Rencana (Rp)"), _("Terserap (Rp)"), _("Terserap (persen pagu efektif)")],
            [
                [
                    month_name(month),
                    Figure(planned[month - 1] if money.planned else NOTHING),
                    Figure(paid[month - 1]) if month <= last else "",
                    Figure(money.with_paid(paid[month - 1]).percent) if month <= last else "",
                ]
                for month in MONTHS
            ],
            body=self._drawn(money, paid[:last], planned) if money.is_there else "",
            height=HEIGHT,
            keys=_keys(money),
            note=_("Anggaran dicatat per satuan kerja, jadi tidak dirinci menurut komoditas atau kabupaten/kota.")
            if selection.commodity or selection.regency
            else "",
        )

    def _drawn(self, money: Money, paid: list[int], planned: list[int]) -> str:
        most = max(money.ceiling or 0, *paid, *planned, 1)
        scale, unit = next(entry for entry in SCALES if most >= 2 * entry[0] or entry[0] == 1)
        frame = Frame(-(-most // scale), unit=str(unit))
        parts = [frame.drawn]

        def points(values: list[int]) -> list[tuple[float, float]]:
            return [(frame.x(place) + frame.share / 2, frame.y(value / scale)) for place, value in enumerate(values, 1)]

        if money.ceiling is not None:
            y = frame.y(money.ceiling / scale)
            parts.append(svg.line([(frame.left, y), (svg.WIDTH, y)], "stroke-limit"))
        if money.planned:
            parts.append(svg.line(points(planned), "stroke-plan"))
        for place, value in enumerate(paid, 1):
            y = min(max(frame.y(value / scale), TOP), BOTTOM)
            parts.append(svg.bar(frame.x(place) + frame.share * 0.2, y, frame.share * 0.6, BOTTOM - y, "c3"))
        return "".join(parts)


def _keys(money: Money) -> list[Key]:
    keys = [Key("c3", _("Terserap (SP2D)"))]
    keys += [Key("stroke-plan", _("Rencana penarikan"))] if money.planned else []
    return keys + ([Key("stroke-limit", _("Pagu efektif"))] if money.ceiling is not None else [])


def _summary(money: Money) -> str:
    if not money.is_there:
        return _("tidak ada catatan")
    return _("Terserap %(paid)s dari pagu efektif %(ceiling)s (%(percent)s %%).") % {
        "paid": format_rupiah(sum(money.paid.values())),
        "ceiling": format_rupiah(money.ceiling),
        "percent": format_integer(money.percent),
    }


def _last_month(selection: Selection) -> int:
    """Months that are over or have begun; those to come are left empty and not zero."""
    today = timezone.localdate()
    if selection.year != today.year:
        return 12 if selection.year < today.year else 0
    return today.month
