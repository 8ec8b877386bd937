"""Step 2: the list is found below titles, between sheets and above signatures; what was left out is said."""

from __future__ import annotations

import pytest

from participants.imports.locate import locate
from participants.imports.read import Unreadable, read
from participants.imports.workbook import Workbook

from .sheets import HEADINGS, NIK, NIK_MAN, SITI, book, sheet, xlsx

BUDI = [2, "Budi Santoso", NIK_MAN, "L"]


def found(*rows, **more):
    return locate(book(*rows, **more))


def numbers(table):
    return [number for number, _cells in table.rows]


def names(table, column=1):
    return [cells[column] for _number, cells in table.rows]


def test_headings_on_the_first_row():
    table = found(HEADINGS, SITI, BUDI)
    assert (table.sheet, table.header_row, table.headers) == ("Peserta", 1, HEADINGS)
    assert table.rows == [(2, SITI), (3, BUDI)]


def test_headings_below_title_and_blank_rows_keep_the_sheets_numbers():
    table = found(["DINAS PERINDUSTRIAN"], ["DAFTAR PESERTA BIMTEK"], [], [], [], HEADINGS, SITI)
    assert table.header_row == 6
    assert numbers(table) == [7]
    assert any("baris 6" in note for note in table.notes)


def test_the_sheet_that_holds_the_list_is_taken_and_others_are_told():
    other = [[1, "Ani", "", "P"]]
    several = Workbook(
        [
            sheet(["Petunjuk", "Isi nama lengkap"], name="Petunjuk"),
            sheet(HEADINGS, SITI, name="Palembang"),
            sheet(HEADINGS, *other, name="Ogan Ilir"),
        ]
    )
    table = locate(several)
    assert table.sheet == "Palembang"
    assert any("Ogan Ilir" in note and "Petunjuk" not in note for note in table.notes)
    assert locate(several, sheet="Ogan Ilir").rows == [(2, other[0])]


def test_a_hidden_sheet_is_not_preferred():
    several = Workbook(
        [sheet(HEADINGS, SITI, name="Lama", hidden=True), sheet(["Nama", "NIK"], ["Ani", NIK], name="Baru")]
    )
    assert locate(several).sheet == "Baru"


def test_a_person_may_name_the_row_of_headings():
    table = locate(book(["Nama", "NIK", "JK"], ["Nama orang", "NIK", "JK"], ["Siti", NIK, "P"]), header_row=2)
    assert table.headers[0] == "Nama orang"
    assert numbers(table) == [3]


@pytest.mark.parametrize("row", [0, 99])
def test_a_row_that_is_not_there_is_refused(row):
    with pytest.raises(Unreadable, match="tidak mempunyai baris"):
        locate(book(HEADINGS, SITI), header_row=row)


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(Unreadable, match=r"Juli.*Peserta"):
        locate(book(HEADINGS, SITI), sheet="Juli")


@pytest.mark.parametrize("rows", [[["Siti", NIK], ["Budi", NIK_MAN]], [["Rincian"], ["kain", 12], ["benang", 3]]])
def test_a_sheet_without_headings_is_refused(rows):
    with pytest.raises(Unreadable, match="Baris judul kolom tidak ditemukan") as refusal:
        locate(book(*rows))
    assert refusal.value.code == "no_header"


def test_two_rows_of_headings_with_merged_cells():
    data = xlsx(
        ["No", "Nama", "NIK", "", ""],
        ["", "", "", "L", "P"],
        [1, "Siti", NIK, 2, 3],
        merges=[(0, 0, 1, 0, "No"), (0, 1, 1, 1, "Nama"), (0, 2, 1, 2, "NIK"), (0, 3, 0, 4, "Tenaga Kerja")],
    )
    table = locate(read(data))
    assert table.headers == ["No", "Nama", "NIK", "Tenaga Kerja L", "Tenaga Kerja P"]
    assert table.groups == ["", "", "", "Tenaga Kerja", "Tenaga Kerja"]
    assert numbers(table) == [3]


def test_two_rows_of_headings_without_merges_as_in_csv_and_ods():
    table = found(["No", "Nama", "NIK", "Tenaga Kerja", ""], ["", "", "", "L", "P"], [1, "Siti", NIK, 2, 3])
    assert table.headers[3:] == ["Tenaga Kerja L", "Tenaga Kerja P"]
    assert numbers(table) == [3]


def test_a_row_of_groups_over_the_headings():
    data = xlsx(
        ["DAFTAR IKM"],
        [],
        ["", "", "", "", "", ""],
        ["No", "Nama", "NIK", "Nama", "NIB", "Produk"],
        [1, "Siti", NIK, "CV Maju", "", "Masker"],
        merges=[(2, 0, 3, 0, "No"), (2, 1, 2, 2, "Data Pemilik"), (2, 3, 2, 5, "Data Usaha")],
    )
    table = locate(read(data))
    assert table.headers[1:4] == ["Data Pemilik Nama", "Data Pemilik NIK", "Data Usaha Nama"]
    assert table.header_row == 4
    assert numbers(table) == [5]


def test_a_title_merged_over_the_list_is_no_group():
    data = xlsx(["", "", "", ""], HEADINGS, SITI, merges=[(0, 0, 0, 3, "DAFTAR PESERTA")])
    assert locate(read(data)).headers == HEADINGS


