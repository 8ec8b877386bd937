"""R11: due days are Indonesian working days after the quarter, by the calendar that an admin keeps."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.models import FiscalYear, Holiday
from programs.quarterly.deadlines import DEADLINES
from programs.quarters import Quarter
from programs.working_days import Calendar, CalendarMissing
from tests import make

BY_KEY = {deadline.key: deadline for deadline in DEADLINES}
DAYS = st.dates(date(2020, 1, 1), date(2021, 12, 31))
CALENDARS = st.sets(DAYS, max_size=40).map(lambda off: Calendar.of({*off, date(2020, 1, 1), date(2021, 1, 1)}))


@pytest.mark.parametrize(
    ("key", "quarter", "due"),
    [
        ("c", 2, date(2020, 7, 7)),
        ("b-kementerian", 2, date(2020, 7, 14)),
        ("c-bappeda", 2, date(2020, 7, 20)),
        ("c", 3, date(2020, 10, 7)),
        ("b-kementerian", 3, date(2020, 10, 14)),
        ("c-bappeda", 3, date(2020, 10, 20)),
        ("a", 2, date(2020, 7, 2)),
        ("b", 2, date(2020, 7, 6)),
        ("c", 4, date(2021, 1, 8)),  # 1 January is a holiday
        ("c-bappeda", 1, date(2020, 4, 21)),  # 10 April is Good Friday
    ],
)
def test_the_test_dates_of_2020(key, quarter, due, holidays, year_2020):
    assert BY_KEY[key].due(Quarter(2020, quarter), year_2020, Calendar.load()) == due


def test_a_cuti_bersama_that_is_entered_moves_the_day(holidays, year_2020):
    Holiday.objects.create(date=date(2020, 7, 3), name="Cuti contoh", kind="cuti")
    assert BY_KEY["c"].due(Quarter(2020, 2), year_2020, Calendar.load()) == date(2020, 7, 8)


def test_the_offices_own_deadlines_are_data_of_the_year(holidays):
    year = FiscalYear(year=2020, form_a_days=1, form_b_days=3)
    assert BY_KEY["a"].due(Quarter(2020, 2), year, Calendar.load()) == date(2020, 7, 1)
    assert BY_KEY["b"].due(Quarter(2020, 2), year, Calendar.load()) == date(2020, 7, 3)


@pytest.mark.django_db
def test_a_year_without_calendar_is_said_and_not_guessed():
    with pytest.raises(CalendarMissing, match="tahun 2031 belum diisi"):
        BY_KEY["c"].due(Quarter(2031, 1), make.year(2031), Calendar.of([date(2030, 1, 1)]))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(CALENDARS, st.dates(date(2020, 1, 1), date(2021, 6, 30)), st.integers(1, 30))
def test_the_day_after_n_working_days_is_the_nth_of_them(calendar, start, days):
    due = calendar.after(start, days)
    counted = [
        day
        for n in range(1, (due - start).days + 1)
        if (day := start + timedelta(n)).weekday() < 5 and day not in calendar.days_off
    ]
    assert len(counted) == days
    assert counted[-1] == due
    assert calendar.between(start, due) == days


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(CALENDARS, DAYS, DAYS)
def test_a_day_off_more_never_brings_a_due_day_nearer(calendar, start, off):
    start = min(start, date(2021, 8, 1))
    more = Calendar.of({*calendar.days_off, off})
    assert more.after(start, 10) >= calendar.after(start, 10)
