"""CSV and xls come back as a new xlsx of the same rows, with the same colours and comments."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import pytest
import xlwt

from participants.imports.giveback import give_back
from participants.imports.giveback.rebuilt import rebuilt
from participants.imports.read import read

from .givebacks import RED, YELLOW, colour, noted, opened, rows, said
from .sheets import HEADINGS, NIK, SITI, csv, xls, xlsx


@pytest.mark.parametrize(
    ("data", "name", "sheet"), [(xls(HEADINGS, SITI), "a.xls", "Peserta"), (csv(HEADINGS, SITI), "a.csv", "CSV")]
)
def test_the_rows_come_back_as_a_workbook(data, name, sheet):
    notes = noted((2, 1, "error", "Nama."), (2, 5, "warning", "Isi."), (4, None, "error", "Baris."), sheet=sheet)
    out, extension = give_back(data, name, notes)
    assert extension == "xlsx"
    book = opened(out)
    assert book.sheetnames == ["Ringkasan impor", sheet]
    assert said(book[sheet]) == {"B2": "Nama.", "F2": "Isi.", "A4": "Baris."}
    assert (colour(book[sheet]["B2"]), colour(book[sheet]["F2"])) == (RED, YELLOW)
    assert book[sheet]["B2"].comment.author == "Portal IKM"
    assert book[sheet].freeze_panes == "A2"
    assert rows(out, sheet)[:2] == rows(data, sheet, name)
    again, _extension = give_back(out, "b.xlsx", noted(sheet=sheet))
    assert said(opened(again)[sheet]) == {}
    assert colour(opened(again)[sheet]["B2"]) is None


def test_digits_stay_text_and_nothing_becomes_a_formula():
    risky = ["=1+1", "+62812", "-3", "@SUM(A1)", '=HYPERLINK("http://a.id")', "http://a.id", "{=A1}"]
    data = csv(["Nama", "NIK", *"abcde"], ["Siti", NIK, *risky[:5]], ["Budi", "0012", *risky[2:]], separator="\t")
    sheet = opened(give_back(data, "a.csv", noted(sheet="CSV"))[0])["CSV"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert sheet["B2"].value == NIK
    assert sheet["C2"].value == "=1+1"
    assert not any(cell.hyperlink for cell in cells)


def test_values_of_all_kinds_stay():
    cells = ["Siti", date(1985, 6, 15), datetime(2024, 1, 2, 8, 30), time(7, 15), True, 12.5, date(1900, 1, 5), "#REF!"]
    data = xlsx(list("abcdefgh"), cells)
    out = rebuilt(data, "a.xlsx", noted((2, 1, "error", "Tanggal.")))
    before, after = rows(data), rows(out)
    assert before[1][:6] == after[1][:6]
    sheet = opened(out)["Peserta"]
    assert (sheet["B2"].number_format, colour(sheet["B2"])) == ("dd/mm/yyyy", RED)
    assert opened(rebuilt(csv(["a"], ["#REF!"]), "a.csv", noted()))["CSV"]["A2"].value == "#REF!"


def test_merged_and_hidden_come_back_too():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    sheet.write_merge(0, 0, 0, 1, "Data Usaha")
    sheet.write(1, 0, "Nama")
    hidden = book.add_sheet("Pilihan")
    hidden.write(0, 0, "L")
    hidden.visibility = 1
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    given = read(rebuilt(data, "a.xls", noted(sheet="Data"))).sheets
    assert given == read(data, "a.xls").sheets
    assert [(one.name, one.hidden, bool(one.merged)) for one in given] == [
        ("Data", False, True),
        ("Pilihan", True, False),
    ]


def test_long_and_strange_text_does_not_fail():
    data = csv(["Nama", "Ket"], ["Si\x01ti", "x" * 40_000])
    out = rebuilt(data, "a.csv", noted((2, 0, "error", "y" * 40_000), sheet="CSV"))
    assert rows(out, "CSV")[1][0] == "Si\x01ti"
    assert len(said(opened(out)["CSV"])["A2"]) == 32_000
