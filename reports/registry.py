"""A report is one declared class; catalogue, page, XLSX, CSV, PDF, JSON, command line and docs follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.models import User
from dekon_portal.accounts.roles import Action
from dekon_portal.core.known import Known

from .selection import Selection


@dataclass(frozen=True)
class Column:
    """One column; with a `fact` (reports/facts.py) its figures open to their rows."""

    name: str
    label: Any
    unit: Any = ""
    kind: Literal["text", "date", "integer", "known", "percent"] = "text"
    total: bool = False
    fact: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in ("integer", "known", "percent")

    @property
    def heading(self) -> str:
        return _heading(str(self.label), str(self.unit))

    @property
    def unit_beside(self) -> str:
        """The unit to write beside a figure under this label."""
        return _unit_beside(str(self.label), str(self.unit))


def _unit_beside(label: str, unit: str) -> str:
    """IKM are counted in IKM and *Kegiatan* in kegiatan, which is not said twice."""
    return "" if unit.casefold() == label.casefold() else unit


def _heading(label: str, unit: str) -> str:
    """ "Peserta (orang)"; "Kegiatan"."""
    beside = _unit_beside(label, unit)
    return f"{label} ({beside})" if beside else label


@dataclass(frozen=True)
class Row:
    """Values by column name; `narrowed` is the selection this row stands for, `url` the thing the row is."""

    values: Mapping[str, Any]
    narrowed: Selection | None = None
    url: str = ""


class Report:
    """Subclass, declare, `@register`."""

    key: str
    title: Any
    description: Any
    parameters: tuple[str, ...] = ("year", "quarter", "province", "commodity")
    carried: tuple[str, ...] = ("regency", "kind", "product", "unit", "recipient_kind", "recipient")
    """Parameters that are not asked: the address of a dashboard or an opened figure carries them."""
    columns: tuple[Column, ...]
    needs: Action = "figures.read"
    quarter_note: Any = gettext_lazy(
        "Triwulan menurut awal pelaksanaan kegiatan; kegiatan yang waktunya belum diketahui tidak termasuk."
    )
    """What a quarter means here; "" where the description says so."""
    subtotals_by: tuple[str, ...] = ()  # columns whose values must be equal for figures to be added up
    keyed_by: tuple[str, ...] = ()
    """The columns that say which row it is, for comparing two revisions; empty: the first column and `subtotals_by`."""
    compares_periods: bool = True
    """Has figures to set beside those of the period before; a list of things has not."""
    compares_provinces: bool = False
    """Ranks provinces, which one province is not told: it is issued for the whole country only."""

    @property
    def takes(self) -> tuple[str, ...]:
        """Every parameter that narrows it."""
        return (*self.parameters, *self.carried)

    def rows(self, selection: Selection) -> Sequence[Row]:
        raise NotImplementedError

    def told(self, selection: Selection) -> list[tuple[str, str]]:
        """By which rule of the selection the figures count, as (name, words); shown with them and in every file."""
        return []

    def closing(self, selection: Selection, rows: Sequence[Row]) -> list[Row]:
        """The lines under the table: the whole, or one line for each kind of goods, which are never added up (R5)."""
        if not rows:
            return []
        if not self.subtotals_by:
            return [Row(self.added(rows), narrowed=selection)]
        groups: dict[tuple[Any, ...], list[Row]] = {}
        for row in rows:
            groups.setdefault(tuple(row.values[name] for name in self.subtotals_by), []).append(row)
        return [
            Row(
                {**dict(zip(self.subtotals_by, key, strict=True)), **self.added(group)},
                narrowed=(of := group[0].narrowed) and selection.narrowed(product=of.product, unit=of.unit),
            )
            for key, group in groups.items()
        ]

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that tell a row from the others."""
        return self.keyed_by or tuple(dict.fromkeys((self.columns[0].name, *self.subtotals_by)))

    def added(self, rows: Sequence[Row]) -> dict[str, Any]:
        """The sum of every column that can be summed; of no rows, nothing."""
        return {column.name: _sum(row.values[column.name] for row in rows) for column in self.columns if column.total}

    def column(self, name: str) -> Column:
        """Raises KeyError when the report has no such column."""
        return {column.name: column for column in self.columns}[name]

    def drill(self, selection: Selection | None, column: Column) -> str:
        """The page of the rows behind a figure; "" when there are none to open or the person may not open rows."""
        if selection is None or not column.fact or not selection.opens_to_rows:
            return ""
        return rows_url(self.key, selection, column.name)


def rows_url(key: str, selection: Selection, column: str) -> str:
    return f"{_rows_path(key)}?{selection.address}&column={column}"


@cache
def _rows_path(key: str) -> str:
    """A page of provinces leads there three hundred times."""
    return reverse("reports:rows", args=[key])


def _sum(values: Iterable[Any]) -> Any:
    total: Any = None
    for value in values:
        total = value if total is None else total + value
    return total


REPORTS: Final[dict[str, Report]] = {}


def register(report: type[Report]) -> type[Report]:
    """Make the report known. A missing declaration fails here, at import time."""
    for name in ("key", "title", "description", "columns"):
        if not hasattr(report, name):
            raise TypeError(f"{report.__name__} declares no {name}")
    if report.key in REPORTS:
        raise TypeError(f"two reports are called {report.key}")
    REPORTS[report.key] = report()
    return report


def reports_for(user: User) -> list[Report]:
    return [report for report in REPORTS.values() if user.may(report.needs)]


# --- One flat table out of it, the same in every file ---
@dataclass(frozen=True)
class FlatColumn:
    """A known figure takes three: itself, how many are known, of how many."""

    name: str
    label: str
    unit: str
    is_number: bool

    @property
    def heading(self) -> str:
        return _heading(self.label, self.unit)


def flat_columns(columns: Iterable[Column]) -> list[FlatColumn]:
    return [flat for column in columns for flat in _flattened(column)]


def _flattened(column: Column) -> Iterator[FlatColumn]:
    label, unit = str(column.label), str(column.unit)
    yield FlatColumn(column.name, label, unit, column.is_number)
    if column.kind == "known":
        yield FlatColumn(f"{column.name}_known", _("%(figure)s: diketahui") % {"figure": label}, _("catatan"), True)
        yield FlatColumn(f"{column.name}_of", _("%(figure)s: dari") % {"figure": label}, _("catatan"), True)


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by flat column name; unknown stays None."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Known):
            found |= {name: value.total, f"{name}_known": value.known, f"{name}_of": value.of}
        else:
            found[name] = value
    return found


def flat_in_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a person's eyes: where nothing was recorded there is nothing unknown."""
    empty = {
        name: _("tidak ada catatan") for name, value in values.items() if isinstance(value, Known) and not value.of
    }
    return flat(values) | empty
