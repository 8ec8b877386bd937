"""Many phones at the same moment, each on a connection of its own: nothing is doubled, nothing is lost, all is told."""

import pytest

from dekon_portal.core.refusal import Refusal
from participants.models import Attendance, AttendanceMark
from programs import review
from tests import make
from tests.programs.test_ledger_concurrency import at_once, elsewhere, shared_file  # noqa: F401 (a fixture)

from .attending import current, said, say

pytestmark = pytest.mark.django_db(transaction=True)
PHONES = 8


@pytest.fixture
def scene(transactional_db):
    office = make.office()
    officer = make.user("petugas_provinsi", office)
    activity = make.activity(office, officer)
    return make.session(activity, officer), make.participation(activity, officer), officer


def test_phones_that_differ_leave_one_mark_a_dispute_and_every_word(scene, shared_file):  # noqa: F811
    session, siti, officer = scene
    marks = ["hadir", "izin"] * (PHONES // 2)
    shared_file()
    at_once(
        [
            lambda n=n, mark=mark: say(session, officer, said(siti, mark, sequence=1), device=f"ponsel{n:02d}")
            for n, mark in enumerate(marks)
        ]
    )
    [state] = elsewhere(lambda: list(current(session).values()))
    assert state in ("hadir||!|", "izin||!|")
    assert elsewhere(AttendanceMark._base_manager.count) == PHONES


def test_one_sending_that_arrives_many_times_is_taken_once(scene, shared_file):  # noqa: F811
    session, siti, officer = scene
    shared_file()
    at_once([lambda: say(session, officer, said(siti, sequence=1), device="ponsel01") for _again in range(PHONES)])
    assert elsewhere(AttendanceMark._base_manager.count) == 1
    assert elsewhere(Attendance._base_manager.count) == 1


def test_r8_a_mark_and_the_submission_at_once_end_one_way_or_the_other(scene, shared_file):  # noqa: F811
    session, siti, officer = scene
    activity = session.activity
    shared_file()
    marked, submitted = at_once(
        [
            lambda: say(session, officer, said(siti)),
            lambda: review.take("submit", activity, by=officer),
        ]
    )
    assert not isinstance(submitted, Refusal)
    assert elsewhere(Attendance._base_manager.count) == (0 if isinstance(marked, Refusal) else 1)
