"""R10: what changed between two revisions, row by row and figure by figure, in words anybody can read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from dekon_portal.core.known import Known
from reports.issuing.changes import changes, other_columns
from reports.registry import Column, Report, Row

COLUMNS = (
    Column("province", "Provinsi"),
    Column("product", "Produk"),
    Column("people", "Peserta", "orang", "integer"),
    Column("made", "Dibuat", "helai", "known"),
    Column("state", "Status"),
)


@dataclass
class State:
    """A report as it stood at one time."""

    lines: list[tuple[Any, ...]]
    columns: tuple[Column, ...] = COLUMNS
    closing_values: list[dict[str, Any]] = field(default_factory=list)
    keyed_by: tuple[str, ...] = ("province", "product")

    @property
    def report(self) -> Report:
        declared = Report()
        declared.columns, declared.keyed_by = self.columns, self.keyed_by
        return declared

    @property
    def rows(self) -> list[Row]:
        return [Row(dict(zip([c.name for c in self.columns], line, strict=True))) for line in self.lines]


def told(before, after):
    return [(c.row, c.figure, c.before_in_words, c.after_in_words, c.difference) for c in changes(before, after)]


NOTHING_MADE = Known(None, 0, 1)
BALI = ("Bali", "Masker", 1200, Known(3000, 1, 2), "Diajukan")


def test_nothing_is_told_where_nothing_changed():
    assert told(State([BALI]), State([BALI])) == []


def test_each_figure_that_changed_is_one_line_with_its_difference():
    now = ("Bali", "Masker", 2450, Known(3000, 2, 2), "Disetujui")
    assert told(State([BALI]), State([now])) == [
        ("Bali · Masker", "Peserta (orang)", "1.200", "2.450", "+1.250"),
        ("Bali · Masker", "Dibuat (helai)", "3.000 (1 dari 2 diketahui)", "3.000", "0"),
        ("Bali · Masker", "Status", "Diajukan", "Disetujui", ""),
    ]


def test_unknown_is_not_zero_and_has_no_difference():
    now = ("Bali", "Masker", 0, Known(None, 0, 2), "Diajukan")
    assert told(State([BALI]), State([now])) == [
        ("Bali · Masker", "Peserta (orang)", "1.200", "0", "−1.200"),
        ("Bali · Masker", "Dibuat (helai)", "3.000 (1 dari 2 diketahui)", "belum diketahui (0 dari 2 diketahui)", ""),
    ]


def test_a_row_that_came_or_went_tells_each_of_its_figures():
    other = ("Bali", "Hazmat", 7, Known(5, 1, 1), "Diajukan")
    came = told(State([BALI]), State([other, BALI]))
    assert came == [
        ("Bali · Hazmat", "Peserta (orang)", "tidak ada baris", "7", ""),
        ("Bali · Hazmat", "Dibuat (helai)", "tidak ada baris", "5", ""),
    ]
    went = told(State([other, BALI]), State([BALI]))
    assert [(before, after) for _row, _figure, before, after, _rest in went] == [
        ("7", "tidak ada baris"),
        ("5", "tidak ada baris"),
    ]


def test_another_order_of_the_rows_is_no_change_and_of_two_alike_the_first_meets_the_first():
    twin = (*BALI[:2], 5, NOTHING_MADE, "Konsep")
    jambi = ("Jambi", *BALI[1:])
    assert told(State([BALI, twin, jambi]), State([jambi, BALI, twin])) == []
    assert [line[2:4] for line in told(State([BALI, twin]), State([BALI, (*twin[:2], 6, *twin[3:])]))] == [("5", "6")]


def test_closing_lines_are_compared_too():
    before = State([BALI], closing_values=[{"province": "Jumlah", "people": 1200}])
    after = State([BALI], closing_values=[{"province": "Jumlah", "people": 1300}])
    assert told(before, after) == [("Jumlah", "Peserta (orang)", "1.200", "1.300", "+100")]


def test_a_column_that_only_one_has_is_named_and_not_compared():
    fewer = State([BALI[:3]], columns=COLUMNS[:3])
    assert told(fewer, State([BALI])) == []
    assert other_columns(fewer, State([BALI])) == ["Dibuat (helai)", "Status"]


def test_a_row_without_any_figure_is_told_as_a_whole():
    columns = (COLUMNS[0], COLUMNS[4])
    before, after = State([], columns, keyed_by=()), State([("Bali", "Konsep")], columns, keyed_by=())
    assert told(before, after) == [("Bali", "Seluruh baris", "tidak ada baris", "ada", "")]


@pytest.mark.parametrize(("before", "after", "words"), [(12.5, 14.0, "+1,5 poin"), (14.0, 12.5, "−1,5 poin")])
def test_percentages_differ_in_points(before, after, words):
    columns = (COLUMNS[0], Column("share", "Penyerapan", "persen", "percent"))
    [line] = told(State([("Bali", before)], columns, keyed_by=()), State([("Bali", after)], columns, keyed_by=()))
    assert line[-1] == words


def test_what_is_printed_alike_is_no_change():
    columns = (COLUMNS[0], Column("share", "Penyerapan", "persen", "percent"))
    before, after = (State([("Bali", share)], columns, keyed_by=()) for share in (4.81, 4.83))
    assert told(before, after) == []
