"""The kept counts are what the rows say, after any sequence of joining, changing and leaving."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import people, tallies
from participants.models import ActivityTally, Participation, ProvinceTally, ServedBusiness
from participants.models.tallies import WHOLE_YEAR
from programs import activities
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
    starts = (date(2020, 3, 31), date(2020, 4, 1), None)
    work = [make.activity(office_sumsel, officer_sumsel, planned_start=start) for start in starts]
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
                    dice.choice(work),
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
        ("served", 2020, "16", WHOLE_YEAR, tailor.pk),
        ("province", 2020, "16", WHOLE_YEAR),
    ]
    tallies.refresh([activity.pk])
    assert tallies.differences() == []


def test_a_province_counts_an_ikm_of_two_activities_once(office_sumsel, officer_sumsel):
    tailor = make.business()
    for who in (make.person(sex="P"), make.person(sex="L")):
        activity = make.activity(office_sumsel, officer_sumsel)
        make.participation(activity, officer_sumsel, person=who, business=tailor)
    kept = ProvinceTally._base_manager.get(fiscal_year=2020, province="16", quarter=WHOLE_YEAR)
    assert (kept.women, kept.men, kept.businesses) == (1, 1, 1)


def test_a_wrong_sum_of_a_province_is_named(office_sumsel, officer_sumsel):
    make.participation(make.activity(office_sumsel, officer_sumsel), officer_sumsel)
    ProvinceTally._base_manager.filter(quarter=2).update(men=70)
    assert tallies.differences() == [("province", 2020, "16", 2)]


def served_in(quarter: int) -> list[str]:
    rows = ServedBusiness._base_manager.filter(quarter=quarter)
    return sorted(rows.values_list("business__name", flat=True))


def test_an_ikm_counts_once_in_each_quarter_that_an_activity_begins_in(office_sumsel, officer_sumsel):
    tailor = make.business(name="Penjahit")
    for start in (date(2020, 4, 1), date(2020, 6, 30), date(2020, 7, 1), date(2021, 2, 1), None):
        activity = make.activity(office_sumsel, officer_sumsel, actual_start=start)
        make.participation(activity, officer_sumsel, business=tailor)
    assert [served_in(quarter) for quarter in tallies.TERMS] == [["Penjahit"], [], ["Penjahit"], ["Penjahit"], []]
    people_of = {tally.quarter: tally.people for tally in ProvinceTally._base_manager.filter(fiscal_year=2020)}
    assert people_of == {WHOLE_YEAR: 5, 1: 0, 2: 2, 3: 1, 4: 0}


def test_an_activity_that_begins_in_another_quarter_takes_its_counts_along(office_sumsel, officer_sumsel):
    activity = make.activity(office_sumsel, officer_sumsel, planned_month=date(2020, 6, 1))
    make.participation(activity, officer_sumsel, business=make.business(name="Penjahit"))
    activity.refresh_from_db()
    activity.actual_start = date(2020, 8, 3)
    activities.change(activity, by=officer_sumsel, seen_version=activity.version)
    assert (served_in(2), served_in(3)) == ([], ["Penjahit"])
    assert tallies.differences() == []


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
