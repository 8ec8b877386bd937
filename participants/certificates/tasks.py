"""Background work of certificates: one PDF of all, and mails. Arguments are ids only (R3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from dekon_portal.accounts.scope import acting_as, acting_as_system
from dekon_portal.core import progress
from dekon_portal.core.claims import claimed, is_free
from dekon_portal.core.faults import is_lost_connection
from participants.models import CertificateBundle, CertificateLink

from . import bundles, links

INLINE_PAGES = 50
"""So few are put together at once; more by the worker, with a progress bar."""
INLINE_MAILS = 1


@task()
def make_bundle(bundle_id: int) -> None:
    carry_out(bundle_id, tell=True)


@task()
def send_mails() -> None:
    """All that wait; another worker's share is left to it."""
    for link in links.unsent():
        _send(link)


def run(bundle: CertificateBundle) -> None:
    """Do small work as soon as the present transaction ends, and hand large work to the worker."""
    if (bundle.count or 0) <= INLINE_PAGES:
        transaction.on_commit(lambda: carry_out(bundle.pk))
    else:
        make_bundle.enqueue(bundle.pk)


def send(asked: Sequence[CertificateLink]) -> None:
    """Mail one as soon as the present transaction ends; more by the worker."""
    if len(asked) <= INLINE_MAILS:
        for link in asked:
            transaction.on_commit(lambda link=link: _send(link))  # type: ignore[misc]
    else:
        send_mails.enqueue()


def _send(link: CertificateLink) -> None:
    """Once, whoever else is at it; what a stop left waiting is sent at the worker's next look."""
    with acting_as_system(), claimed(link) as ours:
        if ours and (waiting := links.unsent().filter(pk=link.pk).first()):
            links.send(waiting)


def carry_out(bundle_id: int, *, tell: bool = False) -> None:
    """Whatever happens, the bundle says what the person can do next, or waits for `resume`.

    Where another process is at it already, or it was made meanwhile, nothing is done.
    """
    rows = CertificateBundle._base_manager.select_related("asked_by", "activity__office__province")
    bundle = rows.filter(pk=bundle_id).first()
    if bundle is None:  # purged before its turn came
        return
    with claimed(bundle) as ours:
        if not ours or not bundles.waiting().filter(pk=bundle_id).exists():
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
    """Hand bundles that nobody works at to the worker again (their numbers), and mails that wait. Can be called any
    time."""
    ready = DBTaskResult.objects.ready().values_list("task_path", "args_kwargs")
    queued = {tuple(kept["args"]) for path, kept in ready if path == make_bundle.module_path}
    handed = []
    for bundle in bundles.waiting():
        if (bundle.pk,) not in queued and is_free(bundle):
            make_bundle.enqueue(bundle.pk)
            handed.append(bundle.pk)
    first = links.unsent().first()
    if first and is_free(first) and not DBTaskResult.objects.ready().filter(task_path=send_mails.module_path).exists():
        send_mails.enqueue()
    return handed
