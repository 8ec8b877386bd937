"""Small files made to keep a process busy for hours: a pattern repeated without the end it is searched for."""

from __future__ import annotations

from xml.parsers.expat import ExpatError

import pytest

from participants.imports.archive import inspect
from participants.imports.fields import FIELDS
from participants.imports.marks import marks_of_zip
from participants.imports.values import Bad, reader_for
from tests.processor import processor_time

from .sheets import zipped

SHEET = '<worksheet><c t="e" r="A1"><v>#REF!</v></c></worksheet>'
BOOK = '<workbook><sheets><sheet name="Daftar" sheetId="1" r:id="rId1"/></sheets></workbook>'
RELATIONS = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
MEGABYTE = 1024 * 1024
PROCESSOR_SECONDS = 20
"""Far more than time that grows with the length needs, far less than time that grows with its square."""


def repeated(text: str) -> str:
    return text * (2 * MEGABYTE // len(text))


def workbook(sheet: str = "", book: str = "", relations: str = "") -> bytes:
    return zipped(
        **{
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations,
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


@pytest.mark.parametrize(
    "sheet",
    [
        repeated('<c t="e" r="A1">'),
        repeated('<c t="e" r="A1"><v>'),
        repeated('<c r="A1" t="e" '),
        't="e"' + repeated("<c "),
        repeated("<row "),
        repeated("<col hidden="),
        "<row " + repeated("hidden= "),
    ],
    ids=["cell", "value", "attributes", "empty cell", "row", "column", "hidden"],
)
def test_a_sheet_of_openings_that_never_close_is_looked_through_in_time(sheet):
    data = workbook(sheet, BOOK, RELATIONS)
    with processor_time(PROCESSOR_SECONDS):
        inspect(data)
        with pytest.raises(ExpatError):
            marks_of_zip(data)


@pytest.mark.parametrize("part", ["book", "relations"])
@pytest.mark.parametrize(
    "text",
    [repeated("<sheet "), repeated("<Relationship "), f"<sheet {repeated('a')}>", f"<Relationship {repeated('a ')}>"],
)
def test_the_list_of_sheets_is_read_in_time(part, text):
    with processor_time(PROCESSOR_SECONDS), pytest.raises((ExpatError, LookupError)):
        marks_of_zip(workbook(SHEET, **{"book": BOOK, "relations": RELATIONS, part: text}))


@pytest.mark.parametrize("key", ["workers", "age", "sales"])
@pytest.mark.parametrize("cell", [" " * 9_900 + "x", "1" + " " * 9_900 + "orang x", "\u00a0" * 9_900 + "1"])
def test_a_number_among_thousands_of_blanks_is_answered_in_time(key, cell):
    read = reader_for(FIELDS[key], {}, [])
    with processor_time(PROCESSOR_SECONDS):
        for _again in range(50):
            value = read(cell)
    assert isinstance(value, Bad) or value == 1
