"""A chart: a drawing and the table that says the same; page, PNG and XLSX are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dekon_portal.core.known import Known
from reports.tables import linked

from . import svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.selection import Selection


@dataclass(frozen=True)
class Figure:
    """A number of the table; None is not known, `Known()` is no record at all; `url` leads to its rows (R10)."""

    value: int | Known | None
    url: str = ""

    @property
    def on_page(self) -> Any:
        known = Known(None, 0, 1) if self.value is None else self.value
        return linked(known, self.url)


Cell = str | Figure


@dataclass(frozen=True)
class Key:
    """One entry of the legend: the class of its colour, "" for what is hatched because nobody knows it."""

    css: str
    words: str


@dataclass(frozen=True)
class Chart:
    """`summary` is what the drawing says, in a sentence; `body` the strokes; `note` what a reader must know."""

    key: str
    title: Any
    summary: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    body: str = ""
    height: int = 0
    keys: Sequence[Key] = ()
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.body

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each heading, and whether figures stand below it."""
        return [
            (heading, any(isinstance(row[place], Figure) for row in self.rows))
            for place, heading in enumerate(self.headings)
        ]

    @property
    def lines(self) -> list[list[tuple[str, Cell]]]:
        """Each cell with its heading, which a phone shows beside it."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]

    @property
    def pattern(self) -> str:
        return pattern_of(self.key)

    @property
    def drawing(self) -> SafeString:
        """The SVG for a page. All words in it are escaped (svg.text, and here)."""
        name = f"grafik-{self.key}"
        return mark_safe(  # noqa: S308
            f'<svg class="plot" viewBox="0 0 {svg.WIDTH} {self.height}" role="img"'
            f' aria-labelledby="{name}-t {name}-d">'
            f'<title id="{name}-t">{escape(self.title)}</title><desc id="{name}-d">{escape(self.summary)}</desc>'
            f"<defs>{svg.HATCH.format(self.pattern)}</defs>{self.body}</svg>"
        )


def pattern_of(key: str) -> str:
    """The name of the hatching in the drawing of this chart; names are shared by all drawings of a page."""
    return f"garis-{key}"


class ChartKind:
    """Subclass, declare, list in `CHARTS`: what a chart is called and how it is made."""

    key: str
    title: Any

    def of(self, selection: Selection) -> Chart:
        raise NotImplementedError
