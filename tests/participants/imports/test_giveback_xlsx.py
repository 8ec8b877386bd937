"""An xlsx given back is the person's own file: only colours, comments and a sheet in front are added."""

from __future__ import annotations

import io
import random
import re
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from django.utils import translation

from participants.imports.giveback import Notes, give_back
from participants.imports.giveback.notes import MAX_COMMENTS
from participants.imports.giveback.xlsx import annotated
from participants.imports.giveback.xlsx_comments import with_shapes
from participants.imports.locate import locate
from participants.imports.read import Unreadable, read
from tests.processor import processor_time

from .givebacks import BLUE, RED, YELLOW, changed, colour, noted, opened, part, rows, said
from .sheets import HEADINGS, NIK, SITI, cell, raw_xlsx, xlsx

BUDI = [2, "Budi Rekaan", "", "L"]
SHEET = "xl/worksheets/sheet1.xml"
NIK_EMPTY = "NIK kosong. Lengkapi bila sudah diketahui."


def given(data, *notes, **more):
    out, extension = give_back(data, "daftar.xlsx", noted(*notes, **more))
    assert extension == "xlsx"
    return out


def in_place(data, *notes, **more):
    """Given back, and surely not rebuilt."""
    return annotated(data, noted(*notes, **more))


def test_faulty_cells_are_coloured_and_say_what_to_do():
    data = xlsx(HEADINGS, SITI, BUDI)
    out = in_place(data, (2, 1, "error", "Nama salah."), (3, 2, "warning", NIK_EMPTY), (3, 3, "ask", "P?"))
    sheet = opened(out)["Peserta"]
    assert {place: colour(sheet[place]) for place in ("B2", "C3", "D3", "B3")} == {
        "B2": RED,
        "C3": YELLOW,
        "D3": BLUE,
        "B3": None,
    }
    assert said(sheet) == {"B2": "Nama salah.", "C3": NIK_EMPTY, "D3": "P?"}
    assert sheet["B2"].comment.author == "Portal IKM"
    assert rows(out) == rows(data)


def test_several_problems_of_a_cell_are_all_said_and_the_gravest_colours():
    out = in_place(xlsx(HEADINGS, SITI), *((2, 1, grave, grave) for grave in ("warning", "ask", "error", "ask")))
    sheet = opened(out)["Peserta"]
    assert colour(sheet["B2"]) == RED
    assert said(sheet) == {"B2": "warning\nask\nerror"}


def test_what_concerns_a_whole_row_is_said_at_its_first_cell():
    out = in_place(xlsx(["", "Nama"], ["", "Siti"]), (2, None, "error", "Baris ganda."), first_column=1)
    assert said(opened(out)["Peserta"]) == {"B2": "Baris ganda."}


def formatted(book, sheet):
    look = book.add_format({"num_format": "dd mmm yyyy", "border": 2, "bold": True, "bg_color": "#AABBCC"})
    sheet.write_datetime(1, 4, date(1985, 6, 15), look)
    sheet.set_column(2, 2, 30, book.add_format({"num_format": "@"}))
    sheet.set_row(3, 40, book.add_format({"italic": True}))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 1, 3)
    sheet.data_validation(1, 3, 9, 3, {"validate": "list", "source": ["L", "P"]})


def test_formats_widths_filters_and_lists_stay():
    data = xlsx(HEADINGS, SITI, formats=formatted)
    out = in_place(data, (2, 4, "error", "Tanggal."))
    before, sheet = opened(data)["Peserta"], opened(out)["Peserta"]
    one, other = before["E2"], sheet["E2"]
    assert (other.number_format, other.font.b, other.border.left.style) == ("dd mmm yyyy", True, one.border.left.style)
    assert (colour(one), colour(other)) == ("FFAABBCC", RED)
    assert sheet.column_dimensions["C"].width == before.column_dimensions["C"].width
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D2"
    assert sheet.data_validations.dataValidation[0].formula1 == '"L,P"'


def test_an_absent_cell_takes_the_format_of_its_row_or_column():
    out = in_place(xlsx(HEADINGS, [1, "Siti"], formats=formatted), (2, 2, "error", "x"), (4, 2, "error", "y"))
    sheet = opened(out)["Peserta"]
    assert (sheet["C2"].number_format, colour(sheet["C2"])) == ("@", RED)
    assert (sheet["C4"].font.i, colour(sheet["C4"])) == (True, RED)


