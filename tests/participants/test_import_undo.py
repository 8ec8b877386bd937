"""R15: a committed list can be undone as a whole while nothing later depends on it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import Refusal
from participants import people, scores, survey, tallies
from participants.imports import batches
from participants.models import BatchState, Business, ImportBatch, Participation, Person
from programs.models import Activity
from tests import make
from tests.participants.imports.sheets import csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(activity_sumsel, officer_sumsel):
    """Two new people in one new IKM, and one who was known before with an IKM that was."""
    make.business(name="Lama", regency=make.regency("16.71"))
    make.person(name="Orang 3", nik=make.nik(3))
    rows = (
        [f"Orang {number}", make.nik(number), firm, "Kota Palembang"]
        for number, firm in ((1, "Baru"), (2, "Baru"), (3, "Lama"))
    )
    data = csv(["Nama", "NIK", "Nama IKM", "Kab/Kota"], *rows)
    batch = batches.examine(batches.upload(activity_sumsel, data, "daftar.csv", by=officer_sumsel))
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=False)
    return batches.commit(batch, by=officer_sumsel)


def there():
    return [model._base_manager.count() for model in (Participation, Person, Business)]


def test_r15_what_the_list_made_goes_and_what_was_known_stays(committed, officer_sumsel):
    assert there() == [3, 3, 2]
    undone = make.undone(committed, by=officer_sumsel, reason="Salah kegiatan")
    assert (undone.state, undone.undone_by, undone.undone_reason) == (
        BatchState.UNDONE,
        officer_sumsel,
        "Salah kegiatan",
    )
    assert there() == [0, 1, 1]
    assert tallies.differences() == []
    entry = AuditEntry._base_manager.get(verb="import.undone")
    assert (entry.note, entry.changes["participations"]) == ("Salah kegiatan", [3, None])


def test_r15_the_same_list_can_be_saved_again_after_its_undo(committed, activity_sumsel, officer_sumsel):
    make.undone(committed, by=officer_sumsel, reason="Salah kegiatan")
    data = csv(["Nama", "NIK"], ["Orang 1", make.nik(1)])
    batch = batches.examine(batches.upload(activity_sumsel, data, "daftar.csv", by=officer_sumsel))
    assert batch.counts["created"] == 1


def elsewhere(batch, by):
    make.participation(make.activity(batch.activity.office, by), by, person=batch.people.order_by("pk").first())


def firm_elsewhere(batch, by):
    make.participation(make.activity(batch.activity.office, by), by, business=batch.businesses.get())


def person_changed(batch, by):
    person = batch.people.order_by("pk").first()
    person.address = "Jalan Baru"
    people.save_person(person, by=by, seen_version=person.version)


def participation_changed(batch, by):
    joined = batch.participations.order_by("pk").first()
    joined.new_entrepreneur = True
    people.enrol(joined, by=by)


def scored(batch, by):
    exam = make.exam(batch.activity, by, kind="praktik", questions=0)
    first = batch.participations.order_by("pk").first()
    scores.type_scores(exam, {first: scores.Typed(80)}, by=by)


def heard(batch, by):
    survey.answer(make.survey(batch.participations.order_by("pk").first(), by), survey.Opinion(5, 5, 5), {})


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (scored, "sudah mempunyai nilai atau mengisi survei: Orang 1."),
        (heard, "sudah mempunyai nilai atau mengisi survei: Orang 1."),
        (elsewhere, "sudah mengikuti kegiatan lain: Orang 1."),
        (firm_elsewhere, "IKM dari daftar ini sudah dipakai di tempat lain: Baru."),
        (person_changed, "sudah diubah sesudahnya: Orang 1."),
        (participation_changed, "Kepesertaan dari daftar ini sudah diubah sesudahnya: Orang 1."),
    ],
)
def test_r15_it_is_refused_with_the_reason_once_something_depends_on_it(committed, officer_sumsel, later, said):
    later(committed, officer_sumsel)
    before = there()
    with pytest.raises(Refusal, match=said):
        make.undone(committed, by=officer_sumsel, reason="Salah")
    assert there() == before


def test_r15_links_that_nobody_answered_go_with_the_list(committed, officer_sumsel):
    first = committed.participations.order_by("pk").first()
    make.sheet(make.exam(committed.activity, officer_sumsel), first, officer_sumsel)
    make.survey(first, officer_sumsel)
    make.undone(committed, by=officer_sumsel, reason="Salah kegiatan")
    assert there() == [0, 1, 1]


def test_r8_a_list_of_a_locked_activity_cannot_be_undone(committed, officer_sumsel):
    Activity._base_manager.filter(pk=committed.activity_id).update(state="approved")
    with pytest.raises(Refusal):
        make.undone(ImportBatch._base_manager.get(pk=committed.pk), by=officer_sumsel, reason="Salah")
    assert there() == [3, 3, 2]


def test_a_reason_is_asked_for_and_a_second_undo_refused(committed, officer_sumsel):
    with pytest.raises(Refusal, match="alasan"):
        make.undone(committed, by=officer_sumsel, reason="  ")
    make.undone(committed, by=officer_sumsel, reason="Salah")
    with pytest.raises(Refusal, match="sudah tersimpan"):
        make.undone(committed, by=officer_sumsel, reason="Salah")


def test_the_page_shows_what_would_go_and_takes_it_back(
    client, committed, officer_sumsel, django_capture_on_commit_callbacks
):
    client.force_login(officer_sumsel)
    url = reverse("participants:import_undo", args=[committed.pk])
    page = client.get(url)
    assert page.context["made"] == {
        "productions": 0,
        "participations": 3,
        "people": 2,
        "businesses": 1,
        "completions": 1,
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"reason": "Salah kegiatan"}).status_code == 302
    assert "Salah kegiatan" in client.get(committed.get_absolute_url()).content.decode()
    assert there() == [0, 1, 1]


def test_the_page_says_why_it_cannot_be_taken_back(client, committed, officer_sumsel):
    elsewhere(committed, officer_sumsel)
    client.force_login(officer_sumsel)
    page = client.get(reverse("participants:import_undo", args=[committed.pk])).content.decode()
    assert "sudah mengikuti kegiatan lain: Orang 1." in page
    assert 'name="reason"' not in page


def test_r1_another_province_does_not_see_the_page(client, committed, officer_bali):
    client.force_login(officer_bali)
    assert client.get(reverse("participants:import_undo", args=[committed.pk])).status_code == 404


def firm_visited(batch, by):
    make.visit(batch.activity, by, business=batch.businesses.get())


def firm_with_permit(batch, by):
    make.permit(batch.businesses.get(), by)


def known_firm_visited(batch, by):
    make.visit(batch.activity, by, business=Business._base_manager.get(name="Lama"))


@pytest.mark.parametrize(
    ("later", "name"), [(firm_visited, "Baru"), (firm_with_permit, "Baru"), (known_firm_visited, "Lama")]
)
def test_r15_an_ikm_with_visits_or_permits_holds_its_list(committed, officer_sumsel, later, name):
    later(committed, officer_sumsel)
    before = there()
    with pytest.raises(Refusal, match=f"sudah punya catatan pendampingan atau izin: {name}."):
        make.undone(committed, by=officer_sumsel, reason="Salah")
    assert there() == before
