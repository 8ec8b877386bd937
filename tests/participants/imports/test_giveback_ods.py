"""An ods given back is the person's own file: only colours, comments and a sheet in front are added."""

from __future__ import annotations

import io
import random
import re
import zipfile

from participants.imports.giveback import Notes, give_back
from participants.imports.giveback.notes import MAX_COMMENTS
from participants.imports.giveback.ods import annotated
from participants.imports.read import Unreadable, read

from .givebacks import changed, noted, part, rows
from .sheets import HEADINGS, SITI, ods, zipped
from .test_giveback_xlsx import damage

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_ROOT = " ".join(f'xmlns:{name}="{_NAMES}{name}:1.0"' for name in ("office", "table", "style", "text"))
_STYLES = (
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N30">'
    '<style:table-cell-properties style:vertical-align="top"/></style:style>'
    '<style:style style:name="co1" style:family="table-column"/>'
)
_COLUMNS = (
    '<table:table-column/><table:table-column table:number-columns-repeated="3" table:default-cell-style-name="ce1"/>'
)


def written(lines, styles=_STYLES, columns=_COLUMNS):
    """An ods whose rows are written by hand."""
    body = (
        f'<table:table table:name="Peserta">{columns}{lines}</table:table><table:table table:name="Lain"></table:table>'
    )
    return zipped(
        **{
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_NAMES}manifest:1.0"/>',
            "content.xml": (
                f"<office:document-content {_ROOT}><office:automatic-styles>{styles}</office:automatic-styles>"
                f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
            ),
        }
    )


def cell(text, more="", inside=""):
    return f'<table:table-cell office:value-type="string" {more}>{inside}<text:p>{text}</text:p></table:table-cell>'


