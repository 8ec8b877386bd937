"""The letter that tells an applicant what was decided: by the worker, once, without a NIK."""

import pytest
from django.core import mail
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from dekon_portal.core.nik import without_niks
from participants import decision_letters, registrations, selection
from participants.models import Registration, RegistrationPage
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(activity_sumsel, officer_sumsel):
    make.regency("16.71")
    return make.registration_page(activity_sumsel, officer_sumsel, places=2)


def applicant(course, n=1, **fields):
    return make.registration(course, n, **{"email": f"pendaftar{n}@contoh.id", **fields})


def told():
    """What the worker sends at its next look."""
    before = len(mail.outbox)
    decision_letters.send_all.call()
    return mail.outbox[before:]


def state(row):
    return Registration._base_manager.values_list("letter", flat=True).get(pk=row.pk)


def test_who_is_accepted_is_told_in_both_languages_without_number_or_link(course, officer_sumsel):
    row = applicant(course)
    selection.accept(row, by=officer_sumsel, business_name="")
    assert not mail.outbox  # not while the officer waits
    assert state(row) == "waiting"
    [letter] = told()
    assert letter.to == ["pendaftar1@contoh.id"]
    assert "Anda diterima sebagai peserta kegiatan Bimtek Produksi APD" in letter.body
    assert len(letter.body.split("\n\n---\n\n")) == 2
    assert "surel pertama kami" in letter.body
    assert without_niks(letter.body) == letter.body
    assert "http" not in letter.body
    assert state(row) == "sent"
    assert not told()


def test_who_is_refused_reads_the_reason_without_full_numbers(course, officer_sumsel):
    selection.refuse(applicant(course), by=officer_sumsel, reason=f"NIK {make.nik(1)} di luar wilayah")
    [letter] = told()
    assert "tidak diterima" in letter.body
    assert "di luar wilayah" in letter.body
    assert make.nik(1) not in letter.body


def test_who_moves_up_from_the_waiting_list_is_told_that_it_is_to_be_decided(course, officer_sumsel):
    first, _second, third = (applicant(course, n) for n in (1, 2, 3))
    registrations.withdraw(first)
    selection.move_up(third, by=officer_sumsel)
    [letter] = told()
    assert letter.to == ["pendaftar3@contoh.id"]
    assert "pindah dari daftar cadangan" in letter.body
    assert "masih akan memutuskannya" in letter.body


def test_of_two_decisions_the_last_is_told_and_who_withdrew_meanwhile_is_told_nothing(course, officer_sumsel):
    row, gone = applicant(course, 1), applicant(course, 2)
    selection.accept(gone, by=officer_sumsel, business_name="")
    registrations.withdraw(gone)
    selection.accept(row, by=officer_sumsel, business_name="")
    row.refresh_from_db()
    row.participation.delete()
    selection.refuse(row, by=officer_sumsel, reason="Kuota dipindahkan.")
    [letter] = told()
    assert "tidak diterima" in letter.body


def test_without_an_address_or_without_a_post_no_letter_is_due(course, officer_sumsel, settings):
    silent = applicant(course, 1, email="")
    selection.accept(silent, by=officer_sumsel, business_name="")
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    printed = applicant(course, 2)
    selection.accept(printed, by=officer_sumsel, business_name="")
    assert (state(silent), state(printed)) == ("", "")


def test_many_accepted_at_once_send_nothing_in_the_request_and_the_worker_sends_to_each(
    client, course, officer_sumsel, django_capture_on_commit_callbacks
):
    RegistrationPage._base_manager.update(places=None)
    rows = [applicant(course, n) for n in range(1, 7)]
    client.force_login(officer_sumsel)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("participants:registrations_accept", args=[course.activity.code]),
            {"pendaftar": [row.pk for row in rows]},
        )
    assert not mail.outbox
    decision_letters.resume()
    decision_letters.resume()
    assert [task.task_path for task in DBTaskResult.objects.ready()] == [decision_letters.send_all.module_path]
    assert sorted(letter.to[0] for letter in told()) == [f"pendaftar{n}@contoh.id" for n in range(1, 7)]
    assert not told()


class Refuses:
    """A mail server that is away."""

    def __init__(self, **options):
        raise ConnectionRefusedError


def test_a_post_that_fails_is_shown_beside_the_applicant_and_logged_without_the_address(
    client, course, officer_sumsel, settings, caplog
):
    row = applicant(course)
    selection.accept(row, by=officer_sumsel, business_name="")
    settings.EMAIL_BACKEND = "tests.participants.test_decision_letters.Refuses"
    assert not told()
    client.force_login(officer_sumsel)
    assert "Gagal dikirim lewat surel" in client.get(row.get_absolute_url()).content.decode()
    assert f"registration {row.pk} was not sent: ConnectionRefusedError" in caplog.text
    assert "contoh.id" not in caplog.text
