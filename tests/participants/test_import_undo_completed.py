"""R15: what a list filled in of known people and IKM is given back with its undo, or the undo is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import Refusal
from participants import people, tallies
from participants.imports import batches
from participants.models import BatchState, Business, Completion, ImportBatch, Participation, Person
from programs.models import Activity
from tests import make
from tests.participants.imports.sheets import xlsx

pytestmark = pytest.mark.django_db
HEADS = ["Nama", "NIK", "JK", "No HP", "Kab/Kota", "Jabatan", "Nama IKM", "Produk", "TK L"]
WHY = "Salah kegiatan"
BLANK = {"sex": "", "phone": "", "regency_id": None, "email": ""}


@pytest.fixture
def siti(activity_sumsel, officer_sumsel):
    """Somebody of whom no more than name and NIK is known, taking part; and her IKM, known by its name."""
    make.business(name="Maju", regency=make.regency("16.71"))
    who = make.person(name="Siti", nik=make.nik(1), sex="")
    return make.participation(activity_sumsel, officer_sumsel, person=who).person


@pytest.fixture
def committed(activity_sumsel, officer_sumsel, siti):
    return saved(activity_sumsel, officer_sumsel, [*filling(1), "Kota Palembang", "Ketua", "Maju", "Masker", 3])


def filling(n, name="Siti", sex="P", phone="081234567890"):
    return [name, make.nik(n), sex, phone]


def saved(activity, by, *rows, headers=HEADS):
    batch = batches.examine(batches.upload(activity, xlsx(headers, *rows), "daftar.xlsx", by=by), by=by)
    batches.ask_commit(batch, by=by, good_rows_only=True)
    return batches.commit(batch, by=by)


def with_mail(activity, by, name="Siti", n=1):
    return saved(activity, by, [name, make.nik(n), f"{name.lower()}@contoh.id"], headers=["Nama", "NIK", "Surel"])


def stored(who):
    return Person._base_manager.values(*BLANK).get(pk=who.pk)


def test_r15_what_the_list_filled_in_is_blank_again_and_nothing_else_changed(committed, siti, officer_sumsel):
    assert (committed.counts["updated"], Completion._base_manager.count()) == (1, 3)
    undone = make.undone(committed, by=officer_sumsel, reason=WHY)
    assert (undone.state, stored(siti)) == (BatchState.UNDONE, BLANK)
    part, firm = Participation._base_manager.get(), Business._base_manager.get()
    assert (part.person, part.position, part.business, part.sex) == (siti, "", None, "")
    assert (firm.name, firm.product, firm.workers_male, firm.figures_on) == ("Maju", "", None, None)
    assert tallies.differences() == []
    assert Person._base_manager.get(pk=siti.pk).version == 3  # an open form notices
    entry = (
        AuditEntry.objects.about(siti).filter(verb="row.given_back", subject__startswith="participants.person").get()
    )
    assert (entry.changes["phone"], entry.changes["sex"], entry.note) == (
        ["••••", None],
        ["Perempuan", None],
        "Daftar daftar.xlsx dibatalkan: Salah kegiatan",
    )
    assert AuditEntry._base_manager.get(verb="import.undone").changes == {"completions": [3, None]}


def test_r15_the_same_list_can_be_saved_again_after_its_undo(committed, siti, activity_sumsel, officer_sumsel):
    make.undone(committed, by=officer_sumsel, reason=WHY)
    again = saved(activity_sumsel, officer_sumsel, filling(1), headers=HEADS[:4])
    assert (again.counts["updated"], stored(siti)["phone"]) == (1, "+6281234567890")
    make.undone(again, by=officer_sumsel, reason=WHY)
    assert stored(siti) == BLANK


def person_changed(siti, activity, by):
    siti.refresh_from_db()
    siti.address = "Jalan Baru"
    people.save_person(siti, by=by, seen_version=siti.version)


def part_changed(siti, activity, by):
    part = siti.participations.get()
    part.new_entrepreneur = True
    people.enrol(part, by=by)


def firm_changed(siti, activity, by):
    firm = Business._base_manager.get()
    firm.owner_name = "Ani"
    people.save_business(firm, by=by, seen_version=firm.version)


def locked_elsewhere(siti, activity, by):
    other = make.activity(activity.office, by)
    make.participation(other, by, person=siti)
    Activity._base_manager.filter(pk=other.pk).update(state="approved")


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (person_changed, "Data yang dilengkapi daftar ini sudah diubah sesudahnya: Siti."),
        (part_changed, "Data yang dilengkapi daftar ini sudah diubah sesudahnya: Siti."),
        (firm_changed, "Data yang dilengkapi daftar ini sudah diubah sesudahnya: Maju."),
        (locked_elsewhere, "mengikuti kegiatan yang sedang ditinjau atau sudah disetujui: Siti."),
    ],
)
def test_r15_it_is_refused_with_the_reason_once_that_was_changed_or_locked(
    committed, siti, activity_sumsel, officer_sumsel, later, said
):
    later(siti, activity_sumsel, officer_sumsel)
    before = stored(siti)
    with pytest.raises(Refusal) as refusal:
        make.undone(committed, by=officer_sumsel, reason=WHY)
    assert refusal.value.sentence.endswith(said)
    assert (stored(siti), before["sex"]) == (before, "P")


def test_a_part_that_ended_takes_its_completion_with_it(committed, siti, officer_sumsel):
    people.withdraw(siti.participations.get(), by=officer_sumsel)
    make.undone(committed, by=officer_sumsel, reason=WHY)
    assert stored(siti) == BLANK


def test_lists_that_filled_in_other_fields_are_undone_in_any_order(committed, siti, activity_sumsel, officer_sumsel):
    second = with_mail(activity_sumsel, officer_sumsel)
    make.undone(committed, by=officer_sumsel, reason=WHY)
    assert stored(siti) == BLANK | {"email": "siti@contoh.id"}
    make.undone(second, by=officer_sumsel, reason=WHY)
    assert stored(siti) == BLANK


def test_what_another_list_completed_is_not_taken_away_before_that_list_is(activity_sumsel, officer_sumsel):
    first = saved(activity_sumsel, officer_sumsel, ["Budi", make.nik(2)], headers=HEADS[:2])
    second = with_mail(activity_sumsel, officer_sumsel, "Budi", 2)
    third = saved(activity_sumsel, officer_sumsel, ["Budi", make.nik(2), "Ketua"], headers=["Nama", "NIK", "Jabatan"])
    for later in (second, third):
        with pytest.raises(Refusal, match=r"sesudahnya dilengkapi daftar lain: Budi\. Batalkan dahulu daftar itu"):
            make.undone(first, by=officer_sumsel, reason=WHY)
        make.undone(later, by=officer_sumsel, reason=WHY)
    make.undone(first, by=officer_sumsel, reason=WHY)
    assert (Person._base_manager.count(), Completion._base_manager.count()) == (0, 0)


def test_r1_a_regencys_officer_does_not_give_back_what_is_the_provinces(
    office_sumsel, officer_sumsel, regency_officer_palembang
):
    activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    who = make.person(name="Budi", nik=make.nik(2), regency=make.regency("16.74"))
    make.participation(activity, officer_sumsel, person=who)
    batch = with_mail(activity, officer_sumsel, "Budi", 2)
    with acting_as(regency_officer_palembang), pytest.raises(Refusal, match="di luar wilayah tugas Anda"):
        make.undone(ImportBatch._base_manager.get(pk=batch.pk), by=regency_officer_palembang, reason=WHY)
    assert stored(who)["email"] == "budi@contoh.id"


def test_the_pages_count_what_was_filled_in(client, committed, officer_sumsel):
    client.force_login(officer_sumsel)
    done = client.get(committed.get_absolute_url()).content.decode()
    assert "Sudah terdaftar, dilengkapi" in done
    page = client.get(reverse("participants:import_undo", args=[committed.pk]))
    assert page.context["made"]["completions"] == 3
    assert "Data yang dilengkapi" in page.content.decode()
