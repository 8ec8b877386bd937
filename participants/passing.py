"""Who passed an activity: its rule is a row (PassingRule), each part of the rule one declared criterion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dekon_portal.core.editing import remove_row, save_row

from .models import PassingRule

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Activity


@dataclass(frozen=True)
class Finding:
    """Of one person by one criterion. `met` is None while it cannot be told (R4); `said` is why, as a person reads it
    ("hadir 14 dari 16 JP")."""

    met: bool | None
    said: str


Criterion = Callable[["Activity", PassingRule], dict[int, Finding]]
"""Participation → finding, of everybody in the activity; {} where the rule does not ask for it. A few queries."""
CRITERIA: list[Criterion] = []


def criterion(function: Criterion) -> Criterion:
    CRITERIA.append(function)
    return function


@dataclass(frozen=True)
class Passing:
    """`met` is False as soon as one criterion is not met, None while one cannot be told."""

    met: bool | None
    said: tuple[str, ...]


def set_rule(rule: PassingRule, *, by: User) -> PassingRule:
    """What an activity asks of who is to pass it. Raises Locked (R8), NotAllowed."""
    return save_row(rule, by=by, action="activity.write")


def drop_rule(rule: PassingRule, *, by: User) -> None:
    """The activity asks nothing any more, and says of nobody that they passed."""
    remove_row(rule, by=by, action="activity.write")


def passing(activity: Activity) -> dict[int, Passing]:
    """Participation → whether the person passed the activity; {} while the activity has no rule."""
    rule = PassingRule._base_manager.filter(activity=activity).first()
    findings: dict[int, list[Finding]] = defaultdict(list)
    if rule is not None:
        for one in CRITERIA:
            for participation, finding in one(activity, rule).items():
                findings[participation].append(finding)
    return {participation: _joined(found) for participation, found in findings.items()}


def _joined(findings: list[Finding]) -> Passing:
    mets = [finding.met for finding in findings]
    met = False if False in mets else None if None in mets else True
    return Passing(met, tuple(finding.said for finding in findings))
