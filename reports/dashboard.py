"""The dashboard: the report per province and the one per product, drawn large; every figure leads to its rows (R10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.known import NOTHING, Known
from dekon_portal.core.numbers import format_integer
from participants.models import Round
from programs.models import Province, State

from .absorption import Money, money_by_province
from .choropleth import Drawn, Map, draw_as
from .definitions.new_entrepreneurs import NewEntrepreneurs
from .definitions.product_summary import ProductSummary
from .definitions.province_summary import ProvinceSummary, dashboard_url
from .filters import ParametersForm
from .late import late_by_province
from .places import Places
from .registry import REPORTS, Column, Report, Row
from .selection import Selection
from .tables import ReportTable

MEASURES: Final = ("activities", "participants", "businesses", "new_entrepreneurs")
ABSORBED: Final = Column("absorbed", gettext_lazy("Anggaran terserap"), "%", "known")
LATE: Final = Column("late", gettext_lazy("Terlambat"), pgettext_lazy("unit", "kegiatan"), "known")
ASKED: Final = {column.name: column for column in (ABSORBED, LATE)}
"""What the map can show beyond the report per province; asked of the database only when it is shown."""
_PEOPLE: Final = ("participants", "women", "men", "sex_unknown", "new_entrepreneurs", "businesses")
_HANDOVERS: Final = ("handovers_signed", "handovers_reported")
_PER_PROVINCE: Final = ("province", *MEASURES, *_HANDOVERS)
_PER_PRODUCT: Final = ("product", "unit", "ordered", "produced", "delivered", "received", "reported")


class DashboardForm(ParametersForm):
    """The parameters of every report, and what the map shows."""

    measure = forms.ChoiceField(
        choices=[(name, name) for name in (*MEASURES, *ASKED)],
        required=False,
        widget=forms.HiddenInput,
        label=gettext_lazy("Peta"),
    )


@dataclass(frozen=True)
class Tile:
    """One large figure, as templates/_figure.html draws it; `of` is None where nothing can be unknown."""

    label: Any
    value: int | None
    unit: Any
    url: str
    known: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class Dashboard:
    """All figures of one selection. With one province chosen, the others are still there to compare with."""

    selection: Selection
    measure: str
    at: datetime

    @property
    def provinces(self) -> ProvinceSummary:
        return REPORTS[ProvinceSummary.key]  # type: ignore[return-value]

    @property
    def products(self) -> ProductSummary:
        return REPORTS[ProductSummary.key]  # type: ignore[return-value]

    @cached_property
    def rows(self) -> Sequence[Row]:
        """Every province within reach, the chosen one among them."""
        rows = self.provinces.rows(self.selection.narrowed(province=None, regency=None))
        if self.selection.regency:
            rows = [*filter(lambda row: not self._is_chosen(row), rows), *self.provinces.rows(self.selection)]
        return rows

    def _is_chosen(self, row: Row) -> bool:
        return bool(row.narrowed and row.narrowed.province == self.selection.province)

    @cached_property
    def closing(self) -> Row:
        """The figures of the selection: of the chosen province, else of all."""
        chosen = self.selection.province
        rows = [row for row in self.rows if chosen is None or self._is_chosen(row)]
        return Row(self.provinces.added(rows), narrowed=self.selection)

    @property
    def compares(self) -> bool:
        return len(self.rows) > 1

    # --- Large figures ---
    @property
    def groups(self) -> list[tuple[str, list[Tile]]]:
        states = [state.value for state in State if self.closing.values[state.value]]
        people = [name for name in _PEOPLE if name != "sex_unknown" or self.closing.values[name]]
        return [
            (_("Kegiatan"), list(self._tiles(["activities", *states]))),
            (_("Peserta dan IKM"), list(self._tiles(people))),
            (_("Penyerahan"), list(self._tiles(_HANDOVERS))),
        ]

    def _tiles(self, names: Sequence[str]) -> Iterator[Tile]:
        return self._tiles_of(self.provinces, self.closing.values, names)

    def _tiles_of(self, report: Report, values: Mapping[str, Any], names: Sequence[str]) -> Iterator[Tile]:
        for name in names:
            column, value = report.column(name), values[name]
            unit = column.unit_beside
            url = report.drill(self.selection, column)
            if isinstance(value, Known):
                yield Tile(column.label, value.total, unit, url if value.of else "", known=value.known, of=value.of)
            else:
                yield Tile(column.label, value, unit, url if value else "")

    # --- What became of people ---
    @cached_property
    def afterwards(self) -> list[Tile]:
        """WUB by the rule of the year, those with NIB, answers of those due, and who still produces."""
        report: NewEntrepreneurs = REPORTS[NewEntrepreneurs.key]  # type: ignore[assignment]
        values = report.added(report.rows(self.selection))
        if not values:
            return []
        due, answered = (sum(values[f"{name}_{months}"] for months in Round.values) for name in ("due", "answered"))
        first, second, last = self._tiles_of(report, values, ["wub", "wub_nib", "producing"])
        of_due = _("dari %(due)s jatuh tempo") % {"due": format_integer(due)}
        asked = Tile(_("Tindak lanjut dijawab"), answered, of_due, self.afterwards_url) if due else _nobody_asked()
        return [first, second, asked, last]

    @property
    def afterwards_rule(self) -> list[tuple[str, str]]:
        return REPORTS[NewEntrepreneurs.key].told(self.selection)

    @property
    def afterwards_url(self) -> str:
        return f"{reverse('reports:report', args=[NewEntrepreneurs.key])}?{self.selection.address}"

    # --- Goods ---
    @cached_property
    def goods(self) -> ReportTable:
        """One line per product and unit, never added up (R5)."""
        lines = self.products.closing(self.selection, self.products.rows(self.selection))
        return ReportTable(self.products, lines, columns=[self.products.column(name) for name in _PER_PRODUCT])

    # --- Provinces ---
    @property
    def chosen(self) -> str:
        return self.selection.province.pk if self.selection.province else ""

    @cached_property
    def map(self) -> Map:
        return draw_as(self._drawn, self.rows, self.chosen)

    @property
    def _drawn(self) -> Drawn:
        if self.measure == ABSORBED.name:
            return Drawn(ABSORBED, self._absorbed, _("tidak ada DIPA yang tercatat"))
        if self.measure == LATE.name:
            return Drawn(LATE, self._late, _("tidak ada kegiatan"))
        return Drawn.of_work(self.provinces.column(self.measure))

    @cached_property
    def _money(self) -> dict[str, Money]:
        return money_by_province(self.selection.narrowed(province=None))

    @cached_property
    def _late_counts(self) -> dict[str, int]:
        return late_by_province(self.selection.narrowed(province=None, regency=None))

    def _absorbed(self, rows: Sequence[Row]) -> Known | None:
        """Of several provinces the percent of their money together, never a sum of percents."""
        money = sum((self._money.get(code, Money()) for code in map(_code, rows)), Money())
        return None if money.percent is None else Known(money.percent, 1, 1)

    def _late(self, rows: Sequence[Row]) -> Known | None:
        there = [_code(row) for row in rows if row.values["activities"]]
        return Known(sum(self._late_counts.get(code, 0) for code in there), 1, 1) if there else None

    @property
    def measure_label(self) -> str:
        return str(next(label for label, _url, is_shown in self.measures if is_shown))

    @property
    def measures(self) -> list[tuple[Any, str, bool]]:
        """(label, address, whether it is the one shown) of what the map can show."""
        here = dashboard_url(self.selection)
        columns = [*map(self.provinces.column, MEASURES), *ASKED.values()]
        return [(column.label, f"{here}&measure={column.name}#peta", column.name == self.measure) for column in columns]

    @cached_property
    def table(self) -> ReportTable:
        """The figures of the map and more, in words: what a screen reader reads instead of it."""
        whole = Row(self.provinces.added(self.rows), narrowed=self.selection.narrowed(province=None))
        columns = [self.provinces.column(name) for name in _PER_PROVINCE]
        if self.measure not in ASKED:
            return ReportTable(self.provinces, self.rows, columns=columns, closing=whole, chosen=self.chosen)
        asked, figure = ASKED[self.measure], self._drawn.figure

        def told(row: Row, rows: list[Row]) -> Row:
            return Row({**row.values, asked.name: figure(rows) or NOTHING}, row.narrowed, row.url)

        columns.insert(1, asked)
        rows = [told(row, [row]) for row in self.rows]
        return ReportTable(
            self.provinces, rows, columns=columns, closing=told(whole, list(self.rows)), chosen=self.chosen
        )

    # --- One step down ---
    @cached_property
    def places(self) -> Places | None:
        """The regencies of the chosen province, or of the only one within reach."""
        province = self.selection.province
        scope = self.selection.user.scope
        if province is None and not scope.national_figures and len(scope.provinces) == 1:
            province = Province.objects.get(pk=next(iter(scope.provinces)))
        return Places(self.selection, province) if province else None

    @property
    def crumbs(self) -> list[tuple[Any, str]]:
        """The way up: from a regency to its province, from a province to the nation."""
        here = self.selection
        above = []
        if here.province and here.user.scope.national_figures:
            above.append((_("Nasional"), dashboard_url(here.narrowed(province=None, regency=None))))
        if here.regency:
            place = here.province.name if here.province else _("Provinsi")
            above.append((place, dashboard_url(here.narrowed(regency=None))))
        return above


def _code(row: Row) -> str:
    return row.narrowed.province.pk if row.narrowed and row.narrowed.province else ""


def _nobody_asked() -> Tile:
    return Tile(_("Tindak lanjut dijawab"), None, "", "", known=0, of=0)


def dashboard_of(form: DashboardForm) -> Dashboard:
    """The dashboard of a valid form."""
    return Dashboard(form.selection, form.cleaned_data["measure"] or MEASURES[0], timezone.now())
