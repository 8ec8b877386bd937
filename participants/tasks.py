"""Background work of imports; each task opens the scope of the person it works for. Arguments are ids only (R3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_tasks import task

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.refusal import Refusal

from .imports import batches
from .models import BatchState, ImportBatch

if TYPE_CHECKING:
    from django_tasks.base import Task

INLINE_BYTES = 150_000
"""A smaller file is checked and saved at once; a larger one by the worker, with a progress bar."""


@task()
def examine(batch_id: int, user_id: int) -> None:
    user = User.objects.get(pk=user_id)
    with acting_as(user):
        batches.examine(
            ImportBatch.objects.visible_to(user).select_related("activity__office__province").get(pk=batch_id)
        )


@task()
def commit(batch_id: int, user_id: int) -> None:
    user = User.objects.get(pk=user_id)
    with acting_as(user):
        batch = ImportBatch.objects.visible_to(user).get(pk=batch_id)
        if batch.state == BatchState.COMMITTING:
            try:
                batches.commit(batch, by=user)
            except Refusal:
                return  # the batch itself now says why


def run(work: Task[[int, int], None], batch: ImportBatch, user: User, size: int) -> None:
    """Do small work now and hand large work to the worker."""
    if size <= INLINE_BYTES:
        work.func(batch.pk, user.pk)
    else:
        work.enqueue(batch.pk, user.pk)
