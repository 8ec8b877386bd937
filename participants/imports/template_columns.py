"""The columns of the lists to fill in: what belongs in each, with examples."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as lazy

from programs.models import Unit

from .fields import FIELDS

TEXT, DATE, NUMBER, GENERAL = "@", "dd/mm/yyyy", "0", "General"
"""Excel's formats."""


class Column(NamedTuple):
    """`told` says what belongs in it; `examples` stand in rows that the import skips, `format` is Excel's."""

    key: str
    told: Any
    examples: tuple[Any, Any]
    format: str = GENERAL
    width: int = 18
    required: bool = False

    @property
    def label(self) -> str:
        return str(FIELDS[self.key].label)


# Of an IKM, in the list of its people as in the list of IKM.
_NIB = Column("nib", lazy("Nomor Induk Berusaha: 13 angka."), ("", ""), TEXT)
_PRODUCT = Column("product", lazy("Produk utama IKM."), (lazy("Masker kain"), ""), width=24)
_MEN = Column("workers_male", lazy("Jumlah tenaga kerja laki-laki, angka saja."), (2, ""), NUMBER)
_WOMEN = Column("workers_female", lazy("Jumlah tenaga kerja perempuan, angka saja."), (5, ""), NUMBER)
_INVESTMENT = Column(
    "investment",
    lazy("Nilai investasi dalam rupiah tanpa tanah dan bangunan, angka saja."),
    (25_000_000, ""),
    NUMBER,
    22,
)

OF_PEOPLE: Final = (
    Column(
        "name",
        lazy("Nama lengkap sesuai KTP. Satu orang satu baris."),
        (lazy("Contoh: Siti Aminah"), lazy("Contoh: Budi Santoso")),
        width=28,
        required=True,
    ),
    Column(
        "nik",
        lazy("16 angka dari KTP. Kosongkan bila belum diketahui; tanpa NIK, orang yang sama dapat terhitung dua kali."),
        ("1671••••••••••01", "1671••••••••••02"),
        TEXT,
        22,
    ),
    Column("sex", lazy("L untuk laki-laki, P untuk perempuan."), ("P", "L"), width=14),
    Column("birth_place", lazy("Kabupaten atau kota kelahiran."), ("Palembang", "Prabumulih")),
    Column(
        "birth_date",
        lazy("Hari/bulan/tahun, misalnya 15/06/1985."),
        (date(1985, 6, 15), date(1990, 12, 31)),
        DATE,
        14,
    ),
    Column("phone", lazy("Satu nomor telepon saja."), ("0812 3456 7890", ""), TEXT),
    Column("education", lazy("Pendidikan terakhir yang ditamatkan."), ("SMA", "S1"), width=14),
    Column(
        "address", lazy("Jalan, nomor, RT/RW tempat tinggal."), (lazy("Jl. Contoh No. 1 RT 02 RW 03"), ""), width=32
    ),
    Column("village", lazy("Desa atau kelurahan tempat tinggal."), ("", "")),
    Column("district", lazy("Kecamatan tempat tinggal."), ("Ilir Timur I", "")),
    Column(
        "regency",
        lazy("Kabupaten atau kota tempat tinggal; pilih dari daftar atau tulis nama resminya."),
        ("Kota Palembang", "Kab. Ogan Ilir"),
        width=24,
    ),
    Column(
        "business_name", lazy("Nama IKM orang ini. Kosongkan bila tidak punya."), (lazy("IKM Contoh"), ""), width=28
    ),
    Column(
        "business_address",
        lazy("Alamat tempat usaha; kosongkan bila tidak diketahui."),
        (lazy("Jl. Contoh No. 2"), ""),
        width=32,
    ),
    Column("position", lazy("Kedudukan orang ini di dalam IKM."), (lazy("Pemilik IKM"), "")),
    _NIB,
    _PRODUCT,
    _MEN,
    _WOMEN,
    _INVESTMENT,
)
"""First the person, then the business."""

OF_BUSINESSES: Final = (
    Column(
        "business_name",
        lazy("Nama usaha. Satu IKM satu baris."),
        (lazy("Contoh: Maju Jaya"), lazy("Contoh: Sumber Rejeki")),
        width=28,
        required=True,
    ),
    Column("owner_name", lazy("Nama pemilik atau penanggung jawabnya."), ("Siti Aminah", "Budi Santoso"), width=24),
    Column("business_address", lazy("Alamat tempat usaha."), (lazy("Jl. Contoh No. 1 RT 02 RW 03"), ""), width=32),
    Column("business_village", lazy("Desa atau kelurahan tempat usaha."), ("", "")),
    Column("business_district", lazy("Kecamatan tempat usaha."), ("Ilir Timur I", "")),
    Column(
        "business_regency",
        lazy("Kabupaten atau kota tempat usaha; pilih dari daftar atau tulis nama resminya."),
        ("Kota Palembang", "Kab. Ogan Ilir"),
        width=24,
    ),
    Column("business_phone", lazy("Satu nomor telepon saja."), ("0812 3456 7890", ""), TEXT),
    _NIB,
    Column("npwp", lazy("15 atau 16 angka."), ("", ""), TEXT, 22),
    Column("kbli", lazy("Kode KBLI utama: 5 angka."), ("14111", ""), TEXT, 12),
    _PRODUCT,
    _MEN,
    _WOMEN,
    Column("workers", lazy("Isi bila rincian laki-laki dan perempuan tidak diketahui."), ("", 12), NUMBER),
    Column("sales", lazy("Penjualan setahun dalam rupiah, angka saja."), (120_000_000, ""), NUMBER, 22),
    _INVESTMENT,
)

OF_PRODUCTION: Final = (
    Column(
        "business_name",
        lazy("Nama IKM seperti yang tercatat. Satu hasil satu baris."),
        (lazy("Contoh: Maju Jaya"), lazy("Contoh: Sumber Rejeki")),
        width=28,
        required=True,
    ),
    Column("nib", lazy("Nomor Induk Berusaha: 13 angka. Menggantikan nama dan kabupaten/kota."), ("", ""), TEXT),
    Column(
        "business_regency",
        lazy("Kabupaten atau kota IKM; perlu bila ada beberapa IKM dengan nama itu."),
        ("Kota Palembang", ""),
        width=24,
    ),
    Column(
        "product",
        lazy("Produk seperti pada portal; pilih dari daftar."),
        ("Masker kain", "Masker kain"),
        width=24,
        required=True,
    ),
    Column("quantity", lazy("Bilangan bulat; kosongkan bila belum diketahui."), (500, ""), NUMBER),
    Column("unit", lazy("Kosong berarti satuan lazim produknya."), (Unit.SHEET.value, ""), width=12),
    Column(
        "made_on",
        lazy("Hari/bulan/tahun, misalnya 15/06/2020; kosongkan bila belum diketahui."),
        (date(2020, 6, 15), ""),
        DATE,
        14,
    ),
    Column("lot", lazy("Nomor lot bila ada; membedakan dua hasil pada hari yang sama."), ("", "")),
    Column("note", lazy("Catatan lain."), ("", ""), width=32),
)
