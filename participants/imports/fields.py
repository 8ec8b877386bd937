"""The fields an imported row can fill (keys of design.md section 7), and the headings that real sheets give them.

Synonyms follow shared/headers.md, counted over 108 real sources. They and the headings are compared as `heading_key`
writes them, so that "No. Telp/HP", "nomor_telepon" and "NoHP" need no entries of their own.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _


class Field(NamedTuple):
    """`kind` names the reader in parse.py. `weak` are headings that fit only when no better column is there."""

    key: str
    label: Any
    kind: str
    synonyms: tuple[str, ...]
    weak: tuple[str, ...] = ()
    max_length: int = 200
    """Characters a text may have."""
    largest: int = 0
    """The largest number taken; larger ones are slips."""


OF_PEOPLE: Final[dict[str, Field]] = {
    field.key: field
    for field in (
        Field("name", _("Nama lengkap"), "text", (
            "nama lengkap", "nama", "nama peserta", "nama peserta lengkap", "nama sesuai ktp", "nama orang",
            "nama peserta bimtek",
            "nama peserta pelatihan", "nama peserta kegiatan", "full name", "name",
        ), (
            "nama pemilik", "nama pemilik usaha", "pemilik", "owner", "nama nasabah", "penanggung jawab",
            "nama penanggung jawab",
            "nama pelaku usaha", "nama pengusaha", "nama wirausaha", "nama pengrajin", "nama perajin",
            "kontak person", "contact person",
        )),
        Field("nik", _("NIK"), "nik", (
            "nik", "ktp", "no ktp", "no nik", "nik ktp", "ktp nik", "no induk kependudukan", "no identitas",
            "nik peserta",
            "no ktp nik", "nik no ktp", "national id number",
        ), ("nik pemilik", "ktp pemilik", "no ktp pemilik")),
        Field("sex", _("Jenis kelamin"), "sex", (
            "jenis kelamin", "jk", "l p", "p l", "gender", "kelamin", "sex", "j kel", "j p", "j k", "jenis kel",
            "jns kelamin",
            "jenis kelamin l p", "jk l p", "l p jenis kelamin", "laki laki perempuan", "lk pr", "pria wanita",
        )),
        Field("birth_place", _("Tempat lahir"), "text", ("tempat lahir", "tmp lahir", "tpt lahir", "kota lahir",
            "place of birth"),
              max_length=100),
        Field("birth_date", _("Tanggal lahir"), "date", (
            "tgl lahir", "tempat tgl lahir", "ttl", "tgl lhr", "tempat dan tgl lahir", "tmp tgl lahir", "tpt tgl lahir",
            "tempat lahir tgl lahir", "tanggallahir", "date of birth", "birth date",
        )),
        Field("age", _("Umur"), "number", ("umur", "usia", "umur tahun", "usia tahun", "age"), largest=150),
        Field("phone", _("Telepon"), "phone", ("hp", "no hp", "no hp aktif", "kontak", "no kontak", "phone number",
            "seluler"),
              ("kontak usaha", "hp usaha", "no hp usaha", "hp pemilik", "no hp pemilik", "kontak perusahaan")),
        Field("email", _("Surel"), "email", ("email", "surel", "alamat email", "alamat surel"), ("email usaha",
            "email perusahaan")),
        Field("education", _("Pendidikan"), "text", ("pendidikan", "pendidikan terakhir", "pend", "ijazah",
            "education"),
              max_length=100),
        Field("position", _("Jabatan"), "text", ("jabatan", "posisi", "jabatan di usaha", "sebagai",
            "jabatan dalam usaha", "position"),
              max_length=100),
        Field("address", _("Alamat"), "text", (
            "alamat", "alamat lengkap", "alamat rumah", "alamat domisili", "alamat ktp", "alamat tempat tinggal",
            "address",
            "domisili", "alamat peserta",
        ), (
            "alamat pemilik", "alamat pemilik ktp", "alamat usaha", "jalan", "alamat perusahaan", "alamat tempat usaha",
            "lokasi usaha",
        ), max_length=500),
        Field("village", _("Desa/kelurahan"), "text", ("desa", "nama desa", "village"),
              ("desa usaha",), max_length=100),
        Field("district", _("Kecamatan"), "text", ("kec", "distrik", "nama kec",
            "district"), ("kec usaha",), max_length=100),
        Field("regency", _("Kabupaten/Kota"), "regency", (
            "kab kota", "kab", "kota", "kota kab", "kab kot", "nama kab kota", "asal kab kota", "kab asal",
            "regency city", "regency",
        ), ("kota usaha", "kab kota usaha", "wilayah", "asal daerah", "daerah asal"), max_length=100),
        Field("province", _("Provinsi"), "text", ("provinsi", "nama provinsi", "asal provinsi",
            "province"), max_length=100),
        Field("business_name", _("Nama IKM"), "text", (
            "nama usaha", "nama ikm", "nama umkm", "nama ukm", "nama ikm usaha", "nama umkm usaha", "nama usaha ikm",
            "nama usaha umkm", "nama perusahaan", "nama ikm umkm", "name of business", "business name",
        ), ("perusahaan", "ikm", "umkm", "nama sentra", "nama kelompok", "nama merek", "nama toko",
        "nama ikm kelompok")),
        Field("owner_name", _("Nama pemilik IKM"), "text", ("nama pemilik ikm", "pemilik ikm", "name of ikm owner")),
        Field("business_address", _("Alamat IKM"), "text", ("alamat ikm", "ikm address", "business address"),
              max_length=500),
        Field("business_village", _("Desa/kelurahan IKM"), "text", ("desa ikm", "ikm village"), max_length=100),
        Field("business_district", _("Kecamatan IKM"), "text", ("kec ikm", "ikm district"), max_length=100),
        Field("business_regency", _("Kabupaten/Kota IKM"), "regency", ("kab kota ikm", "ikm regency city"),
              max_length=100),
        Field("business_phone", _("Telepon IKM"), "phone", ("hp ikm", "no hp ikm", "ikm phone")),
        Field("nib", _("NIB"), "nib", ("nib", "no nib", "no induk berusaha", "nib no induk berusaha", "nib oss")),
        Field("npwp", _("NPWP"), "npwp", ("npwp", "no npwp", "npwp usaha", "npwp pemilik")),
        Field("kbli", _("KBLI"), "kbli", ("kbli", "kode kbli", "no kbli", "kbli utama")),
        Field("product", _("Produk"), "text", (
            "produk", "produk utama", "jenis produk", "nama produk", "produk unggulan", "hasil produksi", "product",
            "jenis produksi",
        ), (
            "jenis usaha", "bidang usaha", "kategori usaha", "sektor usaha", "jenis kegiatan usaha", "jenis ikm",
            "komoditi",
            "komoditas", "jenis jualan", "kategori", "jenis industri",
        )),
        Field("workers", _("Jumlah tenaga kerja"), "number", (
            "jml tk", "tk", "tk jml", "tk total", "total tk", "jml tk total", "workers",
        ), largest=100_000),
        Field("workers_male", _("Tenaga kerja laki-laki"), "number", (
            "tk l", "tk pria", "tk laki laki", "jml tk l", "jml tk laki laki", "jml tk pria", "male employe",
            "tk lk", "male workers",
        ), largest=100_000),
        Field("workers_female", _("Tenaga kerja perempuan"), "number", (
            "tk p", "tk wanita", "tk perempuan", "jml tk p", "jml tk perempuan", "jml tk wanita", "female employe",
            "tk pr",
            "female workers",
        ), largest=100_000),
        Field("sales", _("Penjualan setahun (Rp)"), "number", (
            "penjualan setahun", "omzet setahun", "omzet tahun", "omzet per tahun", "omzet tahunan",
            "penjualan per tahun",
            "nilai penjualan setahun", "yearly sales",
        ), ("omzet", "penjualan", "omzet penjualan", "total revenue", "revenue", "nilai produksi"), largest=10**15),
        Field("investment", _("Nilai investasi (Rp)"), "number", (
            "nilai investasi", "nilai investasi rp", "investasi", "nilai investasi tanpa tanah dan bangunan",
            "total investasi", "investment", "investment value", "investment value rp",
        ), largest=10**15),
    )
}  # fmt: skip

OF_GOODS: Final[dict[str, Field]] = {
    field.key: field
    for field in (
        Field("quantity", _("Jumlah dibuat"), "number", (
            "jml dibuat", "jml", "jml produksi", "jml hasil produksi", "qty", "kuantitas", "quantity", "volume",
            "quantity made", "quantity produced",
        ), ("hasil", "produksi", "realisasi"), largest=999_999_999),
        Field("unit", _("Satuan"), "unit", ("satuan", "unit", "sat", "satuan barang")),
        Field("made_on", _("Tanggal dibuat"), "date", (
            "tgl dibuat", "tgl", "tgl produksi", "tgl selesai", "tgl pembuatan", "date", "date made",
        ), ("waktu", "waktu produksi")),
        Field("lot", _("Lot"), "text", ("lot", "no lot", "batch", "no batch", "kode lot"), max_length=60),
        Field("note", _("Keterangan"), "text", ("keterangan", "ket", "catatan", "note", "notes", "remarks"),
              max_length=1000),
    )
}  # fmt: skip
"""What only a list of production has; in other lists these headings mean something else, or nothing."""

FIELDS: Final = OF_PEOPLE | OF_GOODS

PERSONAL: Final = frozenset({"nik", "npwp", "phone", "email", "business_phone"})

OF_FIRM: Final = {
    "name": "owner_name", "address": "business_address", "village": "business_village",
    "district": "business_district", "regency": "business_regency", "phone": "business_phone",
}  # fmt: skip
"""A person's field → the IKM's own: "Alamat Usaha" is the latter where another column is the person's address."""

