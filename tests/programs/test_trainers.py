"""Trainers: kept once a province, their CV taken by its content and given to the office only."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dekon_portal.core.models import AuditEntry
from programs import sessions
from programs.models import Session, Trainer
from tests import make, papers

pytestmark = pytest.mark.django_db

NEW = "/narasumber/baru/"
PHONE, EMAIL = "0812 3456 7890", "ahmad@contoh.id"


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def form(**changes):
    return {"province": "16", "kind": "narasumber", "name": "Ahmad Contoh", "is_active": "on", **changes}


def cv(content, name="cv.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def trainer(officer):
    officer.post(
        NEW, form(phone=PHONE, email=EMAIL, degree="S.T.", institution="Balai Contoh", new_cv=cv(papers.pdf()))
    )
    return Trainer._base_manager.get()


def stored(trainer):
    with trainer.cv.open("rb") as file:
        return file.read()


def test_who_works_in_one_province_is_not_asked_for_it(officer, office_sumsel):
    assert '<input type="hidden" name="province" value="16"' in officer.get(NEW).content.decode()


def test_a_trainer_is_kept_once_a_province(officer, trainer):
    shown = officer.post(NEW, form(institution="Balai Contoh")).content.decode()
    assert "Narasumber dengan nama dan instansi ini sudah ada di provinsi ini." in shown
    officer.post(NEW, form(institution="Instansi lain"))
    assert Trainer._base_manager.count() == 2


def test_r3_phone_and_email_are_masked_and_leave_no_trace(officer, trainer, reviewer):
    officer.post(
        f"/narasumber/{trainer.pk}/ubah/", form(phone="0813 9999 8888", degree="S.T.", institution="Balai Contoh")
    )
    officer.force_login(reviewer)
    shown = officer.get(trainer.get_absolute_url()).content.decode()
    file = b"".join(officer.get("/narasumber/?_export=csv").streaming_content).decode()
    trail = str(list(AuditEntry.objects.values_list("changes", "note", "subject_label")))
    for text in (shown, file, trail):
        assert "8139999" not in text
        assert "8123456" not in text
        assert EMAIL not in text
    assert "+62813•••••88" in shown


def test_r3_numbers_are_encrypted_at_rest(trainer):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, email FROM programs_trainer")
        [(phone, email)] = cursor.fetchall()
    assert trainer.phone == "+6281234567890"
    assert "81234" not in phone
    assert "ahmad" not in email


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("cv.pdf", b"<script>alert(1)</script>", "Isi berkas ini bukan jenis yang diterima."),
        ("cv.html", b"<html><script>alert(1)</script></html>", "Isi berkas ini bukan jenis yang diterima."),
        ("cv.jpg", papers.pdf(), "Isi berkas ini PDF, tetapi namanya berakhiran"),
        ("cv.xlsx", papers.office_file(), "Riwayat hidup diterima sebagai PDF atau foto"),
        ("cv.jpg", papers.photo()[:200], "Foto ini rusak atau terpotong."),
        ("cv.pdf", papers.pdf()[:120], "PDF ini rusak atau terpotong."),
    ],
)
def test_a_cv_is_taken_by_its_content(officer, name, content, sentence):
    shown = officer.post(NEW, form(new_cv=cv(content, name))).content.decode()
    assert sentence in shown
    assert "Ahmad Contoh" in shown
    assert not Trainer._base_manager.exists()


def test_a_photo_of_a_cv_loses_what_the_camera_noted(officer):
    officer.post(NEW, form(new_cv=cv(papers.photo((600, 400)), "cv.jpg")))
    kept = stored(Trainer._base_manager.get())
    assert kept.startswith(b"\xff\xd8\xff")
    assert papers.CAMERA.encode() not in kept


def test_a_new_cv_takes_the_old_ones_place(officer, trainer, django_capture_on_commit_callbacks):
    old, storage = trainer.cv.name, trainer.cv.storage
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"/narasumber/{trainer.pk}/ubah/", form(new_cv=cv(papers.photo(), "cv.jpg")))
    trainer.refresh_from_db()
    assert trainer.cv.name != old
    assert not storage.exists(old)
    assert stored(trainer).startswith(b"\xff\xd8\xff")


def test_a_refused_trainer_leaves_no_file(officer, trainer, tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    officer.post(NEW, form(institution="Balai Contoh", new_cv=cv(papers.pdf())))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_cv_is_given_to_the_office_only_and_runs_nothing(officer, trainer, reviewer, officer_bali):
    url = f"/narasumber/{trainer.pk}/cv/"
    given = officer.get(url)
    assert b"".join(given.streaming_content).startswith(b"%PDF-")
    assert given["Content-Security-Policy"].startswith("sandbox")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert "Ahmad" not in given["Content-Disposition"]
    for stranger, code in ((reviewer, 403), (officer_bali, 404)):
        officer.force_login(stranger)
        assert officer.get(url).status_code == code


def test_the_page_shows_what_was_taught_within_reach(officer, trainer, activity_sumsel, officer_sumsel, client_class):
    for regency in (None, make.regency("16.74")):
        activity = make.activity(activity_sumsel.office, officer_sumsel, regency=regency)
        row = Session(activity=activity, date=date(2020, 6, 15), topic=f"Materi {regency}", hours=4)
        sessions.save(row, by=officer_sumsel, trainers=[trainer])
    assert "8 JP" in officer.get(trainer.get_absolute_url()).content.decode()
    elsewhere = client_class()
    elsewhere.force_login(make.user("petugas_kabkota", activity_sumsel.office, regency=make.regency("16.74")))
    shown = elsewhere.get(trainer.get_absolute_url()).content.decode()
    assert "Materi Kota Prabumulih" in shown
    assert "Materi None" not in shown
    assert "4 JP" in shown


def test_the_list_is_searched_filtered_and_counts_sessions(officer, trainer, activity_sumsel, officer_sumsel):
    Trainer._base_manager.create(province=make.province("16"), name="Budi", kind="pendamping", is_active=False)
    Trainer._base_manager.create(province=make.province("51"), name="Wayan")
    row = Session(activity=activity_sumsel, date=date(2020, 6, 15), topic="x")
    sessions.save(row, by=officer_sumsel, trainers=[trainer])

    def names(query):
        rows = officer.get(f"/narasumber/?{query}").context["table"].data.data
        return {one.name: one.sessions for one in rows}

    assert names("") == {"Ahmad Contoh": 1, "Budi": 0}
    assert names("cari=balai") == names("jenis=narasumber") == names("aktif=ya") == {"Ahmad Contoh": 1}
    assert names("aktif=tidak") == {"Budi": 0}


def test_r1_nobody_adds_a_trainer_to_another_province(officer):
    shown = officer.post(NEW, form(province="51"))
    assert shown.status_code in (200, 404)
    assert not Trainer._base_manager.exists()


def test_a_cv_that_is_too_large_is_told(officer, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    shown = officer.post(NEW, form(new_cv=cv(b"%PDF-" + bytes(1024 * 1024)))).content.decode()
    assert "Berkas ini lebih besar dari 1 MB." in shown
