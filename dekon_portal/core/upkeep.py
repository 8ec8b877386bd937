"""What the worker does beside its own work; apps above its own add theirs (called without arguments)."""

from __future__ import annotations

from collections.abc import Callable

UPKEEP: list[Callable[[], object]] = []
"""Once an hour."""
RESUME: list[Callable[[], object]] = []
"""Every half minute: work that a stop left unfinished."""
