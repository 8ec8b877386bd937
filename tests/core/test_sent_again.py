"""A form that is sent again because its answer was lost is carried out once, whatever it carried."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dekon_portal.core import once
from dekon_portal.core.models import FormToken
from dekon_portal.core.once import FIELD, new_token
from participants.models import Business, ImportBatch
from programs.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def test_an_entry_sent_again_makes_no_second_row_and_is_told_as_saved(officer):
    typed = {"name": "Konveksi Musi", "province": "16", FIELD: new_token()}
    first = officer.post("/ikm/baru/", typed)
    again = officer.post("/ikm/baru/", typed)
    assert again.url == first.url
    assert Business._base_manager.count() == 1
    assert "Tersimpan." in officer.get(again.url).content.decode()


def test_a_change_sent_again_is_not_taken_for_somebody_elses(officer, activity_sumsel):
    page = f"/kegiatan/{activity_sumsel.code}/ubah/"
    form = officer.get(page).context["form"]
    typed = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    typed |= {"title": "Judul yang diperbaiki", "version": activity_sumsel.version, FIELD: new_token()}
    first, again = officer.post(page, typed), officer.post(page, typed)
    assert (first.status_code, again.status_code) == (302, 302)
    assert Activity._base_manager.get().version == activity_sumsel.version + 1


def test_every_form_carries_a_token_of_its_own(officer, activity_sumsel):
    for page in ("/ikm/baru/", f"/kegiatan/{activity_sumsel.code}/ubah/"):
        seen = {officer.get(page).content.decode().partition(f'name="{FIELD}" value="')[2][:36] for _time in range(2)}
        assert len(seen) == 2


def test_another_file_from_the_same_page_is_another_form(officer, activity_sumsel):
    """After "back" the page still has its token; the file is not among the fields that are typed."""
    page, token = f"/kegiatan/{activity_sumsel.code}/impor/", new_token()

    def send(content):
        return officer.post(page, {"file": SimpleUploadedFile("daftar.csv", content), FIELD: token})

    send(b"Nama\nSiti\n")
    send(b"Nama\nBudi\n")
    send(b"Nama\nBudi\n")
    assert ImportBatch._base_manager.count() == 2


def test_a_script_is_told_where_the_form_leads_and_the_message_is_not_lost(officer):
    typed = {"name": "Konveksi Musi", "province": "16"}
    answer = officer.post("/ikm/baru/", typed, headers={"X-Sent-By": "script"})
    assert answer.status_code == 204
    assert answer["X-Go-To"] == Business._base_manager.get().get_absolute_url()
    assert "Location" not in answer.headers
    assert "Tersimpan." in officer.get(answer["X-Go-To"]).content.decode()


def test_a_script_whose_session_has_ended_is_led_to_sign_in(client):
    answer = client.post("/ikm/baru/", {"name": "x"}, headers={"X-Sent-By": "script"})
    assert answer["X-Go-To"] == "/akun/masuk/?next=/ikm/baru/"


def test_tokens_are_forgotten_after_a_month(officer, time_machine):
    officer.post("/ikm/baru/", {"name": "Konveksi Musi", "province": "16", FIELD: new_token()})
    assert once.purge_old() == 0
    time_machine.move_to(timezone.now() + once.KEEP + timedelta(seconds=1), tick=False)
    assert once.purge_old() == 1
    assert not FormToken.objects.exists()
