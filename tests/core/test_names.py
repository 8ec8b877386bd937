"""Names are kept as typed, without what cannot be seen, and matched by what does not depend on the typist."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.names import clean_text, normalise_business, normalise_name, normalise_person


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Siti   Aminah ", "Siti Aminah"),
        ("Siti\tAminah\r\n", "Siti Aminah"),
        ("Si\x00ti", "Si ti"),
        ("Si\u200bti\ufeff", "Siti"),
        ("Siti\u00a0Aminah", "Siti Aminah"),
        ("Gede\u0301", "Ged\u00e9"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=HYPERLINK()", "=HYPERLINK()"),
        ("Toko 😷", "Toko 😷"),
        ("", ""),
    ],
)
def test_what_is_kept_is_what_was_meant_and_can_be_seen(typed, kept):
    assert clean_text(typed, 100) == kept


def test_a_text_too_long_is_refused_with_a_sentence_and_not_cut():
    assert clean_text("a" * 500, 500) == "a" * 500
    with pytest.raises(ValueError, match=r"Isi lebih dari 200 huruf\. Persingkat\."):
        clean_text("a" * 500, 200)


@given(st.text())
def test_cleaning_leaves_nothing_invisible_and_nothing_to_clean(text):
    kept = clean_text(text, 10_000)
    assert kept.isprintable()
    assert clean_text(kept, 10_000) == kept
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in kept)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siti Aminah", "SITI  AMINAH"),
        ("Ma'ruf", "Ma’ruf"),
        ("Ma'ruf", "Maruf"),
        ("Abdul-Rahman", "Abdul Rahman"),
        ("I Gedé", "I Gede"),
        ("ＭＡＪＵ", "maju"),
    ],
)
def test_spelling_alone_does_not_make_another_name(one, other):
    assert normalise_name(one) == normalise_name(other)


@pytest.mark.parametrize(
    "text",
    [
        "Maju Jaya",
        "CV. Maju Jaya",
        "CV Maju Jaya",
        "CV.Maju Jaya",
        "C.V. Maju Jaya",
        "Maju Jaya, CV",
        "KOPERASI MAJU JAYA",
    ],
)
def test_a_business_is_matched_without_its_legal_form(text):
    assert normalise_business(text) == "maju jaya"


@pytest.mark.parametrize(
    "text",
    [
        "Siti Aminah",
        "Hj. Siti Aminah, S.E.",
        "Hj.Siti Aminah SE",
        "Dra. Hj. Siti Aminah, M.Si",
        "Siti Aminah, S. Pd",
        "Ir. SITI AMINAH, S.Pd., M.M.",
    ],
)
def test_a_person_is_matched_without_titles(text):
    assert normalise_person(text) == "siti aminah"


def test_initials_are_part_of_the_name():
    assert normalise_person("H.M.Yusuf") == normalise_person("H. M. Yusuf") == normalise_person("M. Yusuf") == "m yusuf"


def test_different_people_and_businesses_stay_different():
    assert normalise_person("Siti Aminah") != normalise_person("Siti Aminah Putri")
    assert normalise_business("CV Maju Jaya") != normalise_business("CV Maju Jaya Abadi")


@pytest.mark.parametrize(("normalise", "text"), [(normalise_person, "Dr."), (normalise_business, "CV. UD")])
def test_a_name_of_nothing_but_titles_keeps_them(normalise, text):
    assert normalise(text) == normalise_name(text)


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@given(st.lists(st.sampled_from(["Siti", "h", "HJ", "S", "E", "se", "SPd", "Cv", "ud", "hx", "2", "M"])).map(" ".join))
def test_the_short_way_of_plain_words_gives_what_the_long_way_gives(text):
    for normalise in (normalise_person, normalise_business):
        assert normalise(text) == normalise(f"{text} ,")  # a comma does not count, and takes the long way
