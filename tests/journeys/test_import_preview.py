"""The preview of a list in a real browser: search, a row mended in its place and on its page, IKM compared."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import make
from tests.participants.imports.sheets import NIK, NIK_MAN, xlsx

from .conftest import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

HEADS = ["Nama", "NIK", "L/P", "Tgl Lahir", "Kab/Kota", "Nama IKM", "No HP"]
ROWS = [
    ["Siti Aminah", NIK, "P", "15/06/1985", "Kota Palembang", "Maju Jaya", "081234567890"],
    ["Budi Santoso", "167101150685999", "x", "31/02/1985", "Kota Entah", "Sinar", "12"],
    ["Ani", NIK, "P", "", "Kota Palembang", "", ""],
]


@pytest.fixture
def at_preview(transactional_db: None, desk_of: Any, tmp_path: Any) -> Desk:
    """An officer who has just uploaded a list with faults and an IKM that may be known."""
    office = make.office("16")
    make.regency("16.71")
    make.business(name="CV Maju Jaya", regency=make.regency("16.74"), product="Masker")
    officer = make.user("petugas_provinsi", office)
    activity = make.activity(office, officer)
    desk: Desk = desk_of(officer)
    desk.open(reverse("participants:import_new", args=[activity.code]))
    file = tmp_path / "daftar.xlsx"
    file.write_bytes(xlsx(HEADS, *ROWS))
    desk.page.set_input_files("input[type=file]", file)
    desk.press("Unggah dan periksa")
    desk.sees("0 baris dapat disimpan, 3 baris belum.")
    return desk


def row(desk: Desk, number: int) -> Any:
    return desk.page.locator(f"#baris-{number}")


def test_a_row_is_mended_in_its_place_and_what_depends_on_it_follows(at_preview):
    desk = at_preview
    desk.look("impor-pratinjau")
    address = desk.page.url
    row(desk, 4).get_by_role("link", name="Perbaiki").click()
    expect(row(desk, 4).locator("form")).to_be_visible()
    desk.look("impor-perbaiki-di-tempat")
    desk.fill("NIK", "123", within=row(desk, 4))
    row(desk, 4).get_by_role("button", name="Simpan perbaikan").click()
    expect(row(desk, 4)).to_contain_text("NIK terdiri atas 3 angka")
    desk.fill("NIK", NIK_MAN, within=row(desk, 4))
    row(desk, 4).get_by_text("Kolom lain pada baris ini").click()
    desk.choose("Jenis kelamin", "Laki-laki", within=row(desk, 4))
    row(desk, 4).get_by_role("button", name="Simpan perbaikan").click()
    desk.sees("Baris 4 diperbaiki dan diperiksa ulang.", "1 baris dapat disimpan, 2 baris belum.")
    expect(desk.page.locator("[role=status][autofocus]")).to_be_focused()
    expect(row(desk, 4)).to_contain_text("Siap")
    assert desk.page.url == address


def test_rows_are_searched_and_mended_on_a_page_of_their_own(at_preview):
    desk = at_preview
    desk.fill("Nama orang atau IKM", "budi")
    desk.press("Cari")
    desk.sees("1 baris ditemukan")
    desk.open(row(desk, 3).get_by_role("link", name="Perbaiki").get_attribute("href").replace(desk.base, ""))
    desk.look("impor-perbaiki")
    desk.fill("NIK", NIK_MAN)
    desk.choose("Jenis kelamin", "Laki-laki")
    desk.choose("Kabupaten/kota", "Kota Palembang")
    desk.fill("Tanggal lahir", "15/06/1985")
    desk.fill("telepon", "")
    desk.press("Simpan perbaikan")
    desk.sees("Baris 3 diperbaiki dan diperiksa ulang.", "1 baris ditemukan", "1 baris dapat disimpan")


def test_ikm_are_compared_and_answered_once(at_preview):
    desk = at_preview
    desk.follow("Bandingkan IKM serupa")
    desk.look("impor-ikm-serupa")
    desk.page.get_by_role("radio", name="Sama dengan IKM ini").check()
    desk.press("Pakai jawaban ini")
    desk.sees("1 baris dapat disimpan, 2 baris belum.")
    desk.sees_not("mungkin sudah tercatat")
