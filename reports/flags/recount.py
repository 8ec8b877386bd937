"""Counting flags: for one activity when it is submitted or opened in review, for all of them each night.

A flag that holds no longer is marked gone; one that comes back or gets worse than when it was explained is open again.
Every turn is kept as an event.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from programs.models import Activity
from reports.models import Flag, FlagEvent, FlagEventKind, FlagRecount

from .limits import Kept
from .registry import RULES, Found, Rule

if TYPE_CHECKING:
    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

AT_ONCE: Final = 1000
NIGHT_ENDS: Final = 1
"""From this hour of Jakarta on, the day's count is due."""
_WRITTEN: Final = ("weight", "found", "badness", "last_seen", "gone_at", "cleared_by", "cleared_by_name",
                   "cleared_at", "cleared_badness", "reason")  # fmt: skip
Key = tuple[int, str]
"""An activity and a rule."""


@dataclass(frozen=True)
class Counted:
    """How many flags hold, and how many turns that took."""

    standing: int
    turns: int


def of_one(activity: Activity) -> None:
    """Count the flags of an activity anew. Whatever goes wrong is logged: a flag never blocks (and never breaks)."""
    try:
        with transaction.atomic():
            recount(Activity._base_manager.filter(pk=activity.pk))
    except Exception:
        logger.exception("Flags of activity %s could not be counted", activity.pk)


def of_all() -> Counted:
    """Count the flags of every activity anew: as many queries as rules have, however many activities there are."""
    return recount(Activity._base_manager.all())


def nightly() -> bool:
    """Do the day's count, once however many workers ask; whether it was done now. A rule's fault is logged and does not
    stop the worker, which has other work."""
    now = timezone.localtime()
    if now.hour < NIGHT_ENDS:
        return False
    claim, ours = FlagRecount.objects.get_or_create(day=now.date())
    if not ours:
        return False
    try:
        of_all()
    except Exception:
        logger.exception("The flags of the day could not be counted")
        claim.delete()  # the next hour tries again
        return False
    FlagRecount.objects.filter(pk=claim.pk).update(ended_at=timezone.now())
    return True


@transaction.atomic
def recount(activities: QuerySet[Activity]) -> Counted:
    """Count the flags of these activities anew, by set."""
    found = {(one.activity, rule.key): one for rule, one in _found(activities)}
    # Locked, so that somebody's explanation of this very moment is neither lost nor overwritten.
    stored = Flag._base_manager.filter(activity__in=activities.order_by().values("pk")).order_by("pk")
    flags = {(flag.activity_id, flag.rule): flag for flag in stored.select_for_update()}
    turns = _Turns(timezone.now())
    turns.add([key for key in found if key not in flags], found)
    for key, flag in flags.items():
        turns.take(flag, found.get(key))
    turns.write()
    return Counted(len(found), len(turns.events))


def _found(activities: QuerySet[Activity]) -> Iterator[tuple[Rule, Found]]:
    kept = Kept()
    for rule in RULES.values():
        apart = kept.years_apart(rule)
        for year in (None, *sorted(apart)):
            limits = kept.of(rule, year)
            chosen = activities.filter(fiscal_year=year) if year else activities.exclude(fiscal_year__in=apart)
            if limits is not None:
                yield from ((rule, one) for one in rule.find(chosen, limits))


class _Turns:
    """What becomes of flags in one count, written in a few statements."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.new: list[Flag] = []
        self.changed: list[Flag] = []
        self.events: list[FlagEvent] = []

    def add(self, keys: list[Key], found: dict[Key, Found]) -> None:
        for activity, rule in keys:
            flag = Flag(activity_id=activity, rule=rule, first_seen=self.now, last_seen=self.now)
            self._state(flag, found[activity, rule])
            self.new.append(flag)
            self._tell(flag, FlagEventKind.FOUND)

    def take(self, flag: Flag, found: Found | None) -> None:
        """Bring a known flag to what was found now."""
        if found is None:
            if flag.gone_at is None:
                flag.gone_at = self.now
                self.changed.append(flag)
                self._tell(flag, FlagEventKind.GONE)
            return
        steady = flag.gone_at is None and flag.badness == found.badness and flag.found == found.figures
        if steady and timezone.localdate(flag.last_seen) == timezone.localdate(self.now):
            return  # looked at often, a page need not write each time: `last_seen` is a day
        self._state(flag, found)
        if flag.cleared_badness is not None and found.badness > flag.cleared_badness:
            self._reopen(flag)
            self._tell(flag, FlagEventKind.WORSE)
        elif flag.gone_at is not None:
            self._tell(flag, FlagEventKind.BACK)
        flag.gone_at, flag.last_seen = None, self.now
        self.changed.append(flag)

    @staticmethod
    def _state(flag: Flag, found: Found) -> None:
        flag.weight, flag.found, flag.badness = RULES[flag.rule].weight, dict(found.figures), found.badness

    @staticmethod
    def _reopen(flag: Flag) -> None:
        flag.cleared_by = flag.cleared_at = flag.cleared_badness = None
        flag.cleared_by_name = flag.reason = ""

    def _tell(self, flag: Flag, kind: FlagEventKind) -> None:
        self.events.append(FlagEvent(flag=flag, kind=kind, at=self.now, found=flag.found))

    def write(self) -> None:
        Flag._base_manager.bulk_create(self.new, batch_size=AT_ONCE)
        Flag._base_manager.bulk_update(self.changed, _WRITTEN, batch_size=AT_ONCE)
        FlagEvent._base_manager.bulk_create(self.events, batch_size=AT_ONCE)
