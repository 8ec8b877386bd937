"""Numbers of businesses: kept as digits, refused with a sentence (domain.md section 5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.identifiers import is_personal_npwp, parse_kbli, parse_nib, parse_npwp


@pytest.mark.parametrize(
    ("parse", "text", "digits"),
    [
        (parse_nib, "9120 0012 34567", "9120001234567"),
        (parse_nib, "'0220001234567", "0220001234567"),
        (parse_npwp, "01.234.567.8-901.000", "012345678901000"),
        (parse_npwp, "0012345678901000", "0012345678901000"),
        (parse_npwp, "1671011506859999", "1671011506859999"),
        (parse_kbli, "14111", "14111"),
        (parse_kbli, " 01111 ", "01111"),
    ],
)
def test_the_digits_are_kept_with_their_leading_zeros(parse, text, digits):
    assert parse(text) == digits


@pytest.mark.parametrize(
    ("parse", "text", "says"),
    [
        (parse_nib, "912000123456", "NIB terdiri atas 13 angka"),
        (parse_nib, "ada", "NIB terdiri atas 13 angka"),
        (parse_nib, "", "NIB terdiri atas 13 angka"),
        (parse_npwp, "01.234.567.8-901", "NPWP terdiri atas 15 atau 16 angka"),
        (parse_npwp, "012345678901OOO", "NPWP terdiri atas 15 atau 16 angka"),
        (parse_kbli, "1411", "KBLI terdiri atas 5 angka"),
        (parse_kbli, "C1411", "KBLI terdiri atas 5 angka"),
        (parse_kbli, "١٤١١١", "KBLI terdiri atas 5 angka"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(parse, text, says):
    with pytest.raises(ValueError, match=says) as refused:
        parse(text)
    assert str(refused.value).endswith(".")


def test_the_sentence_does_not_repeat_the_number():
    with pytest.raises(ValueError, match="NPWP") as refused:
        parse_npwp("16710115068599991")
    assert "1671" not in str(refused.value)


def test_the_npwp_of_a_person_is_a_nik_and_that_of_a_firm_is_not():
    assert is_personal_npwp(parse_npwp("1671011506859999"))
    assert not is_personal_npwp(parse_npwp("0012345678901000"))
    assert not is_personal_npwp(parse_npwp("01.234.567.8-901.000"))


def test_a_firm_whose_digits_happen_to_look_like_a_birth_date_stays_a_firm():
    assert not is_personal_npwp("0123451506851000")


@given(st.text())
def test_no_text_breaks_a_reader(text):
    for parse in (parse_nib, parse_npwp, parse_kbli):
        try:
            digits = parse(text)
        except ValueError:
            continue
        assert digits.isdecimal()
