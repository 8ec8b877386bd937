"""R13 under fire: a worker is killed in mid-commit, two workers take one batch, a task breaks.

Real processes and connections on both databases (SQLite as a file).
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from dekon_portal.core.claims import claimed, is_free
from dekon_portal.core.models import AuditEntry
from participants import tallies, tasks
from participants.imports import batches
from participants.models import ActivityTally, BatchState, Business, ImportBatch, Participation, Person
from tests import make
from tests.participants.imports.sheets import xlsx

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 300
HEADINGS = ["Nama", "NIK", "Nama IKM", "Kab/Kota"]
# Commits batch argv[1] as user argv[2], and stops for good when the first participation is about to be written.
KILLED_COMMIT = """
import sys, time
import django
django.setup()
from django.db import connection
from participants import tasks

def stop(execute, sql, params, many, context):
    # Keys are taken just before the rows are written: COPY itself is not seen here.
    if 'INSERT INTO "participants_participation"' in sql or '"participants_participation"' in (params or ()):
        print("people are written, participations are not", flush=True)
        time.sleep(600)
    return execute(sql, params, many, context)

with connection.execute_wrapper(stop):
    tasks.commit.func(int(sys.argv[1]), int(sys.argv[2]))
"""


@pytest.fixture
def officer(transactional_db):
    return make.user("petugas_provinsi", make.office())


@pytest.fixture
def palembang(transactional_db):
    return make.regency("16.71")


@pytest.fixture
def batch(officer, palembang):
    """A list of 300 people of 30 IKM, checked, and its commit asked for."""
    activity = make.activity(officer.memberships.get().office, officer)
    rows = [
        [f"Orang {n}", f"1671{n // 90 + 10}150685{n % 9000 + 1:04d}", f"IKM {n // 10}", "Kota Palembang"]
        for n in range(ROWS)
    ]
    batch = batches.upload(activity, xlsx(HEADINGS, *rows), "daftar.xlsx", by=officer)
    batch = batches.examine(batch, by=officer)
    assert batch.counts["created"] == ROWS
    batches.ask_commit(batch, by=officer, good_rows_only=True)
    return batch


def work():
    """The worker, until nothing waits."""
    call_command("worker", once=True, verbosity=0)


def written():
    return [model._base_manager.count() for model in (Person, Business, Participation)]


def state(batch):
    return ImportBatch._base_manager.get(pk=batch.pk).state


def test_r13_a_worker_killed_in_mid_commit_leaves_nothing_and_starting_again_finishes(batch, officer):
    name = connection.settings_dict["NAME"]
    url = (
        f"sqlite:///{name}"
        if connection.vendor == "sqlite"
        else os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED_COMMIT, str(batch.pk), str(officer.pk)],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "dekon_portal.settings"},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline().startswith("people are written")
        assert written() == [0, 0, 0]  # while it runs, too
        process.kill()
    assert written() == [0, 0, 0]
    assert not ActivityTally._base_manager.filter(businesses__gt=0).exists()
    assert state(batch) == BatchState.COMMITTING

    work()
    assert state(batch) == BatchState.COMMITTED
    assert written() == [ROWS, ROWS // 10, ROWS]
    assert tallies.differences() == []
    assert AuditEntry._base_manager.filter(verb="import.committed").count() == 1


def test_r13_a_check_that_was_stopped_is_finished_by_starting_again(officer):
    activity = make.activity(officer.memberships.get().office, officer)
    waiting = batches.upload(activity, xlsx(HEADINGS, ["Siti", "", "Maju", ""]), "daftar.xlsx", by=officer)
    work()
    assert state(waiting) == BatchState.CHECKED
    assert written() == [0, 0, 0]


def test_r13_two_workers_never_write_one_batch_twice(batch, officer):
    start = Barrier(4)

    def run(_n):
        try:
            start.wait(timeout=30)
            tasks.commit.func(batch.pk, officer.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(run, range(4)))
    assert state(batch) == BatchState.COMMITTED
    assert written() == [ROWS, ROWS // 10, ROWS]
    assert AuditEntry._base_manager.filter(verb="import.committed").count() == 1


def test_r13_two_lists_with_the_same_new_people_at_the_same_moment_share_them(palembang, officer):
    office = officer.memberships.get().office
    rows = [
        [f"Orang {n}", f"1671{n // 90 + 10}150685{n % 9000 + 1:04d}", f"IKM {n // 10}", "Kota Palembang"]
        for n in range(ROWS)
    ]
    waiting = []
    for _ in range(2):
        one = batches.upload(make.activity(office, officer), xlsx(HEADINGS, *rows), "daftar.xlsx", by=officer)
        batches.ask_commit(batches.examine(one, by=officer), by=officer, good_rows_only=True)
        waiting.append(one)
    start = Barrier(2)

    def run(one):
        try:
            start.wait(timeout=30)
            tasks.commit.func(one.pk, officer.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(run, waiting))
    assert [state(one) for one in waiting] == [BatchState.COMMITTED] * 2
    assert written() == [ROWS, ROWS // 10, 2 * ROWS]
    assert tallies.differences() == []


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets nobody write while the list is written")
def test_r13_a_person_added_by_hand_while_the_list_is_written_is_reused(batch, officer):
    """The form's insert wins the race for a NIK; the commit begins again and finds the person."""
    added = []

    def add_first(execute, sql, params, many, context):
        if not added and '"participants_person"' in (params or ()):  # its keys are taken, the COPY comes next
            with ThreadPoolExecutor(1) as form:
                added.append(form.submit(by_hand).result())
        return execute(sql, params, many, context)

    def by_hand():
        try:
            return make.person(name="Orang 7", nik="1671101506850008")
        finally:
            connections.close_all()

    with connection.execute_wrapper(add_first):
        tasks.commit.func(batch.pk, officer.pk)
    assert state(batch) == BatchState.COMMITTED
    assert written() == [ROWS, ROWS // 10, ROWS]
    assert Participation._base_manager.filter(person=added[0]).count() == 1


def test_a_task_that_breaks_leaves_a_batch_the_person_can_start_again_and_no_cell_in_the_log(batch, officer, caplog):
    """The staged values are damaged, as by a lost key: nobody is written, and the log does not quote the fault."""
    table = connection.ops.quote_name("participants_stagedblock")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {connection.ops.quote_name('values')} = 'Siti 1671015506859999'")  # noqa: S608
    tasks.commit.enqueue(batch.pk, officer.pk)
    work()
    broken = ImportBatch._base_manager.get(pk=batch.pk)
    assert broken.state == BatchState.CHECKED
    assert broken.problem.startswith("Penyimpanan terhenti karena gangguan pada portal; tidak ada yang tersimpan.")
    assert written() == [0, 0, 0]
    assert f"Import {batch.pk} was interrupted by DecryptionFailed" in caplog.text
    assert "1671015506859999" not in caplog.text


@contextmanager
def full_disk(table="participants_participation"):
    """The database refuses to grow: SQLite by its own limit, PostgreSQL by the error that it gives then."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            [pages] = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")
        else:
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"
            )
            cursor.execute(f"CREATE TRIGGER no_room BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no_room()")
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA max_page_count = 1073741823")
        else:
            cursor.execute("DROP FUNCTION no_room CASCADE")


def test_a_full_disk_leaves_nothing_written_and_the_work_is_done_when_there_is_room(batch, officer):
    with full_disk():
        tasks.commit.func(batch.pk, officer.pk)
        assert written() == [0, 0, 0]
    told = ImportBatch._base_manager.get(pk=batch.pk)
    if told.state != BatchState.COMMITTING:  # SQLite had no room even for the sentence: it is done without asking again
        assert told.problem.startswith("Penyimpanan portal penuh, sehingga tidak ada yang tersimpan. Beri tahu admin")
        batches.ask_commit(told, by=officer, good_rows_only=True)
    work()
    assert written() == [ROWS, ROWS // 10, ROWS]


def test_a_full_disk_is_told_to_who_uploads(officer, client):
    client.force_login(officer)
    client.raise_request_exception = False
    activity = make.activity(officer.memberships.get().office, officer)
    url = reverse("participants:import_new", args=[activity.code])
    file = xlsx(HEADINGS, *([f"Orang {n}", "", f"IKM {n}", ""] for n in range(3000)))
    with full_disk("participants_importbatch"):
        answer = client.post(url, {"file": SimpleUploadedFile("daftar.xlsx", file)})
    assert (answer.status_code, ImportBatch._base_manager.count()) == (507, 0)
    assert "Penyimpanan portal penuh" in answer.content.decode()


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no server that could go away")
def test_r13_a_database_that_goes_away_in_mid_commit_finds_the_work_done_when_it_is_back(batch, officer):
    ended = []

    def end_once(execute, sql, params, many, context):
        if not ended and 'INSERT INTO "core_auditentry"' in sql:  # the last act of a commit
            with ThreadPoolExecutor(1) as admin:
                ended.append(admin.submit(end, connection.connection.get_backend_pid()).result())
        return execute(sql, params, many, context)

    def end(process):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
                return cursor.fetchone()
        finally:
            connections.close_all()

    with connection.execute_wrapper(end_once):
        tasks.commit.func(batch.pk, officer.pk)
    assert ended == [(True,)]
    assert state(batch) == BatchState.COMMITTED
    assert written() == [ROWS, ROWS // 10, ROWS]
    assert AuditEntry._base_manager.filter(verb="import.committed").count() == 1


def test_r13_what_one_worker_is_at_another_leaves_alone(officer):
    activity = make.activity(officer.memberships.get().office, officer)
    waiting = batches.upload(activity, xlsx(HEADINGS, ["Siti", "", "Maju", ""]), "daftar.xlsx", by=officer)

    def elsewhere(act):
        try:
            return act()
        finally:
            connections.close_all()

    with claimed(waiting) as ours, ThreadPoolExecutor(1) as other:
        assert ours
        assert other.submit(elsewhere, tasks.resume).result() == []
        other.submit(elsewhere, lambda: tasks.examine.func(waiting.pk, officer.pk)).result()
        assert state(waiting) == BatchState.UPLOADED
        assert not other.submit(elsewhere, lambda: is_free(waiting)).result()
    assert is_free(waiting)
    assert tasks.resume() == [waiting.pk]
    assert tasks.resume() == []  # it waits in the queue already
    work()
    assert state(waiting) == BatchState.CHECKED


def test_the_end_of_long_work_is_told_once_to_who_waits_for_it(batch, officer, client):
    tasks.commit.enqueue(batch.pk, officer.pk)
    work()
    [notice] = officer.notices.all()
    assert str(notice) == f"Daftar daftar.xlsx tersimpan: {ROWS} peserta baru."
    client.force_login(officer)
    assert 'class="bell"' in client.get("/").content.decode()
    assert str(notice) in client.get("/pemberitahuan/").content.decode()
    client.get(notice.url)
    assert 'class="bell"' not in client.get("/").content.decode()


def test_a_check_that_breaks_is_told_too(officer):
    activity = make.activity(officer.memberships.get().office, officer)
    broken = batches.upload(activity, xlsx(HEADINGS, ["Siti", "", "Maju", ""]), "daftar.xlsx", by=officer)
    ImportBatch._base_manager.filter(pk=broken.pk).update(content=b"k9\0lost")
    tasks.examine.enqueue(broken.pk, officer.pk)
    work()
    broken = ImportBatch._base_manager.get(pk=broken.pk)
    assert broken.state == BatchState.UNREADABLE
    assert broken.problem.startswith("Pemeriksaan terhenti karena gangguan pada portal.")


def test_r3_the_queue_holds_ids_only(batch, officer):
    assert tasks.resume() == [batch.pk]
    [queued] = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert queued == {"args": [batch.pk, officer.pk], "kwargs": {}}
