"""Mending a cell gives just what reading the whole file with it would give, whoever else mends meanwhile."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.refusal import Refusal
from participants.imports import batches, staging
from participants.imports.issues import CATALOGUE
from participants.imports.mend import ACROSS, mend
from participants.imports.overlay import read
from participants.imports.values import Bad
from participants.models import BatchState, ImportBatch, Participation, Person
from tests import make

from .sheets import NIK, NIK_MAN, xlsx

HEADS = ["Nama", "NIK", "L/P", "Tempat/Tgl Lahir", "No HP", "Kab/Kota", "Nama IKM", "NIB", "NPWP", "TK"]
NIB, OTHER_NIB = "9120301234567", "9120301234568"
NPWP = "012345678901000"
THIRD = "1671014101909999"  # a woman born 1 January 1990
ROWS = [
    ["Siti Aminah", NIK, "P", "Palembang, 15/06/1985", "081234567890", "Kota Palembang", "Maju Jaya", NIB, NPWP, 3],
    ["Siti Aminah", NIK, "P", "", "12", "Kota Palembang", "Maju Jaya", "", "", ""],
    ["Budi Santoso", "123", "x", "15/06/1985", "", "Kota Entah", "Sumber Rejeki", "", NPWP, ""],
    ["Ani", "", "P", "01/02/1990", "", "", "Sumber Rejeki", "", "", 2.5],
    ["Ani", "", "P", "01/02/1990", "", "Kota Palembang", "Sumber Rejeki", OTHER_NIB, "", ""],
    ["", NIK_MAN, "L", "15/06/1985", "", "Kota Palembang", "", "", "", ""],
    ["Rina", THIRD, "L", "02/02/1990", "081234567899", "Kota Prabumulih", "Sinar", "", "", ""],
    ["Dewi", "", "P", "", "", "Kota Palembang", "Sinar", "", "", ""],
]


@pytest.fixture
def batch(activity_sumsel, officer_sumsel, monkeypatch):
    """A list of rows that depend on each other in every way, some of them known already; in blocks of three."""
    monkeypatch.setattr(staging, "BLOCK", 3)
    make.business(name="Sinar", regency=make.regency("16.74"))
    make.business(name="Lama", regency=make.regency("16.71"), npwp="112345678901000")
    make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Dewi"))
    with acting_as(officer_sumsel):
        uploaded = batches.upload(activity_sumsel, xlsx(HEADS, *ROWS), "daftar.xlsx", by=officer_sumsel)
        return batches.examine(uploaded)


@pytest.fixture
def mended(batch, officer_sumsel):
    def apply(number, by=officer_sumsel, **texts):
        with acting_as(by):
            mend(batch, number, texts, by=by)
        batch.refresh_from_db()
        return batch

    return apply


def staged(batch):
    """All that is kept of a list: rows, problems and counts."""
    rows = staging.read(batch, staging.find(batch))
    told = batch.issues.values_list("row", "column", "field", "code", "params")
    words = list(batch.blocks.values_list("words", flat=True))
    return rows, sorted(told, key=repr), batch.counts, words


def codes(batch, row):
    return sorted(batch.issues.filter(row=row).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        (2, {"nik": THIRD}),
        (3, {"nik": ""}),
        (3, {"phone": "081234567891"}),
        (3, {"name": "Siti Rahma", "nik": ""}),
        (4, {"nik": "1671011506859998", "sex": "L", "regency": "Kota Palembang"}),
        (4, {"npwp": ""}),
        (4, {"regency": "Kota Lain"}),
        (5, {"workers": "1.250", "birth_date": "02/03/1991"}),
        (5, {"regency": "16.71"}),
        (5, {"name": "Dewi", "birth_date": ""}),
        (6, {"nib": NIB}),
        (6, {"business_name": "Lama", "npwp": "112345678901000"}),
        (6, {"name": "Ana"}),
        (7, {"name": "Budi Santoso"}),
        (7, {"name": "Rina", "nik": THIRD}),
        (8, {"sex": "P", "birth_date": "01/01/1990"}),
        (8, {"regency": "16.71"}),
        (8, {"business_name": ""}),
        (9, {"name": "Rina"}),
        (9, {"birth_date": "01/01/2010", "name": "Dewi Sartika"}),
    ],
)  # fmt: skip
def test_a_mended_row_is_as_if_the_whole_file_were_read_with_it(batch, mended, officer_sumsel, number, texts):
    before = staged(batch)
    found = staged(mended(number, **texts))
    with acting_as(officer_sumsel):
        assert found == staged(batches.examine(batch))
    assert found != before


def test_what_was_wrong_is_good_and_is_saved_as_mended(batch, mended, officer_sumsel):
    assert codes(batch, 4) == ["nik_length", "npwp_taken", "regency_unknown", "sex_unread"]
    assert codes(mended(4, nik="1671011506859998", sex="L", regency="Kota Palembang", npwp=""), 4) == []
    with acting_as(officer_sumsel):
        batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
        batches.commit(batch, by=officer_sumsel)
    budi = Person._base_manager.get(name="Budi Santoso")
    assert (budi.nik, budi.birth_date, budi.regency_id) == ("1671011506859998", date(1985, 6, 15), "16.71")
    assert Participation._base_manager.filter(person=budi, sex="L").exists()
    assert batch.mended.exists()  # they go into the file that can be had back (returned.py)


def test_rows_after_one_another_are_counted_right(batch, mended, officer_sumsel):
    mended(3, nik="")
    mended(7, name="Budi Santoso")
    found = staged(mended(4, nik="", sex="L", regency="16.71"))
    with acting_as(officer_sumsel):
        assert found == staged(batches.examine(batch))


def test_mended_cells_stay_through_another_answer(batch, mended, officer_sumsel):
    mended(4, sex="L")
    with acting_as(officer_sumsel):
        batches.settle(batch, {"fields": {"No HP": None}}, by=officer_sumsel)
        batch.refresh_from_db()
        batches.examine(batch)
    assert "sex_unread" not in codes(batch, 4)


def test_another_sheet_has_other_rows_so_mended_cells_go(batch, mended, officer_sumsel):
    mended(4, sex="L")
    with acting_as(officer_sumsel):
        batches.settle(batch, {"sheet": "Lain"}, by=officer_sumsel)
    assert not batch.mended.exists()


def test_two_people_who_mend_one_row_lose_nothing(batch, mended, office_sumsel, officer_sumsel):
    other = make.user("petugas_provinsi", office_sumsel)
    mended(4, sex="L")
    mended(4, by=other, regency="Kota Palembang")
    assert codes(batch, 4) == ["nik_length", "npwp_taken"]
    assert {cell.mended_by for cell in batch.mended.all()} == {officer_sumsel, other}


def test_a_page_of_rows_is_cut_across_blocks(batch):
    places = staging.find(batch)
    every = staging.read(batch, places)
    assert [row.number for row in every] == list(range(2, 10))
    assert [staging.read(batch, places[at : at + 3]) for at in (0, 2, 6, 9)] == [every[0:3], every[2:5], every[6:], []]
    assert (places[4], places[-1]) == (list(places)[4], list(places)[7])


def test_what_was_typed_lies_encrypted(batch, mended):
    mended(4, name="Orang Rahasia")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM participants_mendedcell")
        [[stored]] = cursor.fetchall()
    assert "Rahasia" not in str(stored)


@pytest.mark.parametrize("state", [BatchState.CHECKING, BatchState.COMMITTING, BatchState.COMMITTED])
def test_only_a_checked_list_can_be_mended(batch, mended, state):
    ImportBatch._base_manager.filter(pk=batch.pk).update(state=state)
    with pytest.raises(Refusal, match="tidak dapat diperbaiki sekarang"):
        mended(4, sex="L")


def test_r1_nobody_mends_outside_their_reach(batch, officer_bali, reviewer):
    for stranger in (officer_bali, reviewer):
        with acting_as(stranger), pytest.raises(Refusal):
            mend(batch, 4, {"sex": "L"}, by=stranger)


@pytest.mark.parametrize(("number", "texts"), [(99, {"sex": "L"}), (4, {"sex": "x"}), (4, {"email": "a@b.id"})])
def test_what_does_not_fit_changes_nothing(batch, mended, number, texts):
    before = staged(batch)
    with pytest.raises(Refusal):
        mended(number, **texts)
    assert staged(batch) == before


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("birth_date", "06/07/2020", date(2020, 7, 6)),
        ("workers", "1.250", 1250),
        ("sex", "P", "P"),
        ("nik", "", None),
    ],
)
def test_what_is_typed_is_read_as_the_form_says(key, text, value):
    assert read(key, text) == value


def test_a_year_of_two_digits_is_not_guessed():
    assert isinstance(read("birth_date", "06/07/20"), Bad)


def test_every_code_of_check_and_match_is_known_to_mending():
    """A new check that mending did not know would leave its old verdict standing."""
    here = Path("participants/imports")
    found = {
        word
        for pattern in ("check*.py", "match*.py", "alike.py")
        for file in here.glob(pattern)
        for word in re.findall(r'"([a-z_]+)"', file.read_text())
        if word in CATALOGUE
    }
    of_one_cell = {"regency_unknown", "regency_two", "regency_elsewhere", "business_elsewhere", "nik_masked", "age"}
    assert found - of_one_cell <= ACROSS


@pytest.mark.django_db(transaction=True)
def test_two_people_who_mend_at_the_same_moment_lose_nothing(batch, officer_sumsel):
    """Both rows lie in one block, which each of the two writes as a whole."""
    start = Barrier(2)

    def at_once(number):
        try:
            with acting_as(officer_sumsel):
                start.wait(timeout=10)
                mend(batch, number, {"sex": "L"}, by=officer_sumsel)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as desks:
        list(desks.map(at_once, (3, 4)))
    batch.refresh_from_db()
    found = staged(batch)
    assert [row.values.get("sex") for row in found[0][1:3]] == ["L", "L"]
    with acting_as(officer_sumsel):
        assert found == staged(batches.examine(batch))
