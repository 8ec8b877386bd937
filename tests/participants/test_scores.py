"""Scores typed by the office: whole numbers 0–100, empty is unknown; each change on the trail; R8 holds."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed
from participants import answering, scores
from participants.models import Sheet
from participants.scores import Typed
from programs import review
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


@pytest.fixture
def practice(activity_sumsel, officer_sumsel):
    return make.exam(activity_sumsel, officer_sumsel, kind="praktik", questions=0)


@pytest.fixture
def people(activity_sumsel, officer_sumsel):
    return [
        make.participation(activity_sumsel, officer_sumsel, person=make.person(name=name)) for name in ("Ani", "Budi")
    ]


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def page(exam):
    return reverse("participants:exam_scores", args=[exam.pk])


def form(*lines):
    """What the page sends: (score, note) of each participant, opened on nothing."""
    fields = {}
    for n, (score, note) in enumerate(lines):
        fields |= {f"score_{n}": score, f"note_{n}": note, f"initial-score_{n}": "", f"initial-note_{n}": ""}
    return fields


def scored(exam):
    return {sheet.participation.person.name: (sheet.score, sheet.note, sheet.source) for sheet in exam.sheets.all()}


def test_all_participants_are_scored_in_one_form(officer, practice, people):
    officer.post(page(practice), form(("80", "rapi"), ("", "")))
    assert scored(practice) == {"Ani": (80, "rapi", "diketik")}
    officer.post(page(practice), form(("80", "rapi"), ("0", "")))
    assert scored(practice)["Budi"] == (0, "", "diketik")
    told = list(AuditEntry._base_manager.filter(verb="sheet.score_typed").order_by("pk").values_list("subject_label"))
    assert told == [("Penilaian praktik · Ani",), ("Penilaian praktik · Budi",)]


def test_a_score_taken_back_is_unknown_again(officer, practice, people):
    officer.post(page(practice), form(("80", ""), ("", "")))
    officer.post(page(practice), form(("", ""), ("", "")) | {"initial-score_0": "80"})
    assert scored(practice) == {"Ani": (None, "", "")}


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("101", "Nilai paling besar 100."),
        ("-1", "Nilai paling kecil 0."),
        ("7,5", "Tulis bilangan bulat 0 sampai 100"),
        ("delapan", "Tulis bilangan bulat 0 sampai 100"),
        ("<b>", "Tulis bilangan bulat 0 sampai 100"),
        ("9" * 5000, "Tulis bilangan bulat 0 sampai 100"),
    ],
)
def test_a_wrong_score_is_told_and_nothing_is_kept(officer, practice, people, score, said):
    response = officer.post(page(practice), form(("80", ""), (score, "")))
    assert said in str(response.context["form"].errors["score_1"])
    assert 'value="80"' in response.content.decode()
    assert scored(practice) == {}


def test_another_officers_newer_score_is_not_undone_by_an_older_page(officer, practice, people, officer_sumsel):
    scores.type_scores(practice, {people[0]: Typed(90)}, by=officer_sumsel)
    officer.post(page(practice), form(("", ""), ("70", "")))  # opened before the 90 was there
    assert scored(practice) == {"Ani": (90, "", "diketik"), "Budi": (70, "", "diketik")}


def test_what_was_sent_by_link_is_not_typed_over(officer, activity_sumsel, people, officer_sumsel):
    exam = make.exam(activity_sumsel, officer_sumsel)
    answering.send(make.sheet(exam, people[0], officer_sumsel), [0, 1], mark=answering.mark_of(exam.questions.all()))
    assert "50, dikirim lewat tautan" in officer.get(page(exam)).content.decode()
    officer.post(page(exam), form(("100", ""), ("60", "")))
    assert scored(exam) == {"Ani": (50, "", "tautan"), "Budi": (60, "", "diketik")}
    scores.type_scores(exam, {people[0]: Typed(100)}, by=officer_sumsel)
    assert scored(exam)["Ani"] == (50, "", "tautan")


def test_who_was_scored_on_paper_has_no_use_for_a_link(client, activity_sumsel, people, officer_sumsel):
    exam = make.exam(activity_sumsel, officer_sumsel)
    token = make.sheet(exam, people[0], officer_sumsel)
    scores.type_scores(exam, {people[0]: Typed(40)}, by=officer_sumsel)
    assert "sudah tercatat" in client.get(reverse("participants:sheet", args=[token])).content.decode()
    assert answering.make_links(exam, people, by=officer_sumsel)[0][0] == people[1]


def test_r8_scores_of_an_approved_activity_are_refused_with_the_reason(
    officer, practice, people, officer_sumsel, reviewer
):
    review.take("submit", practice.activity, by=officer_sumsel)
    review.take("approve", practice.activity, by=reviewer)
    response = officer.post(page(practice), form(("80", ""), ("", "")))
    assert "sudah disetujui oleh Ratna Contoh" in str(response.context["form"].errors)
    assert not Sheet._base_manager.exists()


def test_who_may_not_write_people_types_no_scores(practice, people, reviewer, auditor):
    for person in (reviewer, auditor):
        with pytest.raises(NotAllowed):
            scores.type_scores(practice, {people[0]: Typed(80)}, by=person)


def test_a_score_beyond_the_scale_is_an_error_of_whoever_calls(practice, people):
    for score in (-1, 101):
        with pytest.raises(ValueError, match="0 to 100"):
            Typed(score)


def test_three_or_thirty_scores_are_saved_in_as_many_queries(practice, activity_sumsel, officer_sumsel):
    def queries(count):
        people = [make.participation(activity_sumsel, officer_sumsel) for _n in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            scores.type_scores(practice, {row: Typed(70) for row in people}, by=officer_sumsel)
        return len(asked)

    assert queries(3) == queries(30)
