"""R15 by the worker: an undo is all or nothing however it ends, done once, and its end is told to who asked."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from dekon_portal.core import progress
from dekon_portal.core.models import AuditEntry
from participants import tallies, tasks
from participants.imports import batches, undo
from participants.models import BatchState, Business, ImportBatch, Participation, Person
from tests import make
from tests.participants.imports.sheets import xlsx

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 60
HEADINGS = ["Nama", "NIK", "Nama IKM", "Kab/Kota"]
EVERYTHING, NOTHING = [ROWS, 6, ROWS], [0, 0, 0]
# Undoes batch argv[1] as user argv[2], and stops for good when the IKM are about to go: the people have gone already.
KILLED_UNDO = """
import sys, time
import django
django.setup()
from django.db import connection
from participants import tasks

def stop(execute, sql, params, many, context):
    if sql.startswith('DELETE FROM "participants_business"'):
        print("people are gone, IKM are not", flush=True)
        time.sleep(600)
    return execute(sql, params, many, context)

with connection.execute_wrapper(stop):
    tasks.undo.func(int(sys.argv[1]), int(sys.argv[2]))
"""


@pytest.fixture
def officer(transactional_db):
    return make.user("petugas_provinsi", make.office())


@pytest.fixture
def committed(officer):
    make.regency("16.71")
    activity = make.activity(officer.memberships.get().office, officer)
    rows = [
        [f"Orang {n:02d}", f"1671{n // 28 + 10}{n % 28 + 1:02d}01809999", f"IKM {n // 10}", "Kota Palembang"]
        for n in range(ROWS)
    ]
    batch = batches.examine(batches.upload(activity, xlsx(HEADINGS, *rows), "daftar.xlsx", by=officer), by=officer)
    batches.ask_commit(batch, by=officer, good_rows_only=True)
    return batches.commit(batch, by=officer)


@pytest.fixture
def asked(committed, officer):
    """The undo of the list was asked for."""
    undo.ask_undo(committed, by=officer, reason="Salah kegiatan")
    return now(committed)


def now(batch):
    return ImportBatch._base_manager.get(pk=batch.pk)


def there():
    return [model._base_manager.count() for model in (Person, Business, Participation)]


def work():
    """The worker, until nothing waits."""
    call_command("worker", once=True, verbosity=0)


def undone_entries():
    return AuditEntry._base_manager.filter(verb="import.undone").count()


def elsewhere(act, *args):
    """On a connection of its own."""

    def run():
        try:
            return act(*args)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(run).result()


def test_r15_a_long_list_is_handed_to_the_worker_and_its_end_told(committed, officer, client, monkeypatch):
    monkeypatch.setattr(tasks, "INLINE_ROWS", ROWS - 1)
    client.force_login(officer)
    url = reverse("participants:import_undo", args=[committed.pk])
    page = client.post(url, {"reason": "Salah kegiatan"}, follow=True).content.decode()
    assert "Daftar sedang dibatalkan" in page
    assert "Permintaan pembatalan dicatat." in page
    waiting = now(committed)
    assert (waiting.state, waiting.undone_by, waiting.undone_reason) == ("undoing", officer, "Salah kegiatan")
    assert progress.of(waiting).total == 2 * ROWS + 6
    assert there() == EVERYTHING
    assert client.post(url, {"reason": "Klik kedua"}).url == committed.get_absolute_url()
    [queued] = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert queued == {"args": [committed.pk, officer.pk], "kwargs": {}}  # R3: ids only
    work()
    assert (now(committed).state, now(committed).undone_reason) == (BatchState.UNDONE, "Salah kegiatan")
    assert there() == NOTHING
    [notice] = officer.notices.all()
    assert str(notice) == "Seluruh isi daftar daftar.xlsx sudah ditarik kembali."
    assert "Dibatalkan" in client.get(notice.url).content.decode()


def test_r15_a_worker_killed_in_mid_undo_leaves_everything_and_starting_again_finishes(asked, officer):
    name = connection.settings_dict["NAME"]
    host = os.environ["DATABASE_URL"].rpartition("/")[0]
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED_UNDO, str(asked.pk), str(officer.pk)],
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{host}/{name}",
            "DJANGO_SETTINGS_MODULE": "dekon_portal.settings",
        },
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline().startswith("people are gone")
        assert there() == EVERYTHING  # while it runs, too
        process.kill()
    assert there() == EVERYTHING
    assert tallies.differences() == []
    assert now(asked).state == BatchState.UNDOING

    work()
    assert now(asked).state == BatchState.UNDONE
    assert there() == NOTHING
    assert tallies.differences() == []
    assert undone_entries() == 1


def test_r15_two_workers_never_undo_one_list_twice(asked, officer):
    start = Barrier(4)

    def run(_n):
        try:
            start.wait(timeout=30)
            tasks.undo.func(asked.pk, officer.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(run, range(4)))
    assert now(asked).state == BatchState.UNDONE
    assert there() == NOTHING
    assert undone_entries() == 1


def test_r15_what_came_to_depend_on_the_list_meanwhile_is_told_by_notice_and_on_its_page(asked, officer, client):
    person = Person._base_manager.order_by("name").first()
    make.participation(make.activity(asked.activity.office, officer), officer, person=person)
    tasks.undo.enqueue(asked.pk, officer.pk)
    work()
    assert now(asked).state == BatchState.COMMITTED
    assert there() == [ROWS, 6, ROWS + 1]
    [notice] = officer.notices.all()
    assert str(notice) == "Daftar daftar.xlsx tidak jadi dibatalkan. Buka untuk melihat sebabnya."
    client.force_login(officer)
    page = client.get(notice.url).content.decode()
    assert "Daftar ini tidak jadi dibatalkan. Orang dari daftar ini sudah mengikuti kegiatan lain: Orang 00." in page


def test_r15_a_right_that_ended_meanwhile_undoes_nothing(asked, officer):
    officer.memberships.all().delete()
    tasks.undo.func(asked.pk, officer.pk)
    assert (now(asked).state, there()) == (BatchState.COMMITTED, EVERYTHING)
    assert "Peran Anda tidak mencakup" in now(asked).problem


def add_when_people_go(rows):
    """Run `rows` on another connection just before the people of a list are removed."""
    done = []

    def between(execute, sql, params, many, context):
        if not done and sql.startswith('DELETE FROM "participants_person"'):
            done.append(elsewhere(rows))
        return execute(sql, params, many, context)

    return connection.execute_wrapper(between)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets nobody write while a list is undone")
def test_r15_a_person_used_elsewhere_at_that_very_moment_stands_against_it(asked, officer):
    other = make.activity(make.office("51"), make.user("petugas_provinsi", make.office("51")))
    person = Person._base_manager.order_by("name").first()

    def join():
        Participation(person=person, activity=other, province_id="51", office=other.office, fiscal_year_id=2020).save()

    with add_when_people_go(join):
        tasks.undo.func(asked.pk, officer.pk)
    kept = now(asked)
    assert kept.state == BatchState.COMMITTED
    assert kept.problem == "Orang atau IKM dari daftar ini baru saja dipakai di tempat lain."
    assert there() == [ROWS, 6, ROWS + 1]


def test_another_constraint_that_breaks_is_a_fault_of_the_portal_and_told_so(asked, officer, caplog):

    def spoil(execute, sql, params, many, context):
        if sql.startswith('DELETE FROM "participants_person"'):
            execute("UPDATE participants_business SET workers = -1", None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(spoil):
        tasks.undo.func(asked.pk, officer.pk)
    kept = now(asked)
    assert (kept.state, there()) == (BatchState.COMMITTED, EVERYTHING)
    assert kept.problem.startswith("Pembatalan terhenti karena gangguan pada portal; seluruh isi daftar masih")
    assert f"Import {asked.pk} was interrupted by IntegrityError" in caplog.text


def test_r15_an_undo_that_nobody_works_at_is_handed_on_again_in_the_name_of_who_asked(asked, officer):
    other = make.user("petugas_provinsi", asked.activity.office)
    ImportBatch._base_manager.filter(pk=asked.pk).update(committed_by=other)
    assert tasks.resume() == [asked.pk]
    [queued] = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert queued["args"] == [asked.pk, officer.pk]


def test_the_page_of_a_silent_undo_lets_the_person_start_it_again(asked, officer, client):
    progress.clear(asked)
    ImportBatch._base_manager.filter(pk=asked.pk).update(uploaded_at="2020-01-01T00:00Z")
    client.force_login(officer)
    url = reverse("participants:import_undo", args=[asked.pk])
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "Belum ada yang ditarik kembali." in page
    assert f'action="{url}"' in page
    client.post(url)
    assert (now(asked).state, there()) == (BatchState.UNDONE, NOTHING)


def test_a_list_that_waits_for_its_undo_is_not_thrown_away_when_files_are_purged(asked):
    ImportBatch._base_manager.filter(pk=asked.pk).update(uploaded_at="2020-01-01T00:00Z", content=b"file")
    assert batches.purge_old() == 1
    assert now(asked).state == BatchState.UNDOING
