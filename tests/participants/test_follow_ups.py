"""What participants say afterwards: kept as it was said, corrected by another answer, never lost behind an undo."""

import pytest
from django.db import IntegrityError, transaction

from dekon_portal.core.models import AuditEntry, PersonalDataAccess
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import follow_ups, people
from participants.follow_ups import Said
from participants.imports import batches
from participants.models import FollowUp, FollowUpAnswer, Participation
from programs import review
from tests import make
from tests.participants.imports.sheets import csv

pytestmark = pytest.mark.django_db

WORD = Said(producing=True, workers=4, sales="5", permits=frozenset({"halal", "nib"}), markets=frozenset())


@pytest.fixture
def follow_up(activity_sumsel, officer_sumsel):
    return make.round_of(make.participation(activity_sumsel, officer_sumsel))


def standing(follow_up):
    return FollowUp.objects.with_standing().get(pk=follow_up.pk).standing


def test_r4_unknown_none_and_some_are_kept_apart(follow_up, officer_sumsel):
    answer = follow_ups.record(follow_up, WORD, by=officer_sumsel, how="telepon")
    assert (answer.permits, answer.markets, answer.permit_labels, answer.market_labels) == (
        "nib,halal",
        "",
        "NIB, Sertifikat halal",
        "belum ada",
    )
    other = follow_ups.record(follow_up, Said(workers=0), by=officer_sumsel, how="kunjungan", reason="Salah dengar")
    assert (other.workers, other.producing, other.permit_labels) == (0, None, None)


def test_r8_an_approved_activity_is_followed_up_all_the_same(follow_up, activity_sumsel, officer_sumsel, reviewer):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    assert follow_ups.record(follow_up, WORD, by=officer_sumsel, how="telepon").pk


def test_a_correction_is_another_answer_with_its_reason_and_the_latest_counts(follow_up, officer_sumsel):
    first = follow_ups.record(follow_up, WORD, by=officer_sumsel, how="telepon")
    with pytest.raises(Refusal, match="Tulis alasan koreksi"):
        follow_ups.record(follow_up, Said(producing=False), by=officer_sumsel, how="telepon")
    second = follow_ups.record(follow_up, Said(producing=False), by=officer_sumsel, how="telepon", reason="Salah orang")
    follow_up.refresh_from_db()
    assert (follow_up.answer, second.corrects, second.reason) == (second, first, "Salah orang")
    assert FollowUpAnswer._base_manager.count() == 2
    assert AuditEntry._base_manager.filter(verb="follow_up.corrected", note="Salah orang").exists()


