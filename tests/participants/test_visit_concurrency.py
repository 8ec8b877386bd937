"""A visit is written while somebody takes its IKM's last participant out: never a visit to an IKM that is not there."""

import pytest
from django.core.cache import cache

from dekon_portal.core.refusal import Refusal
from participants import people
from participants.models import Participation, Permit, Visit
from tests import make
from tests.programs.test_ledger_concurrency import at_once, elsewhere, shared_file  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)

TRIES = 6


def answer_of(act):
    try:
        act()
    except Refusal as refusal:
        return refusal.sentence
    return "done"


def test_a_visit_and_the_withdrawal_of_its_ikm_exclude_each_other(transactional_db, shared_file):  # noqa: F811
    cache.clear()
    office = make.office()
    officer = make.user("petugas_provinsi", office)
    activity = make.activity(office, officer)
    acts = []
    for _ in range(TRIES):
        business = make.business()
        joined = make.participation(activity, officer, business=business)
        acts.append(lambda business=business: make.visit(activity, officer, business=business))
        acts.append(lambda joined=joined: people.withdraw(joined, by=officer))
    shared_file()
    answers = at_once([lambda act=act: answer_of(act) for act in acts])
    assert answers.count("done") == TRIES, answers
    visited = set(elsewhere(lambda: list(Visit._base_manager.values_list("business", flat=True))))
    present = set(elsewhere(lambda: list(Participation._base_manager.values_list("business", flat=True))))
    assert visited == present


def test_one_permit_typed_by_many_at_once_is_recorded_once(transactional_db, shared_file):  # noqa: F811
    cache.clear()
    officer = make.user("petugas_provinsi", make.office())
    business = make.business()
    shared_file()
    answers = at_once([lambda: answer_of(lambda: make.permit(business, officer, number="SAMA")) for _ in range(TRIES)])
    assert answers.count("done") == 1
    assert all("sudah tercatat" in answer for answer in answers if answer != "done")
    assert elsewhere(Permit._base_manager.count) == 1
