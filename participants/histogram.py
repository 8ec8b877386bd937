"""A small histogram as places for inline SVG: one bar per line, its count above and its label below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 40
GAP: Final = 6
HEIGHT: Final = 100
ABOVE: Final = 16
BELOW: Final = 18


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    x: int
    y: int
    height: int
    middle: int
    above: int


@dataclass(frozen=True)
class Histogram:
    bars: Sequence[Bar]
    width: int
    height: int = ABOVE + HEIGHT + BELOW
    base: int = ABOVE + HEIGHT
    bar_width: int = WIDTH
    label_y: int = ABOVE + HEIGHT + BELOW - 4


def drawn(lines: Sequence[tuple[str, int]]) -> Histogram:
    """The highest bar is HEIGHT; one that counts something is never flat."""
    most = max((count for _label, count in lines), default=0)
    bars = []
    for place, (label, count) in enumerate(lines):
        height = max(2, count * HEIGHT // most) if count else 0
        x = GAP + place * (WIDTH + GAP)
        y = ABOVE + HEIGHT - height
        bars.append(Bar(label, count, x, y, height, x + WIDTH // 2, y - 4))
    return Histogram(bars, GAP + len(lines) * (WIDTH + GAP))
