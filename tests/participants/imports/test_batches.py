"""The life of a batch: nothing is seen before its commit (R13), every step is refused where it does not fit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dekon_portal.accounts.models import Membership
from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import tallies
from participants.imports import batches, ends, staging
from participants.models import ActivityTally, BatchState, Business, ImportBatch, Participation, Person
from programs import activities, review
from programs.models import Activity
from programs.review import Locked
from tests import make

from .sheets import HEADINGS, NIK, NIK_MAN, SITI, xlsx

BUDI = [2, "Budi Santoso", NIK_MAN, "L"]
BAD = [3, "Ani", "123", "P"]
HEADS = [*HEADINGS, "Nama IKM"]


def uploaded(activity, by, *rows, headers=HEADINGS, name="daftar.xlsx"):
    return batches.upload(activity, xlsx(headers, *rows), name, by=by)


def checked(activity, by, *rows, headers=HEADINGS):
    return batches.examine(uploaded(activity, by, *rows, headers=headers), by=by)


def committed(activity, by, *rows, headers=HEADINGS):
    batch = checked(activity, by, *rows, headers=headers)
    batches.ask_commit(batch, by=by, good_rows_only=True)
    return batches.commit(batch, by=by)


def fresh(batch):
    return ImportBatch._base_manager.get(pk=batch.pk)


def everything():
    models = (Person, Business, Participation, ActivityTally)
    return [model._base_manager.count() for model in models]


def test_r3_the_file_is_kept_encrypted_and_its_name_without_folders(activity_sumsel, officer_sumsel):
    data = xlsx(HEADINGS, SITI)
    batch = batches.upload(activity_sumsel, data, "C:\\Daftar\\peserta.xlsx", by=officer_sumsel)
    assert batch.file_name == "peserta.xlsx"
    assert data[:200] not in bytes(fresh(batch).content)
    assert AuditEntry._base_manager.filter(
        verb="import.uploaded", root=f"programs.activity:{activity_sumsel.pk}"
    ).exists()


def test_r3_staged_rows_are_encrypted(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, SITI)
    with connection.cursor() as cursor:
        values = connection.ops.quote_name("values")
        cursor.execute(f"SELECT {values}, words FROM participants_stagedblock")  # noqa: S608
        stored = " ".join(cursor.fetchone())
    assert NIK not in stored
    assert "siti" not in stored.lower()
    (row,) = staging.read(batch, staging.find(batch))
    assert row.values["nik"] == NIK


def test_r3_what_a_list_quotes_of_its_cells_is_encrypted(activity_sumsel, officer_sumsel):
    checked(activity_sumsel, officer_sumsel, SITI)
    with connection.cursor() as cursor:
        cursor.execute("SELECT columns, questions FROM participants_importbatch")
        assert "siti" not in " ".join(cursor.fetchone()).lower()


def test_r13_nothing_is_visible_before_the_commit_and_all_of_it_after(activity_sumsel, officer_sumsel):
    before = everything()
    batch = checked(activity_sumsel, officer_sumsel, [*SITI, "Maju"], [*BUDI, "Maju"], headers=HEADS)
    assert everything() == before
    assert (batch.state, batch.counts) == (
        BatchState.CHECKED,
        {"rows": 2, "ok": 2, "warning": 0, "error": 0, "ask": 0, "created": 2, "updated": 0, "unchanged": 0},
    )
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=False)
    assert everything() == before
    batch = batches.commit(batch, by=officer_sumsel)
    assert batch.state == BatchState.COMMITTED
    assert (Person._base_manager.count(), Business._base_manager.count(), Participation._base_manager.count()) == (
        2,
        1,
        2,
    )
    assert tallies.differences() == []
    assert list(batch.participations.order_by("batch_row").values_list("batch_row", flat=True)) == [2, 3]


def test_a_commit_empties_the_file_and_its_staged_rows_and_is_on_the_trail(activity_sumsel, officer_sumsel):
    batch = committed(activity_sumsel, officer_sumsel, SITI)
    assert fresh(batch).content is None
    assert not batch.blocks.exists()
    assert not any(column["samples"] for column in batch.columns)
    entry = AuditEntry._base_manager.get(verb="import.committed")
    assert (entry.actor, entry.changes) == (officer_sumsel, {"created": [None, 1]})


def test_good_rows_go_in_and_bad_rows_stay_out_when_the_person_says_so(activity_sumsel, officer_sumsel):
    batch = committed(activity_sumsel, officer_sumsel, SITI, BAD)
    assert batch.good_rows_only
    assert list(Person._base_manager.values_list("name", flat=True)) == ["Siti Aminah"]
    assert list(batch.issues.values_list("row", "code")) == [(3, "nik_length")]


def test_all_or_nothing_is_refused_while_there_are_bad_rows(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, SITI, BAD)
    with pytest.raises(Refusal) as refusal:
        batches.ask_commit(batch, by=officer_sumsel, good_rows_only=False)
    assert refusal.value.sentence == (
        "Tidak ada yang disimpan: masih ada 1 baris yang perlu diperbaiki atau dijawab. "
        "Perbaiki berkasnya lalu unggah lagi, atau simpan baris yang baik saja."
    )
    assert fresh(batch).state == BatchState.CHECKED
    assert not Person._base_manager.exists()


def test_a_list_without_one_good_row_is_not_committed(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, BAD)
    with pytest.raises(Refusal, match="Tidak ada baris yang dapat disimpan"):
        batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)


def test_a_batch_that_is_not_checked_yet_is_not_committed(activity_sumsel, officer_sumsel):
    batch = uploaded(activity_sumsel, officer_sumsel, SITI)
    with pytest.raises(Refusal, match="belum selesai diperiksa"):
        batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    assert batches.commit(batch, by=officer_sumsel).state == BatchState.UPLOADED
    assert not Person._base_manager.exists()


def test_asking_and_committing_twice_does_it_once(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, SITI)
    assert batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True) is True
    assert batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True) is False
    for _ in range(2):
        assert batches.commit(batch, by=officer_sumsel).state == BatchState.COMMITTED
    assert batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True) is False
    assert Participation._base_manager.count() == 1
    assert AuditEntry._base_manager.filter(verb="import.committed").count() == 1


def test_answers_are_taken_once_and_the_rows_checked_again(activity_sumsel, officer_sumsel):
    heads = ["Nama", "NIK", "Tanggal Lahir"]
    batch = checked(activity_sumsel, officer_sumsel, ["Siti", NIK, "06/07/1985"], headers=heads)
    assert (batch.counts["ask"], [one["kind"] for one in batch.questions]) == (1, ["sheet", "day_first"])
    batch = batches.settle(batch, {"day_first": {"birth_date": True}}, by=officer_sumsel)
    assert batch.state == BatchState.CHECKING
    batch = batches.examine(batch, by=officer_sumsel)
    assert (batch.counts["ask"], [one["kind"] for one in batch.questions]) == (0, ["sheet"])
    assert [issue.code for issue in batch.issues.all()] == ["nik_birth_date"]


def test_answers_add_up_and_another_sheet_forgets_rows_and_columns(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, SITI)
    for decisions in ({"fields": {"0": "position"}}, {"fields": {"3": None}}, {"header_row": 1}):
        batch = batches.settle(batch, decisions, by=officer_sumsel)
    assert batch.decisions == {"fields": {"0": "position", "3": None}, "header_row": 1}
    batch = batches.settle(batch, {"sheet": "Lain", "fields": {}}, by=officer_sumsel)
    assert batch.decisions == {"sheet": "Lain", "fields": {}}


def test_an_answer_given_while_the_file_is_checked_counts(activity_sumsel, officer_sumsel):
    """The check that began with the old answers ends without a word."""
    stale = checked(activity_sumsel, officer_sumsel, SITI)
    batches.settle(stale, {"fields": {"3": None}}, by=officer_sumsel)
    batches.examine(stale, by=officer_sumsel)
    assert fresh(stale).state == BatchState.CHECKING
    assert "sex" in {column["field"] for column in fresh(stale).columns}


def test_a_check_that_ends_after_the_batch_was_discarded_does_not_wake_it(activity_sumsel, officer_sumsel):
    batch = uploaded(activity_sumsel, officer_sumsel, SITI)
    stale = fresh(batch)
    batches.discard(batch, by=officer_sumsel)
    batches.examine(stale, by=officer_sumsel)
    assert fresh(batch).state == BatchState.DISCARDED
    assert not batch.blocks.exists()


def test_an_unreadable_file_says_why_and_stays_open_for_choices(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, ["kain", 12, "", ""], headers=["Rincian", "", "", ""])
    assert batch.state == BatchState.UNREADABLE
    assert batch.problem.startswith("Baris judul kolom tidak ditemukan.")
    assert [(one["kind"], len(one["choices"])) for one in batch.questions] == [("sheet", 1)]


def test_a_column_of_names_under_another_heading_can_be_chosen(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, ["Siti", NIK, "P"], headers=["Panggilan", "NIK", "L/P"])
    assert batch.problem.startswith("Tidak ada kolom nama orang pada lembar “Peserta” (judul pada baris 1).")
    batch = batches.examine(batches.settle(batch, {"fields": {"0": "name"}}, by=officer_sumsel), by=officer_sumsel)
    assert (batch.state, batch.counts["ok"], batch.problem) == (BatchState.CHECKED, 1, "")


def test_a_discarded_batch_is_empty_and_cannot_go_on(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, SITI)
    batches.discard(batch, by=officer_sumsel)
    assert fresh(batch).content is None
    assert not batch.blocks.exists()
    for step in (
        lambda: batches.discard(batch, by=officer_sumsel),
        lambda: batches.settle(batch, {}, by=officer_sumsel),
        lambda: batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True),
    ):
        with pytest.raises(Refusal, match="Daftar ini sudah dibuang, sehingga tidak dapat diubah lagi"):
            step()


def test_uncommitted_files_are_emptied_after_30_days_and_committed_ones_left(activity_sumsel, officer_sumsel):
    old, young = (checked(activity_sumsel, officer_sumsel, SITI) for _ in range(2))
    done = committed(activity_sumsel, officer_sumsel, BUDI)
    month_ago = timezone.now() - timedelta(days=31)
    ImportBatch._base_manager.filter(pk__in=[old.pk, done.pk]).update(uploaded_at=month_ago)
    assert batches.purge_old() == 1
    assert [fresh(batch).state for batch in (old, young, done)] == ["discarded", "checked", "committed"]
    assert (old.blocks.count(), young.blocks.count()) == (0, 1)


def test_r8_a_locked_activity_takes_no_upload(activity_sumsel, officer_sumsel):
    Activity._base_manager.filter(pk=activity_sumsel.pk).update(state="submitted")
    with pytest.raises(Locked):
        uploaded(activity_sumsel, officer_sumsel, SITI)
    assert not ImportBatch._base_manager.exists()


def test_r8_a_batch_whose_activity_was_submitted_meanwhile_is_refused_with_the_sentence(
    activity_sumsel, officer_sumsel
):
    batch = checked(activity_sumsel, officer_sumsel, SITI)
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    with pytest.raises(Locked) as refusal:
        batches.commit(batch, by=officer_sumsel)
    batch = fresh(batch)
    assert (batch.state, batch.problem) == (BatchState.REFUSED, refusal.value.sentence)
    assert not Person._base_manager.exists()
    assert (batch.content, batch.blocks.count()) == (None, 0)


def test_a_batch_whose_person_lost_the_right_meanwhile_is_refused(activity_sumsel, officer_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, SITI)
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    Membership.objects.filter(user=officer_sumsel).update(valid_to=timezone.localdate() - timedelta(days=1))
    officer = type(officer_sumsel).objects.get(pk=officer_sumsel.pk)
    with acting_as(officer), pytest.raises(NotAllowed):
        batches.commit(batch, by=officer)
    assert (fresh(batch).state, fresh(batch).problem) == (
        BatchState.REFUSED,
        "Peran Anda tidak mencakup tindakan ini. Hubungi admin bila seharusnya mencakup.",
    )
    assert not Person._base_manager.exists()


@pytest.mark.parametrize("who", ["officer_bali", "reviewer", "auditor", "leader", "admin_user"])
def test_only_who_may_write_its_people_can_do_anything_with_a_batch(activity_sumsel, officer_sumsel, who, request):
    stranger = request.getfixturevalue(who)
    batch = checked(activity_sumsel, officer_sumsel, SITI)
    for step in (
        lambda: uploaded(activity_sumsel, stranger, SITI),
        lambda: batches.settle(batch, {}, by=stranger),
        lambda: batches.ask_commit(batch, by=stranger, good_rows_only=True),
        lambda: batches.discard(batch, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert fresh(batch).state == BatchState.CHECKED


def test_r1_a_regencys_officer_imports_people_of_that_regency(office_sumsel, officer_sumsel, regency_officer_palembang):
    palembang = make.regency("16.71")
    make.regency("16.74")
    activity = make.activity(office_sumsel, officer_sumsel, regency=palembang)
    heads = [*HEADINGS, "Kab/Kota", "Nama IKM"]
    with acting_as(regency_officer_palembang):
        rows = [[*SITI, "Kota Palembang", "Maju"], [*BUDI, "Kota Prabumulih", "Jaya"]]
        batch = checked(activity, regency_officer_palembang, *rows, headers=heads)
        assert list(batch.issues.filter(severity="error").values_list("row", "code")) == [(3, "regency_not_own")]
        batches.ask_commit(batch, by=regency_officer_palembang, good_rows_only=True)
        batches.commit(batch, by=regency_officer_palembang)
    assert list(Person._base_manager.values_list("name", "regency")) == [("Siti Aminah", "16.71")]


def test_r1_a_regencys_officer_cannot_commit_what_a_provinces_officer_checked_for_elsewhere(
    office_sumsel, officer_sumsel, regency_officer_palembang
):
    activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    make.regency("16.74")
    batch = checked(activity, officer_sumsel, [*SITI, "Kota Prabumulih"], headers=[*HEADINGS, "Kab/Kota"])
    with acting_as(regency_officer_palembang):
        batches.ask_commit(batch, by=regency_officer_palembang, good_rows_only=True)
        with pytest.raises(Refusal, match="di luar wilayah tugas Anda"):
            batches.commit(batch, by=regency_officer_palembang)
    assert fresh(batch).state == BatchState.REFUSED
    assert not Person._base_manager.exists()


def test_a_fault_of_the_portal_leaves_the_batch_where_the_person_can_start_again(activity_sumsel, officer_sumsel):
    batch = uploaded(activity_sumsel, officer_sumsel, SITI)
    ends.interrupted(batch)
    assert fresh(batch).state == BatchState.UNREADABLE
    assert fresh(batch).problem == (
        "Pemeriksaan terhenti karena gangguan pada portal. Periksa ulang; bila terulang, hubungi admin dan sebutkan "
        f"impor nomor {batch.pk}."
    )
    batch = batches.examine(batches.settle(batch, {}, by=officer_sumsel), by=officer_sumsel)
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    ends.interrupted(batch)
    assert fresh(batch).state == BatchState.CHECKED
    assert fresh(batch).problem.startswith(
        "Penyimpanan terhenti karena gangguan pada portal; tidak ada yang tersimpan."
    )
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=True)
    assert batches.commit(batch, by=officer_sumsel).state == BatchState.COMMITTED
    ends.interrupted(batch)
    assert (fresh(batch).state, fresh(batch).problem) == (BatchState.COMMITTED, "")


def test_silence_of_a_minute_is_noticed_only_where_work_is_under_way(activity_sumsel, officer_sumsel):
    batch = uploaded(activity_sumsel, officer_sumsel, SITI)
    assert not batches.is_silent(batch)
    batch.uploaded_at -= timedelta(minutes=2)
    assert batches.is_silent(batch)
    assert not batches.is_silent(batches.examine(batch, by=officer_sumsel))


def test_the_one_who_asked_for_the_commit_is_known_after_a_stop(activity_sumsel, officer_sumsel, head_sumsel):
    batch = checked(activity_sumsel, officer_sumsel, SITI)
    assert ends.committer(batch) == officer_sumsel
    batches.ask_commit(batch, by=head_sumsel, good_rows_only=True)
    assert ends.committer(fresh(batch)) == head_sumsel


def test_r1_an_activity_given_to_another_regency_meanwhile_takes_its_list_out_of_reach(
    office_sumsel, officer_sumsel, regency_officer_palembang
):
    palembang, elsewhere = make.regency("16.71"), make.regency("16.74")
    activity = make.activity(office_sumsel, officer_sumsel, regency=palembang)
    with acting_as(regency_officer_palembang):
        row = [*SITI, "Kota Palembang"]
        batch = checked(activity, regency_officer_palembang, row, headers=[*HEADINGS, "Kab/Kota"])
        batches.ask_commit(batch, by=regency_officer_palembang, good_rows_only=True)
    activity.refresh_from_db()
    activity.regency = elsewhere
    activities.change(activity, by=officer_sumsel, seen_version=activity.version)
    with acting_as(regency_officer_palembang), pytest.raises(Refusal):
        batches.commit(batch, by=regency_officer_palembang)
    assert not Participation._base_manager.exists()
    assert not ImportBatch.objects.visible_to(regency_officer_palembang).exists()
    assert ImportBatch.objects.visible_to(officer_sumsel).get().state == BatchState.REFUSED
