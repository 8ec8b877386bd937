"""The chapter of the final report on following up: the plan, and how much is known of it."""

from datetime import date

import pytest

from dekon_portal.core.blocks import Table
from participants import follow_ups
from participants.follow_ups import Said
from programs.closing import CHAPTERS
from tests import make

pytestmark = pytest.mark.django_db


def chapter(activity):
    (found,) = (one for one in CHAPTERS if one.key == "tindak-lanjut")
    return found.compose(activity)


def test_without_rounds_nothing_is_known(activity_sumsel):
    assert chapter(activity_sumsel) == []


def test_each_round_says_when_how_many_and_what_is_known(activity_sumsel, officer_sumsel):
    rows = [make.participation(activity_sumsel, officer_sumsel) for _twice in range(2)]
    for row in rows:
        make.round_of(row)
    make.round_of(rows[0], 6, due_on=date(2999, 1, 1))
    for asked, said in zip(
        rows[0].follow_ups.model._base_manager.filter(round=3), (Said(producing=True), Said(workers=3)), strict=True
    ):
        follow_ups.record(asked, said, by=officer_sumsel, how="telepon")
    (table,) = (block for block in chapter(activity_sumsel) if isinstance(block, Table))
    assert list(table.rows) == [
        ["3 bulan", "15 September 2020", "2", "2", "1 dari 1 yang diketahui"],
        ["6 bulan", "1 Januari 2999", "1", "0", "-"],
    ]
