"""The workflow: R2 (nobody approves the own submission), R8 (approved is locked), and what each step asks."""

from datetime import date

import pytest

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants.models import Person
from programs import activities, goods, review
from programs.models import Activity, ReviewEvent, Session, State
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(activity_sumsel, officer_sumsel):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    activity_sumsel.refresh_from_db()
    return activity_sumsel


@pytest.fixture
def approved(submitted, reviewer):
    review.take("approve", submitted, by=reviewer)
    submitted.refresh_from_db()
    return submitted


def state_of(activity):
    return Activity._base_manager.get(pk=activity.pk).state


def test_submit_return_mend_submit_approve(activity_sumsel, officer_sumsel, reviewer):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("return", activity_sumsel, by=reviewer, comment="Tempat belum diisi.")
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    steps = list(activity_sumsel.review_events.values_list("step", "by_name"))
    assert steps == [
        ("submit", "Siti Aminah"),
        ("return", "Ratna Contoh"),
        ("submit", "Siti Aminah"),
        ("approve", "Ratna Contoh"),
    ]
    assert state_of(activity_sumsel) == State.APPROVED


def test_what_is_required_stops_submission_and_is_listed(activity_sumsel, officer_sumsel):
    Activity._base_manager.filter(pk=activity_sumsel.pk).update(commodity=None)
    with pytest.raises(review.NotReady) as refusal:
        review.take("submit", activity_sumsel, by=officer_sumsel)
    assert [item.url for item in refusal.value.missing] == [f"/kegiatan/{activity_sumsel.code}/ubah/#id_commodity"]
    assert state_of(activity_sumsel) == State.DRAFT


def test_r2_nobody_approves_what_they_submitted(office_sumsel, activity_sumsel):
    both = make.user("petugas_provinsi", office_sumsel)
    make.member(both, "peninjau")
    review.take("submit", activity_sumsel, by=both)
    with pytest.raises(Refusal, match="Anda sendiri yang mengajukan"):
        review.take("approve", activity_sumsel, by=both)
    assert state_of(activity_sumsel) == State.SUBMITTED
    assert "approve" not in [step.key for step in review.steps_for(Activity._base_manager.get(), both)]


def test_returning_needs_a_reason(submitted, reviewer):
    with pytest.raises(Refusal, match="alasan"):
        review.take("return", submitted, by=reviewer, comment="  ")
    assert state_of(submitted) == State.SUBMITTED


@pytest.mark.parametrize("role", ["auditor", "pimpinan", "admin"])
def test_who_only_looks_takes_no_step(role, submitted):
    with pytest.raises(NotAllowed):
        review.take("approve", submitted, by=make.user(role))
    assert state_of(submitted) == State.SUBMITTED


def test_an_officer_of_another_province_takes_no_step(activity_sumsel, officer_bali):
    with pytest.raises(NotAllowed):
        review.take("submit", activity_sumsel, by=officer_bali)
    assert state_of(activity_sumsel) == State.DRAFT


def test_a_second_click_on_submit_is_told_and_changes_nothing(submitted, officer_sumsel):
    with pytest.raises(Refusal, match="sudah diajukan oleh Siti Aminah"):
        review.take("submit", submitted, by=officer_sumsel)
    assert ReviewEvent._base_manager.count() == 1


def test_endorsement_comes_first_where_the_year_asks_for_it(activity_sumsel, officer_sumsel, head_sumsel, reviewer):
    year = activity_sumsel.fiscal_year
    year.endorsement = True
    year.save()
    review.take("submit", activity_sumsel, by=officer_sumsel)
    assert list(Activity.objects.visible_to(reviewer).awaiting_review()) == []
    with pytest.raises(Refusal, match="menunggu persetujuan pejabat provinsi"):
        review.take("approve", activity_sumsel, by=reviewer)
    review.take("endorse", activity_sumsel, by=head_sumsel)
    assert list(Activity.objects.visible_to(reviewer).awaiting_review()) == [activity_sumsel]
    review.take("approve", activity_sumsel, by=reviewer)
    assert state_of(activity_sumsel) == State.APPROVED


LOCKED = "sudah disetujui oleh Ratna Contoh pada .* WIB, sehingga tidak dapat diubah. Minta pembukaan kembali"


def test_r8_an_approved_activity_cannot_be_changed(approved, officer_sumsel):
    approved.title = "Judul lain"
    with pytest.raises(review.Locked, match=LOCKED):
        activities.change(approved, by=officer_sumsel, seen_version=approved.version)
    assert Activity._base_manager.get().title == "Bimtek Produksi APD"


@pytest.mark.parametrize(
    "add",
    [
        pytest.param(lambda a, by: make.participation(a, by), id="participant"),
        pytest.param(lambda a, by: make.production(a, by, 10), id="production"),
        pytest.param(lambda a, by: make.order(a, by, 10), id="order"),
        pytest.param(lambda a, by: make.delivery(a, by), id="delivery"),
        pytest.param(lambda a, by: Session(activity=a, date=date(2020, 6, 1), topic="x").save(), id="session-by-save"),
    ],
)
def test_r8_nothing_can_be_hung_on_an_approved_activity(add, approved, officer_sumsel):
    with pytest.raises(review.Locked, match=LOCKED):
        add(approved, officer_sumsel)


def test_r8_what_hangs_on_it_cannot_be_changed_or_removed(activity_sumsel, officer_sumsel, reviewer):
    participation = make.participation(activity_sumsel, officer_sumsel)
    delivery = make.delivery(activity_sumsel, officer_sumsel)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    for row in (participation, delivery.items.get(), delivery):
        with pytest.raises(review.Locked):
            row.save()
        with pytest.raises(review.Locked):
            row.delete()
    with pytest.raises(review.Locked):
        goods.remove_delivery(delivery, by=officer_sumsel)


def test_r8_a_person_counted_in_an_approved_activity_is_locked_with_it(activity_sumsel, officer_sumsel, reviewer):
    from participants import people

    person = make.participation(activity_sumsel, officer_sumsel).person
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    person.sex = "L"
    with pytest.raises(review.Locked):
        people.save_person(person, by=officer_sumsel)
    assert Person._base_manager.get().sex == "P"


def test_r8_reopening_needs_a_reason_is_logged_and_opens(approved, reviewer, officer_sumsel):
    with pytest.raises(Refusal, match="alasan"):
        review.take("reopen", approved, by=reviewer)
    review.take("reopen", approved, by=reviewer, comment="Nomor BAST keliru")
    make.production(approved, officer_sumsel, 10)
    entry = AuditEntry._base_manager.get(verb="activity.reopen")
    assert (entry.note, entry.actor_name) == ("Nomor BAST keliru", "Ratna Contoh")


def test_the_office_can_ask_for_reopening(approved, officer_sumsel):
    review.ask_reopening(approved, by=officer_sumsel, reason="Ada peserta terlewat")
    assert AuditEntry._base_manager.get(verb="activity.ask_reopening").note == "Ada peserta terlewat"
    assert state_of(approved) == State.APPROVED


def test_while_under_review_the_activity_is_closed_to_changes(submitted, officer_sumsel):
    with pytest.raises(review.Locked, match=r"diajukan oleh Siti Aminah .* selama ditinjau"):
        make.production(submitted, officer_sumsel, 10)


def test_review_events_cannot_be_rewritten(submitted):
    event = ReviewEvent._base_manager.get()
    event.comment = "dipalsukan"
    with pytest.raises(Refusal):
        event.save()
    with pytest.raises(Refusal):
        event.delete()
