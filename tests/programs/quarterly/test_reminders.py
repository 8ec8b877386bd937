"""Reminders: who is to act is told once before and once after; and the calendar of deadlines by a private address."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from dekon_portal.accounts.models import Membership
from dekon_portal.core.logs import WithoutTokens
from dekon_portal.core.upkeep import UPKEEP
from programs.models import CalendarLink, FiscalYear, FormReminder
from programs.quarterly import feed, reminders, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(monkeypatch, settings):
    """Sets the day of Jakarta."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def is_(day):
        moment = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return is_


def letters():
    sent = sorted((one.to[0], one.subject) for one in mail.outbox)
    mail.outbox.clear()
    return sent


def test_each_letter_is_sent_once_before_and_once_after(holidays, report, officer_sumsel, head_sumsel, today):
    review.take("submit", report, by=officer_sumsel)
    today(date(2020, 7, 2))
    assert reminders.send_due() == 0  # more than two working days are left
    today(date(2020, 7, 3))
    assert reminders.send_due() == 1
    assert letters() == [
        (head_sumsel.email, "Batas waktu 7 Juli 2020: Formulir C: ditandatangani untuk menteri dan Bappeda")
    ]
    assert reminders.send_due() == 0
    today(date(2020, 7, 8))
    assert reminders.send_due() == 1
    assert letters() == [(head_sumsel.email, "Terlambat: Formulir C: ditandatangani untuk menteri dan Bappeda")]
    assert reminders.send_due() == 0
    assert FormReminder._base_manager.count() == 2


def test_what_is_signed_reminds_nobody(holidays, report, officer_sumsel, head_sumsel, today):
    review.take("submit", report, by=officer_sumsel)
    review.take("sign", report, by=head_sumsel)
    today(date(2020, 7, 7))
    assert reminders.send_due() == 0


def test_officers_are_told_of_what_is_theirs_to_do(holidays, dipa, officer_sumsel, head_sumsel, reviewer, today):
    today(date(2020, 7, 1))
    reminders.send_due()
    assert {to for to, _subject in letters()} == {officer_sumsel.email, head_sumsel.email}  # the head may write too


def test_who_has_left_the_office_gets_no_letter(holidays, dipa, officer_sumsel, head_sumsel, today):
    Membership.objects.filter(user=officer_sumsel).update(valid_to=date(2020, 6, 1))
    today(date(2020, 7, 1))
    reminders.send_due()
    assert officer_sumsel.email not in {to for to, _subject in letters()}


@pytest.mark.parametrize("change", [{"forms_from": None}, {"forms_from": 3}, {"is_open": False}])
def test_a_year_that_asks_for_no_forms_reminds_nobody(holidays, dipa, today, change):
    FiscalYear.objects.update(**change)
    today(date(2020, 7, 7))
    assert reminders.send_due() == 0


def test_years_ago_no_letter_is_sent(holidays, dipa, today):
    today(date(2020, 12, 1))  # of the second quarter; the third is over too
    reminders.send_due()
    assert not any("Triwulan II " in one.body for one in mail.outbox)


def test_a_letter_that_fails_is_tried_again(holidays, dipa, today, settings):
    today(date(2020, 7, 1))
    settings.EMAIL_BACKEND = "tests.participants.certificates.NoServer"
    assert reminders.send_due() == 0
    assert not FormReminder._base_manager.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert reminders.send_due() > 0


def test_the_worker_sends_them():
    assert reminders.send_due in UPKEEP


def test_the_first_page_tells_before_and_after(client, holidays, report, officer_sumsel, head_sumsel, today):
    review.take("submit", report, by=officer_sumsel)
    client.force_login(head_sumsel)
    today(date(2020, 7, 3))
    page = client.get("/").content.decode()
    assert "Formulir C: ditandatangani untuk menteri dan Bappeda, TW II 2020" in page
    assert "Paling lambat 7 Juli 2020" in page
    today(date(2020, 7, 9))
    client.force_login(head_sumsel)  # the session of six days ago has ended
    assert "terlambat 2 hari kerja" in client.get("/").content.decode()
    review.take("sign", report, by=head_sumsel)
    assert "Formulir C: ditandatangani" not in client.get("/").content.decode()


# --- The calendar ---
def test_the_calendar_holds_the_due_days_and_no_office(client, holidays, dipa, officer_sumsel):
    text = client.get(reverse("programs:calendar_feed", args=[feed.make(officer_sumsel)])).content.decode()
    flat = text.replace("\r\n ", "")
    assert "SUMMARY:Batas Formulir C: ditandatangani untuk menteri dan Bappeda\\, TW II 2020" in flat
    assert "DTSTART;VALUE=DATE:20200707" in flat
    assert flat.count("BEGIN:VEVENT") == flat.count("TRIGGER:-P2D") == 20
    assert dipa.office.name not in flat


def test_the_address_is_shown_once_and_kept_as_a_hash(client, year_2020, officer_sumsel):
    client.force_login(officer_sumsel)
    page = client.post(reverse("programs:calendar_link")).content.decode()
    token = re.search(r"/kalender/([^/\"]+)/", page)[1]
    assert token not in CalendarLink.objects.get().token_hash
    assert token not in client.get(reverse("programs:calendar_link")).content.decode()
    client.logout()
    assert client.get(f"/kalender/{token}/").status_code == 200
    assert client.get("/kalender/salah/").status_code == 404


def test_a_new_address_ends_the_old_one_and_an_ended_role_its_own(client, officer_sumsel):
    old, new = feed.make(officer_sumsel), feed.make(officer_sumsel)
    assert client.get(f"/kalender/{old}/").status_code == 404
    assert client.get(f"/kalender/{new}/").status_code == 200
    Membership.objects.filter(user=officer_sumsel).update(valid_to=date(2020, 6, 1))
    assert client.get(f"/kalender/{new}/").status_code == 404


def test_no_log_holds_the_address(caplog, client):
    with caplog.at_level("INFO"):
        client.get("/kalender/tebakan-rahasia/")
    assert not any("tebakan-rahasia" in WithoutTokens().format(record) for record in caplog.records)
