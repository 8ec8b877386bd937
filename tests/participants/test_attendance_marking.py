"""Marking who came: unknown stays unknown, the later mark counts, nothing is doubled, and who may not is told why."""

from datetime import date

import pytest
from django.db.models import ProtectedError

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import attendance, marking, people
from participants.models import Attendance, AttendanceMark, How
from programs.review import Locked
from tests import make

from .attending import current, kept, said, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(activity_sumsel, officer_sumsel):
    return make.session(activity_sumsel, officer_sumsel)


@pytest.fixture
def siti(activity_sumsel, officer_sumsel):
    return make.participation(activity_sumsel, officer_sumsel)


@pytest.fixture
def budi(activity_sumsel, officer_sumsel):
    return make.participation(activity_sumsel, officer_sumsel)


def approve(activity):
    type(activity)._base_manager.filter(pk=activity.pk).update(state="approved")


# --- What is kept ---


def test_r4_who_is_not_marked_is_unknown_and_not_absent(session, siti, budi, officer_sumsel):
    say(session, officer_sumsel, said(siti))
    assert current(session) == {siti.pk: "hadir|||"}


def test_a_mark_tells_who_made_it_how_and_how_late(session, siti, officer_sumsel):
    say(session, officer_sumsel, said(siti, "terlambat", minutes=15, note="Ban bocor", paper=True))
    row = Attendance._base_manager.get()
    assert (row.mark, row.minutes, row.note, row.how) == ("terlambat", 15, "Ban bocor", How.PAPER)
    assert row.marked_by == officer_sumsel


def test_minutes_belong_to_who_is_late_only(session, siti, officer_sumsel):
    say(session, officer_sumsel, said(siti, "hadir", minutes=15))
    assert Attendance._base_manager.get().minutes is None


def test_r3_a_nik_typed_into_a_note_is_masked(session, siti, officer_sumsel):
    say(session, officer_sumsel, said(siti, "izin", note=f"surat {make.nik()}"))
    assert make.nik() not in Attendance._base_manager.get().note


def test_a_mark_can_be_taken_back_and_then_nothing_is_known_again(session, siti, officer_sumsel):
    say(session, officer_sumsel, said(siti))
    say(session, officer_sumsel, said(siti, "", seen="hadir|||"))
    assert current(session) == {}
    assert kept(session) == ["hadir", ""]


def test_all_who_are_not_marked_yet_are_there_and_the_others_stay(session, siti, budi, officer_sumsel):
    say(session, officer_sumsel, said(siti, "izin"))
    marking.mark_rest_present(session, by=officer_sumsel)
    assert current(session) == {siti.pk: "izin|||", budi.pk: "hadir|||"}


