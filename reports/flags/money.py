"""Rules about money: what a participant cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from programs.models import Realisation

from .registry import Found, Limits, Rule, at_least, more_than, register

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.models import Activity

_PEOPLE = F("activity__tally__women") + F("activity__tally__men") + F("activity__tally__sex_unknown")


@register
class CostFarFromItsKind(Rule):
    """What SP2D paid for an activity for each of its participants, beside the median of its kind and year; whole
    rupiah. An activity without participants or without payments says nothing."""

    key = "biaya-per-peserta"
    title = _("Biaya per peserta jauh dari kegiatan sejenis")
    explanation = _(
        "Biaya yang jauh berbeda bisa berarti salah ketik, peserta yang belum dicatat, atau SP2D kegiatan lain. "
        "Wajar bila kegiatannya membeli mesin atau bahan."
    )
    sentence = _("Rp %(cost)s per peserta; median %(peers)s kegiatan sejenis Rp %(median)s.")
    thresholds = (
        at_least(_("kegiatan sejenis"), 5),
        more_than(_("kali median, ke atas atau ke bawah"), 3),
    )
    weight = 2

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterator[Found]:
        kinds = activities.order_by().values_list("fiscal_year", "kind").distinct()
        years = {year for year, _kind in kinds}
        rows = (
            Realisation._base_manager.filter(
                activity__fiscal_year__in=years, activity__kind__in={kind for _year, kind in kinds}
            )
            .annotate(people=_PEOPLE)
            .filter(people__gt=0)
            .order_by()
            .values_list("activity", "activity__fiscal_year", "activity__kind", "people")
            .annotate(paid=Sum("amount"))
            .filter(paid__gt=0)
        )
        costs: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
        for activity, year, kind, people, paid in rows:
            costs[year, kind][activity] = paid // people
        asked = set(activities.values_list("pk", flat=True)) if costs else set()
        for of_kind in costs.values():
            if len(of_kind) >= limits["sedikitnya"]:
                yield from self._far(of_kind, asked, limits["lebih_dari"])

    def _far(self, of_kind: dict[int, int], asked: set[int], times: int) -> Iterator[Found]:
        middle = int(median(of_kind.values()))
        for activity, cost in of_kind.items():
            if activity in asked and (cost > middle * times or cost * times < middle):
                percent = max(cost * 100 // max(middle, 1), middle * 100 // max(cost, 1))
                yield Found(activity, percent, {"cost": cost, "median": middle, "peers": len(of_kind)})
