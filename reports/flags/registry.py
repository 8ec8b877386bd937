"""A rule is one declared class; what it looks at, what it says and from which figure on follow from the declaration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.numbers import format_integer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.models import Activity

Limits = Mapping[str, int]
"""Threshold by its key."""


@dataclass(frozen=True)
class Found:
    """What a rule found in one activity. `badness` orders it among findings of the same rule: more is worse."""

    activity: int
    badness: int
    figures: Mapping[str, int]


@dataclass(frozen=True)
class Threshold:
    """A figure kept as data (FlagRule); `default` is what is seeded. `label` says on which side of it is odd:
    "lebih dari" is beyond it, "sedikitnya" from it on."""

    key: str
    label: Any
    unit: Any
    default: int

    def in_words(self, value: int) -> str:
        """ "lebih dari 2.000 per IKM per hari"."""
        return f"{self.label} {format_integer(value)} {self.unit}"


class Rule:
    """Subclass, declare, `@register`. `weight` (1 to 3) is what an open flag adds to an activity's risk."""

    key: str
    title: Any
    explanation: Any
    """Why it matters, and what may be innocent."""
    sentence: Any
    """What was found, with named figures: "%(made)s buah …"; whole numbers, written with their thousands."""
    thresholds: tuple[Threshold, ...]
    weight: int = 1
    page: str = "programs:activity"
    """The page of the activity with the rows."""

    def find(self, activities: QuerySet[Activity], limits: Limits) -> Iterable[Found]:
        """What is odd in any of these activities, by set: as many queries for all as for one."""
        raise NotImplementedError

    def message(self, figures: Mapping[str, int]) -> str:
        return str(self.sentence) % {name: format_integer(figure) for name, figure in figures.items()}

    def url(self, activity: Activity) -> str:
        return reverse(self.page, args=[activity.code])


class Unknown(Rule):
    """Stands for a rule that is no longer declared: its flags stay readable."""

    title = _("Aturan lama")
    explanation = _("Aturan ini tidak dipakai lagi.")
    sentence = ""
    thresholds = ()

    def __init__(self, key: str) -> None:
        self.key = key


RULES: Final[dict[str, Rule]] = {}


def register(rule: type[Rule]) -> type[Rule]:
    """Make the rule known. A missing declaration fails here, at import time."""
    for name in ("key", "title", "explanation", "sentence", "thresholds"):
        if not hasattr(rule, name):
            raise TypeError(f"{rule.__name__} declares no {name}")
    if rule.key in RULES:
        raise TypeError(f"two rules are called {rule.key}")
    RULES[rule.key] = rule()
    return rule


def rule_of(key: str) -> Rule:
    return RULES.get(key) or Unknown(key)


def choices() -> list[tuple[str, Any]]:
    return [(rule.key, rule.title) for rule in RULES.values()]


def worst(found: Iterable[Found]) -> Iterator[Found]:
    """Of each activity the worst of what was found in it."""
    kept: dict[int, Found] = {}
    for one in found:
        if one.activity not in kept or one.badness > kept[one.activity].badness:
            kept[one.activity] = one
    yield from kept.values()


def more_than(unit: Any, default: int, key: str = "lebih_dari") -> Threshold:
    return Threshold(key, _("lebih dari"), unit, default)


def at_least(unit: Any, default: int, key: str = "sedikitnya") -> Threshold:
    return Threshold(key, _("sedikitnya"), unit, default)
