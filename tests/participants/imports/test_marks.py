"""Step 1, what calamine does not tell: error cells, formulas never calculated, what is hidden; in every format."""

from __future__ import annotations

from struct import pack

import pytest
import xlwt

from participants.imports.locate import locate
from participants.imports.map import map_headers
from participants.imports.marks import NO_VALUE
from participants.imports.parse import parse
from participants.imports.read import read

from .sheets import HEADINGS, NIK_MAN, SITI, cell, raw_ods, raw_xlsx, xls, xlsx

BUDI = [2, "Budi Santoso", NIK_MAN, "L"]
ANI = [3, "Ani", "", "P"]
HEAD = f'<row r="1">{cell("A1", "Nama")}{cell("B1", "Jenis Kelamin")}</row>'


def ods_cell(text="", more=""):
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def ods_row(*cells, more=""):
    written = "".join(one if one.startswith("<") else ods_cell(one) for one in cells)
    return f"<table:table-row {more}>{written}</table:table-row>"


def ods_list(*rows, **more):
    return raw_ods(ods_row("Nama", "Jenis Kelamin") + "".join(rows), **more)


def issues(data):
    table = locate(read(data))
    return [(one.row, one.field, one.code) for one in parse(table, map_headers(table)).issues]


def notes(data):
    return locate(read(data)).notes


# error cells


def xlsx_error():
    return raw_xlsx(f'{HEAD}<row r="2">{cell("A2", "Siti")}<c r="B2" s="1" t="e"><f>X9</f><v>#REF!</v></c></row>')


def xlsx_error_with_prefixes():
    rows = f"{HEAD}<row>{cell('A2', 'Siti')}<c r='B2' t='e'><f>{'A' * 5000}</f><v>#N/A</v></c></row>"
    return raw_xlsx(rows.replace("</", "</x:").replace("<", "<x:").replace("<x:/", "</").replace("x:x:", "x:"))


def xls_error():
    return xls(["Nama", "Jenis Kelamin"], ["Siti"], formats=lambda _book, sheet: sheet.row(1).set_cell_error(1, 0x2A))


def xls_formula(result):
    """A formula whose stored result is replaced: xlwt knows none but the empty one."""
    data = xls(["Nama", "Jenis Kelamin"], ["Siti", xlwt.Formula("1/0")])
    assert data.count(b"\x03\0\0\0\0\0\xff\xff") == 1
    return data.replace(b"\x03\0\0\0\0\0\xff\xff", result)


def ods_error(text="#DIV/0!", more='calcext:value-type="error"'):
    return ods_list(ods_row("Siti", ods_cell(text, f'table:formula="of:=1/0" office:string-value="" {more}')))


@pytest.mark.parametrize(
    "data",
    [
        xlsx_error(),
        xlsx_error_with_prefixes(),
        xls_error(),
        xls_formula(b"\x02\0\x07\0\0\0\xff\xff"),
        ods_error(),
        ods_error("Galat:508"),
        ods_error("Err:508"),
        ods_error(more=""),
    ],
    ids=[
        "xlsx",
        "xlsx with prefixes",
        "xls",
        "xls formula",
        "ods",
        "ods of another language",
        "ods by its number",
        "ods of Excel",
    ],
)
def test_an_error_cell_is_told_and_not_read_as_empty(data):
    assert issues(data) == [(2, "sex", "cell_error")]


def test_an_error_is_found_where_the_places_are_left_out():
    rows = f"<row>{cell('A1', 'Nama')}</row><row><c t='e'><f>{'A' * 5000}</f><v>#N/A</v></c></row>"
    assert read(raw_xlsx(rows.replace(' r="A1"', ""))).sheets[0].rows == [["Nama"], ["#N/A"]]


def test_errors_stand_in_their_places_in_repeated_cells_and_rows_of_ods():
    broken = ods_cell("#N/A", 'table:formula="of:=X" table:number-columns-repeated="2"')
    rows = ods_list(
        ods_row("", more='table:number-rows-repeated="3"'),
        ods_row("Siti", broken, more='table:number-rows-repeated="2"'),
    )
    assert read(rows).sheets[0].rows[4:] == [["Siti", "#N/A", "#N/A"]] * 2


