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
        waiting = ImportBatch._base_manager.defer("content")
        for batch in waiting.filter(state=BatchState.COMMITTING):
            tasks.commit.enqueue(batch.pk, batch.uploaded_by_id)
        for batch in waiting.filter(state__in=[BatchState.UPLOADED, BatchState.CHECKING]):
            tasks.examine.enqueue(batch.pk, batch.uploaded_by_id)
        purged = batches.purge_old()
        if purged:
            self.stdout.write(f"{purged} daftar lama dikosongkan.")
