"""Step 5: what must hold between the cells of a row and between rows (domain.md section 6)."""

from __future__ import annotations

from datetime import date

import pytest

from participants.imports.check import check

from .sheets import NIK, NIK_MAN, parsed, regions

TODAY = date(2020, 6, 15)
HEADS = ["Nama", "NIK", "Jenis Kelamin", "Tanggal Lahir", "Kab/Kota"]


def found(headers, *rows, province="16", **more):
    values = parsed(headers, *rows)
    return values, check(values, regions(), province, TODAY, **more)


def codes(headers, *rows, **more):
    return [(issue.row, issue.code) for issue in found(headers, *rows, **more)[1]]


def test_a_row_in_order_has_no_issue():
    assert codes(HEADS, ["Siti Aminah", NIK, "P", date(1985, 6, 15), "Kota Palembang"]) == []


def test_a_row_without_a_name_is_an_error_told_once():
    assert codes(["Nama", "NIK"], ["", NIK]) == [(2, "name_missing")]
    assert codes(["Nama", "NIK"], ["x" * 500, NIK]) == []  # told already: the name is too long


def test_a_nik_repeated_in_the_file_names_the_first_row():
    issues = found(["Nama", "NIK"], ["Siti", NIK], ["Budi", NIK_MAN], ["Ani", NIK], ["Ida", f"'{NIK}"])[1]
    assert [(issue.row, issue.code, issue.params["first"]) for issue in issues] == [
        (4, "nik_repeated", 2),
        (5, "nik_repeated", 2),
    ]


def test_a_missing_nik_is_a_warning_unless_its_cell_is_refused_already():
    assert codes(["Nama", "NIK"], ["Siti", ""], ["Budi", "123"]) == [(2, "nik_missing")]
    assert codes(["Nama", "NIK"], ["Siti", "1671••••••••••99"]) == []


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["Siti", "9971015506859999", "P", "", ""], "nik_province"),
        (["Siti", NIK, "L", "", ""], "nik_sex"),
        (["Siti", NIK, "P", date(1985, 6, 16), ""], "nik_birth_date"),
        (["Siti", "1610015506859999", "P", "", "Kota Palembang"], "nik_regency"),
        (["Siti", "", "P", date(2010, 1, 1), ""], "age"),
        (["Siti", "", "P", date(2020, 6, 16), ""], "birth_date_future"),
    ],
)
def test_what_does_not_fit_together_is_told_and_nothing_is_corrected(cells, code):
    values, issues = found(HEADS, cells)
    assert [issue.code for issue in issues if issue.code != "nik_missing"] == [code]
    assert values.values["sex"] == [cells[2]]


def test_a_code_of_a_regency_that_no_longer_exists_says_nothing():
    assert codes(HEADS, ["Siti", "1699015506859999", "P", "", "Kota Palembang"]) == []


def test_ages_come_from_the_column_where_there_is_no_date():
    assert codes(["Nama", "Umur"], ["Siti", 12], ["Budi", 35], ["Ani", 91]) == [(2, "age"), (4, "age")]


def test_workers_that_do_not_add_up_are_told():
    heads = ["Nama", "Jumlah TK", "TK L", "TK P"]
    assert codes(heads, ["Siti", 5, 2, 2], ["Budi", 5, 2, 3], ["Ani", 5, "", 3]) == [(2, "workers_sum")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kota Palembang", "16.71"), ("PALEMBANG", "16.71"), ("16.71", "16.71"), ("1671", "16.71"),
        ("Kab. Ogan Ilir", "16.10"), ("Palembang, Sumsel", "16.71"),
    ],
)  # fmt: skip
def test_regencies_become_codes(text, code):
    values, issues = found(["Nama", "Kab/Kota"], ["Siti", text])
    assert (values.values["regency"], issues) == ([code], [])


def test_an_unknown_regency_is_an_error_with_the_nearest_names():
    values, [issue] = found(["Nama", "Kab/Kota"], ["Siti", "Palembng"])
    assert (issue.code, values.values["regency"]) == ("regency_unknown", [None])
    assert issue.params["suggestion"] == " Mungkin maksudnya Kota Palembang."


def test_kabupaten_and_kota_of_one_name_are_never_guessed():
    assert codes(["Nama", "Kab/Kota"], ["Siti", "Bogor"], province="32") == [(2, "regency_two")]
    assert found(["Nama", "Kab/Kota"], ["Siti", "Kab. Bogor"], province="32")[0].values["regency"] == ["32.01"]


def test_banjar_of_another_province_is_not_taken():
    values, [issue] = found(["Nama", "Kab/Kota"], ["Siti", "Kab. Banjar"])
    assert (issue.code, values.values["regency"]) == ("regency_elsewhere", [None])


def test_merauke_belongs_to_papua_before_and_to_papua_selatan_after_2022():
    for province in ("91", "93"):
        assert found(["Nama", "Kab/Kota"], ["Siti", "Merauke"], province=province)[0].values["regency"] == ["93.01"]


def test_r1_an_officer_of_one_regency_brings_in_people_of_that_regency_only():
    rows = [["Siti", "Kota Palembang"], ["Budi", "Ogan Ilir"], ["Ani", ""]]
    own = frozenset({"16.71"})
    issues = found(["Nama", "Kab/Kota"], *rows, own=own)[1]
    assert [(issue.row, issue.code, issue.params["names"]) for issue in issues] == [
        (3, "regency_not_own", "Kota Palembang"),
        (4, "regency_not_own", "Kota Palembang"),
    ]
    assert codes(["Nama"], ["Siti"], own=own) == [(2, "regency_not_own")]
