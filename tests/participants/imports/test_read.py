"""Step 1: every sheet an office has is read as it stands; what is unsafe is refused in a sentence, never a crash."""

from __future__ import annotations

import io
import random
import socket
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participants.imports.locate import locate
from participants.imports.map import map_headers
from participants.imports.parse import parse
from participants.imports.read import Unreadable, read
from tests.processor import processor_time

from .sheets import HEADINGS, NIK, SITI, SPREADSHEETML, cell, csv, ods, raw_ods, raw_xlsx, xls, xlsx, zipped

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0" + bytes(range(256))
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def refused(data, name="daftar.xlsx"):
    with pytest.raises(Unreadable) as refusal:
        read(data, name)
    assert refusal.value.sentence.endswith(".")
    return refusal.value.code


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (xlsx(HEADINGS, SITI), "daftar.xlsx"),
        (xls(HEADINGS, SITI), "daftar.xls"),
        (ods(HEADINGS, SITI), "daftar.ods"),
        (csv(HEADINGS, SITI), "daftar.csv"),
    ],
    ids=["xlsx", "xls", "ods", "csv"],
)
def test_each_kind_of_sheet_is_read(data, name):
    rows = read(data, name).sheets[0].rows
    assert rows[0] == HEADINGS
    assert rows[1][1:] == ["Siti Aminah", NIK, "P"]


def test_the_content_tells_the_type_not_the_name():
    assert read(xlsx(HEADINGS, SITI), "daftar.csv").sheets[0].name == "Peserta"
    assert read(csv(HEADINGS, SITI), "daftar.xlsx").sheets[0].rows[1][1] == "Siti Aminah"


def test_rows_and_columns_stand_where_the_sheet_shows_them():
    rows = read(xlsx([], [], ["", "", "Nama"], ["", "", "Siti"])).sheets[0].rows
    assert [row[2] for row in rows] == ["", "", "Nama", "Siti"]


def test_dates_booleans_and_numbers_come_as_they_are():
    row = read(xlsx(["Nama", "Lahir", "Hadir", "TK"], ["Siti", date(1985, 6, 15), True, 12])).sheets[0].rows[1]
    assert row == ["Siti", date(1985, 6, 15), True, 12.0]


def test_empty_sheets_are_left_out_and_hidden_ones_marked():
    def more(book, _sheet):
        book.add_worksheet("Kosong")
        hidden = book.add_worksheet("Pilihan")
        hidden.write(0, 0, "L")
        hidden.hide()

    sheets = read(xlsx(HEADINGS, SITI, formats=more)).sheets
    assert [(one.name, one.hidden) for one in sheets] == [("Peserta", False), ("Pilihan", True)]


@pytest.mark.parametrize("crafted", ['<c t="e" r="A1">', "<row ", '<row a="', '<c r="A1" t="e"><v>'])
def test_a_crafted_part_does_not_make_the_search_start_over_and_over(crafted):
    with processor_time(5), suppress(Unreadable):
        read(raw_xlsx(crafted * 60_000))


@pytest.mark.parametrize("data", [b"", b"   \r\n", b"\0\0\0", b"\xef\xbb\xbf", b";;;\r\n;;;\r\n"])
def test_an_empty_file_says_so(data):
    assert refused(data, "daftar.csv") == "empty"


def test_a_workbook_without_content_says_so():
    assert refused(xlsx()) == "no_rows"


@pytest.mark.parametrize(
    "data",
    [PNG, PDF, zipped(**{"word/document.xml": "<w/>"}), zipped(**{"daftar.xlsx": xlsx(HEADINGS, SITI)})],
    ids=["png", "pdf", "docx", "zip in zip"],
)
def test_another_type_renamed_is_refused(data):
    assert refused(data, "daftar.csv") == "wrong_type"


def test_a_pdf_with_the_name_of_a_workbook_is_refused():
    assert refused(PDF, "daftar.xlsx") == "wrong_type"
    assert refused(PDF + bytes(900), "daftar.xlsx") == "corrupt"


def test_damaged_binary_with_the_name_of_a_workbook_is_called_damaged():
    assert refused(PNG, "daftar.xlsx") == "corrupt"


