"""What the parts of a bimtek mean for one another, and what a reviewer found where they meet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.models import PersonalDataAccess
from dekon_portal.core.refusal import Refusal
from participants import answering, attendance_codes, exams, follow_ups, people, registrations, selection, survey
from participants.certificates import issuing
from participants.imports import batches
from participants.models import Certificate, Participation, PassingRule, Person, Registration, RegistrationPage
from programs import receipts, review, trainers
from programs import sessions as plan
from programs.models import Trainer
from tests import make, papers
from tests.participants.attending import current, said, say
from tests.participants.imports.sheets import csv

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rested():
    cache.clear()


@pytest.fixture
def committed(activity_sumsel, officer_sumsel):
    """A list of one person that went in."""
    data = csv(["Nama", "NIK"], ["Orang 11", make.nik(11)])
    batch = batches.examine(batches.upload(activity_sumsel, data, "daftar.csv", by=officer_sumsel))
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=False)
    return batches.commit(batch, by=officer_sumsel)


def teacher(by, **fields):
    return trainers.save(Trainer(province_id="16", name="Ibu Pengajar", **fields), by=by)


def test_r15_marks_that_were_taken_back_hold_no_list(committed, activity_sumsel, officer_sumsel):
    session, person = make.session(activity_sumsel, officer_sumsel), committed.participations.get()
    say(session, officer_sumsel, said(person, minutes_ago=5))
    with pytest.raises(Refusal, match="Kosongkan dahulu tandanya"):
        make.undone(committed, by=officer_sumsel, reason="Salah kegiatan")
    say(session, officer_sumsel, said(person, "", seen=current(session)[person.pk]))
    make.undone(committed, by=officer_sumsel, reason="Salah kegiatan")
    assert not Participation._base_manager.exists()


def test_r15_a_registration_that_met_the_lists_person_holds_no_list(committed, activity_sumsel, officer_sumsel):
    course = make.registration_page(activity_sumsel, officer_sumsel)
    row = make.registration(course, 11, name="Orang 11")
    Registration._base_manager.filter(pk=row.pk).update(participation=committed.participations.get(), state="accepted")
    make.undone(committed, by=officer_sumsel, reason="Salah kegiatan")
    row.refresh_from_db()
    assert row.participation is None
    assert not Person._base_manager.exists()


def test_r15_a_list_that_filled_in_the_ikm_of_a_visit_is_held(activity_sumsel, officer_sumsel):
    make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Siti", nik=make.nik(12)))
    firm = make.business(name="Konveksi Musi", regency=make.regency("16.71"))
    data = csv(["Nama", "NIK", "Nama IKM", "Kab/Kota"], ["Siti", make.nik(12), "Konveksi Musi", "Kota Palembang"])
    batch = batches.examine(batches.upload(activity_sumsel, data, "daftar.csv", by=officer_sumsel))
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=False)
    batch = batches.commit(batch, by=officer_sumsel)
    make.visit(activity_sumsel, officer_sumsel, business=firm)
    with pytest.raises(Refusal, match="Konveksi Musi"):
        make.undone(batch, by=officer_sumsel, reason="Salah kegiatan")


def test_trainers_of_the_plan_are_rated_by_the_survey(activity_sumsel, officer_sumsel):
    session = make.session(activity_sumsel, officer_sumsel, trainer="")
    plan.save(session, by=officer_sumsel, trainers=[teacher(officer_sumsel)])
    assert [survey.taught(one) for one in survey.rated_sessions(activity_sumsel)] == ["Ibu Pengajar"]


def test_nobody_passes_while_sessions_are_to_come(activity_sumsel, officer_sumsel, head_sumsel):
    tomorrow = timezone.localdate() + timedelta(days=2)
    person = make.participation(activity_sumsel, officer_sumsel)
    held, _later = (make.session(activity_sumsel, officer_sumsel, date=day) for day in (date(2020, 6, 15), tomorrow))
    say(held, officer_sumsel, said(person))
    PassingRule.objects.create(activity=activity_sumsel, attendance_percent=80)
    template = make.certificate_template(activity_sumsel.office)
    with pytest.raises(Refusal, match="sesi yang belum berlangsung"):
        issuing.issue_passed(activity_sumsel, template, by=head_sumsel)
    with pytest.raises(Refusal, match="Tuliskan alasannya"):
        issuing.issue_one(person, template, by=head_sumsel)
    assert not Certificate._base_manager.exists()


def test_who_was_taken_out_again_is_forgotten_as_the_consent_says(activity_sumsel, officer_sumsel):
    course = make.registration_page(activity_sumsel, officer_sumsel)
    row = selection.accept(
        Registration._base_manager.get(pk=make.registration(course).pk), by=officer_sumsel, business_name=""
    )
    people.withdraw(row.participation, by=officer_sumsel)
    past = timezone.now() - timedelta(days=999)
    RegistrationPage._base_manager.update(opens_at=past - timedelta(days=1), closes_at=past)
    assert registrations.purge_old() == 1
    assert not Registration._base_manager.exists()


def test_r8_a_trainer_named_in_an_approved_schedule_keeps_the_name(activity_sumsel, officer_sumsel, reviewer):
    trainer = teacher(officer_sumsel)
    plan.save(make.session(activity_sumsel, officer_sumsel), by=officer_sumsel, trainers=[trainer])
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    trainer.name = "Nama Lain"
    with pytest.raises(Refusal):
        trainers.save(trainer, by=officer_sumsel)
    trainer.refresh_from_db()
    trainer.institution = "Balai lain"
    trainers.save(trainer, by=officer_sumsel)
    assert Trainer._base_manager.get().name == "Ibu Pengajar"


def test_r3_looking_at_an_applicants_photo_is_on_record(client, activity_sumsel, officer_sumsel, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    course = make.registration_page(activity_sumsel, officer_sumsel, takes_photo=True)
    photo = receipts.photo_of(SimpleUploadedFile("berkas.jpg", papers.photo()))
    row = registrations.register(course, make.applicant(1), token="token", link="", papers=photo)
    client.force_login(officer_sumsel)
    address = reverse("participants:registration_papers", args=[row.pk])
    assert client.get(address).status_code == 405
    assert not PersonalDataAccess._base_manager.exists()
    answer = client.post(address)
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert PersonalDataAccess._base_manager.get().actor == officer_sumsel


def test_an_exam_that_lost_its_questions_takes_no_answers(activity_sumsel, officer_sumsel):
    exam = make.exam(activity_sumsel, officer_sumsel, questions=1)
    token = make.sheet(exam, make.participation(activity_sumsel, officer_sumsel), officer_sumsel)
    exams.remove_question(exam.questions.get(), by=officer_sumsel)
    with pytest.raises(Refusal, match="belum mempunyai soal"):
        answering.send(token, [], mark=answering.mark_of([]))


def test_an_answer_for_somebody_taken_out_meanwhile_is_told(activity_sumsel, officer_sumsel):
    row = make.round_of(make.participation(activity_sumsel, officer_sumsel))
    people.withdraw(row.participation, by=officer_sumsel)
    with pytest.raises(Refusal, match="baru saja dikeluarkan"):
        follow_ups.record(row, follow_ups.Said(producing=True), by=officer_sumsel, how="telepon")


@pytest.mark.parametrize("query", ["page=99", "page=0", f"page={'9' * 40}"])
def test_no_page_number_breaks_a_list(client, activity_sumsel, officer_sumsel, query):
    client.force_login(officer_sumsel)
    learning = reverse("participants:activity_learning", args=[activity_sumsel.code])
    permits = reverse("participants:permit_list")
    assert client.get(f"{learning}?{query}").status_code == 200
    assert client.get(f"{permits}?cari=x&{query}").status_code == 200


def test_no_filter_breaks_the_list_of_follow_ups(client, activity_sumsel, officer_sumsel):
    client.force_login(officer_sumsel)
    assert client.get(f"{reverse('participants:follow_up_list')}?status=zzz").status_code == 200


def test_a_time_that_no_clock_has_is_told(client, activity_sumsel, officer_sumsel):
    client.force_login(officer_sumsel)
    page = reverse("participants:registration_page", args=[activity_sumsel.code])
    answer = client.post(page, {"opens_at": "0001-01-01T00:00", "closes_at": "2020-06-15T10:00", "consent": "Ya"})
    assert "Tahunnya di luar jangkauan" in answer.content.decode()


def test_slips_of_a_hall_do_not_close_it_to_the_officer(client, activity_sumsel, officer_sumsel):
    person = make.participation(activity_sumsel, officer_sumsel)
    for _guess in range(25):
        client.get("/terima/tidak-ada/")
    assert client.get("/terima/tidak-ada/").status_code == 429
    client.force_login(officer_sumsel)
    assert client.get(f"/hadir/kartu/{attendance_codes.card_token(person.pk)}/").status_code == 200
