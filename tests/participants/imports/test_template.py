"""The template: what it locks and offers, what it says, and that the import takes it back without a question."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.utils import translation

from participants.imports.check import check
from participants.imports.fields import CERTAIN, FIELDS, field_of
from participants.imports.locate import locate
from participants.imports.map import map_headers
from participants.imports.parse import parse
from participants.imports.read import read
from participants.imports.template import template
from participants.imports.template_columns import OF_PEOPLE as COLUMNS

from .sheets import NIK, NIK_MAN, regions

PLACES = ["Kota Palembang", "Kab. Ogan Ilir"]
PEOPLE = (
    {"name": "Siti Aminah", "nik": NIK, "sex": "P", "birth_date": date(1985, 6, 15), "regency": "Kota Palembang",
     "phone": "0812 3456 7890", "business_name": "Maju", "nib": "9120301234567", "workers_female": 3},
    {"name": "Budi Santoso", "nik": NIK_MAN, "sex": "L", "birth_date": date(1985, 6, 15), "regency": "Kab. Ogan Ilir"},
    {"name": "Ani", "sex": "P", "education": "SMA", "workers_male": 0, "workers_female": 12},
)  # fmt: skip


@pytest.fixture(params=["id", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def filled():
    book = opened(template(PLACES))
    for person in PEOPLE:
        book.active.append([person.get(column.key) for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_filled_template_comes_back_whole_and_without_a_question(language):
    table = locate(read(filled()))
    columns = map_headers(table)
    assert [one.field for one in columns] == [one.key for one in COLUMNS]
    found = parse(table, columns)
    assert (found.issues, found.questions) == ([], [])
    assert [one.code for one in check(found, regions(), "16", date(2026, 1, 1))] == ["nik_missing", "nik_regency"]
    for at, person in enumerate(PEOPLE):
        told = {key: found.value(key, at) for key in person}
        assert told == person | {key: read_back[key] for key in person if key in (read_back := READ_BACK[at])}


READ_BACK = ({"phone": "+6281234567890", "regency": "16.71"}, {"regency": "16.10"}, {})
"""What is kept otherwise than it was written."""


def test_examples_are_skipped_and_the_other_sheets_are_not_taken_for_lists(language):
    table = locate(read(filled()))
    assert [number for number, _cells in table.rows] == [4, 5, 6]
    assert any("2–3" in note for note in table.notes)
    assert len(table.notes) == 2


def test_an_empty_template_holds_no_person(language):
    assert locate(read(template([]))).rows == []


def test_the_headings_are_locked_and_nothing_else_is():
    sheet = opened(template(PLACES)).active
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not any([sheet.protection.sort, sheet.protection.autoFilter, sheet.protection.insertRows])
    assert all(cell.protection.locked for cell in sheet[1])
    assert not any(cell.protection.locked for row in sheet["A2:Q3"] for cell in row if cell.value)
    assert not any(one.protection.locked for one in sheet.column_dimensions.values())
    assert max(one.max for one in sheet.column_dimensions.values()) == 16_384
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:S100001")


def test_columns_have_the_formats_of_what_they_hold():
    sheet = opened(template(PLACES)).active
    formats = {one.key: sheet.column_dimensions[cell.column_letter].number_format
               for one, cell in zip(COLUMNS, sheet[1], strict=True)}  # fmt: skip
    assert [key for key, kind in formats.items() if kind == "@"] == ["nik", "phone", "nib"]
    assert formats["birth_date"] == "dd/mm/yyyy"


def test_what_can_be_chosen_is_offered_and_what_is_asked_is_said_in_every_column(language):
    book = opened(template(PLACES))
    rules = {rule.promptTitle: rule for rule in book.active.data_validations.dataValidation}
    assert set(rules) == {one.label for one in COLUMNS}
    assert all(rule.prompt for rule in rules.values())
    assert all(rule.errorStyle == "warning" for rule in rules.values())
    assert rules[str(FIELDS["sex"].label)].formula1 == '"L,P"'
    choices = book.worksheets[2]
    assert rules[str(FIELDS["regency"].label)].formula1 == f"'{choices.title}'!$A$1:$A$2"
    assert choices.sheet_state == "hidden"
    assert [cell.value for cell in choices["A"]] == PLACES


def test_without_regencies_their_column_is_free():
    assert len(opened(template([])).worksheets) == 2


def test_the_instructions_tell_every_column_in_the_language_of_the_page(language):
    sheet = opened(template(PLACES)).worksheets[1]
    assert sheet.title == {"id": "Petunjuk", "en": "Instructions"}[language]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    for one in COLUMNS:
        assert rows[one.label][2] == str(one.told)
    assert [label for label, row in rows.items() if row[1] in ("ya", "yes")] == [str(FIELDS["name"].label)]


@pytest.mark.parametrize("one", COLUMNS, ids=lambda one: one.key)
def test_every_heading_is_known_for_certain_and_excel_can_show_what_is_told(one, language):
    assert field_of(one.label) == (one.key, CERTAIN)
    assert len(one.label) <= 32
    assert len(str(one.told)) <= 255
