"""The main job, end to end in a browser: from an activity entered in a province to an approved figure in Jakarta."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from programs import reference
from programs.models import Activity, Delivery
from tests import make

from .conftest import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

TITLE = "Bimtek Produksi APD"
NUMBER = "012/BAST/DISPERIN/VI/2020"
GUGUS_TUGAS = "Gugus Tugas Covid-19 Provinsi Sumatera Selatan"


@pytest.fixture
def people(transactional_db: None) -> dict[str, Any]:
    """Reference data as installed, two provinces' officers, a reviewer; a stranger's activity to stay unseen."""
    reference.seed()
    sumsel = make.office("16", name="Dinas Perindustrian Provinsi Sumatera Selatan", city="Palembang")
    bali = make.office("51", name="Dinas Perindustrian Provinsi Bali")
    stranger = make.user("petugas_provinsi", bali, username="petugas.bali", full_name="Made Contoh")
    make.activity(bali, stranger, title="Bimtek Masker Bali")
    return {
        "officer": make.user("petugas_provinsi", sumsel, username="petugas.sumsel", full_name="Siti Aminah"),
        "stranger": stranger,
        "reviewer": make.user("peninjau", username="peninjau", full_name="Ratna Contoh"),
    }


@pytest.fixture
def sheet(tmp_path):
    """A list as a dinas keeps it: a title over the headings, one NIK destroyed by Excel."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["DAFTAR PESERTA BIMTEK PRODUKSI APD"])
    page.append([])
    page.append(["No", "Nama Peserta", "No. KTP", "L/P", "Kab/Kota", "Nama IKM"])
    page.append([1, "Dewi Contoh", make.nik(11, birth="550785"), "P", "Kota Palembang", "Konveksi Musi"])
    page.append([2, "Rina Contoh", make.nik(12, birth="460390"), "P", "Palembang", "Konveksi Musi"])
    page.append([3, "Agus Contoh", make.nik(13, birth="120288"), "L", "Kota Prabumulih", "Jahit Ampera"])
    page.append([4, "Budi Contoh", 1671140101800001, "L", "Kota Palembang", "Jahit Ampera"])
    path = tmp_path / "daftar peserta.xlsx"
    book.save(path)
    return path


def test_from_an_activity_in_a_province_to_an_approved_figure_in_jakarta(desk_of, people, sheet):
    officer = desk_of(people["officer"])
    enter_activity(officer)
    add_people(officer, sheet)
    record_goods(officer)
    hand_over(officer)
    submit(officer)

    reviewer = desk_of(people["reviewer"])
    send_back(reviewer)
    mend_and_submit_again(officer)
    approve(reviewer)
    meet_the_lock(officer)

    see_it_on_the_dashboard(reviewer)
    open_figures_to_their_rows(reviewer)
    take_the_report_along(reviewer)

    the_stranger_learns_nothing(desk_of(people["stranger"]))


def enter_activity(desk: Desk) -> None:
    desk.sees("Perlu Anda kerjakan")
    desk.sees_not("Bali")
    desk.look("01-beranda-petugas")
    desk.follow("Kegiatan")
    desk.follow("Tambah kegiatan")
    desk.choose("Tahun anggaran", "TA 2020")
    desk.choose("Jenis kegiatan", "Bimtek")
    desk.press("Simpan")
    desk.sees("Belum tersimpan")  # a title is asked for; what was chosen stays
    expect(desk.field("Jenis kegiatan")).to_have_value("bimtek")
    desk.fill("Judul", TITLE)
    desk.choose("Komoditas", "Sandang")
    desk.choose("Hanya bulan rencananya", "Juni")
    desk.fill("Tempat", "Balai Diklat Industri Palembang")
    desk.fill("Target peserta", "20")
    desk.look("02-kegiatan-baru")
    desk.press("Simpan")
    desk.sees(TITLE, "Konsep", "Juni 2020", "belum diketahui")
    desk.follow("Tambah mitra")
    desk.fill("Nama bila belum ada di daftar", "Dinas Perindustrian Kota Palembang")
    desk.choose("Jenis mitra baru", "Dinas kabupaten/kota")
    desk.press("Simpan")
    desk.sees("Dinas Perindustrian Kota Palembang")
    desk.look("03-kegiatan")


