"""Step 4, whole columns: every problem of every cell at once, and one question per column (R14)."""

from __future__ import annotations

from datetime import date

from .sheets import NIK, NIK_MAN, parsed


def test_r14_all_problems_of_all_rows_are_found_at_once():
    found = parsed(
        ["Nama", "NIK", "Jenis Kelamin", "Jumlah Tenaga Kerja"],
        ["Siti", "123", "x", -1],
        ["Budi", NIK_MAN, "L", "2,5"],
    )
    assert [(issue.row, issue.column, issue.field, issue.code) for issue in found.issues] == [
        (2, "NIK", "nik", "nik_length"),
        (2, "Jenis Kelamin", "sex", "sex_unread"),
        (2, "Jumlah Tenaga Kerja", "workers", "number_negative"),
        (3, "Jumlah Tenaga Kerja", "workers", "number_fraction"),
    ]


def test_a_bad_cell_leaves_unknown_and_its_neighbours_as_they_are():
    found = parsed(["Nama", "NIK", "JK"], ["Siti", "123", "P"])
    assert (found.values["nik"], found.values["name"], found.values["sex"]) == ([None], ["Siti"], ["P"])


def test_r14_a_question_is_asked_once_per_column_with_three_examples_and_its_readings():
    dates = ["06/07/1985", "01/02/1990", "03/04/1991", "05/06/1992", "06/07/1985"]
    [asked] = parsed(["Nama", "Tanggal Lahir"], *[["Siti", text] for text in dates]).questions
    assert (asked.kind, asked.field, asked.header) == ("day_first", "birth_date", "Tanggal Lahir")
    assert asked.examples == ["06/07/1985", "01/02/1990", "03/04/1991"]
    assert asked.choices == [(True, "hari dahulu: 6 Juli 1985"), (False, "bulan dahulu: 7 Juni 1985")]


def test_each_column_has_its_own_questions():
    headers = ["Nama", "Tanggal Lahir", "Jumlah Tenaga Kerja", "Omzet per Tahun"]
    asked = parsed(headers, ["Siti", "06/07/85", "1.250", "1,250"]).questions
    assert [(one.field, one.kind) for one in asked] == [
        ("birth_date", "day_first"),
        ("birth_date", "century"),
        ("workers", "thousands"),
        ("sales", "thousands"),
    ]
    assert [label for _answer, label in asked[2].choices] == [
        "pemisah ribuan: 1.250",
        "pecahan: akan ditolak, karena harus bilangan bulat",
    ]


def test_p_beside_w_is_asked_about_and_beside_l_it_is_not():
    [asked] = parsed(["Nama", "JK"], ["Siti", "W"], ["Budi", "P"]).questions
    assert (asked.kind, asked.choices) == ("p_means", [("L", "P berarti pria"), ("P", "P berarti perempuan")])
    answered = parsed(["Nama", "JK"], ["Siti", "W"], ["Budi", "P"], decisions={"p_means": {"sex": "L"}})
    assert (answered.values["sex"], answered.issues, answered.questions) == (["P", "L"], [], [])
    assert parsed(["Nama", "JK"], ["Siti", "P"], ["Budi", "L"]).questions == []


def test_an_answer_without_columns_is_for_all_of_them():
    found = parsed(
        ["Nama", "Jumlah Tenaga Kerja", "Omzet per Tahun"], ["Siti", "1.250", "2.500"], decisions={"thousands": "."}
    )
    assert (found.values["workers"], found.values["sales"], found.questions) == ([1250], [2500], [])


def test_place_and_date_in_one_column_fill_both_fields():
    found = parsed(["Nama", "Tempat/Tgl Lahir"], ["Siti", "Palembang, 15 Juni 1985"], ["Budi", date(1990, 1, 2)])
    assert found.values["birth_place"] == ["Palembang", None]
    assert found.values["birth_date"] == [date(1985, 6, 15), date(1990, 1, 2)]


def test_a_column_of_places_is_not_overwritten_by_the_dates():
    found = parsed(["Nama", "Tempat Lahir", "TTL"], ["Siti", "Prabumulih", "Palembang, 15 Juni 1985"])
    assert found.values["birth_place"] == ["Prabumulih"]


def test_one_and_true_are_not_mixed_up():
    found = parsed(["Nama", "Jumlah Tenaga Kerja"], ["Siti", 1], ["Budi", True], ["Ani", 1.0])
    assert found.values["workers"] == [1, None, 1]
    assert [(issue.row, issue.code) for issue in found.issues] == [(3, "number_unread")]


def test_nik_masked_by_our_own_export_are_kept_for_recognition_and_other_maskings_refused():
    found = parsed(["Nama", "NIK (tersamar)"], ["Siti", "1671••••••••••99"], ["Budi", "1671********9999"])
    assert found.values["nik_masked"] == ["1671••••••••••99", None]
    assert [(issue.row, issue.code) for issue in found.issues] == [(3, "nik_masked")]


def test_r3_no_issue_and_no_question_holds_a_nik():
    found = parsed(["Nama", "NIK", "No HP"], ["Siti", int(NIK), NIK], ["Budi", NIK + "9", "x"])
    assert len(found.issues) == 4
    assert NIK[:-1] not in str(found.issues)
    assert found.questions == []
