"""Lists of IKM and of production in a real browser, from the button to the end."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests import make
from tests.participants.imports.sheets import xlsx

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_ikm_are_imported_and_then_what_they_made(transactional_db, desk_of, tmp_path):
    office = make.office("16")
    make.regency("16.71")
    make.product()
    officer = make.user("petugas_provinsi", office)
    activity = make.activity(office, officer)
    desk = desk_of(officer)
    desk.open(reverse("participants:business_list"))
    desk.look("ikm-daftar")
    desk.follow("Impor daftar IKM")
    desk.look("impor-ikm-unggah")
    file = tmp_path / "ikm.xlsx"
    heads = ["Nama Usaha", "Nama Pemilik", "Alamat", "Kab/Kota", "No HP"]
    file.write_bytes(xlsx(heads, ["CV Maju", "Siti", "Jl. A", "Kota Palembang", "081234567890"], ["", "Budi"]))
    desk.page.set_input_files("input[type=file]", file)
    desk.press("Unggah dan periksa")
    desk.sees("1 baris dapat disimpan, 1 baris belum.", "Nama IKM kosong.")
    desk.look("impor-ikm-pratinjau")
    desk.press("Simpan 1 baris yang baik saja")
    desk.sees("IKM baru")
    desk.look("impor-ikm-selesai")

    desk.open(reverse("programs:activity_goods", args=[activity.code]))
    desk.look("produksi-tab")
    desk.follow("Impor daftar produksi")
    heads = ["Nama IKM", "Kab/Kota", "Produk", "Jumlah", "Satuan", "Tanggal"]
    made = ["Maju", "Kota Palembang", "Masker kain", 300, "helai", date(2020, 6, 15)]
    file.write_bytes(xlsx(heads, made, ["Lain", *made[1:2], "Masker kian", *made[3:]]))
    desk.page.set_input_files("input[type=file]", file)
    desk.press("Unggah dan periksa")
    desk.sees("IKM ini belum tercatat di provinsi Anda.", "Mungkin maksudnya Masker kain.")
    desk.look("impor-produksi-pratinjau")
    desk.press("Simpan 1 baris yang baik saja")
    desk.sees("Hasil produksi baru")
    desk.look("impor-produksi-selesai")
    desk.follow("Batalkan daftar ini")
    desk.look("impor-produksi-batal")
    desk.follow("Batal")
    desk.open(reverse("participants:import_list"))
    desk.sees("Hasil produksi", "IKM")
    desk.look("impor-daftar")
