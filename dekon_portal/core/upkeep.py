"""What the worker does once an hour beside its own work; apps above its own add theirs (called without arguments)."""

from __future__ import annotations

from collections.abc import Callable

UPKEEP: list[Callable[[], object]] = []
