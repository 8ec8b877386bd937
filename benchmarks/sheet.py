"""A made-up list of participants as an office sends it: one sheet, headings, a row per person. Nobody in it is real."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO

import xlsxwriter

HEADINGS = (
    "No", "NIK", "Nama Lengkap", "Jenis Kelamin", "Tanggal Lahir", "No HP", "Kabupaten/Kota", "Nama IKM",
    "Jumlah Tenaga Kerja",
)  # fmt: skip
FAMILIES = ("Aminah", "Saputra", "Hidayat", "Rahayu", "Wijaya", "Lubis", "Siregar", "Hasan", "Putri", "Kusuma")
SYLLABLES = ("ba", "di", "ka", "la", "ma", "na", "ra", "sa", "ti", "wa", "yu", "lo", "mi", "ni", "ri", "su")
REGENCIES = (("1671", "Kota Palembang"), ("1672", "Kota Pagar Alam"), ("1674", "Kota Prabumulih"))
PEOPLE_PER_BUSINESS = 5


def sheet(rows: int) -> bytes:
    """An xlsx of `rows` people of Sumatera Selatan, each with a NIK of their own; five share an IKM."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet("Peserta")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, HEADINGS)
    for number in range(rows):
        *before, born, phone, place, business, workers = _person(number)
        page.write_number(number + 1, 0, number + 1)
        page.write_row(number + 1, 1, before)
        page.write_datetime(number + 1, 4, datetime.combine(born, datetime.min.time()), day)
        page.write_row(number + 1, 5, (phone, place, business))
        page.write_number(number + 1, 8, workers)
    book.close()
    return file.getvalue()


def _person(number: int) -> tuple[str, str, str, date, str, str, str, int]:
    woman = number % 5 < 3
    born = date(1960, 1, 1) + timedelta(days=number % 14_000)
    code, place = REGENCIES[number // PEOPLE_PER_BUSINESS % len(REGENCIES)]
    # Serials from 8000 on, which the demo's people (9999) do not have.
    nik = f"{code}01{born.day + 40 * woman:02d}{born:%m%y}{8000 + number % 1000}"
    name = f"{_word(number)} {FAMILIES[number % len(FAMILIES)]}"
    business = f"Konveksi {_word(number // PEOPLE_PER_BUSINESS + 70_000)}"
    return nik, name, "P" if woman else "L", born, f"0812{30_000_000 + number}", place, business, 2 + number % 9


def _word(number: int) -> str:
    letters = [SYLLABLES[number >> shift & 15] for shift in (0, 4, 8, 12, 16)]
    return "".join(letters).capitalize()