def test_a_web_page_named_xls_is_told_how_to_save():
    assert refused(b"<html><table><tr><td>Nama</td></tr></table></html>", "daftar.xls") == "html"


def test_password_protected_files_are_told_how_to_open():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")) == "password"
    assert refused(encrypted_zip()) == "password"
    assert refused(encrypted_ods(), "daftar.ods") == "password"
    assert refused(zipped(**{"encrypted-package": b"x"}), "daftar.ods") == "password"


def encrypted_zip():
    """The flag of an encrypted part set in an otherwise plain file."""
    out = io.BytesIO(xlsx(HEADINGS, SITI))
    with zipfile.ZipFile(out) as archive:
        start = archive.start_dir
    data = bytearray(out.getvalue())
    data[start + 8] |= 1
    return bytes(data)


def encrypted_ods():
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"><manifest:encryption-data/>'
        "</manifest:file-entry></manifest:manifest>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(**{"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": "x"})


def test_macros_are_refused():
    assert refused(raw_xlsx("", **{"xl/vbaProject.bin": b"macro"})) == "macro"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert refused(ole + "Workbook".encode("utf-16-le") + "_VBA_PROJECT_CUR".encode("utf-16-le"), "a.xls") == "macro"


def test_a_word_file_of_old_is_no_sheet():
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a.xls") == "wrong_type"


def test_zip_bombs_are_refused_by_their_list_of_contents():
    assert refused(raw_xlsx("", **{"xl/media/a.xml": b" " * 30_000_000})) == "bomb"
    assert refused(raw_xlsx("", **{f"xl/media/{n}.xml": b"" for n in range(2001)})) == "bomb"


def test_a_list_of_contents_that_lies_is_found_out():
    out = io.BytesIO(raw_xlsx(" " * 3_000_000))
    with zipfile.ZipFile(out) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = out.getvalue().replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert refused(lying) == "corrupt"


@pytest.mark.parametrize("padding", ["", " " * 2_000_000], ids=["at the start", "far behind"])
def test_xml_commands_are_refused(padding):
    entity = f'<?xml version="1.0"?>{padding}<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert refused(raw_xlsx(f'<row r="1">{cell("A1", "&b;")}</row>', head=entity)) == "entities"


def test_a_damaged_file_is_refused():
    whole = xlsx(HEADINGS, SITI)
    assert refused(whole[:-200]) == "corrupt"
    assert refused(whole[:300]) == "corrupt"
    assert refused(xls(HEADINGS, SITI)[:2000], "a.xls") in ("corrupt", "wrong_type")


def test_two_cells_at_the_corners_of_a_sheet_do_not_end_the_process():
    """calamine would ask for half a terabyte."""
    corners = f'<row r="1">{cell("A1", "Nama")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'
    assert refused(raw_xlsx(corners)) == "corrupt"


def test_a_stray_cell_far_below_is_named_with_its_row():
    rows = f'<row r="1">{cell("A1", "Nama")}</row><row r="1048576">{cell("B1048576", "x")}</row>'
    with pytest.raises(Unreadable, match=r"Peserta.*baris 1\.048\.576"):
        read(raw_xlsx(rows))


def test_a_million_empty_rows_cost_nothing():
    empty = (
        "".join(f'<row r="{n}"><c r="A{n}"/></row>' for n in range(3, 60_000))
        + '<row r="1048576"><c r="A1048576"/></row>'
    )
    rows = f'<row r="1">{cell("A1", "Nama")}</row><row r="2">{cell("A2", "Siti")}</row>{empty}'
    assert read(raw_xlsx(rows)).sheets[0].rows == [["Nama"], ["Siti"]]


def test_a_sheet_formatted_down_to_its_last_row_is_read_at_once():
    formatted = "".join([f'<row r="{n}" s="1" customFormat="1" ht="20"/>' for n in range(3, 1_048_577)])
    rows = f'<row r="1">{cell("A1", "Nama")}</row><row r="2">{cell("A2", "Siti")}</row>'
    with processor_time(10):
        assert read(raw_xlsx(rows + formatted)).sheets[0].rows == [["Nama"], ["Siti"]]
    below = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    names = [f'<table:table-row><table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
             "</table:table-row>" for name in ("Nama", "Siti")]  # fmt: skip
    with processor_time(2):
        assert read(raw_ods("".join(names) + below)).sheets[0].rows == [["Nama"], ["Siti"]]


