"""Telephone numbers: one form for all spellings, and never two numbers taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.phones import mask_phone, normalise_phone


@pytest.mark.parametrize(
    "text",
    [
        "081234567890",
        "81234567890",
        "6281234567890",
        "+6281234567890",
        "+62 812-3456-7890",
        "0812.3456.7890",
        "(0812) 3456 7890",
        "'081234567890",
        "+62 (0)812 3456 7890",
        "006281234567890",
        "0812\u20113456\u20117890",
    ],
)
def test_every_spelling_of_a_mobile_number_is_one_number(text):
    assert normalise_phone(text) == "+6281234567890"


def test_a_landline_that_begins_with_062_keeps_its_area_code():
    """0622 is Pematangsiantar; without its 0 it looks like the country code."""
    assert normalise_phone("0622-212345") == "+62622212345"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("081234567890 / 081398765432", "satu nomor saja"),
        ("081234567890, 081398765432", "satu nomor saja"),
        ("081234567890 081398765432", "terlalu panjang"),
        ("8.52348e+010", "satu nomor saja"),
        ("belum ada", "satu nomor saja"),
        ("", "satu nomor saja"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "satu nomor saja"),
        ("0812", "tidak lengkap"),
        ("+1 202 555 0100", "bukan nomor Indonesia"),
        ("+60 12 345 6789", "bukan nomor Indonesia"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(text, says):
    with pytest.raises(ValueError, match=says) as refused:
        normalise_phone(text)
    assert str(refused.value).startswith("Nomor telepon")
    assert str(refused.value).endswith(".")


@given(st.one_of(st.text(), st.text("0123456789 +-.()/")))
def test_no_text_breaks_the_reader_and_what_is_read_stays_read(text):
    try:
        phone = normalise_phone(text)
    except ValueError:
        return
    assert phone.startswith("+62")
    assert normalise_phone(phone) == phone


def test_pages_show_the_operator_and_two_digits():
    assert mask_phone("+6281234567890") == "+62812•••••90"
    assert mask_phone("+621234") == "•" * 7
