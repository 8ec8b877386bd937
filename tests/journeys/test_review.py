"""The review as a whole: a queue with flags, a comment on a field, a return, and what changed when it comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from participants.models import ProductionMaker
from programs import review
from tests import make

from .conftest import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
ODD = "1 IKM membuat barang tanpa seorang pun menjadi peserta."


def key_to_another_page(desk: Desk, key: str) -> None:
    with desk.page.expect_event("framenavigated"):
        desk.page.keyboard.press(key)
    desk.page.wait_for_load_state()


@pytest.fixture
def desks(transactional_db: None, desk_of: Any) -> tuple[Desk, Desk]:
    """Reviewer and officer; two activities wait, the later one has something odd in it."""
    office = make.office("16")
    officer = make.user("petugas_provinsi", office, full_name="Siti Aminah")
    for title in ("Bimtek Tanpa Tanda", "Bimtek Janggal"):
        activity = make.activity(office, officer, title=title)
        make.participation(activity, officer)
        if title == "Bimtek Janggal":
            made = make.production(activity, officer, 10, made_on=date(2020, 6, 15))
            ProductionMaker.objects.create(production=made, business=make.business())
        review.take("submit", activity, by=officer)
    return desk_of(make.user("peninjau", full_name="Ratna Contoh")), desk_of(officer)


def test_from_the_queue_with_flags_to_what_changed(desks):
    ratna, siti = desks
    ratna.open("/tinjauan/?urut=risk")
    ratna.look("antrean-dengan-tanda")
    expect(ratna.page.locator("#hasil tbody tr").first).to_contain_text("Bimtek Janggal")

    # --- One after another, by keys too ---
    ratna.press("Tinjau berurutan")
    ratna.sees("Berurutan: 1 dari 2", ODD)
    key_to_another_page(ratna, "j")
    ratna.sees("Berurutan: 2 dari 2", "Bimtek Tanpa Tanda")
    key_to_another_page(ratna, "k")

    # --- The sheet: an explanation, a comment, the return ---
    ratna.follow("Jelaskan untuk IKM pembuat tanpa peserta")
    ratna.fill("Mengapa angkanya benar", "IKM itu menerima pesanan saja.")
    ratna.look("jelaskan-tanda")
    ratna.press("Simpan penjelasan")
    ratna.sees("IKM itu menerima pesanan saja.")
    ratna.follow("Komentari Tempat")
    ratna.fill("Komentar", "Gedung yang mana?")
    ratna.look("komentar-baru")
    ratna.press("Simpan komentar")
    ratna.sees("Gedung yang mana?")
    ratna.look("lembar-tinjauan")
    ratna.page.keyboard.press("r")
    ratna.page.keyboard.type("Lihat komentar pada Tempat. jk?")
    expect(ratna.page.locator("#id_return_comment")).to_have_value("Lihat komentar pada Tempat. jk?")
    ratna.press("Kembalikan")
    ratna.sees("Berurutan: 2 dari 2")

    # --- The officer mends it at the field ---
    siti.open("/kegiatan/")
    siti.follow("Bimtek Janggal")
    siti.sees("Dikembalikan oleh Ratna Contoh", "Gedung yang mana?", "IKM itu menerima pesanan saja.")
    siti.look("dikembalikan-dengan-komentar")
    siti.follow("Ubah")
    siti.sees("Gedung yang mana?")
    siti.look("komentar-di-isian")
    siti.fill("Tempat", "Gedung B")
    siti.press("Simpan")
    siti.press("Tandai selesai komentar Tempat")
    siti.sees_not("Gedung yang mana?")
    siti.confirm("Ajukan ke Ditjen IKMA")

    # --- Seen again ---
    ratna.open("/tinjauan/?cari=Janggal")
    ratna.follow("Bimtek Janggal")
    ratna.sees("Perubahan sejak terakhir Anda lihat", "Tempat: belum diketahui → Gedung B", "ditandai selesai oleh")
    ratna.look("yang-berubah")


def test_keys_point_and_never_act(desks):
    ratna, _siti = desks
    ratna.open("/tinjauan/")
    ratna.page.keyboard.press("j")
    expect(ratna.page.locator("#hasil tbody tr").nth(0).get_by_role("link")).to_be_focused()
    ratna.page.keyboard.press("j")
    expect(ratna.page.locator("#hasil tbody tr").nth(1).get_by_role("link")).to_be_focused()
    ratna.page.keyboard.press("?")
    expect(ratna.page.locator("#pintasan")).to_be_visible()
    ratna.look("pintasan")
    ratna.page.keyboard.press("Escape")
    key_to_another_page(ratna, "o")
    ratna.sees("Bimtek Janggal")
    here = ratna.page.url
    ratna.page.keyboard.press("a")
    approve = ratna.page.get_by_role("button", name="Setujui")
    expect(approve).to_be_focused()
    assert ratna.page.url == here
    ratna.sees("Kegiatan ini sudah diajukan")


def test_whoever_wants_no_keys_has_none(desks):
    ratna, _siti = desks
    ratna.open("/tinjauan/")
    ratna.page.get_by_role("button", name="Pintasan papan ketik").click()
    ratna.page.get_by_label("Pakai pintasan di peramban ini").uncheck()
    ratna.page.keyboard.press("Escape")
    ratna.open("/tinjauan/")
    ratna.page.keyboard.press("j")
    expect(ratna.page.locator("#hasil tbody tr").nth(0).get_by_role("link")).not_to_be_focused()


def test_the_list_of_flags_and_one_of_them(desks):
    ratna, _siti = desks
    ratna.open("/laporan/janggal/")
    ratna.look("daftar-tanda")
    ratna.follow("IKM pembuat tanpa peserta")
    ratna.sees(ODD, "Ditemukan")
    ratna.look("satu-tanda")
    ratna.open("/laporan/tanda-janggal/?year=2020")
    ratna.look("laporan-tanda")
