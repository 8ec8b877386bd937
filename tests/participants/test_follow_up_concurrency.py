"""Two phones, one link; a phone and an officer; an answer while its participant is taken out."""

import pytest
from django.core.cache import cache

from dekon_portal.core.refusal import Refusal
from participants import follow_up_links, follow_up_plans, follow_ups, people
from participants.follow_ups import Said
from participants.models import FollowUp, FollowUpAnswer, FollowUpLink, Participation
from programs.models import Activity
from programs.receipt_links import Unusable
from tests import make
from tests.programs.test_ledger_concurrency import at_once, elsewhere, shared_file  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)

PHONES = 6


@pytest.fixture
def officer(transactional_db):
    cache.clear()
    return make.user("petugas_provinsi", make.office())


@pytest.fixture
def follow_up(officer):
    office = officer.current_memberships[0].office
    return make.round_of(make.participation(make.activity(office, officer), officer))


def end_of(act):
    """What the act brought, or why it brought nothing."""
    try:
        return act()
    except Unusable as closed:
        return closed.state
    except Refusal as refusal:
        return refusal.sentence


def test_many_phones_answer_at_once_and_one_answer_is_kept(follow_up, officer, shared_file):  # noqa: F811
    token = make.follow_up_link(follow_up, officer)
    shared_file()
    ends = at_once([lambda n=n: end_of(lambda: follow_up_links.answer(token, Said(workers=n))) for n in range(PHONES)])
    assert sorted(str(end) for end in ends if not isinstance(end, FollowUpAnswer)) == ["used"] * (PHONES - 1)
    assert elsewhere(FollowUpAnswer._base_manager.count) == 1


def test_a_phone_and_officers_at_once_leave_one_answer(follow_up, officer, shared_file):  # noqa: F811
    token = make.follow_up_link(follow_up, officer)
    by_officer = lambda: follow_ups.record(follow_up, Said(workers=9), by=officer, how="telepon")  # noqa: E731
    shared_file()
    ends = at_once(
        [lambda: end_of(lambda: follow_up_links.answer(token, Said(workers=1)))]
        + [lambda: end_of(by_officer) for _officer in range(3)]
    )
    assert len([end for end in ends if isinstance(end, FollowUpAnswer)]) == 1
    assert elsewhere(FollowUpAnswer._base_manager.count) == 1


def test_links_made_at_once_leave_one_that_opens(follow_up, officer, shared_file):  # noqa: F811
    shared_file()
    at_once([lambda: make.follow_up_link(follow_up, officer) for _click in range(PHONES)])
    assert elsewhere(FollowUpLink._base_manager.filter(used_at=None, revoked_at=None).count) == 1


def test_an_answer_while_its_participant_is_taken_out_ends_one_way_or_the_other(
    follow_up,
    officer,
    shared_file,  # noqa: F811
):
    token = make.follow_up_link(follow_up, officer)
    row = Participation._base_manager.select_related("activity__office", "person").get(pk=follow_up.participation_id)
    shared_file()
    answered, taken_out = at_once(
        [
            lambda: end_of(lambda: follow_up_links.answer(token, Said(workers=1))),
            lambda: end_of(lambda: people.withdraw(row, by=officer)),
        ]
    )
    if isinstance(answered, FollowUpAnswer):
        assert "sudah menjawab tindak lanjut" in taken_out
        assert elsewhere(Participation._base_manager.count) == 1
    else:
        assert (str(answered), taken_out) == ("unknown", None)
        assert elsewhere(FollowUp._base_manager.count) == 0


def test_two_workers_plan_each_round_once(follow_up, shared_file):  # noqa: F811
    Activity._base_manager.update(actual_month="2020-06-01")
    FollowUp._base_manager.all().delete()
    shared_file()
    at_once([follow_up_plans.plan for _worker in range(3)])
    assert elsewhere(FollowUp._base_manager.count) == 3
