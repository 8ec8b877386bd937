"""Background work of papers; each task opens the scope of the person it works for. Arguments are ids only (R3)."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core import progress
from dekon_portal.core.claims import claimed, is_free
from dekon_portal.core.faults import is_lost_connection

from . import bundles
from .models import BastBundle, BundleState

INLINE_PAPERS = 10
"""So few are put together at once; more by the worker, with a progress bar."""


@task()
def make_bundle(bundle_id: int) -> None:
    carry_out(bundle_id, tell=True)


def run(bundle: BastBundle) -> None:
    """Do small work as soon as the present transaction ends, and hand large work to the worker."""
    if (bundle.count or 0) <= INLINE_PAPERS:
        transaction.on_commit(lambda: carry_out(bundle.pk))
    else:
        make_bundle.enqueue(bundle.pk)


def carry_out(bundle_id: int, *, tell: bool = False) -> None:
    """Whatever happens, the bundle says what the person can do next, or waits for `resume`.

    Where another process is at it already, or it was made meanwhile, nothing is done.
    """
    bundle = BastBundle.objects.select_related("asked_by").filter(pk=bundle_id).first()
    if bundle is None:  # purged before its turn came
        return
    with claimed(bundle) as ours:
        bundle.refresh_from_db()
        if not ours or bundle.state != BundleState.WAITING:
            return
        try:
            with acting_as(bundle.asked_by):
                bundles.make(bundle)
        except Exception as fault:
            if is_lost_connection(fault):
                raise
            bundles.failed(bundle, fault)
        progress.clear(bundle)
        if tell:
            bundles.tell_end(bundle)


def resume() -> list[int]:
    """Hand bundles that nobody works at to the worker again; their numbers. Can be called any time."""
    queued = {tuple(kept["args"]) for kept in DBTaskResult.objects.ready().values_list("args_kwargs", flat=True)}
    handed = []
    for bundle in bundles.waiting():
        if (bundle.pk,) not in queued and is_free(bundle):
            make_bundle.enqueue(bundle.pk)
            handed.append(bundle.pk)
    return handed