def line(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def seen(data):
    """Per row of the list: (style, repeated, comment, text) of each cell."""
    content = part(data, "content.xml")
    table = content[content.index('<table:table table:name="Peserta"') :]
    found = []
    for row in re.findall(r"<table:table-row[^>]*>(.*?)</table:table-row>", table):
        cells = re.findall(r"<table:table-cell([^>]*?)(?:/>|>(.*?)</table:table-cell>)", row)
        found.append([(_style(tag), *_said(inside)) for tag, inside in cells])
    return found


def _style(tag):
    style = re.search(r'table:style-name="([^"]*)"', tag)
    return style[1] if style else ""


def _said(inside):
    note, _end, text = inside.rpartition("</office:annotation>")
    return "|".join(re.findall(r"<text:p>(.*?)</text:p>", note)), re.sub("<[^>]*>", "", text)


def test_faulty_cells_are_coloured_and_say_what_to_do():
    data = written(line(cell("Nama"), cell("NIK")) + line(cell("Siti Aminah"), cell("12", 'table:style-name="ce1"')))
    out, extension = give_back(
        data, "a.ods", noted((2, 0, "warning", "Nama."), (2, 1, "error", "NIK."), (2, 1, "ask", "?"))
    )
    assert extension == "ods"
    assert seen(out)[1] == [
        ("portal-warning-Default", "Nama.", "Siti Aminah"),
        ("portal-error-ce1", "NIK.|?", "12"),
    ]
    style = re.search(r'<style:style style:name="portal-error-ce1".*?</style:style>', part(out, "content.xml"))[0]
    assert 'style:data-style-name="N30"' in style
    assert 'style:vertical-align="top" fo:background-color="#f9c9c6"' in style
    assert rows(out) == rows(data)


def test_the_summary_comes_first_and_is_not_read():
    settings = '<a xmlns:config="c"><config:config-item config:name="ActiveTable">Peserta</config:config-item></a>'
    with zipfile.ZipFile(io.BytesIO(ods(HEADINGS, SITI))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | {"settings.xml": settings}
    data = zipped(**parts)
    out = annotated(data, noted((2, 1, "error", "Nama."), heading="Daftar", summary=[("Berkas", "=a&b")]))
    tables = re.findall(r'<table:table table:name="([^"]*)"', part(out, "content.xml"))
    assert tables == ["Ringkasan impor", "Peserta"]
    assert "<text:p>=a&amp;b</text:p>" in part(out, "content.xml")
    assert ">Ringkasan impor<" in part(out, "settings.xml")
    assert [sheet.name for sheet in read(out).sheets] == ["Peserta"]
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert set(archive.namelist()) == set(parts)


def test_the_mimetype_stays_first_and_unpacked():
    out = annotated(ods(HEADINGS, SITI), noted((2, 1, "error", "Nama.")))
    first = zipfile.ZipFile(io.BytesIO(out)).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_repeated_cells_and_rows_are_taken_apart_only_where_needed():
    repeated = cell("P", 'table:number-columns-repeated="3"')
    data = written(
        line(cell("Nama"), repeated)
        + line(cell("Siti"), repeated, more='table:number-rows-repeated="5"')
        + line('<table:table-cell table:number-columns-repeated="4"/>', more='table:number-rows-repeated="1000"')
    )
    out = annotated(data, noted((3, 2, "error", "x"), (4, 0, "ask", "y"), (9, 1, "error", "z")))
    tags = re.findall(r"<table:table-row[^>]*>", part(out, "content.xml").split('table:name="Peserta"')[1])
    assert [re.findall(r'repeated="(\d+)"', tag) for tag in tags] == [[], [], [], [], ["2"], ["2"], [], ["997"]]
    assert seen(out)[2] == [("", "", "Siti"), ("", "", "P"), ("portal-error-ce1", "x", "P"), ("", "", "P")]
    assert seen(out)[6][1] == ("portal-error-ce1", "z", "")
    assert rows(out) == rows(data)


def test_absent_cells_and_rows_are_put_in_their_places():
    data = written(line(cell("Nama")))
    out = annotated(data, noted((1, 2, "error", "x"), (4, 1, "error", "y")))
    assert seen(out) == [
        [("", "", "Nama"), ("", "", ""), ("portal-error-ce1", "x", "")],
        [("", "", "")],
        [("", "", ""), ("portal-error-ce1", "y", "")],
    ]
    assert rows(out) == rows(data)


def test_absent_rows_come_before_what_stands_behind_rows():
    out = annotated(written(line(cell("Nama")) + "<table:named-expressions/>"), noted((3, 0, "error", "x")))
    assert re.search("</table:table-row><table:named-expressions/></table:table>", part(out, "content.xml"))
    assert [row[0][1] for row in seen(out)] == ["", "", "x"]


def test_comments_of_others_are_kept_and_ours_put_behind():
    theirs = "<office:annotation><text:p>Cek ke desa</text:p></office:annotation>"
    data = written(line(cell("Nama")) + line(cell("Siti", inside=theirs)))
    out = annotated(data, noted((2, 0, "error", "Nama.")))
    assert seen(out)[1] == [("portal-error-Default", "Cek ke desa|Portal IKM: Nama.", "Siti")]
    assert seen(annotated(out, noted()))[1] == [("Default", "Cek ke desa", "Siti")]


def test_the_next_round_takes_away_what_the_last_one_said():
    data = written(line(cell("Nama")) + line(cell("Siti", 'table:style-name="ce1"'), cell("12")))
    once = annotated(data, noted((2, 0, "error", "Nama."), (2, 1, "ask", "NIK?")))
    renamed = changed(once, **{"content.xml": lambda text: text.replace("portal-error-ce1", "ce9")})
    for mended, plain in ((once, "ce1"), (renamed, "portal-plain-ce9")):
        twice = annotated(mended, noted((2, 1, "warning", "NIK.")))
        assert seen(twice)[1] == [(plain, "", "Siti"), ("portal-warning-ce1", "NIK.", "12")]
        content = part(twice, "content.xml")
        assert content.count('<table:table table:name="Ringkasan impor"') == 1
        names = re.findall(r'style:name="([^"]*)"', content)
        assert len(names) == len(set(names))
        assert rows(twice) == rows(data)


def test_only_so_many_cells_get_a_comment():
    lines = line(cell("Siti"), more=f'table:number-rows-repeated="{MAX_COMMENTS + 10}"')
    notes = [(row, 0, "error", "Nama.") for row in range(2, MAX_COMMENTS + 7)]
    content = part(annotated(written(line(cell("Nama")) + lines), noted(*notes)), "content.xml")
    assert content.count("<office:annotation>") == MAX_COMMENTS
    assert content.count('"portal-error-Default"') == MAX_COMMENTS + 5 + 2  # the style itself, and the summary


def test_a_file_written_unusually_is_rebuilt():
    """Here without the styles that stand before the sheets."""
    data = written(line(cell("Nama")) + line(cell("Siti")))
    data = changed(
        data, **{"content.xml": lambda text: re.sub("<office:automatic-styles>.*</office:auto.*?>", "", text)}
    )
    out, extension = give_back(data, "a.ods", noted((2, 0, "error", "Nama.")))
    assert extension == "xlsx"
    assert rows(out) == rows(data)


def test_a_file_that_is_read_is_always_given_back():
    """Parts damaged at random: whatever `read` takes comes back, with the same rows."""
    chance = random.Random(7)
    data = annotated(ods(HEADINGS, SITI, SITI), noted((3, 2, "error", "NIK.")))
    taken = 0
    for _round in range(40):
        damaged = changed(data, **{"content.xml": lambda text: damage(text, chance)})
        try:
            before = [sheet.rows for sheet in read(damaged).sheets]
        except Unreadable:
            continue
        taken += 1
        out, _extension = give_back(damaged, "daftar.ods", Notes("Peserta", 1))
        assert [sheet.rows for sheet in read(out).sheets] == before
    assert taken > 5
