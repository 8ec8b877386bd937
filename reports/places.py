"""One step down: the regencies of a province, and the activities of what is selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.known import NOTHING
from programs.models import Activity, Regency, State

from .definitions.province_summary import ProvinceSummary, dashboard_url
from .registry import REPORTS, Column, Row
from .tables import ReportTable

if TYPE_CHECKING:
    from programs.models import Province

    from .selection import Selection

MOST: Final = 12
_PLACE: Final = Column("regency", _("Kabupaten/Kota"))


@dataclass(frozen=True)
class Places:
    """`selection` has a province, or is that of a person who reaches one only."""

    selection: Selection
    province: Province

    @property
    def regencies(self) -> ReportTable:
        """Each regency of the year, also those without work; what has no regency stands last."""
        report = REPORTS[ProvinceSummary.key]
        columns = [_PLACE, *(report.column(name) for name in ("activities", "approved", "participants"))]
        chosen = self.selection.regency
        return ReportTable(report, list(self._rows()), columns=columns, chosen=chosen.pk if chosen else "")

    def _rows(self) -> Sequence[Row]:
        whole = self.selection.narrowed(province=self.province, regency=None)
        counts = {
            code: {"activities": activities, "approved": approved, "participants": people or 0}
            for code, activities, approved, people in _counted(whole)
        }
        found = {place.pk: place for place in Regency.objects.of_province(self.province.pk, whole.year)}
        if not whole.covers_whole_provinces and not whole.commodity:
            found = {code: place for code, place in found.items() if code in counts}
        found |= {place.pk: place for place in Regency.objects.filter(pk__in=counts.keys() - found.keys() - {None})}
        nothing = {"activities": 0, "approved": NOTHING, "participants": NOTHING}
        rows = []
        for code, place in sorted(found.items()):
            narrowed = whole.narrowed(regency=place)
            values = {"regency": str(place), **counts.get(code, nothing)}
            rows.append(Row(values, narrowed, dashboard_url(narrowed)))
        if None in counts:
            rows.append(Row({"regency": None, **counts[None]}))
        return rows

    @property
    def activities(self) -> list[Activity]:
        """The latest touched, for those who may open them."""
        if not self.selection.user.may("rows.read"):
            return []
        rows = Activity.objects.visible_to(self.selection.user).filter(self.selection.of_activity(""))
        return list(rows.with_labels().order_by("-updated_at", "pk")[:MOST])


def _counted(selection: Selection) -> Any:
    people = F("tally__women") + F("tally__men") + F("tally__sex_unknown")
    rows = selection.activities().order_by().values_list("regency")
    return rows.annotate(all=Count("pk"), done=Count("pk", filter=Q(state=State.APPROVED)), people=Sum(people))