# One word for words that mean the same in a heading. "tk" is tenaga kerja, "hp" any telephone.
_SAME: Final = {
    "nomor": "no", "nomer": "no", "nmr": "no", "number": "no", "jumlah": "jml", "banyaknya": "jml", "tanggal": "tgl",
    "telepon": "hp", "telpon": "hp", "telp": "hp", "tlp": "hp", "tel": "hp", "handphone": "hp", "ponsel": "hp",
    "wa": "hp",
    "whatsapp": "hp", "watsapp": "hp", "phone": "hp", "hape": "hp", "kabupaten": "kab", "kecamatan": "kec",
    "kelurahan": "desa", "kel": "desa",
    "propinsi": "provinsi", "prov": "provinsi", "karyawan": "tk", "pekerja": "tk", "naker": "tk", "pegawai": "tk",
    "tenagakerja": "tk", "omset": "omzet", "e": "", "mail": "email",
}  # fmt: skip

# Words that may be left out of a heading without changing what it asks for.
_FILLING: Final = frozenset({
    "peserta", "lengkap", "sesuai", "ktp", "wajib", "diisi", "aktif", "yang", "dapat", "bisa", "dihubungi", "anda",
    "saudara",
    "calon", "orang", "rp", "rupiah", "terakhir", "dd", "mm", "yyyy", "format", "angka", "digit", "16", "13", "id",
    "pribadi", "asal",
})  # fmt: skip

