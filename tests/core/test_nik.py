"""NIK: the hard checks of domain.md section 6, and no way for the number to slip out (R3)."""

import copy
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.nik import Nik, NikError, mask

MAN = "1671011506859999"
WOMAN = "1671015506859999"
TODAY = date(2020, 6, 15)


@pytest.mark.parametrize(
    "text",
    [
        MAN,
        f"'{MAN}",
        f"  {MAN}\u00a0",
        "1671 0115 0685 9999",
        "16.71.01.150685.9999",
        "167101-150685-9999",
        "167101\u2013150685\u20139999",
        f"\ufeff{MAN}\u200b",
    ],
)
def test_what_only_dresses_the_number_is_taken_off(text):
    assert Nik.parse(text).digits == MAN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" ' - ", "empty"),
        ("belum punya", "letters"),
        ("1.67101E+15", "letters"),
        ("١٦٧١٠١١٥٠٦٨٥٩٩٩٩", "letters"),
        (MAN[:15], "length"),
        (MAN + "1", "length"),
        ("1671013202859999", "date"),
        ("1671010006859999", "date"),
        ("1671014006859999", "date"),
        ("1671017206859999", "date"),
        ("1671011513859999", "date"),
        ("1671013102859999", "date"),
        ("1671012902859999", "date"),
        ("1671011506850000", "serial"),
    ],
)
def test_each_hard_check_has_its_code_and_a_sentence_without_the_number(text, code):
    with pytest.raises(NikError) as refused:
        Nik.parse(text)
    assert refused.value.code == code
    sentence = refused.value.sentence()
    assert sentence.endswith(".")
    assert "NIK" in sentence
    assert not any(word in sentence for word in (text.strip(), MAN) if len(word) > 4)


def test_a_wrong_length_says_how_many_digits_there_are():
    with pytest.raises(NikError) as refused:
        Nik.parse(MAN[:15])
    assert "15 angka" in refused.value.sentence()


@pytest.mark.parametrize("day", ["01", "31", "41", "71"])
def test_days_of_men_and_women_reach_to_the_end_of_the_month(day):
    assert Nik.parse(f"167101{day}01859999").is_female is (int(day) > 40)


def test_leap_day_needs_one_century_only():
    """29 February existed in 2000 but not in 1900."""
    assert Nik.parse("1671012902009999").birth_dates(TODAY) == (date(2000, 2, 29),)


def test_the_century_stays_open_where_both_are_possible():
    assert Nik.parse("1671010101059999").birth_dates(TODAY) == (date(1905, 1, 1), date(2005, 1, 1))
    assert Nik.parse(MAN).birth_dates(TODAY) == (date(1985, 6, 15),)


def test_a_day_still_to_come_is_no_day_of_birth():
    assert Nik.parse("1671011606209999").birth_dates(TODAY) == (date(1920, 6, 16),)


def test_a_woman_has_forty_added_to_her_day():
    nik = Nik.parse(WOMAN)
    assert nik.is_female
    assert nik.birth_dates(TODAY) == (date(1985, 6, 15),)
    assert nik.matches_birth_date(date(1985, 6, 15))
    assert not nik.matches_birth_date(date(1985, 6, 16))
    assert not Nik.parse(MAN).is_female


def test_it_names_the_region_of_first_registration():
    nik = Nik.parse(MAN)
    assert (nik.province_code, nik.regency_code) == ("16", "16.71")


def test_pages_show_four_and_two_digits():
    nik = Nik.parse("1671011506850001")
    assert nik.masked == str(nik) == repr(nik) == mask(nik.digits) == "1671••••••••••01"


@pytest.mark.parametrize("text", ["", "1671", "16710115", "16710115068599"])
def test_a_text_too_short_to_hide_its_middle_is_hidden_whole(text):
    assert mask(text) == "•" * len(text)


_NIKS = st.builds(
    "{:02d}{:02d}{:02d}{:02d}{:02d}{:02d}{:04d}".format,
    st.integers(11, 96), st.integers(1, 79), st.integers(1, 50),
    st.one_of(st.integers(1, 28), st.integers(41, 68)), st.integers(1, 12), st.integers(0, 99), st.integers(1, 9999),
)  # fmt: skip


@given(_NIKS)
def test_no_way_of_writing_the_value_shows_its_digits(digits):
    nik = Nik.parse(digits)
    shown = f"{nik} {nik!r} {nik!s} {[nik]} { ({'nik': nik}) }"
    assert digits not in shown
    assert digits[4:14] not in shown
    assert digits[6:12] not in shown


@given(_NIKS)
def test_equal_numbers_are_one_value_and_survive_copying(digits):
    nik = Nik.parse(digits)
    assert {nik, Nik.parse(f"'{digits}"), copy.copy(nik), pickle.loads(pickle.dumps(nik))} == {nik}  # noqa: S301


@given(_NIKS, st.integers(0, 15), st.sampled_from("xX?O٣"))
def test_a_refusal_never_repeats_the_number(digits, at, letter):
    with pytest.raises(NikError) as refused:
        Nik.parse(digits[:at] + letter + digits[at + 1 :])
    told = f"{refused.value} {refused.value!r} {refused.value.sentence()}"
    assert not any(digits[i : i + 6] in told for i in range(11))


@given(st.one_of(st.text(), st.text("0123456789 -.'", min_size=14, max_size=20)))
def test_no_text_breaks_the_reader(text):
    try:
        digits = Nik.parse(text).digits
    except NikError:
        return
    assert len(digits) == 16
    assert digits.isdecimal()