def test_an_answer_is_never_changed_or_removed(follow_up, officer_sumsel):
    answer = follow_ups.record(follow_up, WORD, by=officer_sumsel, how="telepon")
    for act in (answer.save, answer.delete):
        with pytest.raises(Refusal, match="hanya dapat ditambah"):
            act()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said(), "Jawab paling sedikit satu pertanyaan"),
        (Said(workers=-1), "tidak masuk akal"),
        (Said(workers=1_000_000), "tidak masuk akal"),
        (Said(producing=True, note="x" * 1001), "lebih dari 1000 huruf"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_and_not_kept(follow_up, officer_sumsel, said, sentence):
    with pytest.raises(Refusal, match=sentence):
        follow_ups.record(follow_up, said, by=officer_sumsel, how="telepon")
    assert not FollowUpAnswer._base_manager.exists()


def test_r3_a_nik_in_a_note_is_masked(follow_up, officer_sumsel):
    said = Said(producing=True, note=f"NIK saya {make.nik(5)}")
    assert make.nik(5) not in follow_ups.record(follow_up, said, by=officer_sumsel, how="telepon").note


@pytest.mark.parametrize(
    "wrong",
    [
        {"how": "tautan"},
        {"how": "telepon", "permits": "halal,nib"},
        {"how": "telepon", "markets": "pasar"},
        {"how": "telepon", "sales": "banyak"},
        {"how": "telepon", "reason": "tanpa jawaban sebelumnya"},
        {"how": "telepon", "producing": None},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(follow_up, officer_sumsel, wrong):
    fields = {"follow_up": follow_up, "by": officer_sumsel, "producing": True, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpAnswer.objects.create(**fields)


def test_a_person_not_reached_three_times_is_said_to_be_so_and_may_still_answer(follow_up, officer_sumsel):
    assert standing(follow_up) == "terlambat"
    for _again in range(3):
        follow_ups.not_reached(follow_up, by=officer_sumsel, how="telepon", note="Tidak diangkat")
    assert standing(follow_up) == "tidak_terhubung"
    follow_ups.record(follow_up, WORD, by=officer_sumsel, how="telepon")
    assert standing(follow_up) == "dijawab"
    with pytest.raises(Refusal, match="sudah dijawab"):
        follow_ups.not_reached(follow_up, by=officer_sumsel, how="telepon")


def test_r1_r3_who_may_not_write_people_there_records_nothing_and_sees_no_number(
    follow_up, officer_bali, reviewer, auditor
):
    for stranger in (officer_bali, reviewer, auditor):
        for act in (
            lambda who: follow_ups.record(follow_up, WORD, by=who, how="telepon"),
            lambda who: follow_ups.not_reached(follow_up, by=who, how="telepon"),
            lambda who: follow_ups.reveal_phone(follow_up, by=who),
        ):
            with pytest.raises(NotAllowed):
                act(stranger)
    assert not PersonalDataAccess._base_manager.exists()


def test_r3_a_look_at_a_phone_number_is_on_record(follow_up, officer_sumsel):
    with pytest.raises(Refusal, match="belum diketahui"):
        follow_ups.reveal_phone(follow_up, by=officer_sumsel)
    person = follow_up.participation.person
    person.phone = "+6281234567890"
    person.save()
    assert follow_ups.reveal_phone(follow_up, by=officer_sumsel) == "+6281234567890"
    looked = PersonalDataAccess._base_manager.get()
    assert (looked.actor, looked.count, looked.reason) == (officer_sumsel, 1, "Menghubungi untuk tindak lanjut 3 bulan")
    assert "81234567890" not in str(list(AuditEntry._base_manager.values()))


def test_a_participant_who_answered_stays_and_one_who_was_only_asked_goes(follow_up, activity_sumsel, officer_sumsel):
    asked = make.round_of(make.participation(activity_sumsel, officer_sumsel))
    follow_ups.not_reached(asked, by=officer_sumsel, how="telepon")
    make.follow_up_link(asked, officer_sumsel)
    follow_ups.record(follow_up, WORD, by=officer_sumsel, how="telepon")
    with pytest.raises(Refusal, match="sudah menjawab tindak lanjut"):
        people.withdraw(follow_up.participation, by=officer_sumsel)
    people.withdraw(asked.participation, by=officer_sumsel)
    assert [row.pk for row in FollowUp._base_manager.all()] == [follow_up.pk]


@pytest.fixture
def listed(activity_sumsel, officer_sumsel):
    data = csv(["Nama", "NIK"], ["Orang Satu", make.nik(1)], ["Orang Dua", make.nik(2)])
    batch = batches.examine(batches.upload(activity_sumsel, data, "daftar.csv", by=officer_sumsel))
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=False)
    return batches.commit(batch, by=officer_sumsel)


def test_r15_a_list_with_somebody_who_answered_is_not_undone(listed, officer_sumsel):
    first = make.round_of(Participation._base_manager.get(person__name="Orang Satu"))
    follow_ups.record(first, WORD, by=officer_sumsel, how="telepon")
    with pytest.raises(Refusal, match="Peserta dari daftar ini sudah menjawab tindak lanjut: Orang Satu"):
        make.undone(listed, by=officer_sumsel, reason="Salah kegiatan")


def test_r15_rounds_that_nobody_answered_go_with_an_undone_list(listed, officer_sumsel):
    first = make.round_of(Participation._base_manager.get(person__name="Orang Satu"))
    follow_ups.not_reached(first, by=officer_sumsel, how="telepon")
    make.follow_up_link(first, officer_sumsel)
    make.undone(listed, by=officer_sumsel, reason="Salah kegiatan")
    assert not FollowUp._base_manager.exists()
