"""Drawing: strokes of an SVG as text. Colours are classes (static/src/app.css), so that no style stands in the page."""

from __future__ import annotations

from typing import Final

from django.utils.html import escape

WIDTH: Final = 400
"""Units of every drawing; text is 12 high, which a phone of 360 px still shows as ten."""
HATCH: Final = (
    '<pattern id="{0}" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="M0 6L6 0"/></pattern>'
)


def text(x: float, y: float, words: object, *, css: str = "", anchor: str = "start") -> str:
    kind = f' class="{css}"' if css else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{kind}>{escape(words)}</text>'


def bar(x: float, y: float, width: float, height: float, css: str) -> str:
    return f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def hatched(x: float, y: float, width: float, height: float, pattern: str) -> str:
    """What is not known: hatched, so that it differs from every figure also on grey paper."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="edge" {place} fill="url(#{pattern})"/>'


def line(points: list[tuple[float, float]], css: str) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path class="{css}" d="M{path}"/>' if points else ""


def ticks(most: int) -> list[int]:
    """0 and up to four round steps, the last at `most` or above: 0, 5, 10, 15."""
    if most <= 0:
        return [0]
    step = next(
        factor * 10**power
        for power in range(len(str(most)) + 1)
        for factor in (1, 2, 5)
        if factor * 10**power * 4 >= most
    )
    return list(range(0, -(-most // step) * step + 1, step))