def test_a_note_on_a_cell_is_not_its_text():
    note = "<office:annotation><text:p>#REF!</text:p></office:annotation>"
    value = ods_cell("P", 'table:formula="of:=A1"').replace("<text:p>", f"{note}<text:p>")
    assert read(ods_list(ods_row("Siti", value))).sheets[0].rows[1] == ["Siti", "P"]


def test_a_sheet_of_a_chart_before_the_list_does_not_shift_what_is_told():
    def more(book, _sheet):
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Peserta!$A$1:$A$2"})
        book.add_chartsheet("Grafik").set_chart(chart)
        later = book.add_worksheet("Lain")
        later.write_string(0, 0, "Nama")
        later.write_formula(1, 0, "=1/0", None, "#DIV/0!")

    sheets = read(xlsx(HEADINGS, SITI, formats=more)).sheets
    assert [(one.name, one.rows[1][0], one.has_formulas) for one in sheets] == [
        ("Peserta", 1, False),
        ("Lain", "#DIV/0!", True),
    ]


# formulas


def xlsx_formula(content, kind=""):
    return raw_xlsx(f'{HEAD}<row r="2">{cell("A2", "Siti")}<c r="B2"{kind}>{content}</c></row>')


@pytest.mark.parametrize(
    "data",
    [
        xlsx_formula("<f>C2</f>"),
        xlsx_formula("<f>C2</f><v></v>"),
        xlsx_formula("<f>C2</f><v/>"),
        xlsx_formula('<f t="shared" si="0"/>'),
        xlsx_formula("<f>C2</f>", ' t="str"'),
        ods_list(ods_row("Siti", '<table:table-cell table:formula="of:=C2"/>')),
    ],
)
def test_a_formula_that_was_never_calculated_is_told(data):
    assert issues(data) == [(2, "sex", "formula_no_value")]


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (xlsx_formula("<f>C2</f><v>P</v>", ' t="str"'), "P"),
        (xlsx_formula("<f>C2</f><v></v>", ' t="str"'), ""),
        (xlsx_formula("<f>5+7</f><v>12</v>"), 12),
        (xlsx_formula("<f>C2</f><is><t>P</t></is>", ' t="inlineStr"'), "P"),
        (xls_formula(b"\x03\0\0\0\0\0\xff\xff"), ""),
        (xls_formula(b"\0\0\0\0\0\0\x28\x40"), 12),
        (ods_list(ods_row("Siti", ods_cell("P", 'table:formula="of:=C2"'))), "P"),
        (ods_list(ods_row("Siti", ods_cell("", 'table:formula="of:=C2" office:string-value=""'))), ""),
    ],
)
def test_a_formula_gives_its_stored_value_and_is_told(data, value):
    row = read(data).sheets[0].rows[1]
    assert [*row, ""][:2] == ["Siti", value]
    assert any("rumus" in note for note in notes(data))


def test_formulas_alone_make_a_row():
    rows = f'{HEAD}<row r="2">{cell("A2", "Siti")}</row><row r="3"><c r="A3"><f>X</f></c><c r="D3"><f>X</f></c></row>'
    assert read(raw_xlsx(rows)).sheets[0].rows[2] == [NO_VALUE, "", "", NO_VALUE]


def test_the_formula_of_a_condition_is_no_cell():
    more = f'{HEAD}<row r="2">{cell("A2", "Siti")}</row></sheetData><extLst><ext><f>A1</f></ext></extLst><sheetData>'
    assert not read(raw_xlsx(more)).sheets[0].has_formulas


# what is hidden


def hidden_xlsx(_book, sheet):
    for row in (2, 3):
        sheet.set_row(row, None, None, {"hidden": True})
    sheet.set_row(90, None, None, {"hidden": True})
    sheet.set_column(2, 3, None, None, {"hidden": True})
    sheet.set_column(20, 30, None, None, {"hidden": True})


def hidden_xls(_book, sheet):
    for row in (2, 3, 90):
        sheet.row(row).hidden = True
    for column in (2, 3, 30):
        sheet.col(column).hidden = True


