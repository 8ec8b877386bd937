"""An issued report as a whole: Jakarta issues and revises it, the province reads it, a stranger holds a file to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from dekon_portal.accounts.models import User
from programs.models import Activity
from reports.models import IssuedReport
from tests import make

from .conftest import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
REPORT = "/laporan/rekap-produk/?year=2020&province=16"


@pytest.fixture
def work(transactional_db: None, settings: Any, tmp_path: Path) -> tuple[Activity, User]:
    settings.MEDIA_ROOT = tmp_path
    office = make.office("16")
    officer = make.user("petugas_provinsi", office, full_name="Siti Aminah")
    activity = make.activity(office, officer)
    make.production(activity, officer, 3000)
    return activity, officer


def test_from_issuing_to_a_changed_file(work, desk_of, browser, tmp_path):
    activity, officer = work
    ratna: Desk = desk_of(make.user("peninjau", full_name="Ratna Contoh"))
    ratna.open(REPORT)
    ratna.follow("Terbitkan")
    ratna.sees("1 baris dibekukan")
    ratna.press("Terbitkan")
    ratna.sees("Berlaku", "revisi 1", "3.000", "Angka hari ini masih sama")
    ratna.press("Buat ulang dari data beku")
    expect(ratna.page.locator("body")).to_contain_text("sama persis, bita demi bita")

    # --- What comes late lands in the next revision ---
    make.production(activity, officer, 500)
    ratna.open(REPORT)
    ratna.follow("Terbitkan revisi")
    ratna.sees("Sejak itu 2 angka berubah")
    ratna.fill("Alasan revisi", "Hasil produksi kedua baru dicatat.")
    ratna.look("laporan-terbitkan-revisi")
    ratna.press("Terbitkan revisi 2")
    ratna.sees("revisi 2", "3.500", "Hasil produksi kedua baru dicatat.")
    ratna.look("laporan-terbit")
    ratna.follow("Yang berubah")
    ratna.sees("Revisi 1", "Revisi 2", "+500")
    ratna.look("laporan-yang-berubah")

    # --- The province reads the one before, and is led on ---
    first = IssuedReport._base_manager.get(revision=1)
    siti: Desk = desk_of(officer)
    siti.open("/laporan/terbit/")
    siti.look("laporan-terbit-daftar")
    siti.open(first.get_absolute_url())
    siti.sees("Sudah direvisi", "3.000")
    with siti.page.expect_download() as fetched:
        siti.page.get_by_role("link", name="PDF/A").click()
    siti.follow("Buka revisi 2, yang berlaku.")
    siti.sees("3.500")

    # --- A stranger with the paper, and with one that was changed ---
    phone = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    held = Path(fetched.value.path())
    changed = tmp_path / "diubah.pdf"
    changed.write_bytes(held.read_bytes().replace(b"%%EOF", b"%%EOF\n"))
    for file, says in ((held, "Sama persis"), (changed, "Berbeda dari")):
        phone.goto(f"{ratna.base}/verifikasi/laporan/{first.check_token}/")
        expect(phone.locator("main")).to_contain_text("Yang berlaku adalah revisi 2")
        phone.set_input_files("input[type=file]", file)
        phone.get_by_role("button", name="Bandingkan").click()
        expect(phone.locator("[role=status]")).to_contain_text(says)