def test_absent_cells_and_rows_are_put_in_their_places():
    cells = f'<row r="2" spans="2:4">{cell("B2", "Nama")}{cell("D2", "NIK")}</row><row r="5"/>'
    data = with_styles(cells)
    notes = [(row, column, "error", "Isi.") for row in (1, 2, 5, 7) for column in (0, 2, 5)]
    out = in_place(data, *notes)
    written = part(out, SHEET)
    assert re.findall(r'<row r="(\d)"', written) == ["1", "2", "5", "7"]
    assert re.findall(r'r="(\w2)"', written) == ["A2", "B2", "C2", "D2", "F2"]
    assert "spans" not in written
    assert rows(out) == rows(data)


def with_styles(cells, head=""):
    """Rows written by hand in a workbook that has formats."""
    data = xlsx(["Nama"], ["Siti"])
    start = "<sheetData>"
    return changed(
        data, **{SHEET: lambda old: head + old[: old.index(start)] + start + cells + old[old.index("</sheetData>") :]}
    )


def test_cells_without_places_and_single_quotes_are_followed():
    one = "<c t='inlineStr'><is><t>%s</t></is></c>"
    data = with_styles(f"<row>{one % 'Nama'}{one % 'NIK'}</row><row >{one % 'Siti'}<c s='0' ><v>1</v></c></row>")
    out = in_place(data, (2, 1, "error", "NIK."), (2, 4, "error", "Kosong."))
    sheet = opened(out)["Peserta"]
    assert (colour(sheet["B2"]), colour(sheet["E2"]), colour(sheet["A2"])) == (RED, RED, None)
    assert rows(out) == rows(data)


def test_elements_with_a_prefix_are_followed():
    def prefixed(old):
        return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", old).replace(" xmlns=", " xmlns:x=")

    names = (SHEET, "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml")
    data = changed(xlsx(HEADINGS, SITI, BUDI), **dict.fromkeys(names, prefixed))
    out = in_place(data, (2, 1, "error", "Nama."), (5, 0, "ask", "Baris."))
    book = opened(out)
    assert book.sheetnames == ["Ringkasan impor", "Peserta"]
    assert said(book["Peserta"]) == {"B2": "Nama.", "A5": "Baris."}
    assert colour(book["Peserta"]["B2"]) == RED


def test_untouched_parts_are_copied_byte_for_byte():
    data = xlsx(HEADINGS, SITI, formats=lambda book, sheet: book.add_worksheet("Lain").write(0, 0, "=isi"))
    out = in_place(data, (2, 1, "error", "Nama."))
    for name in ("xl/sharedStrings.xml", "xl/theme/theme1.xml", "docProps/core.xml", "xl/worksheets/sheet2.xml"):
        assert part(out, name) == part(data, name)


def test_the_summary_comes_first_and_is_shown():
    def more(book, sheet):
        book.add_worksheet("Lain").activate()
        book.define_name("Lain!Daftar", "=Lain!$A$1")
        sheet.repeat_rows(0)

    notes = noted((2, 1, "error", "Nama."), heading="Daftar Rekaan", summary=[("Berkas", "=a.xlsx"), ("Baris", 12500)])
    notes.kinds = [("Nama salah.", 1)]
    out = annotated(xlsx(HEADINGS, SITI, formats=more), notes)
    book = opened(out)
    assert book.sheetnames == ["Ringkasan impor", "Peserta", "Lain"]
    assert book.active.title == "Ringkasan impor"
    assert [one.title for one in book if one.sheet_view.tabSelected] == ["Ringkasan impor"]
    shown = [row for row in book.active.iter_rows(values_only=True) if any(row)]
    assert shown[0][0] == "Daftar Rekaan"
    assert ("Berkas", "=a.xlsx") in shown
    assert ("Baris", "12.500") in shown
    assert ("Nama salah.", "1") in shown
    assert book.active["A4"].data_type == "s"
    assert book["Lain"].defined_names["Daftar"].value == "Lain!$A$1"
    assert book["Peserta"].print_title_rows == "$1:$1"
    assert "TitlesOfParts" not in part(out, "docProps/app.xml")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_summary_is_never_taken_for_the_list(language):
    with translation.override(language):
        notes = noted((2, 1, "error", "Nama."), summary=[(name, "x") for name in HEADINGS])
        out = annotated(xlsx(HEADINGS, SITI), notes)
        assert opened(out).sheetnames[0] == {"id": "Ringkasan impor", "en": "Import summary"}[language]
    assert [sheet.name for sheet in read(out).sheets] == ["Peserta"]
    assert locate(read(out)).sheet == "Peserta"


