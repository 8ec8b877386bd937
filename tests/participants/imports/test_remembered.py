"""An office's choice of columns comes back for the same headings, and only there."""

from __future__ import annotations

import pytest

from participants.imports import batches
from participants.models import RememberedLayout
from tests import make

from .sheets import xlsx

pytestmark = pytest.mark.django_db
HEADINGS = ["Nama", "Kolom A", "Kolom B"]
ROW = ["Siti", "Palembang", "sewing"]


def checked(activity, by, headings=HEADINGS, **decisions):
    batch = batches.upload(activity, xlsx(headings, ROW), "daftar.xlsx", by=by, decisions=decisions)
    return batches.examine(batch, by=by)


def taken(batch):
    return [(column["field"], column["reason"]) for column in batch.columns]


@pytest.fixture
def settled(activity_sumsel, officer_sumsel):
    """A list whose second column the office takes as the place of birth, saved."""
    batch = checked(activity_sumsel, officer_sumsel, fields={"1": "birth_place"})
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    batches.commit(batch, by=officer_sumsel)


def test_the_next_list_with_these_headings_is_taken_as_the_last(settled, activity_sumsel, officer_sumsel):
    spelled_otherwise = checked(activity_sumsel, officer_sumsel, ["NAMA", "kolom_a", "Kolom B "])
    assert taken(spelled_otherwise)[:2] == [
        ("name", "judul kolom dikenal"),
        ("birth_place", "seperti terakhir kali di kantor Anda"),
    ]


def test_what_is_chosen_now_goes_before_what_was_chosen_then(settled, activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, fields={"1": None})
    assert taken(batch)[1] == (None, "pilihan Anda")
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    assert taken(checked(activity_sumsel, officer_sumsel))[1][0] is None


def test_other_headings_and_other_offices_know_nothing_of_it(settled, activity_sumsel, officer_sumsel, officer_bali):
    assert taken(checked(activity_sumsel, officer_sumsel, ["Nama", "Kolom A", "Lain"]))[1][0] is None
    bali = make.activity(officer_bali.memberships.get().office, officer_bali)
    assert taken(checked(bali, officer_bali))[1][0] is None


def test_a_list_that_was_only_looked_at_is_not_remembered(activity_sumsel, officer_sumsel):
    checked(activity_sumsel, officer_sumsel, fields={"1": "birth_place"})
    assert taken(checked(activity_sumsel, officer_sumsel))[1][0] is None


def test_no_heading_is_kept_in_words(settled):
    kept = RememberedLayout._base_manager.get()
    assert len(kept.headings) == 64
    assert kept.fields == {"0": "name", "1": "birth_place", "2": None}
