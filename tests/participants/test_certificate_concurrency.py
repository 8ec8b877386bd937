"""Two officers, double clicks: each person gets one certificate, each number is given once, without gaps."""

import pytest

from dekon_portal.core.refusal import Refusal
from participants import people as verbs
from participants.certificates import issuing, papers
from participants.models import Certificate, Participation
from programs.models import Activity
from tests import make
from tests.programs.test_ledger_concurrency import at_once, elsewhere, shared_file  # noqa: F401 (a fixture)

from .certificates import findings, people, rule  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)

OFFICERS = 8


@pytest.fixture
def scene(transactional_db, findings):  # noqa: F811
    """Two activities of one office, five who passed each."""
    office = make.office()
    officer = make.user("petugas_provinsi", office)
    activities = [make.activity(office, officer) for _n in range(2)]
    for activity in activities:
        rule(activity)
        people(activity, officer, findings, *[f"Peserta {n}" for n in range(5)])
    return activities, make.certificate_template(office), officer


def stored(activity):
    return Activity._base_manager.select_related("office__province").get(pk=activity.pk)


def test_officers_who_issue_at_once_make_one_certificate_each_and_numbers_without_gaps(scene, shared_file):  # noqa: F811
    activities, template, officer = scene
    shared_file()
    at_once(
        [
            lambda activity=activity: issuing.issue_passed(stored(activity), template, by=officer)
            for activity in activities * (OFFICERS // 2)
        ]
    )
    numbers = elsewhere(lambda: sorted(Certificate._base_manager.values_list("sequence", flat=True)))
    assert numbers == list(range(1, 11))
    assert elsewhere(lambda: Certificate._base_manager.values("participation").distinct().count()) == 10


def test_one_who_is_replaced_at_once_is_replaced_once(scene, shared_file):  # noqa: F811
    activities, template, officer = scene
    first = issuing.issue_passed(activities[0], template, by=officer)[0]
    shared_file()
    answers = at_once(
        [lambda: issuing.reissue(first, template, by=officer, reason="Nama salah ketik") for _n in range(OFFICERS)]
    )
    assert sum(isinstance(answer, Certificate) for answer in answers) == 1
    assert sum(isinstance(answer, Refusal) for answer in answers) == OFFICERS - 1
    assert elsewhere(Certificate._base_manager.count) == 6


def test_issuing_to_and_taking_out_one_person_at_once_ends_one_way_or_the_other(scene, shared_file):  # noqa: F811
    activities, template, officer = scene
    who = Participation._base_manager.filter(activity=activities[0]).first()
    shared_file()

    def row():
        return Participation._base_manager.select_related("activity__office__province", "person").get(pk=who.pk)

    def issue():
        try:
            return issuing.issue_one(row(), template, by=officer, reason="Diputuskan panitia")
        except Participation.DoesNotExist:
            return None

    at_once([issue, lambda: verbs.withdraw(row(), by=officer)])
    issued = elsewhere(Certificate._base_manager.filter(participation=who.pk).exists)
    assert elsewhere(Participation._base_manager.filter(pk=who.pk).exists) == issued


def test_the_first_of_two_downloads_at_once_is_kept_and_answered_to_both(scene, shared_file):  # noqa: F811
    activities, template, officer = scene
    made = issuing.issue_passed(activities[0], template, by=officer)[0]
    shared_file()
    answers = at_once([lambda: papers.issued(Certificate._base_manager.get(pk=made.pk)) for _n in range(4)])
    assert len(set(answers)) == 1
    assert answers[0].startswith(b"%PDF")
