"""Writes planned activities in bulk so that everything the portal keeps beside them agrees: codes, review events,
trail, people, tallies, stock. Much faster than the verbs, for data nobody else is changing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction

from dekon_portal.accounts.models import User
from participants import tallies
from participants.models import Participation, Person
from programs.activities import next_code
from programs.models import Activity, Delivery, FiscalYear, Office, ReviewEvent, State
from programs.review import STEPS

from .cast import Cast
from .crowd import Crowd
from .plans import STEPS_TO, Plan
from .trail import Trail, set_times
from .wares import Wares

CHUNK = 400


class Writer:
    """`detailed` leaves an entry on the trail for each person and each row of goods too, as the verbs do."""

    def __init__(self, cast: Cast, crowds: Mapping[str, Crowd], *, detailed: bool) -> None:
        self._cast, self._crowds, self._detailed = cast, crowds, detailed
        self._trail = Trail()
        self._times: dict[int, datetime] = {}
        self._numbers = {
            province: count(int(next_code(cast.year, province).rpartition("-")[2])) for province in cast.offices
        }
        self._bast = {office.pk: count(_numbered(office, cast.year) + 1) for office in cast.offices.values()}

    @transaction.atomic
    def write(self, plans: Sequence[Plan]) -> list[Activity]:
        activities = [
            activity
            for start in range(0, len(plans), CHUNK)
            for activity in self._write_chunk(plans[start : start + CHUNK])
        ]
        self._trail.write()
        set_times(Activity, "state_since", self._times)
        self._times = {}
        return activities

    def _write_chunk(self, plans: Sequence[Plan]) -> list[Activity]:
        activities = Activity._base_manager.bulk_create([self._activity(plan) for plan in plans])
        wares = Wares(self._trail, self._detailed, self._bast)
        events: list[ReviewEvent] = []
        attended: list[tuple[Participation, Plan]] = []
        for activity, plan in zip(activities, plans, strict=True):
            officer = self._officer(plan)
            self._trail.added(activity, officer, plan.begun)
            events += self._review(activity, plan)
            attended += [(row, plan) for row in self._crowds[plan.office.province_id].attend(activity, plan)]
            wares.add(activity, plan, officer)
        ReviewEvent._base_manager.bulk_create(events)
        self._enrol(attended)
        wares.write()
        tallies.refresh([activity.pk for activity in activities])
        return activities

    def _activity(self, plan: Plan) -> Activity:
        province, officer = plan.office.province_id, self._officer(plan)
        return Activity(
            office=plan.office,
            fiscal_year=self._cast.year,
            code=f"{self._cast.year.pk}-{province}-{next(self._numbers[province]):04d}",
            title=plan.title,
            kind=plan.kind,
            commodity=plan.commodity,
            mode=plan.mode,
            planned_month=plan.month,
            actual_start=plan.start,
            actual_end=plan.end,
            regency=plan.regency,
            target_participants=plan.people or None,
            delay_reason=plan.delay_reason,
            description="Data contoh, bukan kegiatan sebenarnya.",
            is_sample=True,
            state=plan.state,
            submitted_by=officer if STEPS_TO[plan.state] else None,
            created_by=officer,
            version=1 + len(STEPS_TO[plan.state]),
        )

    def _review(self, activity: Activity, plan: Plan) -> list[ReviewEvent]:
        """The events of the steps that led to the plan's state, each on the trail too."""
        events, state, at = [], State.DRAFT, plan.begun
        for key in STEPS_TO[plan.state]:
            step, at = STEPS[key], at + timedelta(hours=1)
            by = self._officer(plan) if key == "submit" else self._cast.reviewer
            comment = plan.comment if step.asks_comment else ""
            event = ReviewEvent(
                activity=activity,
                step=key,
                from_state=state,
                to_state=step.to,
                by=by,
                by_name=str(by),
                at=at,
                comment=comment,
            )
            changes = {"state": (state.label, State(step.to).label)}
            self._trail.done(f"activity.{key}", activity, by, at, changes=changes, note=comment)
            events.append(event)
            state = State(step.to)
        self._times[activity.pk] = at
        return events

    def _enrol(self, attended: list[tuple[Participation, Plan]]) -> None:
        Person._base_manager.bulk_create([row.person for row, _ in attended], batch_size=2000)
        Participation._base_manager.bulk_create([row for row, _ in attended], batch_size=2000)
        if self._detailed:
            for row, plan in attended:
                self._trail.added(row.person, self._officer(plan), plan.begun)
                self._trail.added(row, self._officer(plan), plan.begun)

    def _officer(self, plan: Plan) -> User:
        return self._cast.officers[plan.office.province_id]


def _numbered(office: Office, year: FiscalYear) -> int:
    return Delivery._base_manager.filter(office=office, fiscal_year=year).exclude(number="").count()
