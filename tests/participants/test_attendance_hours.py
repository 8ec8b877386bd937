"""What attendance comes to: arithmetic of hours, what is unknown of them, and who passes by it."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dekon_portal.core.blocks import Facts, Table
from participants import attendance
from participants.attendance import attended, finding, hours_of
from participants.models import Mark, PassingRule
from participants.passing import passing
from programs.closing import CHAPTERS
from tests import make

from .attending import said, say

DAY = date(2020, 6, 15)


@dataclass
class Sitting:
    pk: int
    date: date
    hours: int | None


SITTINGS = st.lists(
    st.tuples(st.dates(DAY - timedelta(5), DAY + timedelta(5)), st.none() | st.integers(1, 24)), max_size=12
).map(lambda rows: [Sitting(n, *row) for n, row in enumerate(rows)])
MARKS = st.dictionaries(st.integers(0, 11), st.sampled_from(Mark.values))
SHARE = {"hadir": 1, "terlambat": 1, "setengah": Fraction(1, 2), "izin": 0, "tidak_hadir": 0}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(SITTINGS, MARKS, st.integers(1, 100))
def test_hours_attended_and_who_meets_the_rule(sittings, marks, percent):
    """As told in words: JP attended ÷ JP of the sessions held so far; what is unknown decides nothing it need not."""
    in_jp = any(one.hours for one in sittings)
    counted = {one.pk: (one.hours if in_jp else 1) for one in sittings if one.date <= DAY and (one.hours or not in_jp)}
    sure = sum((SHARE[marks[pk]] * weight for pk, weight in counted.items() if pk in marks), Fraction(0))
    best = sure + sum(weight for pk, weight in counted.items() if pk not in marks)
    total = sum(counted.values())
    one = attended(hours_of(sittings, DAY), marks)
    assert Fraction(one.halves, 2) == sure
    assert one.total == total
    assert (one.marked, one.sessions) == (len(counted.keys() & marks.keys()), len(counted))
    if not total:
        assert one.meets(percent) is None
    elif Fraction(sure, total) >= Fraction(percent, 100):
        assert one.meets(percent) is True
    elif Fraction(best, total) < Fraction(percent, 100):
        assert one.meets(percent) is False
    else:
        assert one.meets(percent) is None
    if one.meets(percent) is False:
        assert one.percent(percent) < percent  # never rounded up to what it falls short of


def test_the_sentence_says_hours_and_share():
    sittings = [Sitting(n, DAY, 2) for n in range(8)]
    one = attended(hours_of(sittings, DAY), {n: "hadir" if n else "izin" for n in range(8)})
    assert finding(one, 80).said == "hadir 14 dari 16 JP (88 %)"
    assert finding(one, 80).met is True


def test_half_a_session_of_three_hours_is_one_and_a_half():
    one = attended(hours_of([Sitting(0, DAY, 3)], DAY), {0: "setengah"})
    assert one.said == "1,5 dari 3 JP"


def test_r4_what_is_not_marked_is_said_and_decides_only_when_it_matters():
    sittings = [Sitting(n, DAY, 2) for n in range(4)]
    one = attended(hours_of(sittings, DAY), {0: "hadir", 1: "hadir", 2: "hadir"})
    assert finding(one, 75).met is True
    assert finding(one, 80).met is None
    assert finding(one, 80).said.endswith("; 1 sesi belum ditandai")
    assert finding(attended(hours_of(sittings, DAY), {0: "izin", 1: "izin"}), 80).met is False


def test_sessions_count_one_each_only_where_no_session_has_hours():
    assert attended(hours_of([Sitting(0, DAY, None), Sitting(1, DAY, None)], DAY), {0: "hadir"}).said == "1 dari 2 sesi"
    mixed = attended(hours_of([Sitting(0, DAY, 4), Sitting(1, DAY, None)], DAY), {0: "hadir"})
    assert (mixed.said, mixed.sessions) == ("4 dari 4 JP", 1)


# --- In an activity ---


@pytest.fixture
def held(activity_sumsel, officer_sumsel):
    """Two sessions of two hours; one came to both, one to none, one is not marked in the second."""
    sessions = [make.session(activity_sumsel, officer_sumsel, topic=topic) for topic in ("Pola", "Jahit")]
    people = [make.participation(activity_sumsel, officer_sumsel) for _n in range(3)]
    say(sessions[0], officer_sumsel, said(people[0]), said(people[1], "tidak_hadir"), said(people[2]))
    say(sessions[1], officer_sumsel, said(people[0], "terlambat"), said(people[1], "izin"))
    return activity_sumsel, people


@pytest.mark.django_db
def test_who_passes_by_attendance(held, django_assert_max_num_queries):
    activity, people = held
    PassingRule(activity=activity, attendance_percent=80).save()
    with django_assert_max_num_queries(5):
        found = passing(activity)
    assert [found[person.pk].met for person in people] == [True, False, None]


@pytest.mark.django_db
def test_a_rule_that_asks_no_attendance_finds_nothing(held):
    activity, _people = held
    assert attendance.attendance(activity, PassingRule(activity=activity, score=70)) == {}


@pytest.mark.django_db
def test_the_final_report_counts_each_session_and_who_passed(held):
    activity, _people = held
    PassingRule(activity=activity, attendance_percent=80).save()
    compose = next(chapter.compose for chapter in CHAPTERS if chapter.key == "kehadiran")
    with translation.override("en"):
        table, facts = compose(activity)
    assert isinstance(table, Table)
    assert isinstance(facts, Facts)
    assert table.headings[-1] == "Belum ditandai"
    assert list(table.rows[1]) == ["15 Juni 2020", "Jahit", "0", "1", "0", "1", "0", "1"]
    assert facts.lines[0] == ("Lulus", "1 dari 3 peserta")


@pytest.mark.django_db
def test_the_final_report_says_nothing_where_nothing_was_held(activity_sumsel):
    compose = next(chapter.compose for chapter in CHAPTERS if chapter.key == "kehadiran")
    assert compose(activity_sumsel) == []
