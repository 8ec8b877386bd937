"""Step 4, one cell at a time: a value, nothing, or the code that says why not; never a guess (R14)."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.imports.fields import FIELDS
from participants.imports.quick import is_plain_column, quick_for
from participants.imports.values import EMPTY, Bad, reader_for

from .sheets import NIK, one


@pytest.mark.parametrize("header", ["Jumlah Tenaga Kerja", "Umur", "Omzet"])
def test_a_cell_of_blanks_without_end_is_no_number(header):
    (value, codes) = one(header, "1" + " " * 9000 + "2")
    assert value is None
    assert codes


@pytest.mark.parametrize("mark", ["", "  ", "-", "…", "N/A", "Belum diketahui", "not yet known", "tidak ada"])
@pytest.mark.parametrize("header", ["NIK", "Jenis Kelamin", "Tanggal Lahir", "No HP", "NPWP", "Jumlah Tenaga Kerja"])
def test_r4_marks_of_nothing_are_unknown_not_wrong(header, mark):
    assert one(header, mark) == (None, [])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1671015506859999, "nik_numeric"),
        (1.671015506859999e15, "nik_numeric"),
        ("1,67102E+15", "nik_numeric"),
        ("167101550685999", "nik_length"),
        ("16710155068599991", "nik_length"),
        ("1671019906859999", "nik_date"),
        ("1671013102859999", "nik_date"),
        ("1671015506850000", "nik_serial"),
        ("1671O15506859999", "nik_letters"),
        ("1671xxxxxxxx9999", "nik_masked"),
        ("#REF!", "cell_error"),
        ("1" * 10_001, "cell_long"),
    ],
)
def test_a_nik_that_cannot_be_taken_is_refused_with_its_reason(cell, code):
    assert one("NIK", cell) == (None, [code])


@pytest.mark.parametrize("cell", [NIK, f"'{NIK}", "1671 0155 0685 9999", "1671.0155.0685.9999", f" {NIK} "])
def test_a_nik_is_taken_as_people_write_it(cell):
    assert one("NIK", cell) == (NIK, [])


@pytest.mark.parametrize(
    ("cell", "sex"),
    [("L", "L"), ("p", "P"), ("Perempuan", "P"), ("laki - laki", "L"), ("Pr.", "P"), ("WANITA", "P"), ("Male", "L")],
)
def test_sexes_are_read_in_all_their_spellings(cell, sex):
    assert one("Jenis Kelamin", cell) == (sex, [])


@pytest.mark.parametrize("cell", ["x", "LP", 1, "laki2 / perempuan"])
def test_other_words_are_no_sex(cell):
    assert one("Jenis Kelamin", cell)[1] == ["sex_unread"]


BORN = date(1985, 6, 15)


@pytest.mark.parametrize(
    "cell",
    [
        BORN, datetime(1985, 6, 15), "15/06/1985", "15-6-1985", "1985-06-15", "15 Juni 1985", "15 Jun. 1985",
        "Sabtu, 15 Juni 1985", "Palembang, 15 Juni 1985", "Palembang / 15-06-1985", 31213, 31213.0, "'15/06/1985",
        "June 15 1985".replace("June 15", "15 June"),
    ],
)  # fmt: skip
def test_dates_are_read_as_sheets_hold_them(cell):
    assert one("Tanggal Lahir", cell) == (BORN, [])


@pytest.mark.parametrize("cell", ["31/02/1985", "15 Juno 1985", "Palembang", 1985, True, time(10, 12), "15/06", 99_999])
def test_what_is_no_date_is_told(cell):
    assert one("Tanggal Lahir", cell) == (None, ["birth_date_unread"])


def test_a_date_that_reads_two_ways_is_asked_about_and_read_as_answered():
    assert one("Tanggal Lahir", "06/07/1985") == (None, ["date_ambiguous"])
    assert one("Tanggal Lahir", "06/07/1985", {"day_first": {"birth_date": True}}) == (date(1985, 7, 6), [])
    assert one("Tanggal Lahir", "06/07/1985", {"day_first": {"Tanggal Lahir": False}}) == (date(1985, 6, 7), [])


@pytest.mark.parametrize(("start", "year"), [(1900, 1903), (2000, 2003), (1930, 2003)])
def test_two_digits_of_a_year_are_asked_about_and_mean_the_hundred_years_answered(start, year):
    assert one("Tanggal Lahir", "15/06/03") == (None, ["year_ambiguous"])
    assert one("Tanggal Lahir", "15/06/03", {"century": {"birth_date": start}}) == (date(year, 6, 15), [])


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        ("12 orang", 12),
        ("1.250.000", 1_250_000),
        ("Rp 1.250.000,-", 1_250_000),
        (0, 0),
    ],
)
def test_whole_numbers_are_read(cell, number):
    assert one("Omzet per Tahun", cell) == (number, [])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (-1, "number_negative"), ("-5", "number_negative"), (2.5, "number_fraction"), ("2,5", "number_fraction"),
        ("banyak", "number_unread"), (True, "number_unread"), (date(2020, 1, 2), "number_unread"),
        (float("inf"), "number_fraction"), (100_001, "number_large"), ("1.250", "number_ambiguous"),
        ("12 3", "number_unread"), ("9" * 50, "number_unread"),
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_taken_are_told(cell, code):
    assert one("Jumlah Tenaga Kerja", cell) == (None, [code])


@pytest.mark.parametrize(("mark", "found"), [(".", (1250, [])), (",", (None, ["number_fraction"]))])
def test_a_thousands_mark_is_read_as_answered(mark, found):
    assert one("Jumlah Tenaga Kerja", "1.250", {"thousands": {"workers": mark}}) == found


@pytest.mark.parametrize(
    ("header", "cell", "value", "codes"),
    [
        ("No HP", "0812-3456-7890", "+6281234567890", []),
        ("No HP", 81234567890.0, "+6281234567890", []),
        ("No HP", "0812 / 0813", None, ["phone_unread"]),
        ("Email", "siti@contoh.id", "siti@contoh.id", []),
        ("Email", "siti di rumah", None, ["email_unread"]),
        ("NIB", "9120301234567", "9120301234567", []),
        ("NIB", 9120301234567.0, "9120301234567", []),
        ("NIB", "912030123456", None, ["nib_unread"]),
        ("NPWP", "01.234.567.8-901.000", "012345678901000", []),
        ("NPWP", 12345678901000, None, ["npwp_numeric"]),
        ("NPWP", "123", None, ["npwp_unread"]),
        ("KBLI", 13912.0, "13912", []),
        ("KBLI", "139", None, ["kbli_unread"]),
    ],
)
def test_identifiers_and_contacts(header, cell, value, codes):
    assert one(header, cell) == (value, codes)


def test_a_text_of_500_characters_is_refused_where_200_are_kept():
    assert one("Nama IKM", "x" * 500) == (None, ["text_long"])
    assert one("Alamat", "x" * 500) == ("x" * 500, [])


@pytest.mark.parametrize("text", ["Toko 😀 Jaya", "<script>alert(1)</script>", '=HYPERLINK("http://x","klik")'])
def test_odd_texts_are_kept_as_the_text_they_are(text):
    assert one("Nama IKM", text) == (text, [])


def test_control_and_invisible_characters_are_dropped():
    assert one("Nama IKM", "Maju\u200b\x07\n Jaya") == ("Maju Jaya", [])


QUICK = [field for field in FIELDS.values() if quick_for(field)]
LIKE_REAL = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[0-9]{13,17}", fullmatch=True),
    st.from_regex(r"0?8[0-9]{6,13}", fullmatch=True),
    st.from_regex(r"1671[0-9]{2}[0-7][0-9](0[1-9]|1[0-2])[0-9]{6}", fullmatch=True),
    st.sampled_from(sorted(EMPTY)),
)


@pytest.mark.parametrize("field", QUICK, ids=lambda field: field.key)
@given(cells=st.lists(LIKE_REAL, min_size=1, max_size=5))
def test_the_quick_way_gives_what_the_reader_gives(field, cells):
    quick, read = quick_for(field), reader_for(field, {}, [])
    for cell in cells:
        value = quick(cell)
        if value is not None:
            assert read(cell) == value


WORDS = st.one_of(st.sampled_from(["Siti", "Siti Aminah", "Siti ", "a  b", "a\nb", "-", "", "é", "x" * 300]), LIKE_REAL)


@pytest.mark.parametrize("field", QUICK, ids=lambda field: field.key)
@given(cells=st.lists(WORDS, min_size=1, max_size=4))
def test_a_column_taken_as_a_whole_is_what_the_reader_gives(field, cells):
    if is_plain_column(cells, field):
        assert list(map(reader_for(field, {}, []), cells)) == cells


def test_a_column_of_plain_names_is_taken_as_a_whole_and_one_with_a_number_in_it_is_not():
    assert is_plain_column(["Siti Aminah", "Budi"], FIELDS["name"])
    assert not is_plain_column(["Siti Aminah", 7], FIELDS["name"])


@given(
    field=st.sampled_from(list(FIELDS.values())),
    cell=st.one_of(
        st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas()
    ),
)
def test_r14_no_cell_makes_a_reader_raise_and_what_it_refuses_has_a_code(field, cell):
    value = reader_for(field, {}, [cell])(cell)
    if isinstance(value, Bad):
        assert value.code
