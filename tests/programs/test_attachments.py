"""Papers and pictures: taken by what they are, kept under a random name, served only to who may see the activity."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dekon_portal.accounts.scope import OutOfReach, acting_as
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed
from programs import attachments, review
from programs.models import Attachment
from tests import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%contoh"
PNG = b"\x89PNG\r\n\x1a\n contoh"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\x00\x03"


def office_file(main_part, *others):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in ("[Content_Types].xml", main_part, *others):
            archive.writestr(part, "<x/>")
    return packed.getvalue()


XLSX = office_file("xl/workbook.xml")
MACROS = office_file("xl/workbook.xml", "xl/vbaProject.bin")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def files_in(folder: Path):
    return [path for path in folder.rglob("*") if path.is_file()]


def send(client, activity, content=PDF, name="undangan.pdf", kind="undangan"):
    upload = SimpleUploadedFile(name, content, content_type="application/pdf")  # what a browser claims counts nothing
    return client.post(f"/kegiatan/{activity.code}/berkas/", {"kind": kind, "file": upload, "delivery": ""})


@pytest.fixture
def paper(officer, activity_sumsel):
    send(officer, activity_sumsel)
    return Attachment._base_manager.get()


def url(attachment):
    return f"/berkas/{attachment.pk}/"


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (PDF, "a.PDF", "application/pdf"),
        (PNG, "a.png", "image/png"),
        (b"\xff\xd8\xff\xe0 jfif", "a.jpeg", "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "a.webp", "image/webp"),
        (XLSX, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            office_file("word/document.xml"),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
    ids=["pdf", "png", "jpeg", "webp", "xlsx", "docx"],
)
def test_what_is_taken_is_known_by_its_bytes(officer, activity_sumsel, content, name, content_type):
    send(officer, activity_sumsel, content, name)
    assert Attachment._base_manager.get().content_type == content_type


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        pytest.param(HTML, "a.html", "bukan jenis yang diterima", id="html"),
        pytest.param(HTML, "a.pdf", "bukan jenis yang diterima", id="html-named-pdf"),
        pytest.param(SVG, "a.svg", "bukan jenis yang diterima", id="svg"),
        pytest.param(EXE, "a.exe", "bukan jenis yang diterima", id="exe"),
        pytest.param(EXE, "foto.jpg", "bukan jenis yang diterima", id="exe-named-jpg"),
        pytest.param(MACROS, "a.xlsx", "bukan jenis yang diterima", id="macros"),
        pytest.param(XLSX[:40], "a.xlsx", "bukan jenis yang diterima", id="broken-xlsx"),
        pytest.param(office_file("x"), "a.xlsx", "bukan jenis yang diterima", id="any-zip"),
        pytest.param(PNG, "a.pdf", "Isi berkas ini PNG, tetapi namanya berakhiran “.pdf”", id="png-named-pdf"),
        pytest.param(PDF, "undangan.pdf.exe", "tetapi namanya berakhiran “.exe”", id="pdf-named-exe"),
        pytest.param(b"", "a.pdf", "kosong", id="empty"),
    ],
)
def test_what_is_not_taken_is_refused_beside_its_field(officer, activity_sumsel, media, content, name, sentence):
    response = send(officer, activity_sumsel, content, name)
    assert sentence in " ".join(response.context["form"].errors["file"])
    assert not Attachment._base_manager.exists()
    assert files_in(media) == []


def test_a_file_over_the_limit_is_refused_with_the_limit(officer, activity_sumsel, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    response = send(officer, activity_sumsel, PDF + b" " * 1024 * 1024)
    assert "lebih besar dari 1 MB" in " ".join(response.context["form"].errors["file"])


def test_the_stored_name_is_random_and_tells_nothing(paper, media):
    (stored,) = files_in(media)
    assert stored.read_bytes() == PDF
    assert "undangan" not in stored.name
    assert stored.suffix == ""
    assert len(paper.sha256) == 64


def test_r3_a_nik_in_a_file_name_is_masked(officer, activity_sumsel):
    nik = make.nik()
    send(officer, activity_sumsel, name=f"KTP {nik}.pdf")
    shown = Attachment._base_manager.get().name
    assert nik not in shown
    assert shown.endswith(".pdf")
    assert not AuditEntry._base_manager.filter(subject_label__contains=nik).exists()


def test_the_same_file_sent_twice_is_kept_once(officer, activity_sumsel, media):
    send(officer, activity_sumsel)
    send(officer, activity_sumsel)
    assert Attachment._base_manager.count() == len(files_in(media)) == 1
    send(officer, activity_sumsel, kind="materi")
    assert Attachment._base_manager.count() == 2


# --- Served ---
def test_a_paper_is_shown_but_can_run_nothing(officer, paper):
    response = officer.get(url(paper))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="undangan.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in response["Cache-Control"]


def test_an_office_document_is_saved_not_shown(officer, officer_sumsel, activity_sumsel):
    upload = SimpleUploadedFile('daftar"\r\nhadir.xlsx', XLSX)
    paper = attachments.store(upload, activity=activity_sumsel, kind="daftar_hadir", by=officer_sumsel)
    disposition = officer.get(url(paper))["Content-Disposition"]
    assert disposition == r'attachment; filename="daftar\" hadir.xlsx"'


@pytest.mark.parametrize("role", ["petugas_provinsi", "pejabat_provinsi", "pimpinan", "admin", ""])
def test_r1_a_file_is_not_there_for_strangers(client, paper, office_bali, role):
    client.force_login(make.user(role, office_bali if role.endswith("provinsi") else None))
    assert client.get(url(paper)).status_code == 404
    assert client.post(f"{url(paper)}hapus/").status_code == 404
    assert Attachment._base_manager.exists()


@pytest.mark.parametrize("role", ["peninjau", "auditor"])
def test_who_looks_at_all_provinces_reads_files_and_changes_none(client, paper, activity_sumsel, role):
    client.force_login(make.user(role))
    assert client.get(url(paper)).status_code == 200
    assert "Unggah berkas" not in client.get(f"/kegiatan/{activity_sumsel.code}/berkas/").content.decode()
    assert send(client, activity_sumsel, PNG, "a.png").status_code == 403
    client.post(f"{url(paper)}hapus/")
    assert Attachment._base_manager.count() == 1


def test_a_file_that_was_lost_from_the_disk_is_not_found(officer, paper, media):
    files_in(media)[0].unlink()
    assert officer.get(url(paper)).status_code == 404


# --- Removed, locked ---
def test_removing_leaves_a_trace_and_no_file(officer, paper, media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{url(paper)}hapus/")
    assert files_in(media) == []
    trace = AuditEntry._base_manager.get(verb="row.removed")
    assert trace.sentence == "Siti Aminah menghapus undangan.pdf"


def test_r8_files_of_an_approved_activity_are_locked(officer, paper, activity_sumsel, officer_sumsel, reviewer, media):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    response = officer.post(f"{url(paper)}hapus/", follow=True)
    assert "sudah disetujui oleh Ratna Contoh" in response.content.decode()
    with pytest.raises(review.Locked):
        attachments.store(SimpleUploadedFile("b.png", PNG), activity=activity_sumsel, kind="foto", by=officer_sumsel)
    assert len(files_in(media)) == 1


def test_nothing_stays_on_disk_when_the_row_is_refused(activity_sumsel, officer_sumsel, officer_bali, media):
    upload = SimpleUploadedFile("a.png", PNG)
    with acting_as(officer_bali), pytest.raises(OutOfReach):
        attachments.store(upload, activity=activity_sumsel, kind="foto", by=officer_sumsel)
    assert files_in(media) == []
    with pytest.raises(NotAllowed):
        attachments.store(upload, activity=activity_sumsel, kind="foto", by=make.user("auditor"))
    assert files_in(media) == []