LONG = "x" * 10_000_000


@pytest.mark.parametrize("place", ["inline", "shared", "csv"])
def test_a_cell_of_ten_megabytes_is_refused_as_a_cell_and_not_as_a_file(place):
    with processor_time(10):
        if place == "csv":
            data = csv(["Nama", "Alamat"], ["Siti", LONG])
        elif place == "inline":
            data = raw_xlsx(
                f'<row r="1">{cell("A1", "Nama")}{cell("B1", "Alamat")}</row>'
                f'<row r="2">{cell("A2", "Siti")}{cell("B2", LONG)}</row>'
            )
        else:
            data = xlsx_of_shared("Nama", "Alamat", "Siti", LONG)
        table = locate(read(data))
        found = parse(table, map_headers(table))
    assert [(one.row, one.field, one.code) for one in found.issues] == [(2, "address", "cell_long")]


def xlsx_of_shared(*texts):
    """Two columns of texts that stand in the table of shared ones."""
    places = [(f"{letter}{row}", row) for row in (1, 2) for letter in "AB"]
    cells = [f'<c r="{place}" t="s"><v>{n}</v></c>' for n, (place, _row) in enumerate(places)]
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return raw_xlsx(
        f'<row r="1">{"".join(cells[:2])}</row><row r="2">{"".join(cells[2:])}</row>',
        **{"xl/sharedStrings.xml": f'<sst xmlns="{SPREADSHEETML}">{items}</sst>'},
    )


def test_links_to_other_files_are_never_followed():
    """The stored value is taken; the address is not so much as looked at."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    address = f"http://127.0.0.1:{server.getsockname()[1]}/lain.xlsx"
    link = f'<externalLink xmlns="{SPREADSHEETML}" xmlns:r="r"><externalBook r:id="rId1"/></externalLink>'
    relation = f'<Relationships><Relationship Id="rId1" Target="{address}" TargetMode="External"/></Relationships>'
    cells = f'<row r="1">{cell("A1", "Nama")}</row><row r="2"><c r="A2" t="str"><f>[1]Data!A2</f><v>Siti</v></c></row>'
    parts = {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": relation}
    assert read(raw_xlsx(cells, **parts)).sheets[0].rows == [["Nama"], ["Siti"]]
    with server, pytest.raises(TimeoutError):
        server.accept()


def test_more_than_300_columns_and_more_than_20_mb_are_refused():
    assert refused(xlsx([f"Kolom {n}" for n in range(301)])) == "too_many_columns"
    assert refused(csv([f"Kolom {n}" for n in range(301)]), "a.csv") == "too_many_columns"
    assert read(xlsx([f"Kolom {n}" for n in range(300)])).sheets
    assert refused(b"x" * (20 * 1024 * 1024 + 1)) == "too_large"


def test_more_than_100_000_rows_are_refused():
    assert refused(b"Nama;NIK\n" + b"Siti;1\n" * 100_300, "a.csv") == "too_many_rows"


def test_merged_cells_are_told():
    assert read(xlsx(["", ""], merges=[(0, 0, 0, 1, "Tenaga Kerja")])).sheets[0].merged == (((0, 0), (0, 1)),)


def opened_or_refused(data, name=""):
    """The sheets, or the sentence of the refusal; anything else that is raised fails the test."""
    try:
        return read(data, name).sheets
    except Unreadable as refusal:
        return refusal.sentence


@pytest.mark.parametrize("whole", [xlsx(HEADINGS, SITI), xls(HEADINGS, SITI)], ids=["xlsx", "xls"])
def test_damage_anywhere_is_read_or_refused_but_never_raises_anything_else(whole):
    chance = random.Random(3)
    for _turn in range(60):
        data = bytearray(whole)
        for _byte in range(chance.choice([1, 3, 10, 40])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert opened_or_refused(bytes(data))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_any_bytes_are_read_or_refused(data):
    assert opened_or_refused(data, "daftar.csv")
