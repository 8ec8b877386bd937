"""A made-up list of participants as an office sends it: one sheet, headings, a row per person. Nobody in it is real.

Two rows in a hundred are faulty, each in one of five ways; five in a hundred are of people the province knows already
(`known_people`). Every NIK ends in 9999, which marks invented people, and is told from the others by regency and day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, Final, NamedTuple

import xlsxwriter

HEADINGS: Final = (
    "No", "NIK", "Nama Lengkap", "Jenis Kelamin", "Tanggal Lahir", "No HP", "Pendidikan", "Alamat", "Kabupaten/Kota",
    "Nama IKM", "Jumlah Tenaga Kerja", "Jabatan",
)  # fmt: skip
FAMILIES: Final = ("Aminah", "Saputra", "Hidayat", "Rahayu", "Wijaya", "Lubis", "Siregar", "Hasan", "Putri", "Kusuma")
SYLLABLES: Final = (
    "ba", "di", "ka", "la", "ma", "na", "ra", "sa", "ti", "wa", "yu", "lo", "mi", "ni", "ri", "su",
)  # fmt: skip
SCHOOLS: Final = ("SD", "SMP", "SMA", "SMK", "D3", "S1")
POSITIONS: Final = ("Pemilik", "Karyawan", "Bendahara")
# Not Palembang, whose code the demo's own people of the province have in their NIK.
REGENCIES: Final = (
    ("16.72", "Kota Pagar Alam"), ("16.74", "Kota Prabumulih"), ("16.01", "Kab. Ogan Komering Ulu"),
    ("16.02", "Kab. Ogan Komering Ilir"), ("16.03", "Kab. Muara Enim"),
)  # fmt: skip
FIRST_DAY: Final = date(1946, 1, 1)
DAYS: Final = 20_000
PEOPLE_PER_BUSINESS: Final = 5
FAULTY, KNOWN = 50, 20
"""One row in so many."""


class Someone(NamedTuple):
    """One row as it should be; `regency` is the code of `place`."""

    nik: str
    name: str
    sex: str
    born: date
    phone: str
    school: str
    address: str
    place: str
    business: str
    workers: int
    position: str
    regency: str


def sheet(rows: int) -> bytes:
    """An xlsx of `rows` people of Sumatera Selatan, each with a NIK of their own; five share an IKM."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet("Peserta")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, HEADINGS)
    for number in range(rows):
        cells = _cells(number)
        page.write_number(number + 1, 0, number + 1)
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, date):
                page.write_datetime(number + 1, column, datetime.combine(cell, datetime.min.time()), day)
            else:
                page.write(number + 1, column, cell)
    book.close()
    return file.getvalue()


def good_rows(rows: int) -> int:
    """How many rows of such a sheet go in."""
    return rows - len(range(FAULTY - 1, rows, FAULTY))


def known_people(rows: int) -> Iterator[Someone]:
    """Those the province knows before the list comes."""
    return map(someone, range(0, rows, KNOWN))


def someone(number: int) -> Someone:
    woman = number % 5 < 3
    born = FIRST_DAY + timedelta(days=number * 7 % DAYS)  # 7 and 20,000 have no common divisor: every day once
    regency, place = REGENCIES[number // DAYS % len(REGENCIES)]
    return Someone(
        nik=f"{regency[:2]}{regency[3:]}01{born.day + 40 * woman:02d}{born:%m%y}9999",
        name=f"{_word(number)} {FAMILIES[number % len(FAMILIES)]}",
        sex="P" if woman else "L",
        born=born,
        phone=f"0812{30_000_000 + number}",
        school=SCHOOLS[number % len(SCHOOLS)],
        address=f"Jl. {_word(number // 3)} No. {number % 200 + 1}",
        place=place,
        business=f"Konveksi {_word(number // PEOPLE_PER_BUSINESS + 70_000)}",
        workers=2 + number % 9,
        position=POSITIONS[number % len(POSITIONS)],
        regency=regency,
    )


def _cells(number: int) -> list[Any]:
    """The row's cells; one in fifty has a fault that keeps the row out."""
    one = someone(number)
    if number % FAULTY == FAULTY - 1:
        faults: tuple[dict[str, Any], ...] = (
            {"nik": one.nik[:-1]},
            {"nik": one.nik[:6] + "99" + one.nik[8:]},
            {"name": ""},
            {"born": "tidak tahu"},
            {"workers": "banyak"},
        )
        one = one._replace(**faults[number // FAULTY % len(faults)])
    return list(one[:-1])


def _word(number: int) -> str:
    letters = [SYLLABLES[number >> shift & 15] for shift in (0, 4, 8, 12, 16)]
    return "".join(letters).capitalize()