def commented(_book, sheet):
    sheet.write_comment(1, 1, "Cek ke kantor desa", {"author": "Petugas"})
    sheet.write_comment(2, 1, "Sudah dicek", {"author": "Petugas"})


def test_comments_of_others_are_kept_and_ours_put_behind():
    out = in_place(xlsx(HEADINGS, SITI, BUDI, formats=commented), (2, 1, "error", "Nama."), (3, 2, "error", NIK_EMPTY))
    sheet = opened(out)["Peserta"]
    assert said(sheet) == {
        "B2": "Cek ke kantor desa\nPortal IKM: Nama.",
        "B3": "Sudah dicek",
        "C3": NIK_EMPTY,
    }
    assert part(out, "xl/drawings/vmlDrawing1.vml").count("<x:ClientData") == 3
    mended = opened(in_place(out))["Peserta"]
    assert said(mended) == {"B2": "Cek ke kantor desa", "B3": "Sudah dicek"}


def test_a_conversation_is_left_as_it_is():
    data = xlsx(HEADINGS, SITI, formats=commented)
    data = changed(data, **{"xl/comments1.xml": lambda old: old.replace("Petugas", "tc={0-0}")})
    sheet = opened(in_place(data, (2, 1, "error", "Nama.")))["Peserta"]
    assert said(sheet)["B2"] == "Cek ke kantor desa"
    assert colour(sheet["B2"]) == RED


def test_the_next_round_takes_away_what_the_last_one_said():
    data = xlsx(HEADINGS, SITI, BUDI, formats=formatted)
    once = in_place(data, (2, 4, "error", "Tanggal."), (3, 2, "warning", NIK_EMPTY), (3, 1, "ask", "Nama?"))
    book = opened(once)  # as if it was opened and saved
    book["Peserta"]["C3"] = NIK
    out = io.BytesIO()
    book.save(out)
    for mended in (once, out.getvalue()):
        twice = in_place(mended, (3, 1, "error", "Nama."), heading="Kedua")
        book = opened(twice)
        sheet = book["Peserta"]
        assert book.sheetnames == ["Ringkasan impor", "Peserta"]
        assert book.active["A1"].value == "Kedua"
        assert said(sheet) == {"B3": "Nama."}
        assert [colour(sheet[place]) for place in ("E2", "C3", "B3")] == ["FFAABBCC", None, RED]
        assert sheet["E2"].number_format == "dd mmm yyyy"
        assert part(twice, "xl/workbook.xml").count("<sheet ") == 2
        assert rows(twice) == rows(mended)


def test_a_colour_that_libreoffice_made_up_is_not_taken_for_the_one_before():
    once = in_place(xlsx(HEADINGS, SITI, formats=formatted), (2, 4, "error", "Tanggal."))
    once = changed(once, **{"docProps/app.xml": lambda text: text.replace("Microsoft Excel", "LibreOffice/24.8")})
    assert colour(opened(in_place(once))["Peserta"]["E2"]) is None


def test_the_pointer_to_the_comments_stands_where_the_format_wants_it():
    table = xlsx(
        HEADINGS,
        SITI,
        formats=lambda _book, sheet: sheet.add_table(0, 0, 1, 3, {"columns": [{"header": h} for h in HEADINGS]}),
    )
    out = in_place(table, (2, 1, "error", "Nama."))
    assert re.search("</sheetData>.*<pageMargins[^>]*><legacyDrawing [^>]*><tableParts", part(out, SHEET))
    assert opened(out)["Peserta"].tables


