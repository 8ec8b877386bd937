"""The bad input of issue 3, through the page: each gives a sentence a person can act on, and saves nothing wrong."""

from __future__ import annotations

import csv as csv_file
import io
import re
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from participants.imports.issues import sentence
from participants.models import BatchState, Business, ImportBatch, Person
from tests import make
from tests.participants.imports.sheets import HEADINGS, NIK, NIK_MAN, SITI, cell, csv, raw_xlsx, xlsx, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = xlsx(HEADINGS, SITI)


@pytest.fixture
def upload(client, officer_sumsel, activity_sumsel, django_capture_on_commit_callbacks):
    """Upload a file through the page: what a person then reads, and the batch if one was made."""
    client.force_login(officer_sumsel)
    make.regency("16.71")

    def sent(data, name="daftar.xlsx"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(
                reverse("participants:import_new", args=[activity_sumsel.code]),
                {"file": SimpleUploadedFile(name, data)},
            )
        page = client.get(answer.url) if answer.status_code == 302 else answer
        assert page.status_code == 200
        text = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
        return text, ImportBatch._base_manager.order_by("pk").last()

    return sent


def row_sentences(upload, headers, *rows):
    """Every sentence that the file of problems would hold."""
    _text, batch = upload(xlsx(headers, *rows))
    return [sentence(one.row, one.column, one.code, one.params) for one in batch.issues.all()]


def bomb():
    zeros = "0" * (30 * 1024 * 1024)
    return raw_xlsx(f'<row r="1">{cell("A1", zeros)}</row>')


def locked_xlsx():
    return OLE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


FILES = {
    "nothing in it": (b"", "daftar.xlsx", "Berkas ini kosong. Pilih berkas yang berisi daftarnya."),
    "a picture": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "foto.png",
        "Berkas ini bukan lembar kerja. Unggah berkas Excel (xlsx, xls), OpenDocument (ods), atau CSV.",
    ),
    "a PDF": (
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "daftar.pdf",
        "Berkas ini bukan lembar kerja. Unggah berkas Excel (xlsx, xls), OpenDocument (ods), atau CSV.",
    ),
    "a Word file": (
        zipped(**{"word/document.xml": "<w/>"}), "daftar.docx",
        "Berkas ini bukan lembar kerja. Unggah berkas Excel (xlsx, xls), OpenDocument (ods), atau CSV.",
    ),
    "a web page named xls": (
        b"<html><table><tr><td>Nama</td></tr></table></html>", "daftar.xls",
        "Berkas ini halaman web yang diberi nama lembar kerja. Buka dengan Excel, pilih Simpan sebagai xlsx, lalu "
        "unggah lagi.",
    ),
    "a password": (
        locked_xlsx(), "daftar.xlsx",
        "Berkas ini dikunci dengan kata sandi. Simpan tanpa kata sandi, lalu unggah lagi.",
    ),
    "cut short": (
        GOOD[: len(GOOD) // 2], "daftar.xlsx",
        "Berkas ini rusak sehingga tidak dapat dibuka. Buka dan simpan ulang dengan Excel, lalu unggah lagi.",
    ),
    "a zip bomb": (
        bomb(), "daftar.xlsx",
        "Isi berkas ini jauh lebih besar daripada yang wajar, sehingga tidak dibuka. Salin daftarnya ke berkas baru, "
        "lalu unggah lagi.",
    ),
    "no headings": (
        xlsx(["Siti Aminah", NIK], ["Budi Santoso", NIK_MAN]), "daftar.xlsx",
        "Baris judul kolom tidak ditemukan. Pastikan ada baris judul seperti Nama, NIK, Jenis Kelamin di atas daftar, "
        "atau pakai templat kami.",
    ),
    "headings only": (
        xlsx(HEADINGS), "daftar.xlsx",
        "Tidak ada baris data di bawah judul kolom. Isi daftarnya, lalu unggah lagi.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "name", "told"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_says_why_and_offers_to_try_again(upload, data, name, told):
    text, batch = upload(data, name)
    assert told in text
    assert (batch.state, batch.problem) == (BatchState.UNREADABLE, told)
    assert "Unggah lagi" in text
    assert "Belum ada yang disimpan." in text


def test_a_file_beyond_20_mb_is_refused_beside_the_field(upload, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    text, batch = upload(b"x" * 1001, "daftar.csv")
    assert "Berkas lebih besar dari 20 MB. Bagi daftar menjadi beberapa berkas." in text
    assert batch is None


def test_no_file_at_all_is_told_beside_the_field(client, officer_sumsel, activity_sumsel):
    client.force_login(officer_sumsel)
    page = client.post(reverse("participants:import_new", args=[activity_sumsel.code]))
    assert page.context["form"].errors["file"]
    assert not ImportBatch._base_manager.exists()


CELLS = {
    "numeric NIK": (
        ["Nama", "No. KTP"], ["Siti", int(NIK)],
        "Baris 2, kolom No. KTP: NIK terbaca sebagai angka sehingga digit ke-16 hilang. "
        "Ubah format kolom menjadi Teks, ketik ulang NIK dari KTP, lalu unggah lagi.",
    ),
    "15 digits": (
        ["Nama", "NIK"], ["Siti", NIK[:15]],
        "Baris 2, kolom NIK: NIK terdiri atas 15 angka, seharusnya 16. Ketik ulang 16 angka dari KTP.",
    ),
    "impossible date": (
        ["Nama", "NIK"], ["Siti", "1671013002859999"],
        "Baris 2, kolom NIK: angka ke-7 sampai ke-12 NIK bukan tanggal lahir yang mungkin. Periksa lagi pada KTP.",
    ),
    "unknown regency": (
        ["Nama", "NIK", "Kab/Kota"], ["Siti", NIK, "Kota Palembng"],
        "Baris 2, kolom Kab/Kota: kabupaten/kota tidak dikenal. Tulis nama resminya, misalnya Kota Palembang. "
        "Mungkin maksudnya Kota Palembang.",
    ),
    "500 characters": (
        ["Nama", "NIK", "Nama IKM"], ["Siti", NIK, "x" * 500],
        "Baris 2, kolom Nama IKM: isi lebih dari 200 huruf. Persingkat isinya.",
    ),
    "no name": (["Nama", "NIK"], ["", NIK], "Baris 2, kolom Nama: nama kosong. Isi nama lengkap sesuai KTP."),
    "negative": (
        ["Nama", "NIK", "Jumlah TK"], ["Siti", NIK, -3],
        "Baris 2, kolom Jumlah TK: angka tidak boleh kurang dari nol. Periksa lagi.",
    ),
    "fraction": (
        ["Nama", "NIK", "Jumlah TK"], ["Siti", NIK, 2.5],
        "Baris 2, kolom Jumlah TK: angka tidak boleh pecahan. Tulis bilangan bulat.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("headers", "row", "told"), CELLS.values(), ids=CELLS)
def test_a_cell_that_cannot_be_taken_keeps_its_row_out_and_says_what_to_do(upload, headers, row, told):
    assert row_sentences(upload, headers, row) == [told]
    assert ImportBatch._base_manager.get().counts["error"] == 1


def test_a_nik_twice_in_the_file_names_the_first_row(upload):
    assert row_sentences(upload, ["Nama", "NIK"], ["Siti", NIK], ["Ani", NIK]) == [
        "Baris 3, kolom NIK: NIK ini sama dengan baris 2. Hapus salah satu baris atau perbaiki NIK-nya."
    ]


def test_a_person_of_the_activity_is_told_and_not_doubled(upload, activity_sumsel, officer_sumsel):
    make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Siti", nik=NIK))
    assert row_sentences(upload, ["Nama", "NIK"], ["Siti", NIK]) == [
        "Baris 2, kolom NIK: orang ini sudah menjadi peserta kegiatan ini. Data yang sudah tersimpan tidak diubah."
    ]
    assert ImportBatch._base_manager.get().counts["created"] == 0


ODD = ['=HYPERLINK("http://jahat.example","klik")', "<script>alert(1)</script>", "Toko 😀 Jaya", "+62 jaya", "@jaya"]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_odd_texts_are_stored_as_text_escaped_on_pages_and_defused_in_exports(
    upload, client, activity_sumsel, text, kind, django_capture_on_commit_callbacks
):
    rows = ["Nama", "NIK", "Nama IKM"], [text, NIK, text]
    if kind == "xlsx":
        data = xlsx(*rows)
    else:
        lines = io.StringIO()
        csv_file.writer(lines, delimiter=";").writerows(rows)
        data = lines.getvalue().encode()
    _page, batch = upload(data, f"daftar.{kind}")
    preview = client.get(batch.get_absolute_url()).content.decode()
    assert "<script>alert" not in preview
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("participants:import_commit", args=[batch.pk]), {"pilihan": "semua"})
    assert Person._base_manager.get().name == Business._base_manager.get().name == text

    people = reverse("participants:activity_people", args=[activity_sumsel.code])
    assert "<script>alert" not in client.get(people).content.decode()
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(client.get(people, {"_export": "xlsx"}).streaming_content))
    ).active  # fmt: skip
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")
    exported = b"".join(client.get(people, {"_export": "csv"}).streaming_content).decode("utf-8-sig")
    stored = list(csv_file.reader(io.StringIO(exported), delimiter=";"))[1][0]
    assert stored == (f"'{text}" if text[0] in "=+-@" else text)


def test_the_name_of_the_file_is_shown_as_text(upload, client):
    _text, batch = upload(csv(HEADINGS, SITI), "<script>x.csv")
    assert batch.file_name == "<script>x.csv"
    assert "<script>x" not in client.get(batch.get_absolute_url()).content.decode()


def test_the_zip_bomb_of_this_test_is_one():
    assert zipfile.ZipFile(io.BytesIO(bomb())).infolist()[-1].file_size > 30_000_000
    assert len(bomb()) < 100_000
