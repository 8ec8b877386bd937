"""The quarterly report as a whole: an officer writes it, the provincial head signs it, Jakarta approves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from programs import reference
from programs.budget import payments, revisions
from programs.models import BudgetRevision, Holiday
from tests import make

from .conftest import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def desks(transactional_db: None, desk_of: Any) -> tuple[Desk, Desk, Desk, BudgetRevision]:
    """Officer, head, reviewer; a DIPA with a plan and a payment; one activity."""
    Holiday.objects.bulk_create(row for year in range(2020, 2028) for row in reference._calendar(year))
    office = make.office("16")
    officer = make.user("petugas_provinsi", office, full_name="Siti Aminah")
    head = make.user("pejabat_provinsi", office, full_name="Budi Contoh", position="Kepala Dinas")
    make.activity(office, officer)
    drafted = make.revision(office, officer)
    revisions.set_plan(drafted.lines.get(), {6: 40_000_000}, by=officer)
    dipa = revisions.enact(drafted, by=head)
    payments.record_payment(
        dipa.lines.get().line, sp2d="200101", dated=date(2020, 6, 18), amount=12_345_678, by=officer
    )
    reviewer = make.user("peninjau", full_name="Ratna Contoh")
    return desk_of(officer), desk_of(head), desk_of(reviewer), dipa


def test_the_head_signs_the_quarter(desks):
    siti, budi, ratna, dipa = desks
    page = f"/formulir/{dipa.office.code}/2020/2/"

    # --- The officer is reminded, begins, writes, hands in ---
    siti.open("/")
    siti.sees("Formulir A: isian setiap kegiatan, TW II 2020", "terlambat")
    siti.open("/formulir/?tahun=2020")
    siti.look("formulir-daftar")
    siti.open(page)
    siti.press("Buat laporan")
    siti.follow("Bimtek Produksi APD")
    siti.fill("Sasaran fisik kumulatif", "60")
    siti.fill("Kendala", "PSBB di Palembang")
    siti.fill("Tindak lanjut yang diperlukan", "Sesi dialihkan menjadi daring")
    siti.fill("Pihak yang diharapkan membantu", "Ditjen IKMA")
    siti.look("formulir-isian")
    siti.press("Simpan")
    siti.sees("PSBB di Palembang")
    siti.look("formulir-konsep")
    siti.confirm("Ajukan kepada pejabat")
    siti.sees("Laporan triwulan diajukan kepada pejabat")

    # --- The head reads Form C and signs ---
    budi.open("/")
    budi.sees("Formulir C: ditandatangani untuk menteri dan Bappeda, TW II 2020")
    budi.follow("Formulir C: ditandatangani untuk menteri dan Bappeda, TW II 2020")
    budi.follow("Formulir C: konsolidasi menurut program")
    budi.sees("12.346", "90.000", "13,72")
    budi.look("formulir-c")
    budi.open(page)
    budi.look("formulir-untuk-ditandatangani")
    budi.confirm("Tandatangani")
    budi.sees("Laporan triwulan ini sudah ditandatangani oleh Budi Contoh")

    # --- Jakarta approves; it is locked ---
    ratna.open("/formulir/konsolidasi/2020/2/")
    ratna.sees("1 dari 1 satuan kerja")
    ratna.look("formulir-konsolidasi")
    ratna.open(page)
    ratna.confirm("Setujui")
    ratna.sees("Laporan triwulan disetujui dan dikunci", "disetujui oleh Ratna Contoh")
    siti.open(page)
    siti.sees("Minta Ditjen IKMA membukanya kembali")
    siti.look("formulir-terkunci")


def test_the_calendar_is_offered_to_who_works_with_forms(desks):
    siti = desks[0]
    siti.open("/formulir/kalender/")
    siti.press("Buat tautan kalender")
    siti.sees("Tautan ini hanya tampil sekali")
    siti.look("formulir-kalender")