def add_people(desk: Desk, sheet: Any) -> None:
    here = desk.page.url
    desk.follow("IKM")
    desk.follow("Tambah IKM")
    desk.fill("Nama IKM", "Konveksi Musi")
    desk.choose("Kabupaten/kota", "Kota Palembang")
    desk.press("Simpan")
    desk.sees("Konveksi Musi")

    desk.page.goto(here)
    desk.tab("Peserta")
    desk.follow("Tambah satu peserta")
    desk.fill("Nama lengkap", "Siti Rahma Contoh")
    desk.fill("NIK", "1671")
    desk.press("Simpan")
    desk.sees("NIK terdiri atas 4 angka, seharusnya 16")
    expect(desk.field("Nama lengkap")).to_have_value("Siti Rahma Contoh")
    desk.fill("NIK", make.nik(10, birth="420580"))
    desk.choose("Jenis kelamin", "Perempuan")
    desk.fill("Nama IKM", "CV Konveksi Musi")
    desk.choose("Wirausaha industri baru", "Ya")
    desk.look("04-peserta-satu")
    desk.press("Simpan")
    desk.sees("Siti Rahma Contoh", "Konveksi Musi")

    desk.follow("Unggah daftar peserta")
    desk.field("Berkas daftar peserta").set_input_files(sheet)
    desk.press("Unggah dan periksa")
    desk.sees(
        "Baris 7",
        "No. KTP: NIK terbaca sebagai angka sehingga digit ke-16 hilang. Ubah format kolom menjadi Teks",
        "Belum ada yang disimpan",
    )
    desk.sees_not("1671140101800001", make.nik(11, birth="550785"))
    desk.look("05-impor-periksa")
    desk.press("Simpan 3 baris yang baik")
    desk.sees("Tersimpan")
    desk.look("06-impor-selesai")
    desk.follow("Lihat peserta")
    desk.sees("Dewi Contoh", "Agus Contoh", "Jahit Ampera")
    desk.sees_not("Budi Contoh", make.nik(11, birth="550785"))
    desk.look("07-peserta")


def record_goods(desk: Desk) -> None:
    desk.tab("Produksi")
    for product, quantity in (("Baju hazmat", ""), ("Face shield", ""), ("Masker kain", "1.000")):
        desk.follow("Catat hasil produksi")
        desk.choose("Produk", product)
        desk.fill("Jumlah dibuat", quantity)
        desk.press("Simpan")
    desk.follow("Catat pesanan")
    desk.fill("Nama bila belum ada di daftar", GUGUS_TUGAS)
    desk.choose("Jenis", "Gugus Tugas/Satgas")
    desk.choose("Produk", "Masker kain")
    desk.fill("Jumlah dipesan", "2.500")
    desk.press("Simpan")
    desk.sees("2.500", "0 dari 1 diketahui", "belum diketahui")
    desk.look("08-produksi")


