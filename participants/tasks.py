"""Background work of imports; each task opens the scope of the person it works for. Arguments are ids only (R3)."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_tasks import task

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.refusal import Refusal

from .imports import batches
from .models import ImportBatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_tasks.base import Task

logger = logging.getLogger(__name__)

INLINE_BYTES = 150_000
"""A smaller file is checked at once; a larger one by the worker, with a progress bar."""
INLINE_ROWS = 2500
"""The same for saving."""


@task()
def examine(batch_id: int, user_id: int) -> None:
    _carry_out(batches.examine, batch_id, user_id)


@task()
def commit(batch_id: int, user_id: int) -> None:
    _carry_out(batches.commit, batch_id, user_id)


def _carry_out(step: Callable[..., Any], batch_id: int, user_id: int) -> None:
    """Whatever happens, the batch says what the person can do next.

    The batch is looked up past the scope: the step itself asks for the right, which may have ended meanwhile.
    """
    user = User.objects.get(pk=user_id)
    batch = ImportBatch._base_manager.select_related("activity__office__province").get(pk=batch_id)
    with acting_as(user):
        try:
            step(batch, by=user)
        except Refusal:
            return  # the batch itself now says why
        except Exception as fault:
            # Without the fault's own words, which may quote a cell (R3).
            where = "".join(traceback.format_tb(fault.__traceback__))
            logger.error("Import %d was interrupted by %s at\n%s", batch_id, type(fault).__name__, where)
            batches.interrupted(batch)


def run(work: Task[[int, int], None], batch: ImportBatch, user: User, *, small: bool) -> None:
    """Do small work as soon as the present transaction ends, and hand large work to the worker."""
    if small:
        transaction.on_commit(lambda: work.func(batch.pk, user.pk))
    else:
        work.enqueue(batch.pk, user.pk)
