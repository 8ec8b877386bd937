"""A messy list of 5,000 rows in a real browser, from upload to undo, with the worker doing the long work."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from participants.models import Participation
from programs.models import Activity
from tests import make

from .conftest import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

ROWS = 5000
WRONG = range(0, ROWS, 100)
"""Rows whose NIK lacks a digit."""
HEADER = 4
HEADINGS = ("No.", "NAMA LENGKAP", "No. KTP", "JK", "Tgl. Lahir", "Kab/Kota", "Nama Usaha", "Jml TK")


def nik_of(n: int) -> str:
    day, month, year, district = n % 12 + 1, n // 12 % 12 + 1, n // 144 % 30 + 70, n // 4320 + 10
    return f"1671{district}{day + 40 * (n % 2):02d}{month:02d}{year}9999"


def row(n: int) -> list[Any]:
    born = f"{n % 12 + 1:02d}/{n // 12 % 12 + 1:02d}/19{n // 144 % 30 + 70}"  # day or month first? nobody can tell
    nik = nik_of(n)[:-1] if n in WRONG else nik_of(n)
    return [n + 1, f"Orang Rekaan {n}", nik, "LP"[n % 2], born, "Kota Palembang", f"Konveksi {n // 5}", 3]


def messy() -> bytes:
    """Titles and a blank row above the headings, numbers beside the names, a sum and a signature below."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Daftar")
        sheet.merge_range(0, 0, 0, 7, "DAFTAR PESERTA BIMTEK PRODUKSI APD (CONTOH)")
        sheet.write(1, 0, "Kota Palembang, Juni 2020")
        sheet.write_row(HEADER - 1, 0, HEADINGS, book.add_format({"bold": True, "border": 1}))
        for n in range(ROWS):
            sheet.write_row(HEADER + n, 0, row(n))
        sheet.write_row(HEADER + ROWS, 0, ["Jumlah", "", "", "", "", "", "", ROWS * 3])
        sheet.write(HEADER + ROWS + 2, 6, "Mengetahui,")
    return out.getvalue()


def upload(desk: Desk, activity: Activity, file: Path) -> None:
    desk.open(reverse("participants:import_new", args=[activity.code]))
    desk.page.set_input_files("input[type=file]", file)
    desk.press("Unggah dan periksa")
    desk.sees("Pekerjaan ini menunggu giliran.")


def work(desk: Desk, then: str) -> None:
    """The worker does what waits; the page that shows the progress goes on by itself."""
    call_command("worker", once=True, verbosity=0)
    expect(desk.page.locator("main")).to_contain_text(then, timeout=20_000)


def download(desk: Desk, to: Path) -> Any:
    with desk.page.expect_download() as coming:
        desk.page.get_by_role("link", name="Unduh berkas Anda dengan tanda").click()
    coming.value.save_as(to)
    return openpyxl.load_workbook(to)


def test_a_messy_list_goes_in_comes_back_goes_in_mended_and_is_undone(
    transactional_db: None, desk_of: Any, tmp_path: Any
) -> None:
    office = make.office("16")
    make.regency("16.71")
    officer = make.user("petugas_provinsi", office)
    activity = make.activity(office, officer)
    desk: Desk = desk_of(officer)
    file = tmp_path / "daftar peserta.xlsx"
    file.write_bytes(messy())

    upload(desk, activity, file)
    desk.look("impor-menunggu")
    work(desk, "Pertanyaan, cukup dijawab sekali")
    desk.sees("Kolom Tgl. Lahir berisi misalnya")
    desk.look("impor-pertanyaan")
    desk.page.locator("main").get_by_role("radio").first.check()
    desk.press("Pakai jawaban ini")
    good = ROWS - len(WRONG)
    work(desk, f"{good:,} baris dapat disimpan, {len(WRONG)} baris belum.".replace(",", ".", 1))

    first = HEADER + 1
    desk.follow("Perlu diperbaiki")
    line = desk.page.locator(f"#baris-{first}")
    line.get_by_role("link", name="Perbaiki").click()
    desk.fill("NIK", nik_of(0), within=line)
    line.get_by_role("button", name="Simpan perbaikan").click()
    desk.sees(f"Baris {first} diperbaiki dan diperiksa ulang.")

    desk.press("baris yang baik saja")
    work(desk, "Peserta baru")
    desk.look("impor-tersimpan")
    assert Participation._base_manager.count() == good + 1

    book = download(desk, tmp_path / "bertanda.xlsx")
    assert book.sheetnames == ["Ringkasan impor", "Daftar"]
    sheet = book["Daftar"]
    assert sheet.cell(first, 3).value == nik_of(0)  # mended in the portal
    assert sheet.cell(HEADER, 2).font.bold
    for n in WRONG[1:]:
        cell = sheet.cell(HEADER + 1 + n, 3)
        assert cell.comment.text.startswith("NIK terdiri atas 15 angka")
        cell.value = nik_of(n)
    book.save(tmp_path / "diperbaiki.xlsx")

    upload(desk, activity, tmp_path / "diperbaiki.xlsx")
    work(desk, "Pertanyaan, cukup dijawab sekali")
    desk.page.locator("main").get_by_role("radio").first.check()
    desk.press("Pakai jawaban ini")
    work(desk, "Belum ada yang disimpan.")
    desk.press("Simpan")
    work(desk, "Sudah terdaftar, tidak berubah")
    desk.sees("4.951")
    assert Participation._base_manager.count() == ROWS

    desk.follow("Batalkan daftar ini")
    desk.fill("Alasan", "Daftar kedua dibatalkan untuk uji")
    desk.press("Batalkan")
    desk.sees("Dibatalkan")
    assert Participation._base_manager.count() == good + 1
