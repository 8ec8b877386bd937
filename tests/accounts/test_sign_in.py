"""Signing in: by user name, locked out after five wrong passwords, never by signing up, never away to another site."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "Tenun-Songket-88"
LOGIN = "/akun/masuk/"
ELSEWHERE = ["https://jahat.example/", "//jahat.example/", "/\\jahat.example"]


@pytest.fixture
def officer(officer_sumsel):
    officer_sumsel.set_password(PASSWORD)
    officer_sumsel.save()
    return officer_sumsel


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def is_signed_in(client):
    return client.get("/").status_code == 200


def test_a_person_signs_in_by_user_name(client, officer):
    assert sign_in(client, officer.username).url == "/"
    assert is_signed_in(client)


def test_an_email_address_does_not_sign_in(client, officer):
    assert sign_in(client, officer.email).status_code == 200
    assert not is_signed_in(client)


def test_every_page_leads_to_sign_in_and_back(client, officer):
    answer = client.get("/ikm/?nib=ada")
    assert answer.url == "/akun/masuk/?next=/ikm/%3Fnib%3Dada"
    assert sign_in(client, officer.username, next="/ikm/?nib=ada").url == "/ikm/?nib=ada"


def test_a_wrong_password_and_an_unknown_name_are_told_alike(client, officer):
    def told(username):
        form = sign_in(client, username, "salah-salah-salah").context["form"]
        return [str(error) for errors in form.errors.values() for error in errors]

    assert told(officer.username) == told("tidak.ada") != []


@pytest.mark.parametrize(
    "target", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)", "/\\jahat.example"]
)
def test_sign_in_never_sends_away_to_another_site(client, officer, target):
    assert sign_in(client, officer.username, next=target).url == "/"


def test_an_inactive_person_does_not_get_in(client, officer):
    officer.is_active = False
    officer.save()
    sign_in(client, officer.username)
    assert not is_signed_in(client)


def test_a_session_ends_when_the_person_is_made_inactive(client, officer):
    sign_in(client, officer.username)
    officer.is_active = False
    officer.save()
    assert not is_signed_in(client)


def test_leaving_takes_a_press_of_a_button_and_ends_the_session(client, officer):
    sign_in(client, officer.username)
    client.get("/akun/keluar/")
    assert is_signed_in(client)
    client.post("/akun/keluar/")
    assert not is_signed_in(client)


def test_nobody_signs_up(client):
    for path in ("/akun/daftar/", "/akun/signup/", "/accounts/signup/"):
        assert client.get(path).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


# --- Lock-out ---


def fail(client, username, times):
    return [sign_in(client, username, "salah-salah-salah") for _ in range(times)][-1]


def test_five_wrong_passwords_lock_and_the_page_says_for_how_long(client, officer):
    assert fail(client, officer.username, 4).status_code == 200
    answer = fail(client, officer.username, 1)
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Kata sandi salah 5 kali" in page
    assert "dikunci selama 30 menit" in page


def test_while_locked_even_the_right_password_does_not_open(client, officer):
    fail(client, officer.username, 5)
    assert sign_in(client, officer.username).status_code == 429
    assert not is_signed_in(client)


def test_another_spelling_of_the_name_is_the_same_person(client, officer):
    officer.username = "petugas.songket"
    officer.save()
    for spelling in ("Petugas.songket", "PETUGAS.SONGKET", " petugas.songket ", "petugas.Songket", "petugas.songkeT"):
        sign_in(client, spelling, "salah-salah-salah")
    assert sign_in(client, officer.username).status_code == 429


def test_no_password_that_was_tried_is_kept_anywhere(client, officer, caplog):
    fail(client, officer.username, 5)
    sign_in(client, officer.username, PASSWORD)
    for attempt in AccessAttempt.objects.all():
        assert "salah-salah" not in str(vars(attempt))
        assert PASSWORD not in str(vars(attempt))
    assert "salah-salah" not in caplog.text
    assert PASSWORD not in caplog.text


def test_the_lock_ends_after_half_an_hour(client, officer, time_machine):
    fail(client, officer.username, 5)
    time_machine.move_to(timezone.now() + timedelta(minutes=31))
    sign_in(client, officer.username)
    assert is_signed_in(client)


def test_the_lock_of_one_person_does_not_lock_another(client, officer):
    other = make.user("auditor")
    other.set_password(PASSWORD)
    other.save()
    fail(client, officer.username, 5)
    assert fail(client, other.username, 1).status_code == 200
    sign_in(client, other.username)
    assert is_signed_in(client)


def test_a_right_password_forgets_the_wrong_ones(client, officer):
    fail(client, officer.username, 4)
    sign_in(client, officer.username)
    client.post("/akun/keluar/")
    assert fail(client, officer.username, 4).status_code == 200


# --- Passwords ---


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("Sebelas-11a", id="eleven characters"),
        pytest.param("password1234", id="a common one"),
        pytest.param("739105284617", id="digits only"),
        pytest.param("petugas.songket", id="much like the user name"),
    ],
)
def test_a_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, make.user(username="petugas.songket1"))


def test_a_good_password_is_kept_as_a_slow_hash_only(client, officer):
    client.force_login(officer)
    new = "Kain-Jumputan-2020"
    answer = client.post("/akun/kata-sandi/ubah/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(new)
    assert new not in officer.password
    assert officer.password.startswith("pbkdf2_sha256$")


def test_changing_the_password_asks_for_the_old_one(client, officer):
    client.force_login(officer)
    new = "Kain-Jumputan-2020"
    client.post("/akun/kata-sandi/ubah/", {"oldpassword": "bukan-ini-sandinya", "password1": new, "password2": new})
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


# --- Roles ---


def test_a_person_without_a_role_is_told_so_and_finds_no_rows(client, activity_sumsel):
    client.force_login(make.user())
    assert "Anda belum punya peran" in client.get("/").content.decode()
    assert client.get(activity_sumsel.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        pytest.param(-10, None, True, id="open-ended"),
        pytest.param(0, 0, True, id="today only"),
        pytest.param(-10, -1, False, id="ended yesterday"),
        pytest.param(1, None, False, id="begins tomorrow"),
    ],
)
def test_r1_a_membership_counts_on_its_days_only(client, office_sumsel, activity_sumsel, start, end, counts):
    today = timezone.localdate()
    until = None if end is None else today + timedelta(days=end)
    person = make.user()
    make.member(person, "petugas_provinsi", office_sumsel, valid_from=today + timedelta(days=start), valid_to=until)
    client.force_login(person)
    assert (client.get(activity_sumsel.get_absolute_url()).status_code == 200) is counts


def test_r1_several_memberships_reach_as_far_as_all_of_them(
    client, office_sumsel, office_bali, activity_sumsel, activity_bali
):
    person = make.user("petugas_provinsi", office_sumsel)
    make.member(person, "pejabat_provinsi", office_bali)
    client.force_login(person)
    for activity in (activity_sumsel, activity_bali):
        assert client.get(activity.get_absolute_url()).status_code == 200


# --- Language ---


def test_the_portal_speaks_indonesian_whatever_the_browser_prefers(client):
    page = client.get(LOGIN, headers={"Accept-Language": "en"})
    assert '<html lang="id"' in page.content.decode()


def test_the_switch_speaks_english_until_switched_back(client, officer):
    client.force_login(officer)
    assert client.post("/bahasa/", {"language": "en", "next": "/ikm/"}).url == "/ikm/"
    page = client.get("/ikm/")
    assert '<html lang="en"' in page.content.decode()
    assert page.headers["Content-Language"] == "en"
    client.post("/bahasa/", {"language": "id"})
    assert '<html lang="id"' in client.get("/ikm/").content.decode()


@pytest.mark.parametrize("path", ["/akun/masuk/", "/akun/keluar/", "/akun/kata-sandi/ubah/", "/akun/tidak-aktif/"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_of_the_account_open_in_both_languages(client, officer, path, language):
    if path != LOGIN:
        client.force_login(officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(path)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()


def test_an_unknown_language_changes_nothing(client):
    client.post("/bahasa/", {"language": "xx"})
    assert '<html lang="id"' in client.get(LOGIN).content.decode()


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_language_switch_never_sends_away_to_another_site(client, target):
    assert client.post("/bahasa/", {"language": "en", "next": target}).url == "/"
