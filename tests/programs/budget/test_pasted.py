"""Lines pasted from a sheet: all go in or none, and every fault of every row is told at once (R14)."""

import csv
from contextlib import contextmanager

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.bad_rows import BadRows
from dekon_portal.core.refusal import Refusal
from programs.budget import pasted
from programs.models import FiscalYear, RevisionLine

from .conftest import CLOTH, TRAINERS

YEAR = FiscalYear(year=2020, structure="output")
NEW = "019.06.07.1234.001.001.051.A.524119"


@contextmanager
def faulty(said):
    with pytest.raises(BadRows) as refused:
        yield
    assert any(said in str(fault) for fault in refused.value.faults)


def test_rows_are_read_as_excel_copies_them():
    headings = "Kode\tUraian\tPagu (Rp)\tBlokir\tCatatan\tMaret\tSep"
    row = f"{NEW}\tPerjalanan\t12.500.000\tRp 500.000\tjuknis\t1000\t2.000"
    [line] = pasted.read(f"{headings}\n{row}\n\n", YEAR).lines
    assert line == pasted.PastedLine(NEW, "Perjalanan", 12_500_000, 500_000, "juknis", None, {3: 1_000, 9: 2_000})


def test_every_fault_is_told_with_its_row_and_column():
    rows = [
        "Kode;Uraian;Pagu;Blokir;Catatan;Januari",
        "019.EC.1234.QDB.001.051.A.521211;Bahan;1.000;;;",
        f"{CLOTH};;1,5;;;",
        f"{NEW};Perjalanan;;;;",
        f"{TRAINERS};Narasumber;100;200;;101",
        f"{NEW};Perjalanan;100;1;;",
        f"{NEW};Perjalanan;100;;;",
        f"{NEW};Perjalanan lagi;100;;;",
    ]
    with pytest.raises(BadRows) as refused:
        pasted.read("\n".join(rows), YEAR)
    told = [(fault.row, fault.column) for fault in refused.value.faults]
    assert told == [
        (2, "Kode"), (3, "Uraian"), (3, "Pagu"), (4, "Pagu"), (5, "Blokir"), (5, "Catatan"), (5, "Pagu"),
        (6, "Catatan"), (8, "Kode"),
    ]  # fmt: skip
    assert "Baris 2, kolom Kode: Kode ini berstruktur KRO/RO" in str(refused.value.faults[0])


@pytest.mark.parametrize("text", ["", "Nama;Alamat\nx;y", f"{CLOTH};Bahan;1"])
def test_without_headings_nothing_is_guessed(text):
    with pytest.raises(Refusal, match="judul"):
        pasted.read(text or "Kode;Uraian\n", YEAR)


@given(st.text(max_size=300))
def test_no_text_raises_anything_but_a_refusal(text):
    try:
        pasted.read(f"Kode\tUraian\tPagu\n{text}", YEAR)
    except Refusal:
        return


@pytest.mark.django_db
def test_all_lines_go_in_or_none(client, draft, officer_sumsel):
    client.force_login(officer_sumsel)
    url = reverse("programs:revision_lines_paste", args=[draft.pk])
    bad = f"Kode;Uraian;Pagu\n{NEW};Perjalanan;100\nsalah;Bahan;1"
    shown = client.post(url, {"rows": bad}).content.decode()
    assert "Baris 3, kolom Kode" in shown
    assert "Perjalanan" in shown  # what was pasted stays
    assert RevisionLine._base_manager.filter(revision=draft).count() == 2
    client.post(url, {"rows": f"Kode;Uraian;Pagu;Maret\n{NEW};Perjalanan;100;40\n{CLOTH};contoh;7;"})
    assert dict(draft.lines.values_list("line__code", "amount")) == {CLOTH: 7, TRAINERS: 50_000_000, NEW: 100}
    assert draft.lines.get(line__code=NEW).plan.get().amount == 40


def test_two_columns_for_the_same_are_never_chosen_between():
    with pytest.raises(Refusal, match=r"“Pagu” dan “Jumlah \(Rp\)” berisi hal yang sama"):
        pasted.read(f"Kode;Uraian;Pagu;Jumlah (Rp)\n{CLOTH};Bahan;1;2", YEAR)


def test_columns_that_are_not_taken_are_told_and_cells_without_a_heading_refused():
    assert pasted.read(f"Kode;Uraian;Pagu lama;Pagu\n{CLOTH};Bahan;1;2", YEAR).left_out == ["Pagu lama"]
    with faulty("Baris 2, kolom ke-4: kolom ini tidak berjudul"):
        pasted.read(f"Kode;Uraian;Pagu\n{CLOTH};Bahan;1;2", YEAR)


def test_a_cell_that_no_sheet_has_is_refused():
    longest = csv.field_size_limit(1_000)
    try:
        with pytest.raises(Refusal, match="tidak dapat dibaca"):
            pasted.read("Kode;Uraian;Pagu\n" + "x" * 2_000, YEAR)
    finally:
        csv.field_size_limit(longest)


@pytest.mark.django_db
def test_an_empty_month_stays_as_planned_and_zero_clears_it(draft, officer_sumsel):
    pasted.take(draft, f"Kode;Uraian;Pagu;Maret;April\n{CLOTH};contoh;100;40;50", by=officer_sumsel)
    pasted.take(draft, f"Kode;Uraian;Pagu;Maret;April\n{CLOTH};contoh;100;0;", by=officer_sumsel)
    assert dict(draft.lines.get(line__code=CLOTH).plan.values_list("month", "amount")) == {4: 50}


@pytest.mark.django_db
def test_a_ceiling_is_not_lowered_beneath_months_planned_before(draft, officer_sumsel):
    pasted.take(draft, f"Kode;Uraian;Pagu;Maret;April\n{CLOTH};contoh;100;40;50", by=officer_sumsel)
    for lower in (f"Kode;Uraian;Pagu\n{CLOTH};contoh;89", f"Kode;Uraian;Pagu;Mei\n{CLOTH};contoh;100;11"):
        with faulty("rencana seluruh bulan melebihi pagunya"):
            pasted.take(draft, lower, by=officer_sumsel)


@pytest.mark.django_db
def test_a_known_code_keeps_its_description_and_loan(draft, officer_sumsel):
    with faulty("Baris 2, kolom Uraian: Kode ini sudah dipakai untuk “contoh”"):
        pasted.take(draft, f"Kode;Uraian;Pagu\n{CLOTH};Bahan;100", by=officer_sumsel)
    with faulty("Nomor PHLN kode ini sudah tercatat"):
        pasted.take(draft, f"Kode;Uraian;Pagu;PHLN\n{CLOTH};contoh;100;L-1", by=officer_sumsel)
    pasted.take(draft, f"Kode;Uraian;Pagu\n{CLOTH}; CONTOH;100", by=officer_sumsel)
    assert draft.lines.get(line__code=CLOTH).line.description == "contoh"
