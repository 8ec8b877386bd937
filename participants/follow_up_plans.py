"""When participants are asked what became of them: the rounds of an activity, planned by the worker, never by hand."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from programs.models import Activity, State
from programs.models.activities import ActivityKind

from .models import FollowUp, Participation, Round

KINDS: Final = (ActivityKind.TRAINING.value, ActivityKind.MENTORING.value)


@dataclass(frozen=True)
class Planned:
    """How many rounds are new, and how many of those without an answer moved to another day."""

    made: int = 0
    moved: int = 0


def counts_from(activity: Activity) -> date | None:
    """The day rounds are counted from: the last day, else the last day of its month; None while neither is known."""
    start, end, month = activity.when
    return end or _month_end(start or month)


def due_on(activity: Activity, months: int) -> date | None:
    """The day of a round; the 31st of a shorter month is its last day."""
    day = counts_from(activity)
    if day is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plan(*, most: int | None = None) -> Planned:
    """Plan what is not planned yet, and move rounds without an answer whose activity moved. Can be called any time.

    For activities that train or mentor and are approved, or over by the days they were carried out. Of very many, the
    rounds of about `most` participations are looked at; the next call goes on. A few queries where there is nothing
    to do.
    """
    planned, looked_at = Planned(), 0
    for activity, people in _unfinished():
        if most is not None and looked_at >= most:
            break
        looked_at += people
        done = _plan(activity.pk)
        planned = Planned(planned.made + done.made, planned.moved + done.moved)
    return planned


def _unfinished() -> list[tuple[Activity, int]]:
    """Activities whose rounds are not all planned, or planned for another day; with the number of their people."""
    today = timezone.localdate()
    rows = Activity._base_manager.filter(kind__in=KINDS).order_by("pk")
    found = [activity for activity in rows if due_on(activity, 0) and _is_due_for_plan(activity, today)]
    people = dict(Participation._base_manager.order_by().values_list("activity").annotate(Count("pk")))
    planned = FollowUp._base_manager.order_by().values_list("participation__activity", "round")
    numbers = {(activity, months): count for activity, months, count in planned.annotate(Count("pk"))}
    days: dict[tuple[int, int], tuple[date, date]] = {
        (activity, months): (first, last)
        for activity, months, first, last in planned.filter(answer=None).annotate(Min("due_on"), Max("due_on"))
    }

    def is_planned(activity: Activity, months: int) -> bool:
        key, day = (activity.pk, months), due_on(activity, months)
        return numbers.get(key, 0) == people[activity.pk] and days.get(key, (day, day)) == (day, day)

    return [
        (activity, people[activity.pk])
        for activity in found
        if activity.pk in people and not all(is_planned(activity, months) for months in Round.values)
    ]


def _is_due_for_plan(activity: Activity, today: date) -> bool:
    if activity.state == State.APPROVED:
        return True
    over = activity.actual_end or _month_end(activity.actual_start or activity.actual_month)
    return over is not None and over < today


def _plan(activity_id: int) -> Planned:
    """The activity's row is locked, as who adds or removes a participant locks it."""
    with transaction.atomic():
        activity = Activity._base_manager.select_for_update(of=("self",)).get(pk=activity_id)
        rounds = {months: day for months in Round.values if (day := due_on(activity, months))}
        held: dict[int, set[int]] = defaultdict(set)
        planned = FollowUp._base_manager.filter(participation__activity=activity)
        for participation, months in planned.values_list("participation", "round"):
            held[participation].add(months)
        people = Participation._base_manager.filter(activity=activity).annotate(workers=WORKERS)
        new = [
            FollowUp(participation_id=pk, round=months, due_on=day, workers_before=workers)
            for pk, workers in people.order_by("pk").values_list("pk", "workers")
            for months, day in rounds.items()
            if months not in held[pk]
        ]
        FollowUp._base_manager.bulk_create(new, batch_size=1000)
        moved = sum(
            planned.filter(Q(round=months, answer=None), ~Q(due_on=day)).update(due_on=day)
            for months, day in rounds.items()
        )
    return Planned(len(new), moved)


WORKERS: Final = Coalesce("business__workers", F("business__workers_male") + F("business__workers_female"))
"""All workers of a participation's IKM as it states them; NULL is unknown (Business.workers_total)."""


def _month_end(day: date | None) -> date | None:
    return day and day.replace(day=monthrange(day.year, day.month)[1])
