"""A form gets a file that was sent before it as if it had come with it: whole, the person's own, once."""

import hashlib

import pytest

from dekon_portal.core import uploads
from dekon_portal.core.kept_forms import OWNER_FIELD
from dekon_portal.core.models import PendingUpload
from dekon_portal.core.once import FIELD, new_token
from participants.models import ImportBatch
from programs import review
from programs.models import Attachment
from tests.core.tus import Line
from tests.papers import pdf

pytestmark = pytest.mark.django_db

PDF = pdf()
LIST = b"Nama;Kabupaten/Kota\nSiti Contoh;Palembang\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def papers(activity_sumsel):
    return f"/kegiatan/{activity_sumsel.code}/berkas/"


def send_form(client, page, *ids, **fields):
    return client.post(page, {"kind": "undangan", "delivery": "", "file-unggahan": ids, **fields})


def test_a_paper_sent_in_pieces_is_kept_as_one_that_was_posted(
    line, papers, folder, django_capture_on_commit_callbacks
):
    pk = line.send(PDF, page=papers)
    with django_capture_on_commit_callbacks(execute=True):
        assert send_form(line.client, papers, pk).status_code == 302
    paper = Attachment._base_manager.get()
    assert (paper.name, paper.size, paper.sha256) == ("undangan.pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    assert paper.file.read() == PDF
    assert not PendingUpload.objects.exists()
    assert list(folder.iterdir()) == []


def test_a_list_sent_in_pieces_is_examined(line, activity_sumsel, django_capture_on_commit_callbacks):
    page = f"/kegiatan/{activity_sumsel.code}/impor/"
    pk = line.send(LIST, page=page, name="peserta.csv")
    with django_capture_on_commit_callbacks(execute=True):
        answer = line.client.post(page, {"file-unggahan": pk, FIELD: new_token()})
    batch = ImportBatch._base_manager.get()
    assert answer.url == batch.get_absolute_url()
    assert (batch.file_name, batch.state, batch.counts["rows"]) == ("peserta.csv", "checked", 1)
    assert not PendingUpload.objects.exists()


def test_a_file_that_is_not_whole_is_none(line, papers):
    url = line.begin(len(PDF), page=papers, data=PDF[:50])
    answer = send_form(line.client, papers, url.strip("/").rpartition("/")[2])
    assert answer.context["form"].errors["file"]
    assert PendingUpload.objects.exists()


@pytest.mark.parametrize("pk", ["", "x", "../../etc/passwd", "00000000-0000-4000-8000-000000000000"])
def test_what_names_no_upload_is_no_file(line, papers, pk):
    assert send_form(line.client, papers, pk).context["form"].errors["file"]


def test_r1_the_file_of_another_person_is_none(line, papers, head_sumsel, client_class):
    pk = line.send(PDF, page=papers)
    other = client_class()
    other.force_login(head_sumsel)
    assert send_form(other, papers, pk).context["form"].errors["file"]
    assert not Attachment._base_manager.exists()
    assert PendingUpload.objects.exists()


def test_a_file_belongs_to_the_form_it_was_chosen_in(line, papers):
    pk = line.send(PDF, page="/kegiatan/")
    assert send_form(line.client, papers, pk).context["form"].errors["file"]


def test_a_form_with_another_fault_keeps_its_file(line, papers):
    pk = line.send(PDF, page=papers)
    answer = send_form(line.client, papers, pk, kind="")
    assert f'<input type="hidden" name="file-unggahan" value="{pk}">' in answer.content.decode()
    assert "undangan.pdf sudah terunggah" in answer.content.decode()
    assert "file" not in answer.context["form"].errors
    assert send_form(line.client, papers, pk).status_code == 302
    assert Attachment._base_manager.count() == 1


def test_when_the_form_is_refused_the_file_waits_on(line, papers, activity_sumsel, officer_sumsel, reviewer):
    pk = line.send(PDF, page=papers)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    answer = send_form(line.client, papers, pk)
    assert "sudah disetujui" in answer.content.decode()
    assert uploads.ClaimedFile(PendingUpload.objects.get(), "file").read() == PDF


def test_what_is_not_taken_is_refused_as_ever(line, papers):
    pk = line.send(b"MZ\x90 bukan pdf", page=papers)
    assert "bukan jenis yang diterima" in str(send_form(line.client, papers, pk).context["form"].errors["file"])


def test_the_form_sent_again_leads_to_the_same_place(line, papers):
    pk, token = line.send(PDF, page=papers), new_token()
    first = send_form(line.client, papers, pk, **{FIELD: token})
    again = send_form(line.client, papers, pk, **{FIELD: token})
    assert (first.status_code, first.url) == (again.status_code, again.url)
    assert Attachment._base_manager.count() == 1


def test_after_the_session_ended_the_file_is_still_there(line, papers, officer_sumsel):
    pk = line.send(PDF, page=papers)
    page = line.client.get(papers).content.decode()
    mark = page.partition(f'name="{OWNER_FIELD}" value="')[2].partition('"')[0]
    line.client.session.flush()
    line.client.cookies.clear()
    send_form(line.client, papers, pk, **{OWNER_FIELD: mark})
    line.client.force_login(officer_sumsel)
    assert "undangan.pdf sudah terunggah" in line.client.get(papers).content.decode()
    assert send_form(line.client, papers, pk).status_code == 302


def test_an_upload_goes_on_after_signing_in_again(line, papers, officer_sumsel):
    url = line.begin(len(PDF), page=papers, data=PDF[:50])
    line.client.logout()
    assert line.go_on(url, PDF[50:], 50).status_code == 401
    line.client.force_login(officer_sumsel)
    again = Line(line.client)
    assert again.offset(url) == 50
    assert again.go_on(url, PDF[50:], 50).status_code == 204


def test_without_script_the_file_comes_with_the_form(client, officer_sumsel, papers, activity_sumsel):
    client.force_login(officer_sumsel)
    page = client.get(papers).content.decode()
    assert '<input type="file" name="file"' in page
    assert page.count("upload.js") == 1
    assert "upload.js" not in client.get(f"/kegiatan/{activity_sumsel.code}/ubah/").content.decode()
