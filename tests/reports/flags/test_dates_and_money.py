"""Dates that are all the same, and what a participant cost; each exactly at its threshold and just beyond it."""

from datetime import date

import pytest

from programs.models import BudgetLine, Realisation
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(1985, 6, 15)


def born(activity, by, *days):
    for day in days:
        make.participation(activity, by, person=make.person(birth_date=day))


def test_five_born_on_one_day_are_told_and_four_are_not(found, activity_sumsel, officer_sumsel):
    born(activity_sumsel, officer_sumsel, DAY, DAY, DAY, DAY, None)
    assert found("tanggal-lahir-sama") == {}
    born(activity_sumsel, officer_sumsel, DAY)
    assert found("tanggal-lahir-sama") == {activity_sumsel.pk: {"many": 5}}


def test_one_other_birthday_is_enough(found, activity_sumsel, officer_sumsel):
    born(activity_sumsel, officer_sumsel, *[DAY] * 9, date(1985, 6, 16))
    assert found("tanggal-lahir-sama") == {}


def test_ten_sessions_on_one_day_are_told(found, activity_sumsel, officer_sumsel):
    for _again in range(9):
        make.session(activity_sumsel, officer_sumsel)
    assert found("tanggal-sesi-sama") == {}
    make.session(activity_sumsel, officer_sumsel)
    assert found("tanggal-sesi-sama") == {activity_sumsel.pk: {"many": 10}}
    make.session(activity_sumsel, officer_sumsel, date=date(2020, 6, 16))
    assert found("tanggal-sesi-sama") == {}


def test_five_productions_on_one_day_are_told_and_withdrawn_ones_do_not_count(found, activity_sumsel, officer_sumsel):
    rows = [make.production(activity_sumsel, officer_sumsel, 7, made_on=date(2020, 6, 1)) for _again in range(5)]
    assert found("tanggal-produksi-sama") == {activity_sumsel.pk: {"many": 5}}
    type(rows[0])._base_manager.filter(pk=rows[0].pk).update(is_withdrawn=True)
    assert found("tanggal-produksi-sama") == {}


# --- Cost per participant ---
@pytest.fixture
def line(office_sumsel):
    return BudgetLine._base_manager.create(
        office=office_sumsel, fiscal_year=make.year(), code="contoh", description="Rincian contoh"
    )


def paid(line, activity, by, amount, people=1):
    for _again in range(people):
        make.participation(activity, by)
    count = Realisation._base_manager.count()
    Realisation._base_manager.create(
        office=line.office, fiscal_year=line.fiscal_year, line=line, activity=activity, sp2d=f"SP2D {count}",
        dated=date(2020, 6, 1), amount=amount, by=by,
    )  # fmt: skip
    return activity


def peers(line, office, by, *costs):
    return [paid(line, make.activity(office, by), by, cost) for cost in costs]


def test_three_times_the_median_is_near_and_a_rupiah_more_is_far(found, line, office_sumsel, officer_sumsel):
    *_others, high = peers(line, office_sumsel, officer_sumsel, 100, 100, 100, 100, 300)
    assert found("biaya-per-peserta") == {}
    peers(line, office_sumsel, officer_sumsel, 100, 301)
    highest = type(high)._base_manager.latest("pk")
    assert found("biaya-per-peserta") == {highest.pk: {"cost": 301, "median": 100, "peers": 7}}


def test_a_third_of_the_median_is_near_and_less_is_far(found, line, office_sumsel, officer_sumsel):
    peers(line, office_sumsel, officer_sumsel, 300, 300, 300, 300, 100)
    assert found("biaya-per-peserta") == {}
    low = peers(line, office_sumsel, officer_sumsel, 99)[0]
    assert found("biaya-per-peserta") == {low.pk: {"cost": 99, "median": 300, "peers": 6}}


def test_four_of_a_kind_are_too_few_for_a_median(found, line, office_sumsel, officer_sumsel):
    peers(line, office_sumsel, officer_sumsel, 100, 100, 100, 9000)
    assert found("biaya-per-peserta") == {}


def test_another_kind_is_no_peer_and_the_cost_is_for_each_participant(found, line, office_sumsel, officer_sumsel):
    peers(line, office_sumsel, officer_sumsel, 100, 100, 100, 100)
    paid(line, make.activity(office_sumsel, officer_sumsel, kind="pameran"), officer_sumsel, 9000)
    assert found("biaya-per-peserta") == {}
    paid(line, make.activity(office_sumsel, officer_sumsel), officer_sumsel, 600, people=2)
    assert found("biaya-per-peserta") == {}
    far = paid(line, make.activity(office_sumsel, officer_sumsel), officer_sumsel, 602, people=2)
    assert found("biaya-per-peserta") == {far.pk: {"cost": 301, "median": 100, "peers": 6}}
