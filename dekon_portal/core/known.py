"""A sum that says how much of it is known (R4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """`total` of the `known` among `of` records; None when none is known, which is never the same as 0."""

    total: int | None = None
    known: int = 0
    of: int = 0

    def __add__(self, other: Known) -> Known:
        totals = [part.total for part in (self, other) if part.total is not None]
        return Known(sum(totals) if totals else None, self.known + other.known, self.of + other.of)

    @property
    def is_complete(self) -> bool:
        return self.known == self.of


NOTHING = Known()
"""No record at all."""
