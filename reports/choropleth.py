"""The map of Indonesia, one shape per province of 2020, coloured by a figure of the report per province.

Shapes are drawn by reference to static/dist/map.svg (npm package @svg-maps/indonesia, Bashir Arrohman, CC BY 4.0), so
that a page stays light and the drawing is fetched once. Its classes are those of core/shades.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from dekon_portal.core.known import Known
from dekon_portal.core.shades import NONE, UNKNOWN, ZERO, Steps, legend, shade, steps

from .words import shown

if TYPE_CHECKING:
    from .registry import Column, Row

VIEW_BOX: Final = "0 29 793 288"


@dataclass(frozen=True)
class Shape:
    """One shape: its id in the drawing, what is said of it, how it is coloured, where it leads."""

    key: str
    label: str
    css: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Map:
    shapes: list[Shape]
    legend: list[tuple[str, str]]
    """(class, words) of the colours that occur."""
    shared: list[str]
    """"Papua, Papua Selatan": provinces that the drawing shows as one."""


@dataclass(frozen=True)
class Drawn:
    """What a map shows: the figure of each shape, and the words for where there is nothing to count."""

    column: Column
    figure: Callable[[list[Row]], Known | None]
    nothing: str

    @classmethod
    def of_work(cls, column: Column) -> Drawn:
        return cls(column, lambda group: _figure(group, column.name), _("tidak ada kegiatan"))


def draw(rows: Sequence[Row], column: Column, chosen: str = "") -> Map:
    """The map of one figure of the report per province; `chosen` is the code of the province to mark."""
    return draw_as(Drawn.of_work(column), rows, chosen)


def draw_as(drawn: Drawn, rows: Sequence[Row], chosen: str = "") -> Map:
    """The same of any figure; provinces that the drawing shows as one are handed over together."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_province(row).map_id, []).append(row)
    figures = {key: drawn.figure(group) for key, group in groups.items()}
    among = steps(figures.values())
    shapes = [_shape(key, group, figures[key], drawn, among, chosen) for key, group in groups.items()]
    # The chosen one last: its outline must not be covered by its neighbours.
    shapes.sort(key=lambda shape: shape.is_chosen)
    shared = [", ".join(row.values["province"] for row in group) for group in groups.values() if len(group) > 1]
    return Map(shapes, _legend(among, {shape.css for shape in shapes}, drawn.nothing), shared)


def _province(row: Row) -> Any:
    return row.narrowed.province if row.narrowed else None


def _figure(group: Iterable[Row], name: str) -> Known | None:
    """What one shape stands for; None without any activity."""
    rows = [row for row in group if row.values["activities"]]
    values = [row.values[name] for row in rows]
    parts = [value if isinstance(value, Known) else Known(value, 1, 1) for value in values]
    return sum(parts[1:], parts[0]) if parts else None


def _shape(key: str, group: list[Row], figure: Known | None, drawn: Drawn, among: Steps, chosen: str) -> Shape:
    names = ", ".join(row.values["province"] for row in group)
    alone = group[0].url if len(group) == 1 else "#per-provinsi"
    return Shape(
        key=key,
        label=f"{names}: {_words(figure, drawn)}",
        css=shade(figure, among),
        url=alone,
        is_chosen=any(_province(row).pk == chosen for row in group),
    )


def _words(figure: Known | None, drawn: Drawn) -> str:
    if figure is None:
        return drawn.nothing
    if not figure.of:  # activities without anything to count
        return f"0 {drawn.column.unit}"
    words = shown(figure)
    return words if figure.total is None else f"{words} {drawn.column.unit}"


def _legend(among: Steps, used: set[str], nothing: str) -> list[tuple[str, str]]:
    plain = [(ZERO, "0"), (UNKNOWN, _("belum diketahui")), (NONE, nothing)]
    return [*legend(among), *(entry for entry in plain if entry[0] in used)]
