"""What can be wrong with a row or a file: one catalogue of codes, problems and cures. It holds no value, so no NIK."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

ERROR, ASK, WARNING, OK = "error", "ask", "warning", "ok"


class Kind(NamedTuple):
    """`severity` is error (the row stays out), ask (one answer settles the column) or warning (the row may go in)."""

    severity: str
    problem: Any
    cure: Any


class Issue(NamedTuple):
    """One problem of one cell; `column` is the heading as the sheet has it."""

    row: int
    column: str
    field: str
    code: str
    params: Mapping[str, Any] = {}


_KTP: Final = lazy("Periksa lagi pada KTP.")
_BOTH: Final = lazy("Periksa keduanya pada KTP.")
_ANSWER: Final = lazy("Jawab pertanyaan tentang kolom ini sekali saja.")
_CHECK: Final = lazy("Periksa lagi.")

CATALOGUE: Final[dict[str, Kind]] = {
    # any cell
    "cell_error": Kind(ERROR, lazy("sel berisi kesalahan rumus (misalnya #REF!)."), lazy("Ganti dengan nilainya.")),
    "formula_no_value": Kind(
        ERROR,
        lazy("sel berisi rumus yang belum dihitung, sehingga nilainya tidak ada."),
        lazy("Buka dan simpan berkas dengan Excel, atau ganti rumus dengan nilainya, lalu unggah lagi."),
    ),
    "cell_long": Kind(ERROR, lazy("isi sel lebih dari %(limit)s huruf."), lazy("Persingkat isinya.")),
    "text_long": Kind(ERROR, lazy("isi lebih dari %(limit)s huruf."), lazy("Persingkat isinya.")),
    # person
    "name_missing": Kind(ERROR, lazy("nama kosong."), lazy("Isi nama lengkap sesuai KTP.")),
    "sex_unread": Kind(ERROR, lazy("jenis kelamin tidak terbaca."), lazy("Isi L atau P.")),
    "sex_ambiguous": Kind(ASK, lazy("P dapat berarti pria atau perempuan."), _ANSWER),
    "birth_date_unread": Kind(
        ERROR, lazy("tanggal lahir tidak terbaca."), lazy("Tulis hari/bulan/tahun, misalnya 15/06/1985.")
    ),
    "birth_date_future": Kind(ERROR, lazy("tanggal lahir masih di depan."), lazy("Periksa tahunnya.")),
    "date_ambiguous": Kind(ASK, lazy("tanggal dapat dibaca dua macam."), _ANSWER),
    "year_ambiguous": Kind(ASK, lazy("tahun hanya dua angka."), _ANSWER),
    "age": Kind(
        WARNING, lazy("umur %(age)s tahun, di luar 17 sampai 90."), lazy("Periksa umur atau tanggal lahirnya.")
    ),
    "phone_unread": Kind(
        WARNING,
        lazy("nomor telepon tidak lengkap atau berisi lebih dari satu nomor, sehingga dikosongkan."),
        lazy("Isi satu nomor, misalnya 0812 3456 7890."),
    ),
    "email_unread": Kind(
        WARNING,
        lazy("alamat surel tidak terbaca, sehingga dikosongkan."),
        lazy("Isi satu alamat, misalnya nama@contoh.id."),
    ),
    # NIK
    "nik_missing": Kind(
        WARNING, lazy("NIK kosong."), lazy("Lengkapi bila sudah diketahui, agar orang ini tidak terhitung dua kali.")
    ),
    "nik_numeric": Kind(
        ERROR,
        lazy("NIK terbaca sebagai angka sehingga digit ke-16 hilang."),
        lazy("Ubah format kolom menjadi Teks, ketik ulang NIK dari KTP, lalu unggah lagi."),
    ),
    "nik_masked": Kind(
        ERROR, lazy("NIK disamarkan sehingga tidak dapat dipakai."), lazy("Ketik NIK lengkap dari KTP.")
    ),
    "nik_letters": Kind(ERROR, lazy("NIK berisi huruf atau tanda lain."), lazy("Ketik ulang 16 angka dari KTP.")),
    "nik_length": Kind(
        ERROR, lazy("NIK terdiri atas %(found)s angka, seharusnya 16."), lazy("Ketik ulang 16 angka dari KTP.")
    ),
    "nik_date": Kind(ERROR, lazy("angka ke-7 sampai ke-12 NIK bukan tanggal lahir yang mungkin."), _KTP),
    "nik_serial": Kind(ERROR, lazy("empat angka terakhir NIK tidak boleh 0000."), _KTP),
    "nik_repeated": Kind(
        ERROR, lazy("NIK ini sama dengan baris %(first)s."), lazy("Hapus salah satu baris atau perbaiki NIK-nya.")
    ),
    "nik_other_name": Kind(
        ERROR,
        lazy("NIK ini sudah tercatat di provinsi Anda atas nama %(name)s."),
        lazy("Periksa lagi NIK atau nama pada KTP."),
    ),
    "nik_province": Kind(WARNING, lazy("dua angka pertama NIK bukan kode provinsi yang dikenal."), _KTP),
    "nik_sex": Kind(WARNING, lazy("jenis kelamin berbeda dari yang tersirat pada NIK."), _BOTH),
    "nik_birth_date": Kind(WARNING, lazy("tanggal lahir berbeda dari yang tersirat pada NIK."), _BOTH),
    "nik_regency": Kind(
        WARNING,
        lazy("NIK pertama kali diterbitkan di kabupaten/kota lain."),
        lazy("Tidak perlu diubah bila orang ini memang pindah."),
    ),
    # numbers
    "number_ambiguous": Kind(ASK, lazy("angka dapat dibaca dua macam."), _ANSWER),
    "number_unread": Kind(ERROR, lazy("bukan bilangan bulat."), lazy("Tulis angka saja, misalnya 12.")),
    "number_negative": Kind(ERROR, lazy("angka tidak boleh kurang dari nol."), _CHECK),
    "number_fraction": Kind(ERROR, lazy("angka tidak boleh pecahan."), lazy("Tulis bilangan bulat.")),
    "number_large": Kind(ERROR, lazy("angka terlalu besar."), _CHECK),
    "workers_sum": Kind(
        WARNING,
        lazy("jumlah tenaga kerja berbeda dari laki-laki ditambah perempuan."),
        lazy("Periksa ketiga angkanya."),
    ),
    # business
    "nib_unread": Kind(ERROR, lazy("NIB terdiri atas 13 angka."), lazy("Perbaiki, atau kosongkan bila belum ada.")),
    "npwp_unread": Kind(ERROR, lazy("NPWP terdiri atas 15 atau 16 angka."), lazy("Perbaiki, atau kosongkan.")),
    "business_name_missing": Kind(ERROR, lazy("nama IKM kosong."), lazy("Isi nama usahanya.")),
    "business_unknown": Kind(
        ERROR,
        lazy("IKM ini belum tercatat di provinsi Anda."),
        lazy("Impor atau tambahkan dahulu IKM-nya, atau perbaiki nama, NIB, atau kabupaten/kotanya."),
    ),
    "business_several": Kind(ERROR, lazy("ada beberapa IKM dengan nama ini."), lazy("Isi NIB atau kabupaten/kotanya.")),
    "npwp_taken": Kind(
        WARNING,
        lazy("NPWP ini sudah dipakai IKM lain, sehingga dikosongkan."),
        lazy("Isi NPWP milik IKM ini sendiri bila ada."),
    ),
    "npwp_numeric": Kind(
        ERROR,
        lazy("NPWP terbaca sebagai angka sehingga angkanya dapat berubah."),
        lazy("Ubah format kolom menjadi Teks, ketik ulang, lalu unggah lagi."),
    ),
    "kbli_unread": Kind(ERROR, lazy("kode KBLI terdiri atas 5 angka."), lazy("Perbaiki, atau kosongkan.")),
    # production
    "product_missing": Kind(ERROR, lazy("produk kosong."), lazy("Isi produk yang dibuat.")),
    "product_unknown": Kind(
        ERROR, lazy("produk tidak dikenal."), lazy("Tulis nama produk seperti pada portal.%(suggestion)s")
    ),
    "unit_unknown": Kind(
        ERROR,
        lazy("satuan tidak dikenal."),
        lazy("Tulis buah, helai, lembar, set, atau pak; hitung dahulu isi lusin, kodi, atau dus."),
    ),
    "quantity_zero": Kind(ERROR, lazy("jumlah nol."), lazy("Kosongkan bila jumlahnya belum diketahui.")),
    "date_unread": Kind(ERROR, lazy("tanggal tidak terbaca."), lazy("Tulis hari/bulan/tahun, misalnya 15/06/2020.")),
    "made_on_future": Kind(ERROR, lazy("tanggal dibuat masih di depan."), lazy("Periksa tahunnya.")),
    "production_known": Kind(
        WARNING,
        lazy("hasil produksi ini sudah tercatat pada kegiatan ini."),
        lazy("Baris ini tidak mengubah apa pun."),
    ),
    "production_repeated": Kind(
        WARNING,
        lazy("hasil produksi ini sama dengan baris %(first)s, sehingga dicatat sekali saja."),
        lazy("Bedakan lot atau tanggalnya bila memang dua hasil."),
    ),
    # region
    "regency_unknown": Kind(
        ERROR,
        lazy("kabupaten/kota tidak dikenal."),
        lazy("Tulis nama resminya, misalnya Kota Palembang.%(suggestion)s"),
    ),
    "regency_two": Kind(ERROR, lazy("nama ini dipakai kabupaten dan kota."), lazy("Tulis Kab. atau Kota di depannya.")),
    "regency_elsewhere": Kind(
        WARNING,
        lazy("kabupaten/kota ini di luar provinsi Anda, sehingga dikosongkan."),
        lazy("Perbaiki bila salah tulis."),
    ),
    "business_elsewhere": Kind(
        ERROR,
        lazy("kabupaten/kota ini di luar provinsi Anda."),
        lazy("Perbaiki bila salah tulis; IKM provinsi lain dicatat oleh provinsinya."),
    ),
    "province_elsewhere": Kind(
        ERROR,
        lazy("provinsi ini bukan provinsi Anda."),
        lazy("Perbaiki bila salah tulis; IKM provinsi lain dicatat oleh provinsinya."),
    ),
    "regency_not_own": Kind(
        ERROR,
        lazy("kabupaten/kota kosong atau di luar wilayah tugas Anda."),
        lazy("Isi %(names)s, atau serahkan baris ini kepada petugas provinsi."),
    ),
    # against what is known already (match.py)
    "already_here": Kind(
        WARNING,
        lazy("orang ini sudah menjadi peserta kegiatan ini."),
        lazy("Data yang sudah tersimpan tidak diubah."),
    ),
    "already_here_differs": Kind(
        WARNING,
        lazy("orang ini sudah menjadi peserta kegiatan ini, dan data yang tersimpan lain pada: %(fields)s."),
        lazy("Data yang sudah tersimpan tidak diubah; bila baris ini yang benar, ubah pada halaman orangnya."),
    ),
    "completes": Kind(
        WARNING,
        lazy("baris ini melengkapi data yang masih kosong: %(fields)s."),
        lazy("Periksa apakah memang milik orang atau IKM ini."),
    ),
    "person_locked": Kind(
        WARNING,
        lazy(
            "orang ini juga mengikuti kegiatan yang sedang ditinjau atau sudah disetujui, sehingga datanya yang kosong "
            "tidak dilengkapi: %(fields)s."
        ),
        lazy("Unggah lagi sesudah kegiatan itu dibuka kembali."),
    ),
    "same_name_here": Kind(
        WARNING,
        lazy("nama ini sudah menjadi peserta kegiatan ini, sehingga baris ini tidak mengubah apa pun."),
        lazy("Isi NIK atau tanggal lahir bila orangnya lain."),
    ),
    "row_repeated": Kind(
        WARNING,
        lazy("orang ini sama dengan baris %(first)s, sehingga dicatat sekali saja."),
        lazy("Isi NIK bila orangnya lain."),
    ),
    "served_elsewhere": Kind(
        WARNING,
        lazy("orang ini sudah dilayani provinsi lain tahun ini."),
        lazy("Ditjen IKMA dapat menerangkan lebih lanjut."),
    ),
    "business_likely": Kind(
        ASK,
        lazy("IKM ini mungkin sudah tercatat."),
        lazy("Jawab sekali untuk setiap IKM pada halaman IKM serupa: sama, atau IKM baru."),
    ),
    "business_known": Kind(
        WARNING,
        lazy("IKM ini sudah tercatat."),
        lazy("Data yang sudah tersimpan tidak diubah; bila baris ini yang benar, ubah pada halaman IKM itu."),
    ),
    "business_repeated": Kind(
        WARNING,
        lazy("IKM ini sama dengan baris %(first)s, sehingga dicatat sekali saja."),
        lazy("Isi NIB atau kabupaten/kotanya bila IKM-nya lain."),
    ),
    "business_large": Kind(
        WARNING,
        lazy("menurut tenaga kerja dan nilai investasinya ini industri besar, di luar sasaran program IKM."),
        lazy("Periksa kedua angkanya."),
    ),
}


FILE_CODES: Final[dict[str, tuple[Any, ...]]] = {
    "empty": (lazy("Berkas ini kosong. Pilih berkas yang berisi daftarnya."),),
    "too_large": (lazy("Berkas lebih besar dari 20 MB. Bagi daftar menjadi beberapa berkas."),),
    "too_many_rows": (
        lazy(
            "Lembar “%(sheet)s” terisi sampai baris %(rows)s, lebih dari 100.000 baris. Hapus isi yang tercecer di "
            "bawah daftar, atau bagi daftar menjadi beberapa berkas."
        ),
    ),
    "too_many_columns": (
        lazy(
            "Lembar “%(sheet)s” terisi sampai kolom ke-%(columns)s, lebih dari 300 kolom. Hapus kolom yang tidak "
            "diperlukan."
        ),
    ),
    "wrong_type": (
        lazy("Berkas ini bukan lembar kerja. Unggah berkas Excel (xlsx, xls), OpenDocument (ods), atau CSV."),
    ),
    "html": (
        lazy(
            "Berkas ini halaman web yang diberi nama lembar kerja. Buka dengan Excel, pilih Simpan sebagai xlsx, "
            "lalu unggah lagi."
        ),
    ),
    "corrupt": (
        lazy("Berkas ini rusak sehingga tidak dapat dibuka. Buka dan simpan ulang dengan Excel, lalu unggah lagi."),
    ),
    "password": (lazy("Berkas ini dikunci dengan kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."),),
    "macro": (lazy("Berkas ini berisi makro. Simpan sebagai xlsx tanpa makro, lalu unggah lagi."),),
    "bomb": (
        lazy(
            "Isi berkas ini jauh lebih besar daripada yang wajar, sehingga tidak dibuka. Salin daftarnya ke berkas "
            "baru, lalu unggah lagi."
        ),
    ),
    "entities": (
        lazy(
            "Berkas ini berisi perintah XML yang tidak aman, sehingga tidak dibuka. Salin daftarnya ke berkas baru, "
            "lalu unggah lagi."
        ),
    ),
    "open_quote": (lazy('Tanda kutip (") pada baris %(row)d tidak ditutup. Hapus tanda kutip itu, lalu unggah lagi.'),),
    "no_sheet": (lazy("Lembar “%(sheet)s” tidak ada di berkas ini. Yang ada: %(names)s."),),
    "no_header": (
        lazy(
            "Baris judul kolom tidak ditemukan. Pastikan ada baris judul seperti Nama, NIK, Jenis Kelamin di atas "
            "daftar, atau pakai templat kami."
        ),
        lazy("Lembar “%(sheet)s” tidak mempunyai baris %(row)d. Pilih baris judul yang lain."),
    ),
    "no_name": (
        lazy(
            "Tidak ada kolom nama orang pada lembar “%(sheet)s” (judul pada baris %(row)d). "
            "Tambahkan kolom Nama, atau pakai templat kami."
        ),
    ),
    "no_business_name": (
        lazy(
            "Tidak ada kolom nama IKM pada lembar “%(sheet)s” (judul pada baris %(row)d). "
            "Tambahkan kolom Nama IKM, atau pakai templat kami."
        ),
    ),
    "no_maker": (
        lazy(
            "Tidak ada kolom nama IKM atau NIB pada lembar “%(sheet)s” (judul pada baris %(row)d). "
            "Tambahkan salah satunya, atau pakai templat kami."
        ),
    ),
    "no_rows": (
        lazy("Tidak ada baris data di bawah judul kolom. Isi daftarnya, lalu unggah lagi."),
        lazy("Berkas ini tidak berisi satu baris pun. Isi daftarnya, lalu unggah lagi."),
    ),
}
"""Why a file cannot be taken: the sentences that `Unreadable` is raised with, by code (a test compares them)."""

_VALUE: Final = re.compile(r"%\(\w+\)[sd]")


def plain(sentence: Any) -> str:
    """A sentence of a catalogue without its values: "…" stands in their place; a suggestion is left out."""
    return _VALUE.sub("…", str(sentence).replace("%(suggestion)s", ""))


def title(code: str) -> str:
    """The problem alone, as the heading of all its rows."""
    return capfirst(plain(CATALOGUE[code].problem))


def severity(code: str) -> str:
    return CATALOGUE[code].severity


def what(code: str, params: Mapping[str, Any]) -> str:
    """What happened and what to do, without the place."""
    kind = CATALOGUE[code]
    return f"{kind.problem} {kind.cure}" % dict(params)


def sentence(row: int, column: str, code: str, params: Mapping[str, Any]) -> str:
    """ "Baris 27, kolom No. KTP: …": where, what happened, what to do."""
    if column:
        return _("Baris %(row)d, kolom %(column)s: %(said)s") % {
            "row": row,
            "column": column,
            "said": what(code, params),
        }
    return _("Baris %(row)d: %(said)s") % {"row": row, "said": what(code, params)}


def verdict(codes: list[str]) -> str:
    """The verdict of a row from the codes of its issues: the gravest wins."""
    found = {severity(code) for code in codes}
    return next((grave for grave in (ERROR, ASK, WARNING) if grave in found), OK)
