"""Numbers are read without guessing (R14), and what is unknown is said, never shown as 0 (R4)."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.numbers import (
    Ambiguous,
    format_integer,
    format_rupiah,
    format_thousand_rupiah,
    parse_form_integer,
    parse_integer,
    terbilang,
)


def test_an_unknown_number_is_said_and_zero_stays_a_number():
    assert format_integer(None) == format_rupiah(None) == format_thousand_rupiah(None) == "belum diketahui"
    assert format_integer(0) == "0"


def test_unknown_is_said_in_the_language_of_the_reader():
    with translation.override("en"):
        assert format_integer(12500) == "12.500"


@pytest.mark.parametrize(
    ("n", "integer", "rupiah", "thousands"),
    [
        (999, "999", "Rp 999", "1"),
        (12_500, "12.500", "Rp 12.500", "13"),
        (12_500_499, "12.500.499", "Rp 12.500.499", "12.500"),
        (-3000, "−3.000", "Rp −3.000", "−3"),
    ],
)
def test_numbers_are_shown_the_indonesian_way(n, integer, rupiah, thousands):
    assert (format_integer(n), format_rupiah(n), format_thousand_rupiah(n)) == (integer, rupiah, thousands)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12500", 12_500),
        ("12.500", None),
        ("12 500", 12_500),
        ("12\u00a0500", 12_500),
        ("12.500,00", 12_500),
        ("12,500.00", 12_500),
        ("1.250.000", 1_250_000),
        ("1,250,000", 1_250_000),
        ("Rp 1.250.000", 1_250_000),
        ("Rp. 1.250.000,-", 1_250_000),
        ("rp1250000", 1_250_000),
        ("'0045", 45),
        ("12,0", 12),
        ("1234.000", 1234),
        ("0.000", 0),
        ("−12", -12),
        ("-1.250.000", -1_250_000),
    ],
)
def test_a_number_is_read_as_offices_type_it(text, value):
    if value is None:
        with pytest.raises(Ambiguous):
            parse_integer(text)
    else:
        assert parse_integer(text) == value


@pytest.mark.parametrize("text", ["1.250", "1,250"])
def test_one_mark_with_three_digits_behind_it_is_asked_about(text):
    with pytest.raises(Ambiguous) as asked:
        parse_integer(text)
    assert asked.value.readings == (1250, Decimal("1.25"))


@pytest.mark.parametrize(("text", "thousands"), [("1.250", "."), ("1,250", ",")])
def test_the_answer_for_the_column_settles_it(text, thousands):
    assert parse_integer(text, thousands=thousands) == 1250


@pytest.mark.parametrize(("text", "thousands"), [("1.250", ","), ("1,250", "."), ("12,5", None), ("0.125", None)])
def test_a_fraction_is_refused_as_a_fraction(text, thousands):
    with pytest.raises(ValueError, match=r"^fraction$"):
        parse_integer(text, thousands=thousands)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "dua",
        "12 3",
        "10 12",
        "1.25.000",
        "1.250.00",
        "0.125.000",
        ".500",
        "12,",
        "1e3",
        "١٢",
        "½",
        "12-13",
        "Rp",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r"^not a number$"):
        parse_integer(text)


def test_an_answer_that_is_no_mark_settles_nothing():
    with pytest.raises(ValueError, match="not a number"):
        parse_integer("1.250", thousands="x")


def test_in_our_own_forms_a_dot_always_separates_thousands():
    assert parse_form_integer("1.250") == 1250
    with pytest.raises(ValueError, match="fraction"):
        parse_form_integer("1,5")
    with pytest.raises(ValueError, match="not a number"):
        parse_form_integer("1.5")


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_what_is_shown_is_read_back(n):
    assert parse_form_integer(format_integer(n)) == n
    assert parse_form_integer(format_rupiah(n)) == n


@given(st.one_of(st.text(), st.text("0123456789., '-+Rp−\u00a0")))
def test_no_text_breaks_the_reader(text):
    for thousands in (None, ".", ","):
        try:
            assert isinstance(parse_integer(text, thousands), int)
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (17, "tujuh belas"),
        (20, "dua puluh"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1100, "seribu seratus"),
        (3000, "tiga ribu"),
        (100_000, "seratus ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (12_500_000, "dua belas juta lima ratus ribu"),
        (2_000_000_000_001, "dua triliun satu"),
        (10**15, "seribu triliun"),
    ],
)
def test_a_bast_states_numbers_in_words(n, words):
    assert terbilang(n) == words


@pytest.mark.parametrize("n", [-1, 10**15 + 1])
def test_words_end_where_no_quantity_reaches(n):
    with pytest.raises(ValueError, match="terbilang"):
        terbilang(n)


_WORDS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_VALUES = {word: value for value, word in enumerate(_WORDS)}
_SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def _counted(words: str) -> int:
    """The number that words state: the other direction, written without the rule under test."""
    total = group = unit = 0
    for word in words.replace("seratus", "satu ratus").replace("seribu", "satu ribu").split():
        if word in _VALUES:
            group, unit = group + unit, _VALUES[word]
        elif word == "belas":
            unit += 10
        elif word in ("puluh", "ratus"):
            group, unit = group + unit * (10 if word == "puluh" else 100), 0
        else:
            total, group, unit = total + (group + unit) * _SCALES[word], 0, 0
    return total + group + unit


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_the_words_count_back_to_the_number(n):
    assert _counted(terbilang(n)) == n