_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_PERSON: Final = re.compile(r"\b(?:pemilik|peserta|pribadi|orang|biodata|identitas|pelaku|pengusaha)\b", re.IGNORECASE)
_FIRM: Final = re.compile(r"(?<![a-z])(?:usaha|ikm|ukm|umkm|perusahaan|industri)(?![a-z])", re.IGNORECASE)
_OWNER: Final = re.compile(r"(?<![a-z])(?:pemilik|owner|pengusaha|pelaku[ _]usaha)(?![a-z])", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"[(\[{][^)\]}]*[)\]}]")


def heading_key(text: str) -> str:
    """A heading as compared: "No. KTP *", "no_ktp" and "NOMOR  KTP" are all "noktp"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [_SAME.get(word, word) for word in _NOT_WORD.sub(" ", plain).replace("tenaga kerja", "tk").split()]
    once = [word for word, before in zip(words, ["", *words], strict=False) if word != before]
    return "".join(once)


def _keys(fields: dict[str, Field], *, strong: bool) -> dict[str, str]:
    return {
        heading_key(synonym): field.key
        for field in reversed(fields.values())
        for synonym in (field.synonyms if strong else field.weak)
    }


_STRONG: Final = _keys(OF_PEOPLE, strong=True) | {heading_key(key): key for key in OF_PEOPLE}
_WEAK: Final = _keys(OF_PEOPLE, strong=False)
_OF_GOODS: Final = _keys(OF_GOODS, strong=True) | {heading_key(key): key for key in OF_GOODS}
_OF_GOODS_WEAK: Final = _keys(OF_GOODS, strong=False)
CERTAIN, LIKELY, POSSIBLE = 95, 85, 70


def field_of(heading: str) -> tuple[str, int] | None:
    """The field a heading asks for and how sure that is; None when no synonym fits, whole or without filling words."""
    key = heading_key(heading)
    if key in _STRONG:
        return _STRONG[key], CERTAIN
    if key in _WEAK:
        return _WEAK[key], POSSIBLE
    bare = _without_filling(heading)
    if bare in _STRONG:
        return _STRONG[bare], LIKELY
    return (_WEAK[bare], POSSIBLE) if bare in _WEAK else None


def field_of_goods(heading: str) -> tuple[str, int] | None:
    """The same for what only a list of production has."""
    for key in (heading_key(heading), _without_filling(heading)):
        if key in _OF_GOODS:
            return _OF_GOODS[key], CERTAIN
        if key in _OF_GOODS_WEAK:
            return _OF_GOODS_WEAK[key], POSSIBLE
    return None


def names_firm(heading: str) -> bool:
    """Whether a heading, or the one above it, speaks of the IKM and not of its owner."""
    return bool(_FIRM.search(heading)) and not _PERSON.search(heading)


def names_person(heading: str) -> bool:
    """Whether a heading says that it is of a person: the owner, a participant."""
    return bool(_PERSON.search(heading))


def names_owner(heading: str) -> bool:
    return bool(_OWNER.search(heading))


def _without_filling(heading: str) -> str:
    without_brackets = _IN_BRACKETS.sub(" ", heading)
    words = _NOT_WORD.sub(" ", without_brackets.lower()).split()
    return heading_key(" ".join(word for word in words if word not in _FILLING)) or heading_key(without_brackets)
