"""Thresholds as data: which figures hold in which year (FlagRule), and their seeding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from programs.reference import SEEDS, add_missing
from reports.models import FlagRule

from .registry import RULES, Limits, Rule


class Kept:
    """The table read once."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], dict[int | None, FlagRule]] = defaultdict(dict)
        for row in FlagRule.objects.all():
            self._of[row.rule, row.threshold][row.fiscal_year_id] = row

    def of(self, rule: Rule, year: int | None) -> Limits | None:
        """What holds for a rule in a year (None: in all years without thresholds of their own); None: not looked at."""
        limits = {}
        for threshold in rule.thresholds:
            rows = self._of.get((rule.key, threshold.key), {})
            row = rows.get(year) or rows.get(None)
            if row is not None and not row.active:
                return None
            limits[threshold.key] = threshold.default if row is None else row.value
        return limits

    def years_apart(self, rule: Rule) -> set[int]:
        """Years that have a threshold of their own for this rule."""
        rows = (self._of.get((rule.key, threshold.key), {}) for threshold in rule.thresholds)
        return {year for some in rows for year in some if year is not None}


def seed() -> tuple[int, int]:
    """Bring in what is declared for all years; what somebody changed stays."""
    return add_missing(list(_declared()), "rule", "threshold", "fiscal_year_id")


def _declared() -> Iterator[FlagRule]:
    for rule in RULES.values():
        for threshold in rule.thresholds:
            yield FlagRule(rule=rule.key, threshold=threshold.key, value=threshold.default)


SEEDS["ambang tanda janggal"] = seed
