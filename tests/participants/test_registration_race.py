"""Many register at the same moment, each on a connection of their own: one gets the last place, and nobody is lost."""

import pytest
from django.core.cache import cache

from participants import registrations, selection
from participants.models import Participation, Registration, RegistrationPage, RegistrationQuota
from tests import make
from tests.programs.test_ledger_concurrency import CONNECTIONS, at_once, elsewhere, shared_file, split  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(transactional_db):
    cache.clear()
    make.regency("16.71")
    return make.user("petugas_provinsi", make.office())


@pytest.fixture
def course(officer):
    activity = make.activity(officer.current_memberships[0].office, officer)
    return make.registration_page(activity, officer, places=5)


def states():
    return sorted(Registration._base_manager.values_list("state", flat=True))


def sending(course, n):
    return lambda: make.registration(course, n)


def test_forty_people_want_the_last_place_and_one_gets_it(course, shared_file):  # noqa: F811
    for n in range(4):
        make.registration(course, n)
    RegistrationPage._base_manager.update(waiting_list=False)
    shared_file()
    kept, refused = split(at_once([sending(course, n) for n in range(4, 4 + CONNECTIONS)]))
    assert (len(kept), len(refused)) == (1, CONNECTIONS - 1)
    assert all(isinstance(refusal, registrations.Full) for refusal in refused)
    assert elsewhere(states) == ["waiting"] * 5


def test_with_a_waiting_list_nobody_is_lost_and_no_place_is_given_twice(course, shared_file):  # noqa: F811
    shared_file()
    kept, refused = split(at_once([sending(course, n) for n in range(CONNECTIONS)]))
    assert (len(kept), refused) == (CONNECTIONS, [])
    assert elsewhere(states) == ["reserve"] * (CONNECTIONS - 5) + ["waiting"] * 5


def test_a_quota_of_a_regency_is_given_once_too(course, officer, shared_file):  # noqa: F811
    selection.save_quota(RegistrationQuota(page=course, regency=make.regency("16.71"), places=1), by=officer)
    shared_file()
    at_once([sending(course, n) for n in range(CONNECTIONS)])
    assert elsewhere(states) == ["reserve"] * (CONNECTIONS - 1) + ["waiting"]


def test_one_form_sent_by_forty_clicks_makes_one_registration(course, shared_file):  # noqa: F811
    shared_file()
    kept, refused = split(at_once([sending(course, 1) for _click in range(CONNECTIONS)]))
    assert (len({row.pk for row in kept}), refused) == (1, [])
    assert elsewhere(states) == ["waiting"]


def test_one_nik_from_forty_telephones_is_one_registration(course, shared_file):  # noqa: F811
    def telephone(n):
        row = make.applicant(1)
        return registrations.register(course, row, token=registrations.token_of(f"telepon {n}", row.nik), link="")

    shared_file()
    kept, refused = split(at_once([lambda n=n: telephone(n) for n in range(CONNECTIONS)]))
    assert len(kept) == 1
    assert all(isinstance(refusal, registrations.Known) for refusal in refused)
    assert elsewhere(states) == ["waiting"]


def test_two_officers_accept_the_same_people_at_once_and_each_takes_part_once(course, officer, shared_file):  # noqa: F811
    rows = [make.registration(course, n) for n in range(5)]
    shared_file()

    def accepting(row):
        fresh = Registration._base_manager.select_related("activity__office__province", "regency").get(pk=row.pk)
        return selection.accept(fresh, by=officer, business_name="")

    accepted, refused = split(at_once([lambda row=row: accepting(row) for row in rows * 2]))
    assert (len(accepted), len(refused)) == (5, 5)
    assert elsewhere(Participation._base_manager.count) == 5
    assert elsewhere(states) == ["accepted"] * 5


def test_the_last_free_place_goes_to_one_of_several_moved_up_from_the_waiting_list(
    course,
    officer,
    shared_file,  # noqa: F811
):
    rows = [make.registration(course, n) for n in range(10)]
    registrations.withdraw(rows[0])
    shared_file()

    def moving_up(row):
        return selection.move_up(
            Registration._base_manager.select_related("activity__office").get(pk=row.pk), by=officer
        )

    moved, refused = split(at_once([lambda row=row: moving_up(row) for row in rows[5:]]))
    assert (len(moved), len(refused)) == (1, 4)
