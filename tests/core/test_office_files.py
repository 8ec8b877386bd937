"""Excel and Word files hold sheets and text; macros, objects and links to elsewhere are refused by their name."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dekon_portal.core import office_files
from dekon_portal.core.office_files import check_office_file, holds_part
from dekon_portal.core.refusal import Refusal
from tests import papers

MACRO_TYPE = '<Override PartName="/xl/biasa.xml" ContentType="application/vnd.ms-office.vbaProject"/>'
MACRO_BOOK = (
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
)
RELATION = '<Relationship Id="r1" Type="{}{}" Target="{}" TargetMode="External"/>'
_OWN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relation(kind, target="https://contoh.id/a.dotm"):
    return RELATION.format(_OWN, kind, target)


def check(data):
    check_office_file(io.BytesIO(data))


def refusal_of(data):
    with pytest.raises(Refusal) as refused:
        check(data)
    return refused.value.sentence


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (papers.office_file("xl/workbook.xml", "xl/vbaProject.bin"), "makro"),
        (papers.office_file(types=MACRO_TYPE), "makro"),
        (papers.office_file(types=MACRO_BOOK), "makro"),
        (papers.office_file("word/document.xml", "word/activeX/activeX1.xml"), "kontrol ActiveX"),
        (papers.office_file("word/document.xml", "word/embeddings/oleObject1.bin"), "objek OLE"),
        (papers.office_file("word/document.xml", "word/embeddings/daftar.xlsm"), "objek OLE"),
        (papers.office_file("word/document.xml", relations=relation("attachedTemplate")), "tautan ke berkas lain"),
        (papers.office_file("word/document.xml", relations=relation("oleObject")), "tautan ke berkas lain"),
        (papers.office_file(relations=relation("externalLinkPath", "file:///C:/lain.xlsx")), "tautan ke berkas lain"),
    ],
)
def test_what_could_act_on_the_readers_computer_is_refused_by_name(data, named):
    assert f"Berkas ini berisi {named}" in refusal_of(data)


@pytest.mark.parametrize(
    "data",
    [
        papers.office_file(),
        papers.office_file(relations=relation("hyperlink")),
        papers.office_file("word/document.xml", "word/embeddings/Microsoft_Excel_Sheet.xlsx"),
    ],
    ids=["plain", "web-address", "chart"],
)
def test_a_plain_file_a_web_address_and_a_chart_are_taken(data):
    check(data)


@pytest.mark.parametrize(("name", "limit"), [("xl/workbook.xml", "MOST_BYTES"), ("_rels/.rels", "MOST_LISTED_BYTES")])
def test_what_unpacks_to_too_much_is_not_unpacked(monkeypatch, name, limit):
    monkeypatch.setattr(office_files, limit, 1024 * 1024)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b" " * (1024 * 1024 + 1))
    assert len(packed.getvalue()) < 10_000
    assert "jauh lebih besar daripada yang wajar" in refusal_of(packed.getvalue())


def test_more_parts_than_any_document_has_are_refused():
    assert "jauh lebih besar" in refusal_of(papers.office_file("xl/workbook.xml", *(f"x{n}" for n in range(10_001))))


def test_a_file_that_defines_its_own_xml_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE t [<!ENTITY a "vba">]><Types/>')
        archive.writestr("xl/workbook.xml", "<x/>")
    assert "rusak" in refusal_of(packed.getvalue())


WHOLE = papers.office_file(types=MACRO_TYPE, relations=relation("oleObject"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100), st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8))
def test_no_bytes_raise_anything_but_a_refusal(rest, harms):
    harmed = bytearray(WHOLE)
    for at, value in harms:
        harmed[at] = value
    for data in (b"PK\x03\x04" + rest, bytes(harmed)):
        holds_part(io.BytesIO(data), "xl/workbook.xml")
        with suppress(Refusal):
            check(data)
