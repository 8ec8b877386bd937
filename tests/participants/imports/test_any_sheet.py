"""Whatever a sheet holds, the steps from its cells to the checked rows raise nothing and lose no row unsaid."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dekon_portal.core.dates import format_date
from dekon_portal.core.numbers import format_integer
from participants.imports.check import check
from participants.imports.fields import FIELDS, heading_key
from participants.imports.headings import read_headings
from participants.imports.locate import locate
from participants.imports.map import map_headers
from participants.imports.parse import parse
from participants.imports.rows import data_rows
from participants.imports.values import reader_for
from participants.imports.workbook import Unreadable, Workbook

from .sheets import NIK, one, regions, sheet

COUNT = re.compile(r"[\s!-/:-@[-`{-~]*([0-9]{1,6}(\.0)?|[a-z]|x{0,3}(ix|iv|v?i{0,3}))[\s!-/:-@[-`{-~]*", re.IGNORECASE)
"""What a line numbered in advance has in its column of numbers: it is passed over."""
WORDS = st.sampled_from([
    "Siti Aminah", NIK, "P", "L", "15/06/1985", "06/07/85", "0812 3456 7890", "Kota Palembang", "1.250", "Jumlah",
    "TOTAL", "Contoh: Siti", "Mengetahui,", "Kecamatan Ilir Timur I", "NIP. 1965", "#REF!", "#RUMUS?", " ", "3.", "(2)",
])  # fmt: skip
CELLS = st.one_of(
    st.just(""), WORDS, st.text(max_size=12), st.integers(-(10**17), 10**17), st.floats(), st.booleans(), st.dates(),
    st.datetimes(), st.times(), st.timedeltas(),
)  # fmt: skip
HEADINGS = st.one_of(
    st.sampled_from([word for field in FIELDS.values() for word in (field.synonyms + field.weak)[:3]]),
    st.sampled_from(["No", "Nama", "Nama", "NIK", "Tenaga Kerja", "L", "P", "", "Keterangan", "???"]),
    st.text(max_size=12),
)


@st.composite
def sheets(draw):
    width = draw(st.integers(1, 7))
    headings = draw(st.lists(HEADINGS, min_size=width, max_size=width))
    rows = draw(
        st.lists(st.one_of(st.just([]), st.lists(CELLS, max_size=width), st.just(headings)), min_size=1, max_size=12)
    )
    at = draw(st.integers(0, len(rows)))
    rows.insert(at, headings)
    place = st.tuples(st.integers(0, len(rows) + 3), st.integers(0, width - 1))
    ends = draw(st.lists(st.tuples(place, place), max_size=4))
    merged = [((min(r1, r2), min(c1, c2)), (max(r1, r2), max(c1, c2))) for (r1, c1), (r2, c2) in ends]
    return sheet(*rows, merged=merged, width=width), draw(st.sampled_from([None, at + 1]))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sheets())
def test_r14_any_sheet_is_checked_or_refused_and_no_row_is_lost_unsaid(drawn):
    one_sheet, header_row = drawn
    try:
        table = locate(Workbook([one_sheet]), header_row=header_row)
    except Unreadable:
        return
    parsed = parse(table, map_headers(table))
    issues = [*parsed.issues, *check(parsed, regions(), "16", date(2026, 1, 1))]
    taken = [number for number, _cells in table.rows]
    assert parsed.numbers == taken
    assert {issue.row for issue in issues} <= set(taken)

    headings = read_headings(one_sheet, table.header_row - 1)
    _rows, told = data_rows(one_sheet, headings)
    assert not told or any(note.startswith(f"{len(told)} baris bukan data") for note in table.notes)
    counts = [i for i, text in enumerate(headings.texts) if heading_key(text) in ("", "no")]
    filled = {
        number
        for number, row in enumerate(one_sheet.rows, start=1)
        if number > headings.first_data
        and any(str(cell).strip() and not (i in counts and COUNT.fullmatch(str(cell))) for i, cell in enumerate(row))
    }
    assert filled <= {*taken, *told}


def whole(cell, **answers):
    return reader_for(FIELDS["sales"], answers, [cell])(cell)


@given(st.integers(0, 10**15))
def test_a_number_is_read_back_from_every_way_of_writing_it(number):
    written = format_integer(number)
    for cell in (number, str(number), f"{number} orang", float(number)):
        assert whole(cell, thousands=".") == number
    for cell in (written, f"Rp {written}", f"Rp{written},-"):
        assert whole(cell, thousands=".") == number
    assert whole(written.replace(".", ","), thousands=",") == number


@given(st.dates(date(1910, 1, 2), date(2060, 1, 1)))
def test_a_date_is_read_back_from_every_way_of_writing_it(day):
    read = reader_for(FIELDS["birth_date"], {"day_first": True}, [])
    serial = (day - date(1899, 12, 30)).days
    moment = datetime(day.year, day.month, day.day) + timedelta(hours=7)
    cells = [
        day,
        moment,
        serial,
        float(serial),
        format_date(day),
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
    ]
    assert [read(cell) for cell in (*cells, f"Palembang, {format_date(day)}")] == [day] * 9


@given(st.from_regex(r"8[1-9][0-9]{8,9}", fullmatch=True))
def test_a_telephone_is_read_back_from_every_way_of_writing_it(number):
    grouped = f"{number[:3]}-{number[3:7]}-{number[7:]}"
    cells = [f"0{number}", f"62{number}", f"+62{number}", f"0{grouped}", f"+62 {grouped.replace('-', ' ')}"]
    for cell in [*cells, number, int(number), float(number), f"'0{number}"]:
        assert one("No HP", cell) == (f"+62{number}", [])
