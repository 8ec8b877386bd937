"""manage.py resume_imports: hand unfinished batches to the worker again (after a stop), and purge old ones."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from participants import tasks
from participants.imports import batches
from participants.models import BatchState, ImportBatch


class Command(BaseCommand):
    help = "Lanjutkan impor yang terhenti; kosongkan daftar yang lebih lama dari 30 hari."

    def handle(self, *args: Any, **options: Any) -> None:
        purged = batches.purge_old()
        if purged:
            self.stdout.write(f"{purged} daftar lama dikosongkan.")
        waiting = ImportBatch._base_manager.defer("content").filter(state__in=batches.RUNNING)
        for batch in waiting.order_by("pk"):
            step = tasks.commit if batch.state == BatchState.COMMITTING else tasks.examine
            step.enqueue(batch.pk, batches.committer(batch).pk)
