"""The recipient's own word, on an old phone without an account: from the office's link to an approved activity."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import expect

from programs.models import IssuedDocument, Receipt, StockBalance
from tests import make

from .conftest import PHONE, Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

MOST_BYTES = 50_000
PDF = b"%PDF-1.7 BAST contoh"


@pytest.fixture
def people(transactional_db: None) -> dict[str, Any]:
    cache.clear()
    office = make.office("16", name="Dinas Perindustrian Provinsi Sumatera Selatan", city="Palembang")
    officer = make.user("petugas_provinsi", office, username="petugas.sumsel", full_name="Siti Aminah")
    activity = make.activity(office, officer, place="Balai Diklat Palembang", mode="luring")
    suit = make.product("hazmat", name="Baju hazmat", unit="buah")
    recipient = make.recipient(name="Gugus Tugas Covid-19 Provinsi Sumatera Selatan")
    signed = make.signed(activity, officer, {make.product(): 1000, suit: 40}, recipient=recipient)
    file = ContentFile(PDF, name="dokumen")
    digest = hashlib.sha256(PDF).hexdigest()
    IssuedDocument.objects.create(delivery=signed, kind="bast", file=file, sha256=digest, size=len(PDF))
    return {
        "officer": officer,
        "reviewer": make.user("peninjau", username="peninjau", full_name="Ratna Contoh"),
        "activity": activity,
        "signed": signed,
    }


class Phone(Desk):
    """Nobody signs in here. Whatever comes over the line is counted."""

    def __init__(self, page: Any, base: str) -> None:
        super().__init__(page, base, user=None)  # type: ignore[arg-type]
        self.bytes = 0
        page.on("response", lambda answer: self._weigh(answer))

    def _weigh(self, answer: Any) -> None:
        if answer.status == 200 and not answer.url.startswith("data:"):
            self.bytes += int(answer.headers.get("content-length") or 0) or len(answer.body())

    def look(self, name: str) -> None:
        """As it stands on the phone: nothing wider than the screen, no finding of axe, no script at all."""
        assert self.page.locator("script").count() == 0
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name}: {wide} px wider than a phone of 360 px"
        self._examine(name)
        self.picture(f"{name}-360")


@pytest.fixture
def phone(new_context: Any, live_server: Any) -> Phone:
    page = new_context(viewport=PHONE).new_page()
    page.set_default_timeout(10_000)
    return Phone(page, live_server.url)


def test_from_a_link_over_a_difference_to_an_approved_activity(desk_of, people, phone, tmp_path):
    officer = desk_of(people["officer"])
    link = make_link(officer, people["signed"], "30-tautan")
    confirm_with_a_difference(phone, link, tmp_path)
    approval_is_held_up(officer, people["activity"])
    propose(officer, people["signed"])
    agree(phone, make_link(officer, people["signed"], "34-tautan-selisih"))
    see_it_settled(officer, people["signed"])
    pass_goods_on(officer, people["signed"])
    approve(officer, desk_of(people["reviewer"]), people["activity"])


def make_link(desk: Desk, signed: Any, name: str) -> str:
    desk.open(signed.get_absolute_url())
    desk.press("Buat tautan")
    desk.sees("Tautan ini hanya tampil sekali", "Yth. Gugus Tugas Covid-19 Provinsi Sumatera Selatan")
    expect(desk.page.get_by_alt_text("Kode QR berisi tautan untuk penerima")).to_be_visible()
    link = desk.page.locator("#alamat").input_value()
    desk.page.get_by_role("button", name="Salin tautan").click()
    expect(desk.page.get_by_role("button", name="Tersalin")).to_be_visible()
    desk.look(name)
    return link.removeprefix(desk.base)


def confirm_with_a_difference(phone: Phone, link: str, tmp_path: Any) -> None:
    phone.open(link)
    phone.sees("Konfirmasi penerimaan barang", "1.000 helai menurut BAST", "Baju hazmat", "40 buah menurut BAST")
    assert 0 < phone.bytes < MOST_BYTES
    phone.look("31-terima")
    phone.press("Kirim konfirmasi")
    phone.sees("Belum terkirim", "Isi jumlahnya; tulis 0 bila tidak ada.")
    phone.look("32-terima-belum-lengkap")
    photo = tmp_path / "foto.jpg"
    Image.new("RGB", (2400, 1800), "teal").save(photo)
    phone.page.locator("[name=received_0]").fill("950")
    phone.page.locator("[name=damaged_0]").fill("12")
    phone.page.locator("[name=note_0]").fill("satu kotak basah")
    phone.page.locator("[name=received_1]").fill("40")
    phone.fill("Nama yang menerima", "Yusuf Contoh")
    phone.fill("Jabatan", "Kepala Gudang Gugus Tugas")
    phone.field("Foto barang").set_input_files(photo)
    phone.press("Kirim konfirmasi")
    phone.sees("Terima kasih")
    phone.sees_not("BAST", "Yusuf")
    phone.look("33-terima-kasih")
    assert Receipt._base_manager.get().differs


def approval_is_held_up(desk: Desk, activity: Any) -> None:
    desk.open("/")
    desk.sees("belum disepakati dengan penerima")
    desk.open(activity.get_absolute_url())
    desk.confirm("Ajukan ke Ditjen IKMA")
    desk.sees("belum disepakati dengan penerima")
    activity.refresh_from_db()
    assert activity.state == "draft"


def propose(desk: Desk, signed: Any) -> None:
    desk.open(signed.get_absolute_url())
    desk.sees("Selisih", "satu kotak basah", "Yusuf Contoh, Kepala Gudang Gugus Tugas")
    desk.look("35-selisih")
    desk.follow("Usulkan penyelesaian selisih")
    desk.sees("1.000 menurut BAST, 950 menurut penerima, 12 rusak")
    desk.fill("Penjelasan", "Satu kotak berisi 50 helai tertinggal di gudang; 12 helai basah di jalan.")
    desk.look("36-usul")
    desk.press("Simpan usul")
    desk.sees("belum dijawab", "Kurang kirim: sisanya masih di gudang")


def agree(phone: Phone, link: str) -> None:
    phone.open(link)
    phone.sees("Kesepakatan selisih", "Satu kotak berisi 50 helai tertinggal di gudang", "950 helai", "12 rusak")
    phone.sees_not("Siti Aminah")
    phone.look("37-kesepakatan")
    phone.fill("Nama Anda", "Yusuf Contoh")
    phone.fill("Jabatan", "Kepala Gudang Gugus Tugas")
    phone.press("Setuju")
    phone.sees("Terima kasih")


def see_it_settled(desk: Desk, signed: Any) -> None:
    desk.open(signed.get_absolute_url())
    desk.sees("Selisih disepakati", "Siti Aminah", "Penerima (Yusuf Contoh, Kepala Gudang Gugus Tugas) menyetujui")
    desk.look("38-disepakati")
    assert StockBalance._base_manager.get(product__code="masker-kain").quantity == 50
    desk.open("/pemberitahuan/")
    desk.sees("Penerima menyetujui penyelesaian selisih")


def pass_goods_on(desk: Desk, signed: Any) -> None:
    desk.open(signed.get_absolute_url())
    for origin, name, masks in ((0, "Gugus Tugas Kota Palembang", "600"), (1, "Puskesmas Contoh", "250")):
        place = desk.page.locator("section[aria-labelledby=terusan] > ul > li").nth(origin)
        place.get_by_role("link", name="Teruskan").click()
        desk.sees("Barang diteruskan oleh")
        desk.fill("Nama bila belum ada di daftar", name)
        desk.choose("Jenis", "Fasilitas pelayanan kesehatan")
        desk.fill("Masker kain", masks)
        desk.press("Simpan")
        desk.sees(name)
    desk.sees("diteruskan 600, sisa 350", "diteruskan 250, sisa 350")
    desk.look("39-diteruskan")


def approve(officer: Desk, reviewer: Desk, activity: Any) -> None:
    officer.open(f"{activity.get_absolute_url()}produksi/")
    officer.sees("Diterima", "950")
    officer.open(activity.get_absolute_url())
    officer.confirm("Ajukan ke Ditjen IKMA")
    officer.sees("Diajukan")
    reviewer.open("/tinjauan/")
    reviewer.follow(activity.title)
    reviewer.confirm("Setujui")
    reviewer.sees("Kegiatan disetujui dan dikunci.")


def test_a_paper_is_checked_by_its_code(people, phone, tmp_path):
    phone.open(f"/verifikasi/{people['signed'].check_token}/")
    phone.sees("Berlaku", people["signed"].number, "1.000 helai Masker kain")
    assert 0 < phone.bytes < MOST_BYTES
    phone.look("40-verifikasi")
    for content, verdict in ((PDF, "Sama persis"), (PDF + b".", "Berbeda")):
        paper = tmp_path / "bast.pdf"
        paper.write_bytes(content)
        phone.field("Berkas PDF BAST").set_input_files(paper)
        phone.press("Bandingkan")
        phone.sees(verdict)
    phone.look("41-verifikasi-berbeda")


@pytest.mark.parametrize("path", ["/terima/salah/", "/verifikasi/salah/"])
def test_a_wrong_address_is_told_calmly(people, phone, path):
    assert phone.open(path) == 404
    phone.sees("Halaman tidak ditemukan")
    phone.look("42-alamat-salah")
