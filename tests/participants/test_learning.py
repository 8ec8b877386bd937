"""Hasil belajar: means say of how many they are known, a gain is of those with both; the criterion; the chapter."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.blocks import Bars, Table
from participants import learning, scores
from participants.histogram import HEIGHT, drawn
from participants.learning_chapter import what_was_learnt
from participants.models import PassingRule
from participants.passing import passing
from participants.scores import Typed
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


@pytest.fixture
def people(activity_sumsel, officer_sumsel):
    return [
        make.participation(activity_sumsel, officer_sumsel, person=make.person(name=name))
        for name in ("Ani", "Budi", "Cici")
    ]


@pytest.fixture
def scored(activity_sumsel, people, officer_sumsel):
    """Keep scores: scored("post", 80, None, 60)."""
    by_kind = {}

    def keep(kind, *values):
        if kind not in by_kind:
            by_kind[kind] = make.exam(activity_sumsel, officer_sumsel, kind=kind, questions=0)
        typed = {who: Typed(value) for who, value in zip(people, values, strict=True)}
        scores.type_scores(by_kind[kind], typed, by=officer_sumsel)

    return keep


@pytest.fixture
def rule(activity_sumsel):
    row = PassingRule(activity=activity_sumsel, score=70)
    row.save()
    return row


def test_r4_a_mean_is_of_those_known_and_a_gain_of_those_with_both(activity_sumsel, scored):
    scored("pre", 40, 50, None)
    scored("post", 80, None, 90)
    found = learning.results(activity_sumsel)
    assert [(result.kind, result.mean) for result in found.exams] == [
        ("pre", learning.Mean(45, 2, 3)),
        ("post", learning.Mean(85, 2, 3)),
    ]
    assert found.gain == learning.Mean(40, 1, 3)


def test_r4_without_any_score_the_mean_is_unknown_and_not_zero(client, activity_sumsel, scored, officer_sumsel):
    scored("post", None, None, None)
    assert learning.results(activity_sumsel).exams[0].mean == learning.Mean(None, 0, 3)
    client.force_login(officer_sumsel)
    shown = client.get(reverse("participants:activity_learning", args=[activity_sumsel.code])).content.decode()
    assert "belum diketahui" in shown
    assert "0 dari 3" in shown


def test_the_tab_shows_scores_of_each_person_and_the_distribution_for_everybody(
    client, activity_sumsel, scored, rule, officer_sumsel
):
    scored("pre", 40, 50, None)
    scored("post", 80, None, 90)
    client.force_login(officer_sumsel)
    shown = client.get(reverse("participants:activity_learning", args=[activity_sumsel.code])).content.decode()
    assert "Terpenuhi: nilai pasca-uji 80, batas 70" in shown
    assert "85,0" in shown
    assert shown.count('<svg class="histogram"') == 2
    assert "<caption>Sebaran nilai: Pasca-uji</caption>" in shown
    assert "style=" not in shown.partition("<main")[2]


def test_a_loss_is_shown_with_its_sign(activity_sumsel, scored):
    scored("pre", 60, 60, None)
    scored("post", 50, 40, None)
    assert learning.in_words(learning.results(activity_sumsel).gain.value) == "\N{MINUS SIGN}15,0"


def test_the_criterion_asks_post_test_and_practice_each(activity_sumsel, people, scored, rule):
    scored("post", 80, 80, 60)
    scored("praktik", 70, 69, None)
    found = passing(activity_sumsel)
    assert [(found[who.pk].met, found[who.pk].said) for who in people] == [
        (True, ("nilai pasca-uji 80, batas 70; nilai praktik 70, batas 70",)),
        (False, ("nilai pasca-uji 80, batas 70; nilai praktik 69, batas 70",)),
        (False, ("nilai pasca-uji 60, batas 70; nilai praktik belum diketahui, batas 70",)),
    ]


def test_a_practice_alone_counts_where_there_is_no_post_test(activity_sumsel, people, scored, rule):
    scored("praktik", 75, 60, None)
    assert [passing(activity_sumsel)[who.pk].met for who in people] == [True, False, None]


def test_r4_what_is_unknown_fails_nobody(activity_sumsel, people, scored, rule):
    scored("post", None, 70, None)
    scored("pre", 100, 0, 100)  # what somebody knew before makes nobody pass or fail
    assert [passing(activity_sumsel)[who.pk].met for who in people] == [None, True, None]
    assert passing(activity_sumsel)[people[0].pk].said == ("nilai pasca-uji belum diketahui, batas 70",)


def test_without_any_exam_nobody_passes_or_fails(activity_sumsel, people, rule):
    assert {found.met for found in passing(activity_sumsel).values()} == {None}


def test_a_rule_without_a_score_does_not_ask(activity_sumsel, people, scored):
    PassingRule(activity=activity_sumsel, attendance_percent=80).save()
    scored("post", 10, 10, 10)
    assert learning.score(activity_sumsel, activity_sumsel.passing_rule) == {}


def test_the_chapter_tells_means_and_distributions_and_names_nobody(activity_sumsel, scored):
    scored("pre", 40, 50, None)
    scored("post", 80, None, 100)
    table, before, after, *rest = what_was_learnt(activity_sumsel)
    assert isinstance(table, Table)
    assert list(table.rows) == [
        ["Pra-uji", "45,0", "2 dari 3"],
        ["Pasca-uji", "90,0", "2 dari 3"],
        ["Kenaikan dari pra-uji ke pasca-uji", "40,0", "1 dari 3"],
    ]
    assert isinstance(after, Bars)
    assert dict(after.lines)["80–89"] == dict(after.lines)["90–100"] == 1
    assert rest == []
    assert not any(name in str([table, before, after]) for name in ("Ani", "Budi", "Cici"))


def test_the_chapter_is_empty_while_nothing_was_asked(activity_sumsel):
    assert list(what_was_learnt(activity_sumsel)) == []


@given(st.lists(st.integers(0, 100), max_size=60))
def test_a_distribution_counts_everybody_once_and_draws_them_within_its_frame(values):
    lines = learning.distribution_of(values).lines
    assert sum(count for _label, count in lines) == len(values)
    picture = drawn(lines)
    for bar in picture.bars:
        assert 0 <= bar.height <= HEIGHT
        assert (bar.height > 0) == (bar.count > 0)
        assert bar.x + picture.bar_width <= picture.width
        assert bar.y + bar.height == picture.base
