"""Guessing the current password of a session left open is slowed down, in a page of our own."""

import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize(("language", "title"), [("id", "Terlalu banyak percobaan"), ("en", "Too many attempts")])
def test_too_many_attempts_to_change_a_password_are_told_in_the_language_of_the_page(
    client, officer_sumsel, language, title
):
    client.force_login(officer_sumsel)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    form = {"oldpassword": "bukan-ini", "password1": "Kata-Sandi-Baru-2020", "password2": "Kata-Sandi-Baru-2020"}
    answers = [client.post("/akun/kata-sandi/ubah/", form) for _attempt in range(6)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    page = answers[-1].content.decode()
    assert f"<h1>{title}</h1>" in page
    assert f'<html lang="{language}"' in page