def test_the_trail_tells_the_first_marks_and_every_change_but_not_each_mark(session, siti, budi, officer_sumsel):
    say(session, officer_sumsel, said(siti))
    say(session, officer_sumsel, said(budi))
    say(session, officer_sumsel, said(budi, "izin", seen="hadir|||"))
    verbs = AuditEntry._base_manager.filter(verb__startswith="attendance.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["attendance.marked", "attendance.changed"]


def test_marks_can_only_be_added(session, siti, officer_sumsel):
    say(session, officer_sumsel, said(siti))
    row = AttendanceMark._base_manager.get()
    with pytest.raises(Refusal):
        row.save()


# --- Two devices ---


def test_of_two_marks_the_one_made_later_counts_and_the_earlier_can_be_read(session, siti, officer_sumsel, head_sumsel):
    say(session, officer_sumsel, said(siti, "hadir", minutes_ago=10))
    outcome = say(session, head_sumsel, said(siti, "izin", minutes_ago=5))
    assert current(session) == {siti.pk: "izin||!|"}
    assert kept(session) == ["hadir", "izin"]
    assert outcome.disputed == 1


def test_an_earlier_mark_that_arrives_later_does_not_count_but_is_told(session, siti, officer_sumsel, head_sumsel):
    say(session, head_sumsel, said(siti, "izin", minutes_ago=5))
    say(session, officer_sumsel, said(siti, "hadir", minutes_ago=10))
    assert current(session) == {siti.pk: "izin||!|"}


def test_an_earlier_mark_that_says_the_same_disputes_nothing(session, siti, officer_sumsel, head_sumsel):
    say(session, head_sumsel, said(siti, "hadir", minutes_ago=5))
    say(session, officer_sumsel, said(siti, "hadir", minutes_ago=10))
    assert current(session) == {siti.pk: "hadir|||"}


def test_who_saw_the_earlier_mark_corrects_it_and_disputes_nothing(session, siti, officer_sumsel, head_sumsel):
    say(session, officer_sumsel, said(siti, "hadir", minutes_ago=10))
    say(session, head_sumsel, said(siti, "izin", seen="hadir|||"))
    assert current(session) == {siti.pk: "izin|||"}


def test_a_dispute_stays_until_somebody_who_saw_it_confirms_one(session, siti, officer_sumsel, head_sumsel):
    say(session, officer_sumsel, said(siti, "hadir", minutes_ago=10))
    say(session, head_sumsel, said(siti, "izin", minutes_ago=5))
    say(session, officer_sumsel, said(siti, "izin", seen="izin|||", minutes_ago=2))  # a page from before the dispute
    assert current(session) == {siti.pk: "izin||!|"}
    say(session, officer_sumsel, said(siti, "hadir", seen="izin||!|"))
    assert current(session) == {siti.pk: "hadir|||"}


def test_taking_back_a_mark_unseen_takes_nothing_away(session, siti, officer_sumsel, head_sumsel):
    say(session, officer_sumsel, said(siti, "hadir", minutes_ago=10))
    say(session, head_sumsel, said(siti, "", seen="izin|||"))
    assert current(session) == {siti.pk: "hadir||!|"}


def test_one_phone_that_corrects_itself_offline_disputes_nothing(session, siti, officer_sumsel):
    first = said(siti, "hadir", minutes_ago=10, sequence=1)
    second = said(siti, "setengah", minutes_ago=5, sequence=2, seen=first.state)
    say(session, officer_sumsel, second, first, device="ponsel01")
    assert current(session) == {siti.pk: "setengah|||"}


def test_a_mark_sent_twice_changes_nothing(session, siti, officer_sumsel, head_sumsel):
    first = said(siti, "hadir", minutes_ago=10, sequence=1)
    say(session, officer_sumsel, first, device="ponsel01")
    say(session, head_sumsel, said(siti, "izin", seen="hadir|||"))
    again = say(session, officer_sumsel, first, device="ponsel01")
    assert (again.changed, again.disputed) == (0, 0)
    assert current(session) == {siti.pk: "izin|||"}
    assert kept(session) == ["hadir", "izin"]


def test_the_same_number_of_another_device_is_another_mark(session, siti, budi, officer_sumsel):
    say(session, officer_sumsel, said(siti, sequence=1), device="ponsel01")
    say(session, officer_sumsel, said(budi, sequence=1), device="ponsel02")
    assert len(current(session)) == 2


# --- Refused with a sentence ---


def test_a_session_that_is_to_come_is_not_marked_by_the_offices_own_calendar(activity_bali, officer_bali, time_machine):
    """23.30 in Jakarta is already the next day in Bali, where the session is; an hour before it is not."""
    row = make.session(activity_bali, officer_bali, date=date(2020, 6, 16))
    person = make.participation(activity_bali, officer_bali)
    time_machine.move_to("2020-06-15T22:30+07:00", tick=False)
    with pytest.raises(Refusal, match="baru berlangsung pada 16 Juni 2020"):
        say(row, officer_bali, said(person))
    time_machine.move_to("2020-06-15T23:30+07:00", tick=False)
    say(row, officer_bali, said(person))
    with pytest.raises(Refusal, match="baru berlangsung"):
        say(row, officer_bali, said(person, "izin", minutes_ago=60))  # a phone marked it the evening before
    assert current(row) == {person.pk: "hadir|||"}


def test_somebody_who_is_not_in_the_activity_is_not_marked(session, siti, officer_sumsel, office_sumsel):
    other = make.participation(make.activity(office_sumsel, officer_sumsel), officer_sumsel)
    with pytest.raises(marking.NotRegistered, match="tidak terdaftar pada kegiatan ini"):
        say(session, officer_sumsel, said(siti), said(other))
    assert current(session) == {}


def test_r8_after_approval_nobody_is_marked_and_the_sentence_names_the_way_out(
    session, siti, officer_sumsel, activity_sumsel
):
    approve(activity_sumsel)
    with pytest.raises(Locked):
        say(session, officer_sumsel, said(siti))
    assert kept(session) == []


def test_who_may_not_write_people_marks_nobody(session, siti, reviewer):
    with pytest.raises(NotAllowed):
        say(session, reviewer, said(siti))


@pytest.mark.parametrize(
    "wrong", [{"mark": "sakti"}, {"mark": "terlambat", "minutes": 0}, {"mark": "terlambat", "minutes": 10_000}]
)
def test_a_changed_form_is_refused(session, siti, officer_sumsel, wrong):
    with pytest.raises(Refusal, match="tidak dikenali"):
        say(session, officer_sumsel, said(siti, **wrong))


@pytest.mark.parametrize("minutes_ago", [-1, 367 * 24 * 60])
def test_a_mark_of_no_possible_age_is_refused(session, siti, officer_sumsel, minutes_ago):
    with pytest.raises(Refusal, match="tidak dikenali"):
        say(session, officer_sumsel, said(siti, minutes_ago=minutes_ago))


# --- What attendance holds in its place ---


def test_a_session_with_attendance_says_why_it_stays(session, siti, officer_sumsel):
    assert attendance.holds(session) == ""
    say(session, officer_sumsel, said(siti))
    assert "1 orang sudah ditandai" in attendance.holds(session)
    with pytest.raises(ProtectedError):
        session.delete()


def test_who_is_marked_is_not_taken_out_of_the_activity_until_the_mark_is_taken_back(session, siti, officer_sumsel):
    say(session, officer_sumsel, said(siti))
    with pytest.raises(Refusal, match="sudah ditandai pada 1 sesi"):
        people.withdraw(siti, by=officer_sumsel)
    say(session, officer_sumsel, said(siti, "", seen="hadir|||"))
    people.withdraw(siti, by=officer_sumsel)
    assert kept(session) == []
