"""Background work of imports; each task opens the scope of the person it works for. Arguments are ids only (R3)."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.claims import claimed, is_free
from dekon_portal.core.faults import is_disk_full, is_lost_connection
from dekon_portal.core.refusal import Refusal

from .imports import batches, ends
from .imports import undo as undoing
from .models import BatchState, ImportBatch

if TYPE_CHECKING:
    from django_tasks.base import Task

Step = Callable[..., ImportBatch]
"""`batches.examine`, `batches.commit` or `undoing.undo`."""

logger = logging.getLogger(__name__)

INLINE_BYTES = 150_000
"""A smaller file is checked at once; a larger one by the worker, with a progress bar."""
INLINE_ROWS = 2500
"""The same for saving and for undoing; rows of people, or as much work."""
PAUSES = (1, 2, 4, 8, 16)
"""Seconds between attempts while the database is away; then `resume` hands the batch on."""


@task()
def examine(batch_id: int, user_id: int) -> None:
    _carry_out(batches.examine, batch_id, user_id, pauses=PAUSES, tell=True)


@task()
def commit(batch_id: int, user_id: int) -> None:
    _carry_out(batches.commit, batch_id, user_id, pauses=PAUSES, tell=True)


@task()
def undo(batch_id: int, user_id: int) -> None:
    _carry_out(undoing.undo, batch_id, user_id, pauses=PAUSES, tell=True)


def run(step: Step, batch: ImportBatch, user: User, *, small: bool) -> None:
    """Do small work as soon as the present transaction ends, and hand large work to the worker."""
    if small:
        transaction.on_commit(lambda: _carry_out(step, batch.pk, user.pk))
    else:
        _QUEUES[step].enqueue(batch.pk, user.pk)


def _carry_out(step: Step, batch_id: int, user_id: int, *, pauses: tuple[int, ...] = (), tell: bool = False) -> None:
    """Whatever happens, the batch says what the person can do next, or waits for `resume`.

    Where another process is at the batch already, nothing is done. While the database is away the step is tried again
    after each pause; `tell` leaves a notice of its end.
    """
    for pause in (*pauses, None):
        try:
            _attempt(step, batch_id, user_id, tell)
            break
        except Exception as fault:
            if connection.in_atomic_block or not is_lost_connection(fault):
                raise
            logger.warning("Import %d lost the database (%s)", batch_id, type(fault).__name__)
            connection.close()
            time.sleep(pause or 0)


def _attempt(step: Step, batch_id: int, user_id: int, tell: bool) -> None:
    user = User.objects.get(pk=user_id)
    batch = ends.of_any_scope(batch_id)
    with claimed(batch) as ours:
        if ours:
            with acting_as(user):
                _take_step(step, batch, user)
            if tell:
                ends.tell_end(batch)


def _take_step(step: Step, batch: ImportBatch, user: User) -> None:
    try:
        step(batch, by=user)
    except Refusal:
        return  # the batch itself now says why
    except Exception as fault:
        if is_lost_connection(fault):
            raise
        # Without the fault's own words, which may quote a cell (R3).
        where = "".join(traceback.format_tb(fault.__traceback__))
        logger.error("Import %d was interrupted by %s at\n%s", batch.pk, type(fault).__name__, where)
        _tell_fault(batch, disk_full=is_disk_full(fault))


def _tell_fault(batch: ImportBatch, *, disk_full: bool) -> None:
    try:
        ends.interrupted(batch, disk_full=disk_full)
    except Exception as fault:
        if not is_disk_full(fault):
            raise
        # No room even for the sentence: the batch waits as it is, and `resume` ends it when there is room again.
        logger.error("Import %d waits: the disk is full", batch.pk)


def resume() -> list[int]:
    """Hand unfinished batches that nobody works at to the worker again; their numbers. Can be called any time."""
    waiting = ImportBatch._base_manager.defer("content").filter(state__in=batches.RUNNING).order_by("pk")
    queued = {tuple(kept["args"]) for kept in DBTaskResult.objects.ready().values_list("args_kwargs", flat=True)}
    handed = []
    for batch in waiting:
        arguments = (batch.pk, ends.asker(batch).pk)
        if arguments not in queued and is_free(batch):
            _QUEUES[_STEPS.get(batch.batch_state, batches.examine)].enqueue(*arguments)
            handed.append(batch.pk)
    return handed


_QUEUES: Final[dict[Step, Task[[int, int], None]]] = {
    batches.examine: examine,
    batches.commit: commit,
    undoing.undo: undo,
}
_STEPS: Final[dict[BatchState, Step]] = {
    BatchState.COMMITTING: batches.commit,
    BatchState.UNDOING: undoing.undo,
}
"""What a batch under way waits for, else its check."""
