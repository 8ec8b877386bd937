"""Survei kepuasan: answered once each, kept without a name, told only when nobody can be recognised."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import models
from django.urls import reverse

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed
from participants import survey
from participants.models import SurveyAnswer, SurveyLink, TrainerRating
from participants.survey import Opinion
from programs import activities, review
from programs.models import Session
from tests import make

pytestmark = pytest.mark.django_db

GOOD = {"butir_0": "5", "butir_1": "4", "butir_2": "3", "text": ""}


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def activity(activity_sumsel, officer_sumsel):
    for topic, trainer in (("Menjahit", "Contoh Satu"), ("Menjual", "Contoh Dua"), ("Penutupan", "")):
        activities.save_child(
            Session(activity=activity_sumsel, date=date(2020, 6, 15), topic=topic, trainer=trainer), by=officer_sumsel
        )
    return activity_sumsel


@pytest.fixture
def session(activity):
    return activity.sessions.get(topic="Menjahit")


def tokens(activity, officer, count):
    return [make.survey(make.participation(activity, officer), officer) for _n in range(count)]


def page(token):
    return reverse("participants:survey", args=[token])


def filled(client, token, **more):
    """The form of the page, filled in."""
    mark = client.get(page(token)).context["form"].initial["mark"]
    return GOOD | {"mark": mark} | more


def test_an_answer_is_kept_with_the_marks_of_trainers(client, activity, officer_sumsel):
    [token] = tokens(activity, officer_sumsel, 1)
    assert client.post(page(token), filled(client, token, butir_3="2", text="Tambah mesin")).status_code == 302
    answer = SurveyAnswer._base_manager.get()
    assert (answer.overall, answer.material, answer.place, answer.text) == (5, 4, 3, "Tambah mesin")
    rating = TrainerRating._base_manager.get()
    assert (rating.trainer, rating.topic, rating.mark) == ("Contoh Satu", "Menjahit", 2)


def test_the_page_is_small_names_nobody_and_needs_no_script(client, activity, officer_sumsel):
    token = make.survey(
        make.participation(activity, officer_sumsel, person=make.person(name="Ani Rahasia")), officer_sumsel
    )
    response = client.get(page(token))
    assert len(response.content) < 60_000
    assert "Ani Rahasia" not in response.content.decode()
    assert "<script" not in response.content.decode()


def test_sent_twice_it_is_answered_calmly_and_kept_once(client, activity, officer_sumsel):
    [token] = tokens(activity, officer_sumsel, 1)
    data = filled(client, token)
    client.post(page(token), data)
    again = client.post(page(token), data)
    assert again.status_code == 200
    assert "Jawaban sudah dikirim" in again.content.decode()
    assert SurveyAnswer._base_manager.count() == 1


def test_an_incomplete_answer_keeps_what_was_chosen(client, activity, officer_sumsel):
    [token] = tokens(activity, officer_sumsel, 1)
    shown = client.post(page(token), filled(client, token, butir_1="", text="Bagus")).content.decode()
    assert "Pilih salah satu." in shown
    assert "Bagus" in shown
    assert not SurveyLink._base_manager.get().is_used


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"butir_0": "6"}, "Pilihan itu tidak ada di sini."),
        ({"butir_0": "0"}, "Pilihan itu tidak ada di sini."),
        ({"butir_99": "1"}, "Formulir ini berbeda"),
        ({"mark": "lain"}, "Formulir ini berbeda"),
        ({"text": "x" * 1001}, "1000"),
    ],
)
def test_a_changed_form_is_told_and_not_taken(client, activity, officer_sumsel, changed, said):
    [token] = tokens(activity, officer_sumsel, 1)
    assert said in client.post(page(token), filled(client, token) | changed).content.decode()
    assert not SurveyAnswer._base_manager.exists()


def test_a_guessed_link_opens_nothing(client, activity):
    assert client.get(page("tebakan")).status_code == 404


def test_r8_a_submitted_activity_takes_no_answer(client, activity, officer_sumsel):
    [token] = tokens(activity, officer_sumsel, 1)
    review.take("submit", activity, by=officer_sumsel)
    response = client.get(page(token))
    assert response.status_code == 410
    assert "datanya terkunci" in response.content.decode()


def test_nothing_that_is_kept_joins_an_answer_with_a_person(client, activity, officer_sumsel):
    """Neither a relation, nor a time, nor a counted key, nor the trail."""
    [token] = tokens(activity, officer_sumsel, 1)
    before = AuditEntry._base_manager.count()
    client.post(page(token), filled(client, token, butir_3="2"))
    assert AuditEntry._base_manager.count() == before
    for model in (SurveyAnswer, TrainerRating):
        fields = model._meta.concrete_fields
        assert isinstance(model._meta.pk, models.UUIDField)
        assert not any(isinstance(field, models.DateField) for field in fields)
        related = {field.related_model.__name__ for field in fields if field.related_model}
        assert related <= {"Activity", "SurveyAnswer", "Session"}
    assert not any(isinstance(field, models.DateField) for field in SurveyLink._meta.concrete_fields)


def test_r3_a_number_like_a_nik_is_masked_in_the_free_text(client, activity, officer_sumsel):
    [token] = tokens(activity, officer_sumsel, 1)
    client.post(page(token), filled(client, token, text=f"NIK saya {make.nik(3)}"))
    assert make.nik(3) not in SurveyAnswer._base_manager.get().text


def test_means_and_texts_are_told_from_five_answers_on(client, activity, officer_sumsel):
    five = tokens(activity, officer_sumsel, 5)
    tab = reverse("participants:activity_learning", args=[activity.code])
    for n, token in enumerate(five, 1):
        found = survey.satisfaction(activity)
        assert (found.means["overall"], found.texts) == (None, [])
        survey.answer(token, Opinion(n, 4, 4, text=f"Saran {n} <b>"), {})
    client.force_login(officer_sumsel)
    shown = client.get(tab).content.decode()
    assert survey.satisfaction(activity).means["overall"] == 3
    assert "Saran 1 &lt;b&gt;" in shown


def test_a_trainers_mean_is_told_from_five_marks_on(activity, session, officer_sumsel):
    *four, fifth = tokens(activity, officer_sumsel, 5)
    for token in four:
        survey.answer(token, Opinion(5, 5, 5), {session.pk: 4})
    assert [(row.trainer, row.marks, row.mean) for row in survey.trainer_means(activity, officer_sumsel)] == [
        ("Contoh Dua", 0, None),
        ("Contoh Satu", 4, None),
    ]
    survey.answer(fifth, Opinion(5, 5, 5), {session.pk: 2})
    assert survey.trainer_means(activity, officer_sumsel)[1].mean == pytest.approx(3.6)


def test_one_person_who_marks_two_sessions_of_a_trainer_is_one_voice(activity, session, officer_sumsel):
    second = Session(activity=activity, date=date(2020, 6, 16), topic="Menjahit lanjut", trainer="Contoh Satu")
    activities.save_child(second, by=officer_sumsel)
    for token in tokens(activity, officer_sumsel, 3):
        survey.answer(token, Opinion(5, 5, 5), {session.pk: 4, second.pk: 4})
    row = survey.trainer_means(activity, officer_sumsel)[1]
    assert (row.marks, row.mean) == (3, None)


def test_marks_outlive_their_session(activity, session, officer_sumsel):
    for token in tokens(activity, officer_sumsel, 5):
        survey.answer(token, Opinion(5, 5, 5), {session.pk: 4})
    session.delete()
    assert [(row.trainer, row.mean) for row in survey.trainer_means(activity, officer_sumsel) if row.marks] == [
        ("Contoh Satu", 4)
    ]


def test_trainers_scores_are_seen_by_the_office_and_the_reviewer_only(
    client, activity, session, officer_sumsel, head_sumsel, reviewer, auditor, officer_bali
):
    for token in tokens(activity, officer_sumsel, 5):
        survey.answer(token, Opinion(5, 5, 5), {session.pk: 2})
    regency = make.user("petugas_kabkota", activity.office, regency=make.regency("16.71"))
    for person, sees in (
        (officer_sumsel, True), (head_sumsel, True), (reviewer, True), (auditor, False), (regency, False),
        (officer_bali, False),
    ):  # fmt: skip
        assert bool(survey.trainer_means(activity, person)) is sees, person.memberships.get().role
    client.force_login(auditor)
    shown = client.get(reverse("participants:activity_learning", args=[activity.code])).content.decode()
    assert "Contoh Satu" not in shown
    assert "Nilai narasumber" not in shown


def test_links_are_made_by_who_may_write_people_and_not_for_who_has_answered(activity, officer_sumsel, auditor):
    who = make.participation(activity, officer_sumsel)
    token = make.survey(who, officer_sumsel)
    survey.answer(token, Opinion(5, 5, 5), {})
    assert survey.make_links(activity, [who], by=officer_sumsel) == []
    with pytest.raises(NotAllowed):
        survey.make_links(activity, [who], by=auditor)
