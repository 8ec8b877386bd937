"""The frame of drawings by month: twelve places side by side, a scale on the left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dekon_portal.core.dates import month_name
from dekon_portal.core.numbers import format_integer

from . import svg

MONTHS: Final = range(1, 13)
TOP: Final = 22
BOTTOM: Final = 178
HEIGHT: Final = 204


@dataclass(frozen=True)
class Frame:
    """`most` is the largest figure drawn; `after` names places behind December."""

    most: int
    after: tuple[str, ...] = ()
    unit: str = ""
    left: int = 40

    @property
    def steps(self) -> list[int]:
        return svg.ticks(self.most)

    @property
    def share(self) -> float:
        """Width of one place."""
        return (svg.WIDTH - self.left) / (12 + len(self.after))

    def x(self, place: int) -> float:
        """Where a place begins; January is 1."""
        return self.left + (place - 1) * self.share

    def y(self, figure: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * figure / (self.steps[-1] or 1)

    @property
    def drawn(self) -> str:
        parts = [svg.text(self.left, 12, self.unit, css="soft")]
        for step in self.steps:
            y = self.y(step)
            parts += [svg.line([(self.left, y), (svg.WIDTH, y)], "grid" if step else "axis")]
            parts += [svg.text(self.left - 4, y + 4, format_integer(step), css="soft", anchor="end")]
        names = [month_name(month)[:3] for month in MONTHS] + list(self.after)
        for place, name in enumerate(names, 1):
            parts += [svg.text(self.x(place) + self.share / 2, BOTTOM + 16, name, css="soft", anchor="middle")]
        return "".join(parts)
