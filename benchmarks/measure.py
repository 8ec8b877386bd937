"""Timing and printing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Times:
    """Seconds of repeated runs."""

    seconds: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The nearest-rank percentile, in seconds."""
        ranked = sorted(self.seconds)
        return ranked[max(0, math.ceil(share * len(ranked)) - 1)]

    @classmethod
    def of(cls, act: Callable[[], Any], times: int) -> Times:
        """After one run that does not count."""
        act()
        return cls(tuple(timed(act)[0] for _ in range(times)))


def timed(act: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = act()
    return time.perf_counter() - started, result


def print_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A Markdown table: it reads the same on a terminal and in docs/performance.md."""
    lines = [headings, ["-" * max(len(heading), 3) for heading in headings], *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(headings))]
    print(f"\n## {title}\n")
    for line in lines:
        fill = "-" if line is lines[1] else " "
        print("| " + " | ".join(cell.ljust(width, fill) for cell, width in zip(line, widths, strict=True)) + " |")
    print(flush=True)


def verdict(met: bool) -> str:
    return "met" if met else "MISSED"
