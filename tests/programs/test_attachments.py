"""Papers and pictures: taken by what they are, kept under a random name, served only to who may see the activity."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Name, String

from dekon_portal.accounts.scope import OutOfReach, acting_as
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs import attachments, review
from programs.models import Attachment
from tests import make, papers

pytestmark = pytest.mark.django_db

PDF = papers.pdf()
PNG = papers.picture("PNG")
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\x00\x03"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"
XLSX = papers.office_file()
MACROS = papers.office_file("xl/workbook.xml", "xl/vbaProject.bin")
SCRIPT = papers.pdf(lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))))


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
        (papers.picture(), "a.jpeg", "image/jpeg"),
        (papers.picture("WEBP"), "a.webp", "image/webp"),
        (XLSX, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            papers.office_file("word/document.xml"),
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
        pytest.param(MACROS, "a.xlsx", "berisi makro", id="macros"),
        pytest.param(XLSX[:40], "a.xlsx", "bukan jenis yang diterima", id="broken-xlsx"),
        pytest.param(papers.office_file("x"), "a.xlsx", "bukan jenis yang diterima", id="any-zip"),
        pytest.param(PNG, "a.pdf", "Isi berkas ini PNG, tetapi namanya berakhiran “.pdf”", id="png-named-pdf"),
        pytest.param(PDF, "undangan.pdf.exe", "tetapi namanya berakhiran “.exe”", id="pdf-named-exe"),
        pytest.param(b"", "a.pdf", "kosong", id="empty"),
        pytest.param(SVG, "a.png", "bukan jenis yang diterima", id="svg-named-png"),
        pytest.param(HEIC, "IMG_1.HEIC", "Kirim sebagai JPG: di iPhone buka Pengaturan", id="heic"),
        pytest.param(HEIC, "IMG_1.jpg", "Kirim sebagai JPG", id="heic-named-jpg"),
        pytest.param(PNG[:60], "a.png", "rusak atau terpotong", id="half-a-photo"),
        pytest.param(PDF[:300], "a.pdf", "rusak atau terpotong", id="half-a-pdf"),
        pytest.param(SCRIPT, "a.pdf", "PDF ini berisi JavaScript", id="pdf-with-script"),
        pytest.param(PDF + papers.zipped(), "a.pdf", "data lain di belakang dokumennya", id="pdf-and-zip"),
    ],
)
def test_what_is_not_taken_is_refused_beside_its_field(officer, activity_sumsel, media, content, name, sentence):
    response = send(officer, activity_sumsel, content, name)
    (error,) = response.context["form"].errors["file"]
    assert error.startswith(f"{name}: ")
    assert sentence in error
    assert not Attachment._base_manager.exists()
    assert files_in(media) == []


def test_a_file_over_the_limit_is_refused_with_the_limit(officer, activity_sumsel, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    response = send(officer, activity_sumsel, PDF + b" " * 1024 * 1024)
    assert not Attachment._base_manager.exists()
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


def test_the_portals_own_bast_comes_back_as_a_scan(officer, activity_sumsel, officer_sumsel):
    delivery = make.delivery(activity_sumsel, officer_sumsel, number="012/BAST")
    paper = officer.get(reverse("programs:bast_pdf", args=[delivery.pk])).getvalue()
    send(officer, activity_sumsel, paper, "bast.pdf", "bast")
    assert Attachment._base_manager.get().size == len(paper)


def send_all(client, activity, *files, follow=True):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    data = {"kind": "laporan", "file": uploads, "delivery": ""}
    return client.post(f"/kegiatan/{activity.code}/berkas/", data, follow=follow)


def test_several_files_at_once_are_each_told_by_name(officer, activity_sumsel):
    response = send_all(officer, activity_sumsel, ("a.pdf", PDF), ("b.exe", EXE), ("c.png", PNG))
    assert [str(message) for message in response.context["messages"]] == [
        "a.pdf tersimpan.",
        "c.png tersimpan.",
        f"b.exe: Isi berkas ini bukan jenis yang diterima. Unggah {attachments.what_is_taken()}",
    ]
    assert sorted(Attachment._base_manager.values_list("name", flat=True)) == ["a.pdf", "c.png"]


def test_when_none_of_several_can_be_kept_the_form_says_why_of_each(officer, activity_sumsel):
    response = send_all(officer, activity_sumsel, ("a.pdf", b""), ("b.exe", EXE))
    assert [error[:7] for error in response.context["form"].errors["file"]] == ["a.pdf: ", "b.exe: "]
    assert not Attachment._base_manager.exists()


def test_no_more_than_twenty_files_at_once(officer, activity_sumsel):
    response = send_all(officer, activity_sumsel, *[(f"{n}.pdf", PDF) for n in range(21)])
    assert response.context["form"].errors["file"] == ["Pilih paling banyak 20 berkas sekali unggah."]
    assert not Attachment._base_manager.exists()


def test_a_file_must_be_chosen(officer, activity_sumsel):
    assert send_all(officer, activity_sumsel).context["form"].errors["file"]


HEADS = (b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\x00\x00\x00WEBPVP8 ", b"PK\x03\x04", b"")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.sampled_from(HEADS), rest=st.binary(max_size=200), ending=st.sampled_from(["pdf", "jpg", "png", "xlsx"]))
def test_no_bytes_raise_anything_but_a_refusal(activity_sumsel, officer_sumsel, head, rest, ending):
    upload = SimpleUploadedFile(f"a.{ending}", head + rest)
    with pytest.raises(Refusal):
        attachments.store(upload, activity=activity_sumsel, kind="lainnya", by=officer_sumsel)


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
