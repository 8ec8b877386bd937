"""An xlsx given back is one that Excel opens without offering to repair it, whichever program wrote it."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.comments import Comment

from participants.imports.giveback import give_back
from participants.imports.giveback.markup import Unusual
from participants.imports.giveback.xlsx import annotated

from .givebacks import changed, noted, opened, part, renamed, rows, said
from .sheets import HEADINGS, SITI, xlsx

SHEET = "xl/worksheets/sheet1.xml"
CHAIN = "xl/calcChain.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROW = "{urn:schemas-microsoft-com:office:excel}Row"


def by_openpyxl(text="Tolong dicek"):
    """As pandas and openpyxl write it: each box of a comment names its namespaces itself, the drawing none."""
    book = openpyxl.Workbook()
    book.active.title = "Peserta"
    book.active.append(HEADINGS)
    book.active.append(SITI)
    book.active["A2"].comment = Comment(text, "Petugas")
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def boxes(data):
    """The rows that the boxes of the first drawing stand for; the drawing must be sound."""
    [name] = [one for one in zipfile.ZipFile(io.BytesIO(data)).namelist() if one.endswith(".vml")]
    return sorted(int(row.text) + 1 for row in ElementTree.fromstring(part(data, name)).iter(_ROW))  # noqa: S314


def test_boxes_beside_those_of_openpyxl_are_sound():
    out = annotated(by_openpyxl(), noted((2, 1, "error", "Nama."), (3, 1, "error", "Nama.")))
    assert said(opened(out)["Peserta"]) == {"A2": "Tolong dicek", "B2": "Nama.", "B3": "Nama."}
    assert boxes(out) == [2, 2, 3]


def test_our_boxes_are_taken_away_again_after_openpyxl_saved_them():
    once = annotated(by_openpyxl(), noted((2, 1, "error", "Nama."), (3, 1, "error", "Nama.")))
    again = annotated(saved(opened(once)), noted((2, 1, "error", "Nama.")))
    assert said(opened(again)["Peserta"]) == {"A2": "Tolong dicek", "B2": "Nama."}
    assert boxes(again) == [2, 2]


def with_formulas(formula="<f>1+1</f>"):
    """A formula in B2, and the order of calculation that names it."""

    def formatted(_book, sheet):
        sheet.write_formula(1, 1, "=1+1", None, 2)

    def put(text):
        return text.replace("<f>1+1</f>", formula)

    data = changed(xlsx(HEADINGS, SITI, formats=formatted), **{SHEET: put})
    chain = f'<calcChain xmlns="{MAIN}"><c r="B2" i="1"/></calcChain>'
    relation = f'<Relationship Id="rIdChain" Type="{TYPES}/calcChain" Target="calcChain.xml"/></Relationships>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    data = changed(
        data,
        **{
            "xl/_rels/workbook.xml.rels": lambda text: text.replace("</Relationships>", relation),
            "[Content_Types].xml": lambda text: text.replace(
                "</Types>", f'<Override PartName="/{CHAIN}" ContentType="{kind}"/></Types>'
            ),
        },
    )
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(CHAIN, chain)
    return out.getvalue()


def mended():
    notes = noted((2, 1, "error", "Nama."))
    notes.put(2, 1, "Siti")
    return notes


def test_the_order_of_calculation_does_not_name_a_formula_that_was_mended_away():
    out = annotated(with_formulas(), mended())
    assert CHAIN not in zipfile.ZipFile(io.BytesIO(out)).namelist()
    assert "calcChain" not in part(out, "xl/_rels/workbook.xml.rels") + part(out, "[Content_Types].xml")
    assert rows(out)[1][1] == "Siti"
    untouched = annotated(with_formulas(), noted((2, 1, "error", "Nama.")))
    assert part(untouched, CHAIN) == part(with_formulas(), CHAIN)


def test_a_formula_that_other_cells_share_is_not_taken_from_them():
    data = with_formulas('<f t="shared" ref="B2:B3" si="0">1+1</f>')
    with pytest.raises(Unusual):
        annotated(data, mended())
    out, _extension = give_back(data, "daftar.xlsx", mended())
    assert rows(out)[1][1] == "Siti"


def test_names_of_parts_that_differ_in_capitals_only_are_not_used_twice():
    out = annotated(renamed(xlsx(HEADINGS, SITI), "sheet1.xml", "Sheet1.xml"), noted((2, 1, "error", "Nama.")))
    names = [name.lower() for name in zipfile.ZipFile(io.BytesIO(out)).namelist()]
    assert len(set(names)) == len(names)
    assert rows(out) == rows(xlsx(HEADINGS, SITI))


def test_a_sheet_called_as_the_summary_in_other_capitals_keeps_its_rows_under_another_name():
    data = xlsx(HEADINGS, SITI, name="RINGKASAN IMPOR")
    out, _extension = give_back(data, "daftar.xlsx", noted((2, 1, "error", "Nama."), sheet="RINGKASAN IMPOR"))
    assert opened(out).sheetnames == ["Ringkasan impor", "RINGKASAN IMPOR (2)"]
