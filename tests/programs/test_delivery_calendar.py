"""Handovers on the days of a month (R4: without a day they stand beside it), scoped (R1), in constant queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import delivery_calendar
from programs.models import Delivery
from tests import make

pytestmark = pytest.mark.django_db

PAGE = reverse("programs:delivery_calendar")


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


@pytest.fixture
def handed_over(activity_sumsel, officer_sumsel):
    def on(day, **fields):
        return make.delivery(activity_sumsel, officer_sumsel, handed_over_on=day, **fields)

    return on


def busy_days(month):
    return {day.day.day: day.count for week in month.weeks for day in week if day.count}


def month(text="2020-06"):
    return delivery_calendar.month_of(Delivery.objects.all(), text)


@pytest.mark.parametrize(
    ("text", "before", "label", "after", "weeks"),
    [
        pytest.param("2020-06", "2020-05", "Juni 2020", "2020-07", 5, id="thirty-days-from-a-monday"),
        pytest.param("2020-01", "2019-12", "Januari 2020", "2020-02", 5, id="first-month"),
        pytest.param("2020-12", "2020-11", "Desember 2020", "2021-01", 5, id="last-month"),
        pytest.param("2021-02", "2021-01", "Februari 2021", "2021-03", 4, id="four-weeks-exactly"),
    ],
)
def test_a_month_knows_its_weeks_and_neighbours(text, before, label, after, weeks, db):
    shown = month(text)
    assert (shown.before, shown.label, shown.after, len(shown.weeks)) == (before, label, after, weeks)


def test_handovers_stand_on_their_days_and_those_without_beside(handed_over):
    handed_over(date(2020, 6, 15))
    handed_over(date(2020, 6, 15))
    handed_over(date(2020, 5, 31))
    unknown = handed_over(None)
    shown = month()
    assert busy_days(shown) == {15: 2}
    assert (shown.count, shown.undated, shown.undated_count) == (2, [unknown], 1)


@pytest.mark.parametrize("text", ["", "2020-13", "0000-01", "9999-12", "<script>"])
def test_without_a_readable_month_the_latest_handover_decides(text, handed_over):
    handed_over(date(2020, 6, 15))
    assert month(text).label == "Juni 2020"


def test_a_full_day_shows_some_and_leads_to_all(officer, handed_over):
    for _ in range(6):
        handed_over(date(2020, 6, 15))
    shown = officer.get(PAGE, {"bulan": "2020-06"}).content.decode()
    assert "2 lainnya" in shown
    listed = officer.get(reverse("programs:delivery_list"), {"dari": "2020-06-15", "sampai": "2020-06-15"})
    assert listed.context["table"].paginator.count == 6


def test_r1_another_provinces_handovers_are_not_on_it(client, officer_bali, handed_over):
    handed_over(date(2020, 6, 15))
    handed_over(None)
    client.force_login(officer_bali)
    answer = client.get(PAGE, {"bulan": "2020-06"})
    assert (answer.context["month"].count, answer.context["month"].undated_count) == (0, 0)


def test_the_filters_and_the_file_are_those_of_the_list(officer, handed_over):
    handed_over(date(2020, 6, 15), number="001/BAST")
    handed_over(date(2020, 6, 16))
    answer = officer.get(PAGE, {"bulan": "2020-06", "status": "drafted"})
    assert busy_days(answer.context["month"]) == {15: 1}
    _kind, url = answer.context["exports"][1]
    lines = b"".join(officer.get(url).streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "001/BAST" in lines[1]


def test_a_changed_filter_keeps_the_month(officer, handed_over):
    handed_over(date(2021, 1, 4))
    shown = officer.get(PAGE, {"bulan": "2020-06"}).content.decode()
    assert 'name="bulan" value="2020-06"' in shown


def test_the_calendar_takes_as_many_queries_for_many_handovers_as_for_few(officer, handed_over):
    def counted():
        with CaptureQueriesContext(connection) as queries:
            officer.get(PAGE, {"bulan": "2020-06"})
        return len(queries)

    for day in (15, 16):
        handed_over(date(2020, 6, day))
    handed_over(None)
    counted()
    few = counted()
    for day in range(1, 20):
        handed_over(date(2020, 6, day))
        handed_over(None)
    assert counted() == few
