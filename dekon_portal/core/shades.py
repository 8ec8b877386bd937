"""How figures are shaded on a map or its like: q0 is zero, q1 to q4 four steps of the figures there are.

`map-unknown` is where none is known, `map-none` where there is nothing to count; the three never look alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from .known import Known
from .numbers import format_integer

STEPS: Final = 4
ZERO, UNKNOWN, NONE = "q0", "map-unknown", "map-none"

Steps = list[tuple[int, int]]


def steps(figures: Iterable[Known | None]) -> Steps:
    """Up to four ranges (low, high) that hold about as many different figures each."""
    there = sorted({figure.total for figure in figures if figure and figure.total})
    count = min(STEPS, len(there))
    bounds = [round(place * len(there) / count) for place in range(count + 1)] if count else []
    return [(there[start], there[stop - 1]) for start, stop in pairwise(bounds)]


def shade(figure: Known | None, among: Steps) -> str:
    """The class of one figure; None is nothing to count."""
    if figure is None:
        return NONE
    if figure.total is None:
        return UNKNOWN if figure.of else ZERO
    if figure.total == 0:
        return ZERO
    return next(f"q{place}" for place, (low, high) in enumerate(among, 1) if low <= figure.total <= high)


def legend(among: Steps) -> list[tuple[str, str]]:
    """(class, words) of the steps."""
    return [
        (f"q{place}", format_integer(low) if low == high else f"{format_integer(low)}–{format_integer(high)}")
        for place, (low, high) in enumerate(among, 1)
    ]