def hand_over(desk: Desk) -> None:
    desk.tab("Penyerahan")
    desk.follow("Catat penyerahan")
    desk.choose("Penerima", GUGUS_TUGAS)
    line = desk.page.locator("#baris-barang fieldset").first
    desk.choose("Produk", "Masker kain", within=line)
    for field in ("Nama pihak pertama", "Jabatan pihak pertama", "Tempat penandatanganan"):
        desk.fill(field, "")
    desk.press("Simpan")
    desk.sees("Dilaporkan", "belum diketahui", "Lengkapi nomor BAST.")
    desk.look("09-penyerahan-dilaporkan")

    desk.follow("Siapkan BAST")
    desk.fill("Nomor BAST", NUMBER)
    desk.fill("Tanggal penyerahan", "2020-06-15")
    desk.fill("Tempat penandatanganan", "Palembang")
    desk.fill("Nama pihak pertama", "Ahmad Contoh")
    desk.fill("Jabatan pihak pertama", "Pejabat Pembuat Komitmen")
    desk.fill("Nama pihak kedua", "Yusuf Contoh")
    desk.fill("Jabatan pihak kedua", "Ketua Gugus Tugas")
    line = desk.page.locator("#baris-barang fieldset").first
    desk.fill("Jumlah", "1.200", within=line)
    desk.fill("Kondisi", "baik", within=line)
    desk.press("Simpan")
    desk.sees("Draf BAST", "kurang 200")
    desk.follow("Catat penandatanganan")
    confirm_signing(desk)
    desk.sees("tidak dapat dikeluarkan", "tinggal 1.000 helai")
    desk.look("10-penyerahan-melebihi-sisa")
    desk.follow("Batal")
    desk.page.locator(".page-head").get_by_role("link", name="Ubah").click()
    desk.fill("Jumlah", "800", within=desk.page.locator("#baris-barang fieldset").first)
    desk.press("Simpan")
    desk.follow("Catat penandatanganan")
    confirm_signing(desk)
    desk.sees("Ditandatangani", NUMBER)
    desk.look("11-bast-ditandatangani")
    delivery = Delivery._base_manager.get()
    paper = desk.page.request.get(f"{desk.base}/penyerahan/{delivery.pk}/bast.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF")


def confirm_signing(desk: Desk) -> None:
    desk.page.get_by_label("Nama dan jabatan penanda tangan dipastikan di halaman").check()
    desk.page.get_by_label("Saya memastikan BAST ini ditandatangani").check()
    desk.press("Catat sebagai ditandatangani")


def submit(desk: Desk) -> None:
    desk.open(Activity._base_manager.get(title=TITLE).get_absolute_url())
    desk.sees("Kelengkapan", "Jumlah Baju hazmat yang dibuat belum diketahui.")
    desk.follow("Cara pelaksanaan belum diketahui.")
    assert desk.page.url.endswith("#id_mode")
    desk.follow("Batal")
    desk.confirm("Ajukan ke Ditjen IKMA")
    desk.sees("Diajukan", "tidak dapat diubah selama ditinjau")
    desk.look("12-diajukan")


def send_back(desk: Desk) -> None:
    desk.sees("Menunggu tinjauan Anda", TITLE)
    desk.look("13-beranda-peninjau")
    desk.follow("Buka antrean")
    desk.look("14-antrean-tinjauan")
    desk.follow(TITLE)
    desk.sees("Dewi Contoh", "1671••••••••••99", NUMBER, "800 helai Masker kain")
    desk.look("15-tinjauan")
    desk.fill("Alasan", "Cara pelaksanaan perlu diisi: daring atau luring.")
    desk.press("Kembalikan")
    desk.sees_not(TITLE)


def mend_and_submit_again(desk: Desk) -> None:
    desk.open("/")
    desk.sees("Dikembalikan: Cara pelaksanaan perlu diisi")
    desk.follow(TITLE)
    desk.sees("Dikembalikan oleh Ratna Contoh", "Cara pelaksanaan perlu diisi: daring atau luring.")
    desk.look("16-dikembalikan")
    desk.page.locator(".page-head").get_by_role("link", name="Ubah").click()
    desk.choose("Cara pelaksanaan", "Daring")
    desk.press("Simpan")
    desk.confirm("Ajukan ke Ditjen IKMA")
    desk.sees("Diajukan")


def approve(desk: Desk) -> None:
    desk.open("/tinjauan/")
    desk.follow(TITLE)
    desk.sees("Perubahan sejak terakhir Anda lihat", "Cara pelaksanaan: Belum diketahui → Daring")
    desk.look("17-tinjauan-perubahan")
    desk.confirm("Setujui")
    desk.sees("Kegiatan disetujui dan dikunci.")


