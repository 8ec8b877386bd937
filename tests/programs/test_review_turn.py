"""Working through several activities one after another, and what changed since the person last looked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programs import activities, last_seen, review
from programs.models import Activity, ReviewVisit
from tests import make

pytestmark = pytest.mark.django_db


def stored(activity):
    return Activity._base_manager.get(pk=activity.pk)


# --- One after another ---
@pytest.fixture
def three(office_sumsel, officer_sumsel):
    """Submitted activities, the longest wait first."""
    found = [make.activity(office_sumsel, officer_sumsel, title=f"Bimtek {n}") for n in range(3)]
    for activity in found:
        review.take("submit", activity, by=officer_sumsel)
    return [stored(activity) for activity in found]


@pytest.fixture
def as_reviewer(client, reviewer):
    client.force_login(reviewer)
    return client


def address(activity):
    return reverse("programs:review", args=[activity.code])


def start(client, *chosen, shown=()):
    asked = {"pilih": [one.code for one in chosen], "urutan": [one.code for one in shown]}
    return client.post(reverse("programs:review_start"), asked)


def turn(client, activity):
    return client.get(address(activity)).context["turn"]


def test_the_ticked_ones_are_opened_in_their_order(as_reviewer, three):
    first, second, third = three
    assert start(as_reviewer, first, third, shown=three).url == address(first)
    assert (turn(as_reviewer, first).number, turn(as_reviewer, first).of) == (1, 2)
    assert turn(as_reviewer, first).after == third.code
    assert turn(as_reviewer, third).before == first.code
    assert turn(as_reviewer, second) is None


def test_with_none_ticked_it_begins_at_the_top_of_the_page(as_reviewer, three):
    assert start(as_reviewer, shown=three).url == address(three[0])
    assert turn(as_reviewer, three[1]).number == 2


def test_a_decision_leads_on_to_the_next_and_the_last_one_to_the_queue(as_reviewer, three):
    start(as_reviewer, shown=three[:2])
    for activity, onward in ((three[0], address(three[1])), (three[1], reverse("programs:review_queue"))):
        answer = as_reviewer.post(reverse("programs:activity_step", args=[activity.code, "approve"]))
        assert answer.url == onward


def test_what_somebody_else_decided_meanwhile_is_passed_over(as_reviewer, three):
    start(as_reviewer, shown=three)
    review.take("approve", three[1], by=make.user("peninjau"))
    assert turn(as_reviewer, three[0]).after == three[2].code


def test_what_does_not_wait_for_the_person_is_not_taken(as_reviewer, three, activity_bali):
    assert start(as_reviewer, activity_bali).url == reverse("programs:review_queue")
    start(as_reviewer, activity_bali, three[0])
    assert turn(as_reviewer, three[0]).of == 1


def test_the_row_can_be_left(as_reviewer, three):
    start(as_reviewer, shown=three)
    as_reviewer.post(reverse("programs:review_end"))
    assert turn(as_reviewer, three[0]) is None


# --- Since last seen ---
def resubmitted(activity, officer, reviewer, **changes):
    """Returned, changed and submitted again."""
    review.take("return", stored(activity), by=reviewer, comment="Lengkapi.")
    changed = stored(activity)
    for name, value in changes.items():
        setattr(changed, name, value)
    activities.change(changed, by=officer, seen_version=changed.version)
    make.session(stored(activity), officer)
    review.take("submit", stored(activity), by=officer)
    return stored(activity)


def test_fields_are_told_old_to_new_and_rows_by_how_many_more(three, officer_sumsel, reviewer):
    assert last_seen.visit(three[0], reviewer) is None
    again = resubmitted(three[0], officer_sumsel, reviewer, place="Gedung B", target_participants=40)
    changes = last_seen.visit(again, reviewer)
    told = {(one.label, one.before, one.after) for one in changes.fields}
    assert {("Tempat", "", "Gedung B"), ("Target peserta (orang)", None, 40)} <= told
    assert [(str(one.label), one.before, one.after, one.more) for one in changes.counts] == [("Jadwal", 0, 1, 1)]
    assert {entry.actor for entry in changes.entries} == {officer_sumsel}


def test_loaded_again_it_tells_the_same(three, officer_sumsel, reviewer):
    last_seen.visit(three[0], reviewer)
    again = resubmitted(three[0], officer_sumsel, reviewer, place="Gedung B")
    first, second = last_seen.visit(again, reviewer), last_seen.visit(again, reviewer)
    assert first.fields == second.fields
    assert first.seen_at == second.seen_at


def test_changed_back_and_forth_is_no_change(three, officer_sumsel, reviewer):
    last_seen.visit(three[0], reviewer)
    review.take("return", three[0], by=reviewer, comment="Lengkapi.")
    for place in ("Gedung B", ""):
        changed = stored(three[0])
        changed.place = place
        activities.change(changed, by=officer_sumsel, seen_version=changed.version)
    review.take("submit", stored(three[0]), by=officer_sumsel)
    assert last_seen.visit(stored(three[0]), reviewer).fields == []


def test_who_never_looked_is_told_what_changed_since_the_decision(three, officer_sumsel, reviewer):
    again = resubmitted(three[0], officer_sumsel, reviewer, place="Gedung B")
    changes = last_seen.visit(again, make.user("peninjau"))
    assert (changes.seen_at, changes.decision.step) == (None, "return")
    assert "Gedung B" in {one.after for one in changes.fields}


def test_each_reviewer_has_an_own_last_look(three, officer_sumsel, reviewer):
    last_seen.visit(three[0], reviewer)
    other = make.user("peninjau")
    again = resubmitted(three[0], officer_sumsel, reviewer, place="Gedung B")
    last_seen.visit(again, other)
    ReviewVisit._base_manager.filter(by=other).update(at=again.state_since + timedelta(hours=1))
    assert last_seen.visit(again, other).seen_at is None
    assert last_seen.visit(again, reviewer).seen_at is not None
