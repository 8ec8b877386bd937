"""Rounds of following up: three, six and twelve months after the end, planned once, moved while nobody answered."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from participants import follow_up_plans, follow_ups
from participants.follow_ups import Said
from participants.models import FollowUp
from programs import activities, review
from programs.models import Activity
from tests import make

pytestmark = pytest.mark.django_db

OVER = {"actual_start": date(2020, 6, 15), "actual_end": date(2020, 6, 17)}


def planned(activity):
    rounds = FollowUp._base_manager.filter(participation__activity=activity)
    return sorted(rounds.values_list("round", "due_on"))


@pytest.fixture
def over(office_sumsel, officer_sumsel):
    activity = make.activity(office_sumsel, officer_sumsel, **OVER)
    make.participation(activity, officer_sumsel)
    return activity


def test_three_rounds_counted_from_the_last_day(over):
    assert follow_up_plans.plan().made == 3
    assert planned(over) == [(3, date(2020, 9, 17)), (6, date(2020, 12, 17)), (12, date(2021, 6, 17))]


@pytest.mark.parametrize(
    ("known", "first"),
    [
        ({"actual_month": date(2020, 6, 1)}, date(2020, 9, 30)),
        ({"actual_start": date(2020, 6, 15)}, date(2020, 9, 30)),
        ({"actual_start": date(2020, 11, 30), "actual_end": date(2020, 11, 30)}, date(2021, 2, 28)),
    ],
)
def test_an_unknown_end_counts_from_the_end_of_its_month_and_short_months_end_earlier(
    office_sumsel, officer_sumsel, known, first
):
    activity = make.activity(office_sumsel, officer_sumsel, **known)
    make.participation(activity, officer_sumsel)
    follow_up_plans.plan()
    assert planned(activity)[0] == (3, first)


@given(st.dates(date(2019, 1, 1), date(2040, 12, 31)), st.integers(1, 24))
def test_whatever_the_day_a_round_is_in_its_month_on_that_day_or_the_last_of_a_shorter_one(day, months):
    due = follow_up_plans.due_on(Activity(actual_start=day, actual_end=day), months)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == months
    assert due.day == day.day or (due.day < day.day and (due + timedelta(days=1)).day == 1)


def test_nothing_is_planned_while_neither_day_nor_month_is_known_and_then_it_is(
    office_sumsel, officer_sumsel, reviewer
):
    activity = make.activity(office_sumsel, officer_sumsel)
    make.participation(activity, officer_sumsel)
    review.take("submit", activity, by=officer_sumsel)
    review.take("approve", activity, by=reviewer)
    assert follow_up_plans.plan().made == 0
    Activity._base_manager.filter(pk=activity.pk).update(actual_month=date(2020, 6, 1))
    assert follow_up_plans.plan().made == 3


def test_an_approved_activity_is_planned_by_its_plan_and_a_draft_that_is_not_over_is_not(
    office_sumsel, officer_sumsel, reviewer
):
    approved, draft = (
        make.activity(office_sumsel, officer_sumsel, planned_month=date(2020, 6, 1)) for _twice in range(2)
    )
    for activity in (approved, draft):
        make.participation(activity, officer_sumsel)
    review.take("submit", approved, by=officer_sumsel)
    review.take("approve", approved, by=reviewer)
    follow_up_plans.plan()
    assert (len(planned(approved)), planned(draft)) == (3, [])


def test_only_what_trains_or_mentors_is_followed_up(office_sumsel, officer_sumsel):
    for kind in ("sosialisasi", "pendampingan"):
        make.participation(make.activity(office_sumsel, officer_sumsel, kind=kind, **OVER), officer_sumsel)
    assert follow_up_plans.plan().made == 3


def test_planning_twice_changes_nothing_and_costs_four_queries(over, capsys):
    call_command("plan_follow_ups")
    before = list(FollowUp._base_manager.values())
    with CaptureQueriesContext(connection) as queries:
        call_command("plan_follow_ups")
    assert list(FollowUp._base_manager.values()) == before
    assert len(queries) == 4
    assert "0 putaran baru" in capsys.readouterr().out


def test_who_joins_later_is_planned_later(over, officer_sumsel):
    follow_up_plans.plan()
    make.participation(over, officer_sumsel)
    assert follow_up_plans.plan().made == 3


def test_a_moved_activity_moves_the_rounds_that_nobody_answered(over, officer_sumsel):
    follow_up_plans.plan()
    answered = FollowUp._base_manager.get(round=3)
    follow_ups.record(answered, Said(producing=True), by=officer_sumsel, how="telepon")
    over.actual_end = date(2020, 6, 20)
    activities.change(over, by=officer_sumsel, seen_version=over.version)
    assert follow_up_plans.plan() == follow_up_plans.Planned(0, 2)
    assert planned(over) == [(3, date(2020, 9, 17)), (6, date(2020, 12, 20)), (12, date(2021, 6, 20))]


def test_workers_are_noted_as_they_were_known_then(over, officer_sumsel):
    for known in ({"workers": 7}, {"workers_male": 2, "workers_female": 3}, {"workers_male": 2}):
        make.participation(over, officer_sumsel, business=make.business(**known))
    follow_up_plans.plan()
    noted = FollowUp._base_manager.filter(round=3).order_by("pk").values_list("workers_before", flat=True)
    assert list(noted) == [None, 7, 5, None]


def test_a_great_plan_goes_on_at_the_next_call(office_sumsel, officer_sumsel):
    for _again in range(3):
        make.participation(make.activity(office_sumsel, officer_sumsel, **OVER), officer_sumsel)
    assert [follow_up_plans.plan(most=1).made for _call in range(4)] == [3, 3, 3, 0]