def test_a_line_about_the_activity_is_no_group():
    assert found(["Kegiatan :", "Bimtek APD"], HEADINGS, SITI).headers == HEADINGS


@pytest.mark.parametrize(
    "numbering", [[1, 2, 3, 4], ["1", "2", "3", "4"], ["(1)", "(2)", "(3)", "(4)"], [1.0, 2.0, 3.0, 4.0]]
)
def test_the_row_that_numbers_the_columns_is_no_person(numbering):
    table = found(HEADINGS, numbering, SITI)
    assert numbers(table) == [3]
    assert any("baris 2" in note for note in table.notes)


def test_headings_repeated_on_every_page_are_left_out_with_their_numbering():
    table = found(HEADINGS, SITI, HEADINGS, [1, 2, 3, 4], BUDI, ["NO", "NAMA LENGKAP", "NIK", "L / P"], SITI)
    assert numbers(table) == [2, 5, 7]


def test_blank_rows_and_lines_numbered_in_advance_are_passed_over():
    table = found(HEADINGS, SITI, [], ["", " ", "", ""], BUDI, [3], [4], [5])
    assert names(table) == ["Siti Aminah", "Budi Santoso"]


@pytest.mark.parametrize(
    "footer",
    [
        [["Jumlah", "", 2, ""]],
        [["", "TOTAL", 2, ""]],
        [
            ["", "", "", "Palembang, 15 Juni 2020"],
            ["", "", "", "Kepala Dinas"],
            [],
            ["", "", "", "Drs. H. Contoh"],
            ["", "", "", "NIP. 1965"],
        ],
        [["", "Mengetahui,", "", "Ketua Panitia"], [], ["", "Hj. Contoh", "", "Ir. Contoh"]],
        [["Catatan: daftar ini sementara"]],
    ],
    ids=["sum", "total", "place and date", "two signatures", "note"],
)
def test_sums_and_signatures_end_the_list(footer):
    table = found(HEADINGS, SITI, BUDI, *footer)
    assert numbers(table) == [2, 3]
    assert any("bukan data" in note for note in table.notes)


@pytest.mark.parametrize("text", ["Lili", "Vivi", NIK, "L, P"])
def test_what_is_no_count_in_the_column_of_counts_is_told(text):
    assert any("baris 3." in note for note in found(HEADINGS, SITI, [text, "", "", ""], BUDI).notes)


def test_words_at_the_left_edge_are_told_and_an_empty_numbered_line_is_not():
    table = found(HEADINGS, SITI, ["3."], ["(iv)"], ["Lanjutan halaman 2"], BUDI)
    assert numbers(table) == [2, 6]
    assert any("baris 5." in note for note in table.notes)


def test_a_sum_between_two_parts_does_not_end_the_list():
    assert numbers(found(HEADINGS, SITI, ["Jumlah", "", 1, ""], BUDI, ["Total", "", 2, ""])) == [2, 4]


def test_a_section_line_is_no_person():
    assert numbers(found(HEADINGS, ["Kecamatan Ilir Timur I"], SITI, ["", "Kota Prabumulih"], BUDI)) == [3, 5]


def test_a_person_with_nothing_but_a_name_is_kept():
    assert names(found(HEADINGS, SITI, ["", "Budi", "", ""])) == ["Siti Aminah", "Budi"]


def test_a_person_without_a_name_is_kept_to_be_told():
    assert numbers(found(HEADINGS, [1, "", NIK, "P"], SITI)) == [2, 3]


def test_a_value_merged_over_several_rows_stands_in_each():
    data = xlsx(
        ["Nama", "NIK", "Kab/Kota"], ["Siti", NIK, ""], ["Budi", NIK_MAN, ""], ["Ani", "", "Kota Bogor"],
        merges=[(1, 2, 2, 2, "Kota Palembang")],
    )  # fmt: skip
    assert names(locate(read(data)), 2) == ["Kota Palembang", "Kota Palembang", "Kota Bogor"]


@pytest.mark.parametrize("mark", ["Contoh: Siti Aminah", "contoh : Siti", "(Contoh) Siti"])
def test_example_rows_of_a_template_are_left_out(mark):
    assert numbers(found(HEADINGS, ["", mark, NIK, "P"], SITI)) == [3]
    assert numbers(found(HEADINGS, [mark, "Siti", NIK, "P"], SITI)) == [3]


def test_a_nik_taken_for_a_heading_is_not_shown():
    table = locate(book(["Siti", NIK], ["Budi", NIK_MAN]), header_row=1)
    assert NIK not in str(table.headers)


def test_what_stands_under_a_merge_stays():
    """LibreOffice may keep it."""
    below = found(HEADINGS, SITI, BUDI, merged=[((1, 1), (2, 1))])
    assert names(below) == ["Siti Aminah", "Budi Santoso"]


def test_locating_does_not_change_what_was_read():
    data = xlsx(["Nama", "Kab/Kota"], ["Siti", ""], ["Budi", ""], merges=[(1, 1, 2, 1, "Kota Palembang")])
    before = read(data)
    locate(before)
    assert before == read(data)
