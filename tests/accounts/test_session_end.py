"""A session that ends in the middle of a form loses nothing, and gives nothing to anybody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from dekon_portal.core.kept_forms import OWNER_FIELD
from participants.models import Business
from tests import make

pytestmark = pytest.mark.django_db

NEW = "/ikm/baru/"


@pytest.fixture
def typed(client, officer_sumsel):
    """What the officer typed before the session ended; the client is signed out now."""
    client.force_login(officer_sumsel)
    page = client.get(NEW)
    mark = page.content.decode().partition(f'name="{OWNER_FIELD}" value="')[2].partition('"')[0]
    assert mark
    client.session.flush()
    client.cookies.clear()
    return {"name": "Konveksi Musi", "product": "masker kain", OWNER_FIELD: mark, "province": "16"}


def test_what_was_typed_is_there_again_after_sign_in(client, officer_sumsel, typed):
    answer = client.post(NEW, typed)
    assert answer.url == f"/akun/masuk/?next={NEW}"
    client.force_login(officer_sumsel)
    page = client.get(NEW)
    assert page.context["form"]["name"].value() == "Konveksi Musi"
    assert "Isian Anda dipulihkan" in page.content.decode()
    assert not Business._base_manager.exists()


def test_it_comes_back_once(client, officer_sumsel, typed):
    client.post(NEW, typed)
    client.force_login(officer_sumsel)
    client.get(NEW)
    assert client.get(NEW).context["form"]["name"].value() is None


def test_it_comes_back_on_its_own_page_only(client, officer_sumsel, typed, activity_sumsel):
    client.post(NEW, typed)
    client.force_login(officer_sumsel)
    other = client.get(reverse("participants:participation_new", args=[activity_sumsel.code]))
    assert not other.context["form"]["name"].value()
    assert client.get(NEW).context["form"]["name"].value() == "Konveksi Musi"


def test_another_person_who_signs_in_there_does_not_get_it(client, office_sumsel, typed):
    client.post(NEW, typed)
    client.force_login(make.user("petugas_provinsi", office_sumsel))
    page = client.get(NEW)
    assert page.context["form"]["name"].value() is None
    assert "Konveksi Musi" not in page.content.decode()


def test_a_forged_owner_gets_nothing(client, officer_sumsel, typed):
    client.post(NEW, {**typed, OWNER_FIELD: f"{officer_sumsel.pk}:palsu"})
    client.force_login(officer_sumsel)
    assert client.get(NEW).context["form"]["name"].value() is None


def test_r3_what_waits_is_encrypted(client, typed):
    client.post(NEW, {**typed, "owner_name": make.nik()})
    kept = client.session["kept_form"]
    assert "Konveksi" not in str(kept)
    assert make.nik() not in str(kept)
    assert all(make.nik() not in row.session_data for row in Session.objects.all())


def test_a_form_without_an_owner_is_not_kept(client):
    client.post(NEW, {"name": "Tanpa pemilik"})
    assert "kept_form" not in client.session


def test_a_button_pressed_too_late_leads_back_to_its_page_not_to_a_dead_end(client, activity_sumsel, officer_sumsel):
    row = make.participation(activity_sumsel, officer_sumsel)
    tab = reverse("participants:activity_people", args=[activity_sumsel.code])
    remove = reverse("participants:participation_remove", args=[row.pk])
    answer = client.post(remove, headers={"Referer": f"http://testserver{tab}?jk=P"})
    assert answer.url == f"/akun/masuk/?next={tab}%3Fjk%3DP"
    row.refresh_from_db()


@pytest.mark.parametrize("referer", ["https://jahat.example/halaman/", "//jahat.example/", "bukan alamat"])
def test_a_foreign_page_is_never_gone_back_to(client, referer):
    assert client.post(NEW, {}, headers={"Referer": referer}).url == f"/akun/masuk/?next={NEW}"


def test_htmx_loads_the_sign_in_page_in_full(client):
    answer = client.get(
        "/ikm/saran/",
        {"business_name": "ba"},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{NEW}"},
    )
    assert answer.headers["HX-Redirect"] == "/akun/masuk/?next=%2Fikm%2Fbaru%2F"
    assert answer.content == b""


def test_a_form_sent_by_htmx_after_the_end_survives_too(client, officer_sumsel, typed):
    answer = client.post(NEW, typed, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{NEW}"})
    assert answer.headers["HX-Redirect"].startswith("/akun/masuk/")
    client.force_login(officer_sumsel)
    assert client.get(NEW).context["form"]["name"].value() == "Konveksi Musi"


def test_a_session_ends_eight_hours_after_its_last_use(client, officer_sumsel, time_machine):

    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    time_machine.move_to(start, tick=False)
    client.force_login(officer_sumsel)
    assert client.get("/").status_code == 200
    time_machine.move_to(start + timedelta(hours=7), tick=False)
    assert client.get("/").status_code == 200  # in use, so it lives on
    time_machine.move_to(start + timedelta(hours=14), tick=False)
    assert client.get("/").status_code == 200
    time_machine.move_to(start + timedelta(hours=23), tick=False)
    assert client.get("/").status_code == 302