def test_a_drawing_that_is_not_sound_xml_is_kept():
    old = b'<xml><v:shape id="_x0000_s2001"><div>a<br></div></v:shape></xml>'
    new = with_shapes(old, {(1, 1)}, {(2, 0)})
    assert old.removeprefix(b"<xml>").removesuffix(b"</xml>") in new
    assert b'id="_x0000_s2002"' in new
    assert with_shapes(new, {(2, 0)}, set()).count(b"<v:shape ") == 1


def test_only_so_many_cells_get_a_comment_and_the_summary_says_so():
    notes = [(row, 1, "error", "Nama.") for row in range(2, MAX_COMMENTS + 12)]
    out = in_place(xlsx(HEADINGS, *([SITI] * (MAX_COMMENTS + 10))), *notes)
    assert part(out, "xl/comments1.xml").count("<comment ") == MAX_COMMENTS
    assert len(re.findall(r'<c r="B\d+"[^>]* s="[1-9]', part(out, SHEET))) == MAX_COMMENTS + 10
    assert "Komentar ditulis pada 10.000 sel pertama dari 10.010 sel" in part(out, "xl/worksheets/sheet2.xml")


def test_what_a_cell_cannot_hold_is_left_out_of_a_comment():
    out = in_place(xlsx(HEADINGS, SITI), (2, 1, "error", "a\x00\x08<b>&\ufffe" + "x" * 40_000))
    assert said(opened(out)["Peserta"])["B2"][:6] == "a<b>&x"


@pytest.mark.parametrize(
    "data",
    [
        raw_xlsx(f'<row r="1">{cell("A1", "Nama")}</row><row r="2">{cell("A2", "Siti")}</row>'),
        with_styles(f'<row r="2">{cell("A2", "Siti")}</row><row r="1">{cell("A1", "Nama")}</row>'),
        with_styles(f'<row r="1">{cell("A1", "Nama")}</row><row r="2">{cell("A2", "Siti")}<c s="x"/></row>'),
        with_styles(f'<row r="1">{cell("A1", "Nama")}</row><row r="2">{cell("A2", "Siti")}</row>', "\ufeff\n "),
    ],
    ids=["no formats", "disorder", "no number", "head"],
)
def test_a_file_written_unusually_is_rebuilt(data):
    out = given(data, (2, 0, "error", "Nama."))
    assert rows(out) == rows(data)
    assert said(opened(out)["Peserta"]) == {"A2": "Nama."}


def test_a_sheet_that_is_not_there_does_not_fail():
    out = given(xlsx(HEADINGS, SITI), (2, 1, "error", "Nama."), sheet="Lain")
    assert rows(out)[1][1] == "Siti Aminah"


def test_a_file_that_is_read_is_always_given_back():
    """Parts damaged at random: whatever `read` takes comes back, with the same rows."""
    chance = random.Random(7)
    data = in_place(xlsx(HEADINGS, SITI, BUDI, formats=commented), (3, 2, "error", NIK_EMPTY))
    names = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.startswith(("xl/", "["))]
    taken = 0
    for _round in range(60):
        damaged = changed(data, **{chance.choice(names): lambda text: damage(text, chance)})
        try:
            before = [sheet.rows for sheet in read(damaged).sheets]
        except Unreadable:
            continue
        taken += 1
        out, _extension = give_back(damaged, "daftar.xlsx", Notes("Peserta", 1))
        assert [sheet.rows for sheet in read(out).sheets] == before
    assert taken > 10


def damage(text, chance):
    tags = re.findall(r"<[^>]+>", text)
    one = chance.choice(tags)
    return text.replace(one, chance.choice(["", one + one, one[:-2] + ">", one.replace('"1"', '"x"')]), 1)


@pytest.mark.parametrize("crafted", ["<c " + " " * 1000, '<c r="A1" ' + "a" * 1000, "<!-- <c", "<row r='1'><c r='A1' "])
def test_a_crafted_part_does_not_make_the_search_start_over_and_over(crafted):
    with processor_time(5), suppress(Unreadable):
        give_back(with_styles(crafted * 2000), "daftar.xlsx", noted((1, 0, "error", "x")))


def test_a_tag_full_of_blanks_is_read_once():
    data = with_styles(f'<row r="1"><c r="A1" {" " * 900_000}t="str"><v>Nama</v></c></row>')
    with processor_time(5):
        assert colour(opened(in_place(data, (1, 0, "error", "x")))["Peserta"]["A1"]) == RED
