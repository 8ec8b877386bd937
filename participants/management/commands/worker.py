"""manage.py worker: the background worker.

It finishes what a stop left unfinished, sends letters that are due, scans files that no scanner has seen yet, throws
away what is too old, and plans the follow-ups that are not planned yet.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from dekon_portal.core import drafts, once, uploads
from dekon_portal.core.upkeep import RESUME, UPKEEP
from participants import decision_letters, follow_up_plans, registrations, tasks
from participants.certificates import bundles as certificate_bundles
from participants.certificates import tasks as certificate_tasks
from participants.imports import batches
from programs import bundles, scans
from programs import tasks as paper_tasks

logger = logging.getLogger(__name__)

LOOK_SECONDS = 30
PURGE_EVERY = 120
"""Every so many looks: an hour."""
PEOPLE_AT_ONCE = 20_000
"""For so many the follow-ups are planned at each of them, so that a nation's first plan does not stop other work."""


class Command(DatabaseWorker):  # type: ignore[misc]  # the library has no types
    help = (
        "Pekerja latar belakang: memeriksa dan menyimpan daftar, melanjutkan yang terhenti, memindai berkas yang "
        "belum dipindai, mengosongkan yang lama."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--once", action="store_true", help="kerjakan yang menunggu, lalu berhenti")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        _purge()
        _resume()
        ended = Event()
        if not once:
            Thread(target=_look, args=[ended], daemon=True).start()
        try:
            super().handle(*args, **options | ({"batch": True, "interval": 0, "startup_delay": False} if once else {}))
        finally:
            ended.set()


def _resume() -> None:
    tasks.resume()
    paper_tasks.resume()
    certificate_tasks.resume()
    decision_letters.resume()
    scans.scan_waiting()
    for look in RESUME:
        look()


def _purge() -> None:
    """What is kept for a time only: files and texts of people that nobody came back for; rounds to plan; and what apps
    above add."""
    kept = (batches, bundles, certificate_bundles, uploads, drafts, once, registrations)
    for keeper in kept:
        keeper.purge_old()
    follow_up_plans.plan(most=PEOPLE_AT_ONCE)
    for work in UPKEEP:
        work()


def _look(ended: Event) -> None:
    """Beside the work: another worker may have died meanwhile."""
    looks = 0
    while not ended.wait(LOOK_SECONDS):
        looks += 1
        try:
            _resume()
            if looks % PURGE_EVERY == 0:
                _purge()
        except Exception:  # the database may be away; the next look is soon
            logger.exception("Unfinished work could not be looked for")
        finally:
            connection.close()