def hidden_ods():
    plain, hidden = "<table:table-column/>", '<table:table-column table:visibility="collapse"/>'
    off = 'table:visibility="filter"'
    texts = [[str(one) for one in row] for row in (HEADINGS, SITI, BUDI, ANI)]
    rows = [ods_row(*row, more=off if row[0] in "23" else "") for row in texts]
    return raw_ods(plain * 2 + hidden * 2 + "".join(rows))


@pytest.mark.parametrize(
    "data",
    [
        xlsx(HEADINGS, SITI, BUDI, ANI, formats=hidden_xlsx),
        xls(HEADINGS, SITI, BUDI, ANI, formats=hidden_xls),
        hidden_ods(),
    ],
    ids=["xlsx", "xls", "ods"],
)
def test_hidden_rows_and_columns_are_taken_and_named(data):
    table = locate(read(data))
    assert [number for number, _cells in table.rows] == [2, 3, 4]
    assert "Baris yang disembunyikan ikut diambil: baris 3–4." in table.notes
    assert "Kolom yang disembunyikan ikut diambil: kolom C–D." in table.notes


def xlsx_hidden_sheet():
    def hide(book, sheet):
        book.add_worksheet("Sampul").activate()
        sheet.hide()

    return xlsx(HEADINGS, SITI, formats=hide)


def xls_hidden_sheet():
    def hide(book, sheet):
        book.add_sheet("Sampul")
        sheet.visibility = 1

    return xls(HEADINGS, SITI, formats=hide)


def ods_hidden_sheet():
    style = (
        '<style:style style:name="t" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    return ods_list(ods_row("Siti", "P"), styles=style, table='table:style-name="t"')


@pytest.mark.parametrize(
    "data", [xlsx_hidden_sheet(), xls_hidden_sheet(), ods_hidden_sheet()], ids=["xlsx", "xls", "ods"]
)
def test_a_hidden_sheet_that_was_taken_is_named(data):
    assert "Lembar “Peserta” disembunyikan di dalam berkas, tetapi tetap diambil." in notes(data)


def test_only_the_sheet_that_was_taken_is_spoken_of():
    def more(book, _sheet):
        other = book.add_worksheet("Catatan")
        other.write_formula(0, 0, "=1+1", None, 2)
        other.set_row(0, None, None, {"hidden": True})
        other.hide()

    assert notes(xlsx(HEADINGS, SITI, formats=more)) == ["Lembar “Peserta”, judul kolom pada baris 1."]


def small_xls(book):
    """A file system that holds the records in its small sectors."""

    def entry(name, kind, start, size, child=-1):
        text = name.encode("utf-16-le")
        return pack("<64sHBBiii36xII4x", text, len(text) + 2, kind, 1, -1, -1, child, start, size)

    small = -(-len(book) // 64)
    header = pack("<8s16xHHHHH6xIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096)
    header += pack("<IIII109i", 2, 1, 0xFFFFFFFE, 0, 0, *[-1] * 108)
    last = 3 + -(-len(book) // 512)
    table = pack("<128i", -3, -2, -2, *range(4, last), -2, *[-1] * (128 - last))
    directory = entry("Root Entry", 5, 3, small * 64, child=1) + entry("Workbook", 2, 0, len(book)) + bytes(256)
    small_table = pack("<128i", *range(1, small), -2, *[-1] * (128 - small))
    return header + table + directory + small_table + book + bytes(-len(book) % 512)


def test_an_xls_that_is_kept_in_small_sectors_is_read():
    whole = xls_error()
    records = whole[512 : 512 + 4096].rstrip(b"\0")
    assert issues(small_xls(records + bytes(3))) == [(2, "sex", "cell_error")]


def test_an_xls_beyond_the_first_tables_is_read():
    """Above some 7 MB, the sectors of the table are themselves listed in a chain."""
    data = xls(
        ["Nama", "Alamat"],
        *[[f"Orang {n}", f"{n} " + "x" * 400] for n in range(17_000)],
        formats=lambda _book, sheet: sheet.row(17_000).set_cell_error(2, 0x2A),
    )
    assert len(data) > 7_200_000
    assert read(data).sheets[0].rows[17_000][2] == "#N/A"