def meet_the_lock(desk: Desk) -> None:
    activity = Activity._base_manager.get(title=TITLE)
    desk.open(activity.get_absolute_url())
    desk.sees("sudah disetujui oleh Ratna Contoh pada", "tidak dapat diubah", "Ajukan pembukaan")
    desk.look("18-terkunci")
    desk.open(f"{activity.get_absolute_url()}ubah/")
    desk.fill("Judul", "Judul lain")
    desk.press("Simpan")
    desk.sees("sudah disetujui oleh Ratna Contoh pada", "Minta pembukaan kembali")
    activity.refresh_from_db()
    assert activity.title == TITLE
    desk.open(f"{activity.get_absolute_url()}riwayat/")
    desk.sees(
        "Siti Aminah mengajukan kegiatan", "Ratna Contoh mengembalikan kegiatan", "Ratna Contoh menyetujui kegiatan"
    )
    desk.look("19-riwayat")


def see_it_on_the_dashboard(desk: Desk) -> None:
    desk.follow("Dasbor")
    desk.sees("Nasional, TA 2020", "Sumatera Selatan", "1 dari 4 peserta diketahui")
    goods = desk.page.locator("section[aria-labelledby=barang]")  # the chart of goods has a table of its own
    masks = goods.locator("tr", has_text="Masker kain")
    expect(masks).to_contain_text("1.000")
    expect(masks).to_contain_text("800")
    suits = goods.locator("tr", has_text="Baju hazmat")
    expect(suits).to_contain_text("belum diketahui")
    expect(suits).to_contain_text("0 dari 1 diketahui")
    desk.look("21-dasbor-nasional")
    desk.page.locator("svg a[href*='province=16']").first.click()
    desk.page.wait_for_load_state()
    desk.sees("Sumatera Selatan, TA 2020")
    desk.look("22-dasbor-provinsi")


def open_figures_to_their_rows(desk: Desk) -> None:
    desk.open("/dasbor/")
    goods = desk.page.locator("section[aria-labelledby=barang]")
    goods.locator("tr", has_text="Masker kain").get_by_role("link", name="800").click()
    desk.page.wait_for_load_state()
    desk.sees("800", GUGUS_TUGAS)
    desk.look("23-baris-di-balik-angka")
    desk.follow("Laporan")
    desk.look("24-katalog-laporan")
    desk.follow("Rekap per provinsi")
    row = desk.page.locator("tr", has_text="Sumatera Selatan")
    expect(row).to_contain_text("4")
    desk.look("25-rekap-provinsi")
    row.locator("td[data-label^='Disetujui (']").get_by_role("link").click()
    desk.page.wait_for_load_state()
    desk.sees(TITLE)
    desk.sees_not("Bimtek Masker Bali")


def take_the_report_along(desk: Desk) -> None:
    desk.open("/laporan/rekap-provinsi/?year=2020")
    files = {}
    for kind in ("XLSX", "CSV", "PDF"):
        with desk.page.expect_download() as taken:
            desk.page.locator(".found").get_by_role("link", name=kind).click()
        files[kind] = taken.value.path()
    sheet = openpyxl.load_workbook(io.BytesIO(files["XLSX"].read_bytes())).active
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(row for row in table if row[0] == "Provinsi")
    sumsel = dict(zip(heading, next(row for row in table if row[0] == "Sumatera Selatan"), strict=True))
    assert (sumsel["Disetujui (kegiatan)"], sumsel["Peserta (orang)"], sumsel["Perempuan (orang)"]) == (1, 4, 3)
    lines = files["CSV"].read_text(encoding="utf-8-sig").splitlines()
    assert any(line.startswith("Sumatera Selatan;16;1;") for line in lines)
    paper = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(files["PDF"]).pages)
    assert "Rekap per provinsi" in paper
    assert "Sumatera Selatan" in paper


def the_stranger_learns_nothing(desk: Desk) -> None:
    activity = Activity._base_manager.get(title=TITLE)
    assert desk.open(activity.get_absolute_url()) == 404
    desk.sees("Halaman tidak ditemukan")
    desk.sees_not(TITLE, activity.code)
    desk.look("20-orang-luar")
