"""Rules about participants, each exactly at its threshold and just beyond it."""

from datetime import date, time

import pytest

from tests import make
from tests.participants.attending import said, say

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 15)


def come(activity, by, number, **person):
    return [
        make.participation(activity, by, person=make.person(activity.office.province_id, **person))
        for _again in range(number)
    ]


# --- The same telephone ---
def test_three_may_share_a_telephone_and_the_fourth_is_told(found, activity_sumsel, officer_sumsel):
    come(activity_sumsel, officer_sumsel, 3, phone="+6281234567890")
    come(activity_sumsel, officer_sumsel, 5)
    assert found("telepon-sama") == {}
    come(activity_sumsel, officer_sumsel, 1, phone="+6281234567890")
    assert found("telepon-sama") == {activity_sumsel.pk: {"people": 4, "phones": 1}}


def test_a_telephone_is_counted_within_an_activity(found, activity_sumsel, activity_bali, officer_sumsel, officer_bali):
    come(activity_sumsel, officer_sumsel, 3, phone="+6281234567890")
    come(activity_bali, officer_bali, 3, phone="+6281234567890")
    assert found("telepon-sama") == {}


# --- More than meant ---
def test_half_as_many_again_as_the_target_is_the_most(found, office_sumsel, officer_sumsel):
    activity = make.activity(office_sumsel, officer_sumsel, target_participants=2)
    come(activity, officer_sumsel, 3)
    assert found("peserta-melebihi-target") == {}
    come(activity, officer_sumsel, 1)
    assert found("peserta-melebihi-target") == {activity.pk: {"people": 4, "meant": 2, "percent": 200}}


def test_without_a_target_nobody_is_too_many(found, activity_sumsel, officer_sumsel):
    come(activity_sumsel, officer_sumsel, 6)
    assert found("peserta-melebihi-target") == {}


def test_all_places_may_be_taken_and_one_more_is_told(found, activity_sumsel, officer_sumsel):
    make.registration_page(activity_sumsel, officer_sumsel, places=2)
    come(activity_sumsel, officer_sumsel, 2)
    assert found("peserta-melebihi-tempat") == {}
    come(activity_sumsel, officer_sumsel, 1)
    assert found("peserta-melebihi-tempat") == {activity_sumsel.pk: {"people": 3, "meant": 2, "percent": 150}}


# --- The same list again ---
@pytest.fixture
def twice(office_sumsel, officer_sumsel):
    """Two activities that begin on the same day."""
    return [make.activity(office_sumsel, officer_sumsel, actual_start=DAY) for _again in range(2)]


def both(activities, by, number):
    for row in come(activities[0], by, number):
        make.participation(activities[1], by, person=row.person)


def test_four_people_in_two_activities_are_too_few_to_say_and_five_are_told(found, twice, officer_sumsel):
    both(twice, officer_sumsel, 4)
    assert found("daftar-peserta-berulang") == {}
    both(twice, officer_sumsel, 1)
    assert found("daftar-peserta-berulang") == {one.pk: {"shared": 5, "people": 5} for one in twice}


def test_four_fifths_of_a_list_may_be_shared_and_no_more(found, twice, officer_sumsel):
    both(twice, officer_sumsel, 8)
    come(twice[0], officer_sumsel, 2)
    assert found("daftar-peserta-berulang") == {twice[1].pk: {"shared": 8, "people": 8}}
    both(twice, officer_sumsel, 1)
    assert found("daftar-peserta-berulang")[twice[0].pk] == {"shared": 9, "people": 11}


def test_the_same_people_on_another_day_are_in_order(found, twice, officer_sumsel):
    both(twice, officer_sumsel, 6)
    type(twice[1])._base_manager.filter(pk=twice[1].pk).update(actual_start=date(2020, 6, 16))
    assert found("daftar-peserta-berulang") == {}


# --- Two places at once ---
def sit(twice, by, *, second=(time(10), time(12)), mark="hadir", day=DAY):
    """One person in a session of each activity."""
    first = come(twice[0], by, 1)[0]
    again = make.participation(twice[1], by, person=first.person)
    sessions = [
        make.session(twice[0], by, date=DAY, start_time=time(8), end_time=time(10)),
        make.session(twice[1], by, date=day, start_time=second[0], end_time=second[1]),
    ]
    say(sessions[0], by, said(first))
    say(sessions[1], by, said(again, mark))


def test_a_session_may_begin_when_the_other_ends(found, twice, officer_sumsel):
    sit(twice, officer_sumsel)
    assert found("hadir-di-dua-tempat") == {}


def test_a_minute_in_both_is_told_of_both(found, twice, officer_sumsel):
    sit(twice, officer_sumsel, second=(time(9, 59), time(12)))
    assert found("hadir-di-dua-tempat") == {one.pk: {"people": 1, "times": 1} for one in twice}
    assert found("hadir-di-dua-tempat", lebih_dari=1) == {}


def test_who_was_absent_or_there_on_another_day_was_not_in_two_places(found, twice, officer_sumsel):
    sit(twice, officer_sumsel, second=(time(9), time(12)), mark="tidak_hadir")
    sit(twice, officer_sumsel, second=(time(9), time(12)), day=date(2020, 6, 16))
    sit(twice, officer_sumsel, second=(time(9), None))
    assert found("hadir-di-dua-tempat") == {}
