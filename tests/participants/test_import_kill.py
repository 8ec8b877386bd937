"""R13: a real worker is killed at fifty random moments; each time nothing was written, or everything."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from dekon_portal.core.claims import is_free
from dekon_portal.core.models import AuditEntry
from participants import tallies
from participants.imports import batches
from participants.models import BatchState, Business, ImportBatch, Participation, Person
from tests import make
from tests.participants.imports.sheets import xlsx

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 50
ROWS = 400
HEADINGS = ["Nama", "NIK", "Nama IKM", "Kab/Kota"]
# Loads the portal once and forks a worker for each line it reads; answers its process number, then that it ended.
NURSERY = """
import os, sys
import django
django.setup()
from django.core.management import call_command
for _line in sys.stdin:
    child = os.fork()
    if not child:
        call_command("worker", once=True, verbosity=0)
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


@pytest.fixture
def nursery(transactional_db):
    database = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        env={**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "dekon_portal.settings"},
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.kill()


def run_worker(nursery, seconds):
    """Let a worker run, and kill it after so many seconds unless it has ended by itself; whether it was killed."""
    nursery.stdin.write("go\n")
    nursery.stdin.flush()
    worker = int(nursery.stdout.readline())
    ended, _, _ = select.select([nursery.stdout], [], [], seconds)
    killed = not ended
    if killed:
        try:
            os.kill(worker, signal.SIGKILL)
        except ProcessLookupError:  # it ended at this very moment
            killed = False
    assert nursery.stdout.readline() == "ended\n"
    return killed


def asked(activity, officer):
    """A list whose commit was asked for."""
    rows = [
        [f"Orang {n}", f"1671{n // 28 + 10}{n % 28 + 1:02d}01809999", f"IKM {n // 10}", "Kota Palembang"]
        for n in range(ROWS)
    ]
    batch = batches.upload(activity, xlsx(HEADINGS, *rows), "daftar.xlsx", by=officer)
    batch = batches.examine(batch, by=officer)
    batches.ask_commit(batch, by=officer, good_rows_only=True)
    return batch


def now(batch):
    return ImportBatch._base_manager.get(pk=batch.pk)


def written():
    return [model._base_manager.count() for model in (Person, Business, Participation)]


def trail(verb):
    return AuditEntry._base_manager.filter(verb=verb).count()


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's worker is killed in test_import_crash.py")
def test_r13_killed_at_fifty_random_moments_a_worker_leaves_nothing_or_everything(nursery):
    officer = make.user("petugas_provinsi", make.office())
    make.regency("16.71")
    activity = make.activity(officer.memberships.get().office, officer)
    batch = asked(activity, officer)
    moments = random.Random(2020)
    outcomes = {"nothing": 0, "everything": 0}
    longest, deadline = 1.0, time.monotonic() + 300
    while sum(outcomes.values()) < KILLS or outcomes["nothing"] < KILLS // 2:
        assert time.monotonic() < deadline
        killed = run_worker(nursery, moments.uniform(0, longest))
        while not is_free(batch):  # what the worker had sent before its death, PostgreSQL still carries out
            assert time.monotonic() < deadline
        if now(batch).state == BatchState.COMMITTED:
            assert written() == [ROWS, ROWS // 10, ROWS]
            outcomes["everything"] += killed
            longest *= 0.8  # so that most kills come before the end, however fast the machine is
            make.undone(now(batch), by=officer, reason="Uji")
            batch = asked(activity, officer)
        else:
            assert killed
            assert now(batch).state == BatchState.COMMITTING
            assert written() == [0, 0, 0]
            outcomes["nothing"] += 1
            longest *= 1.05
        assert tallies.differences() == []

    call_command("worker", once=True, verbosity=0)
    assert written() == [ROWS, ROWS // 10, ROWS]
    assert trail("import.committed") == trail("import.undone") + 1  # each list was written once
