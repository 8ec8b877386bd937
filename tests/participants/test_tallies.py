"""The kept counts are what the rows say, after any sequence of joining, changing and leaving."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import people, tallies
from participants.models import ActivityTally, Participation, ProvinceTally, ServedBusiness
from tests import make


def served() -> list[str]:
    return sorted(ServedBusiness._base_manager.values_list("business__name", flat=True))


def test_business_of_two_activities_is_served_once_and_until_the_last_one_ends(office_sumsel, officer_sumsel):
    first, second = (make.activity(office_sumsel, officer_sumsel) for _ in range(2))
    tailor = make.business(name="Penjahit")
    joined = [make.participation(activity, officer_sumsel, business=tailor) for activity in (first, second)]
    assert served() == ["Penjahit"]
    people.withdraw(joined[0], by=officer_sumsel)
    assert served() == ["Penjahit"]
    people.withdraw(joined[1], by=officer_sumsel)
    assert served() == []


def test_a_mended_sex_is_repeated_where_the_person_took_part(activity_sumsel, officer_sumsel):
    row = make.participation(activity_sumsel, officer_sumsel, person=make.person(sex="P"))
    row.person.sex = "L"
    people.save_person(row.person, by=officer_sumsel)
    row.refresh_from_db()
    assert row.sex == "L"
    assert ActivityTally._base_manager.get().men == 1


def test_same_business_counts_in_each_year(office_sumsel, officer_sumsel):
    tailor = make.business()
    for year in (2020, 2021):
        activity = make.activity(office_sumsel, officer_sumsel, fiscal_year=make.year(year))
        make.participation(activity, officer_sumsel, business=tailor)
    assert list(ServedBusiness._base_manager.order_by("fiscal_year").values_list("fiscal_year", flat=True)) == [
        2020,
        2021,
    ]


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_true_after_random_work(seed, office_sumsel, officer_sumsel):
    dice = random.Random(seed)
    activities = [make.activity(office_sumsel, officer_sumsel) for _ in range(3)]
    businesses = [make.business() for _ in range(4)]
    joined: list[Participation] = []
    for _ in range(40):
        if joined and dice.random() < 0.4:
            people.withdraw(joined.pop(dice.randrange(len(joined))), by=officer_sumsel)
        elif joined and dice.random() < 0.3:
            row = dice.choice(joined)
            row.business = dice.choice([*businesses, None])
            people.enrol(row, by=officer_sumsel)
        else:
            who = make.person(sex=dice.choice(["P", "L", ""]))
            joined.append(
                make.participation(
                    dice.choice(activities),
                    officer_sumsel,
                    person=who,
                    business=dice.choice([*businesses, None]),
                    new_entrepreneur=dice.choice([True, False, None]),
                )
            )
        assert tallies.differences() == []


def test_differences_name_what_is_wrong(office_sumsel, officer_sumsel):
    activity = make.activity(office_sumsel, officer_sumsel)
    tailor = make.business()
    make.participation(activity, officer_sumsel, business=tailor)
    ActivityTally._base_manager.update(women=7)
    ServedBusiness._base_manager.all().delete()
    assert tallies.differences() == [
        ("activity", activity.pk),
        ("served", 2020, "16", tailor.pk),
        ("province", 2020, "16"),
    ]
    tallies.refresh([activity.pk])
    assert tallies.differences() == []


def test_a_province_counts_an_ikm_of_two_activities_once(office_sumsel, officer_sumsel):
    tailor = make.business()
    for who in (make.person(sex="P"), make.person(sex="L")):
        activity = make.activity(office_sumsel, officer_sumsel)
        make.participation(activity, officer_sumsel, person=who, business=tailor)
    kept = ProvinceTally._base_manager.get(fiscal_year=2020, province="16")
    assert (kept.women, kept.men, kept.businesses) == (1, 1, 1)


def test_a_wrong_sum_of_a_province_is_named(office_sumsel, officer_sumsel):
    make.participation(make.activity(office_sumsel, officer_sumsel), officer_sumsel)
    ProvinceTally._base_manager.update(men=70)
    assert tallies.differences() == [("province", 2020, "16")]


def test_recount_takes_as_many_queries_for_one_row_as_for_many(office_sumsel, officer_sumsel):
    def queries_of_recount() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            tallies.refresh([activity.pk])
        return len(asked)

    activity = make.activity(office_sumsel, officer_sumsel)
    make.participation(activity, officer_sumsel, business=make.business())
    few = queries_of_recount()
    for _ in range(30):
        make.participation(activity, officer_sumsel, business=make.business())
    assert queries_of_recount() == few


def test_the_list_of_participants_states_the_kept_count_and_counts_what_is_filtered(
    client, office_sumsel, officer_sumsel
):
    activity = make.activity(office_sumsel, officer_sumsel)
    for sex in ("P", "L", ""):
        make.participation(activity, officer_sumsel, person=make.person(sex=sex))
    client.force_login(officer_sumsel)
    counts = [client.get(f"/peserta/?{query}").context["count"] for query in ("", "jk=P", "page=9")]
    assert counts == [3, 1, 3]


def test_within_a_regency_participants_are_counted_from_the_rows(regency_officer_palembang):
    assert tallies.people_within(regency_officer_palembang) is None
