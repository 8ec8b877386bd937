"""Dates are read day first where the text says so, and asked about where it can mean two days (R14)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.dates import (
    date_in_words,
    format_date,
    format_datetime,
    format_month,
    parse_date,
    roman_month,
    split_place_and_date,
)
from dekon_portal.core.numbers import Ambiguous

JUNE_15 = date(2020, 6, 15)


def test_a_date_is_shown_in_the_language_of_the_reader():
    assert (format_date(JUNE_15), format_month(2020, 6)) == ("15 Juni 2020", "Juni 2020")
    with translation.override("en"):
        assert (format_date(JUNE_15), format_month(2020, 6)) == ("15 June 2020", "June 2020")


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Jakarta", "15 Juni 2020 23.12 WIB"),
        ("Asia/Makassar", "16 Juni 2020 00.12 WITA"),
        (ZoneInfo("Asia/Jayapura"), "16 Juni 2020 01.12 WIT"),
    ],
)
def test_a_time_is_shown_in_the_zone_of_the_office(zone, shown):
    assert format_datetime(datetime(2020, 6, 15, 16, 12, tzinfo=UTC), zone) == shown


def test_a_letter_number_has_the_month_in_roman_figures():
    assert [roman_month(month) for month in (1, 4, 7, 9, 12)] == ["I", "IV", "VII", "IX", "XII"]


def test_a_bast_states_its_day_in_words():
    assert date_in_words(JUNE_15) == "Senin tanggal lima belas bulan Juni tahun dua ribu dua puluh"
    with translation.override("en"):
        assert date_in_words(JUNE_15).startswith("Senin tanggal")


@pytest.mark.parametrize(
    "text",
    [
        "15/06/2020",
        "15-6-2020",
        "15.06.2020",
        " 15 / 06 / 2020 ",
        "2020-06-15",
        "2020/6/15",
        "2020-06-15 00:00:00",
        "06/15/2020",
        "15 Juni 2020",
        "15 juni 2020",
        "15\u00a0Juni\u00a02020",
        "15-Jun-2020",
        "15 Jun. 2020",
        "15 June 2020",
        "Senin, 15 Juni 2020",
        "Monday 15 June 2020",
        "Sen, 15 Jun 2020",
    ],
)
def test_every_usual_way_of_writing_a_date_is_read(text):
    assert parse_date(text) == JUNE_15


@pytest.mark.parametrize(
    "text", ["Jumat, 7 Agustus 2020", "Jum'at, 7 Agt 2020", "Jum’at 7 Ags 2020", "Fri, 7 Aug 2020"]
)
def test_friday_and_august_have_many_spellings(text):
    assert parse_date(text) == date(2020, 8, 7)


def test_day_and_month_that_can_change_places_are_asked_about():
    with pytest.raises(Ambiguous) as asked:
        parse_date("06/07/2020")
    assert asked.value.readings == (date(2020, 7, 6), date(2020, 6, 7))
    assert parse_date("06/07/2020", day_first=True) == date(2020, 7, 6)
    assert parse_date("06/07/2020", day_first=False) == date(2020, 6, 7)


def test_the_same_day_both_ways_needs_no_question():
    assert parse_date("06/06/2020") == date(2020, 6, 6)


@pytest.mark.parametrize("text", ["15/06/85", "15 Juni 85"])
def test_a_year_of_two_digits_is_asked_about(text):
    with pytest.raises(Ambiguous) as asked:
        parse_date(text)
    assert asked.value.readings == (date(1985, 6, 15), date(2085, 6, 15))
    assert parse_date(text, century=1900) == date(1985, 6, 15)


def test_both_doubts_in_one_text_are_all_named():
    with pytest.raises(Ambiguous) as asked:
        parse_date("06/07/85")
    assert len(asked.value.readings) == 4
    assert parse_date("06/07/85", day_first=True, century=1900) == date(1985, 7, 6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2020",
        "2020-02-30",
        "29/02/2019",
        "00/00/2020",
        "15/06",
        "Juni 2020",
        "15 Juno 2020",
        "sekitar 15 Juni 2020",
        "selambatnya 15 Juni 2020",
        "15/06/20200",
        "44000",
        "١٥/٠٦/٢٠٢٠",
    ],
)
def test_what_is_no_day_of_the_calendar_is_refused(text):
    with pytest.raises(ValueError, match=r".") as refused:
        parse_date(text)
    assert not isinstance(refused.value, Ambiguous)


def test_the_answer_for_the_column_is_not_bent_to_fit_a_cell():
    with pytest.raises(ValueError, match="no such date"):
        parse_date("06/15/2020", day_first=True)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_what_is_shown_is_read_back(day):
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day:%d/%m/%Y}", day_first=True) == day
    with translation.override("en"):
        assert parse_date(format_date(day)) == day


@given(st.one_of(st.text(), st.text("0123456789/-. JuniMey,'")))
def test_no_text_breaks_the_reader(text):
    place, rest = split_place_and_date(text)
    for candidate in (text, place, rest):
        try:
            assert isinstance(parse_date(candidate), date)
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("Palembang, 15 Juni 1985", "Palembang", "15 Juni 1985"),
        ("Palembang/15-06-1985", "Palembang", "15-06-1985"),
        ("Palembang 15/06/1985", "Palembang", "15/06/1985"),
        ("Palembang, Sabtu, 15 Juni 1985", "Palembang", "15 Juni 1985"),
        ("Pasar Minggu, 15 Juni 1985", "Pasar Minggu", "15 Juni 1985"),
        ("Ogan Ilir, Sumsel, 15 Juni 1985", "Ogan Ilir, Sumsel", "15 Juni 1985"),
        ("15 Juni 1985", "", "15 Juni 1985"),
        ("Palembang", "Palembang", ""),
        ("", "", ""),
    ],
)
def test_place_and_date_of_birth_in_one_cell_are_told_apart(text, place, day):
    assert split_place_and_date(text) == (place, day)
