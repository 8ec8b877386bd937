"""Lists as files: text stays text, numbers stay numbers, unknown is said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dekon_portal.core.exports import csv_response, xlsx_response

COLUMNS = [("name", "Nama"), ("count", "Jumlah"), ("on", "Tanggal"), ("at", "Waktu"), ("nik", "NIK")]
ROW = {
    "name": '=HYPERLINK("http://contoh.id")',
    "count": 12500,
    "on": date(2020, 6, 15),
    "at": datetime(2020, 7, 3, 3, 12, tzinfo=UTC),
    "nik": "1671••••••••••01",
}


def sheet_of(response) -> list[tuple]:
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return list(book.active.iter_rows())


def lines_of(response) -> list[str]:
    return b"".join(response.streaming_content).decode().splitlines()


def test_xlsx_keeps_each_kind_of_value():
    heading, row = sheet_of(xlsx_response(COLUMNS, iter([ROW]), "daftar"))
    assert [cell.value for cell in heading] == ["Nama", "Jumlah", "Tanggal", "Waktu", "NIK"]
    assert row[0].data_type == "s"
    assert row[0].value == ROW["name"]
    assert (row[1].data_type, row[1].value) == ("n", 12500)
    assert row[2].value == datetime(2020, 6, 15)
    assert row[3].value == datetime(2020, 7, 3, 10, 12)  # Jakarta's clock


def test_number_that_excel_would_round_is_text():
    row = sheet_of(xlsx_response([("n", "N")], [{"n": 1671101506859999}], "daftar"))[1]
    assert (row[0].data_type, row[0].value) == ("s", "1671101506859999")


def test_unknown_is_said_and_nothing_is_blank():
    columns, rows = [("a", "A"), ("b", "B"), ("c", "C")], [{"a": None, "b": "", "c": 0}]
    row = sheet_of(xlsx_response(columns, rows, "daftar"))[1]
    assert [cell.value for cell in row] == ["belum diketahui", None, 0]
    assert lines_of(csv_response(columns, rows, "daftar"))[1] == "belum diketahui;;0"


def test_two_columns_of_one_name_keep_their_own_values():
    columns, rows = [("a", "Provinsi"), ("b", "Provinsi")], [{"a": "Bali", "b": "Aceh"}]
    heading, row = sheet_of(xlsx_response(columns, rows, "daftar"))
    assert [cell.value for cell in heading] == ["Provinsi", "Provinsi (2)"]
    assert [cell.value for cell in row] == ["Bali", "Aceh"]


def test_an_empty_list_still_has_its_headings():
    assert [cell.value for cell in sheet_of(xlsx_response(COLUMNS, [], "daftar"))[0]] == [
        "Nama", "Jumlah", "Tanggal", "Waktu", "NIK",
    ]  # fmt: skip


def test_a_column_whose_first_values_are_unknown_still_shows_its_dates_and_numbers():
    rows = [{"on": None, "count": None}, {"on": date(2020, 6, 15), "count": 12500}]
    sheet = sheet_of(xlsx_response([("on", "Tanggal"), ("count", "Jumlah")], rows, "daftar"))
    assert [(cell.value, cell.number_format) for cell in sheet[2]] == [
        (datetime(2020, 6, 15), "dd/mm/yyyy"),
        (12500, "#,##0"),
    ]


def test_a_fault_while_rows_are_read_leaves_no_half_file():
    def rows():
        yield ROW
        raise LookupError

    with pytest.raises(LookupError):
        xlsx_response(COLUMNS, rows(), "daftar")


def test_csv_is_what_indonesian_excel_opens():
    response = csv_response(COLUMNS, iter([ROW]), "daftar kegiatan")
    assert 'filename="daftar kegiatan.csv"' in response["Content-Disposition"]
    heading, row = lines_of(response)
    assert heading == "\ufeffNama;Jumlah;Tanggal;Waktu;NIK"
    assert row == '"\'=HYPERLINK(""http://contoh.id"")";12500;2020-06-15;2020-07-03 10:12;1671••••••••••01'


def test_csv_defuses_every_sign_a_formula_starts_with_but_leaves_numbers():
    rows = [{"v": value} for value in ("=1", "+1", "-1", "@a", "\ta", -1)]
    assert lines_of(csv_response([("v", "V")], rows, "daftar"))[1:] == ["'=1", "'+1", "'-1", "'@a", "'\ta", "-1"]
