"""A photo's place and time are its office's own; everybody else gets a copy that holds the picture and nothing more."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from PIL import Image

from programs import attachments, review
from programs.models import Attachment
from tests import make, papers

pytestmark = pytest.mark.django_db

PLACE = "-2.990934, 104.756554"
SENT = papers.photo((3000, 1500))


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def photo(activity_sumsel, officer_sumsel):
    upload = SimpleUploadedFile("penyerahan.jpg", SENT)
    return attachments.store(upload, activity=activity_sumsel, kind="foto", by=officer_sumsel)


@pytest.fixture
def old_photo(photo):
    """As it was stored before there were copies."""
    photo.clean_copy.delete(save=False)
    photo.thumbnail.delete(save=False)
    Attachment._base_manager.filter(pk=photo.pk).update(clean_copy="", thumbnail="", shot=None)
    return Attachment._base_manager.get()


def content(response):
    return b"".join(response.streaming_content)


def opened(response):
    return Image.open(io.BytesIO(content(response)))


def tab(client, activity):
    return client.get(f"/kegiatan/{activity.code}/berkas/").content.decode()


@pytest.mark.parametrize("who", ["officer_sumsel", "reviewer", "auditor"])
def test_r3_everybody_gets_the_clean_copy(client, request, photo, who):
    client.force_login(request.getfixturevalue(who))
    response = client.get(f"/berkas/{photo.pk}/")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="penyerahan.jpg"'
    assert response["Content-Security-Policy"].startswith("sandbox")
    copy = content(response)
    assert papers.CAMERA.encode() not in copy
    image = Image.open(io.BytesIO(copy))
    assert image.size == (1000, 2000)
    assert not image.getexif()


def test_lists_show_a_small_copy(client, officer_sumsel, photo):
    client.force_login(officer_sumsel)
    assert opened(client.get(f"/berkas/{photo.pk}/kecil/")).size == (200, 400)


def test_the_original_stays_as_evidence_for_its_office_only(
    client, photo, officer_sumsel, regency_officer_palembang, reviewer, auditor, officer_bali
):
    assert photo.sha256 == hashlib.sha256(SENT).hexdigest()
    client.force_login(officer_sumsel)
    response = client.get(f"/berkas/{photo.pk}/asli/")
    assert response["Content-Disposition"] == 'attachment; filename="penyerahan.jpg"'
    assert content(response) == SENT
    for stranger, answer in ((reviewer, 403), (auditor, 403), (officer_bali, 404), (regency_officer_palembang, 404)):
        client.force_login(stranger)
        assert client.get(f"/berkas/{photo.pk}/asli/").status_code == answer


def test_place_and_time_are_shown_to_the_office_and_to_nobody_else(client, photo, activity_sumsel, officer_sumsel):
    client.force_login(officer_sumsel)
    page = tab(client, activity_sumsel)
    assert f"Lokasi menurut kamera: {PLACE}" in page
    assert "Diambil menurut jam kamera: 15 Juni 2020 10.12" in page
    assert f"/berkas/{photo.pk}/asli/" in page
    for role in ("peninjau", "auditor"):
        client.force_login(make.user(role))
        page = tab(client, activity_sumsel)
        assert "104.7" not in page
        assert "10.12" not in page
        assert "/asli/" not in page


def test_the_office_still_sees_them_when_the_activity_is_approved(
    client, photo, activity_sumsel, officer_sumsel, reviewer
):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    client.force_login(officer_sumsel)
    assert PLACE in tab(client, activity_sumsel)


def test_r3_the_database_holds_place_and_time_encrypted(photo):
    with connection.cursor() as cursor:
        cursor.execute("SELECT shot FROM programs_attachment")
        ((token,),) = cursor.fetchall()
    assert token.startswith("k1.")
    assert Attachment._base_manager.get().shot == papers.PALEMBANG


def test_r3_the_trail_holds_no_place(client, photo, activity_sumsel, officer_sumsel):
    client.force_login(officer_sumsel)
    assert "104.7" not in client.get(f"/kegiatan/{activity_sumsel.code}/riwayat/").content.decode()


def test_a_photo_without_a_place_tells_none(client, activity_sumsel, officer_sumsel):
    upload = SimpleUploadedFile("a.png", papers.picture("PNG"))
    stored = attachments.store(upload, activity=activity_sumsel, kind="foto", by=officer_sumsel)
    assert Attachment._base_manager.get(pk=stored.pk).shot is None
    client.force_login(officer_sumsel)
    assert "menurut kamera" not in tab(client, activity_sumsel)
    assert client.get(f"/berkas/{stored.pk}/")["Content-Disposition"] == 'inline; filename="a.jpg"'


def test_photos_are_a_gallery_with_words(client, photo, activity_sumsel, officer_sumsel):
    client.force_login(officer_sumsel)
    page = tab(client, activity_sumsel)
    assert f'<a href="/berkas/{photo.pk}/"><img src="/berkas/{photo.pk}/kecil/" alt="Foto: penyerahan.jpg"' in page
    assert 'loading="lazy" width="400" height="300"' in page


def test_there_is_no_small_copy_and_no_original_of_a_paper(client, activity_sumsel, officer_sumsel):
    upload = SimpleUploadedFile("a.pdf", papers.pdf())
    paper = attachments.store(upload, activity=activity_sumsel, kind="laporan", by=officer_sumsel)
    client.force_login(officer_sumsel)
    for way in ("kecil", "asli"):
        assert client.get(f"/berkas/{paper.pk}/{way}/").status_code == 404


def test_all_three_files_go_when_the_photo_is_removed(photo, officer_sumsel, media, django_capture_on_commit_callbacks):
    assert len([path for path in media.rglob("*") if path.is_file()]) == 3
    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(photo, by=officer_sumsel)
    assert [path for path in media.rglob("*") if path.is_file()] == []


# --- Photos of before ---
@pytest.mark.parametrize("way", ["", "kecil/"])
def test_of_an_old_photo_a_clean_copy_is_drawn_when_it_is_asked_for(client, old_photo, reviewer, way):
    client.force_login(reviewer)
    copy = content(client.get(f"/berkas/{old_photo.pk}/{way}"))
    assert papers.CAMERA.encode() not in copy
    assert max(Image.open(io.BytesIO(copy)).size) == (400 if way else 2000)


def test_old_photos_are_prepared_once_also_of_an_approved_activity(
    old_photo, activity_sumsel, officer_sumsel, reviewer, capsys
):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    call_command("prepare_photos")
    call_command("prepare_photos")
    assert capsys.readouterr().out.splitlines() == ["1 foto disiapkan", "0 foto disiapkan"]
    prepared = Attachment._base_manager.get()
    assert prepared.shot == papers.PALEMBANG
    assert Image.open(prepared.clean_copy).size == (1000, 2000)
    assert prepared.file.read() == SENT


def test_an_old_photo_that_is_broken_is_told_and_left(client, old_photo, officer_sumsel, media, capsys):
    (media / old_photo.file.name).write_bytes(SENT[:100])
    call_command("prepare_photos")
    assert "rusak atau terpotong" in capsys.readouterr().err
    client.force_login(officer_sumsel)
    response = client.get(f"/berkas/{old_photo.pk}/")
    assert response.status_code == 409
    assert "rusak atau terpotong" in response.content.decode()
    assert client.get(f"/berkas/{old_photo.pk}/asli/").status_code == 200
