"""Background work of issuing: long reports are made by the worker. Arguments are ids only (R3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.claims import claimed, is_free
from reports.models import IssueRequest, IssueState

from . import issue

if TYPE_CHECKING:
    from django.db.models import QuerySet

INLINE_ROWS: Final = 2000
"""So many rows are issued at once; more by the worker, with a progress bar."""


@task()
def issue_report(request_id: int) -> None:
    carry_out(request_id, tell=True)


def run(request: IssueRequest) -> None:
    """Issue a short report as soon as the present transaction ends, and hand a long one to the worker."""
    if request.row_count <= INLINE_ROWS:
        transaction.on_commit(lambda: carry_out(request.pk))
    else:
        issue_report.enqueue(request.pk)


def carry_out(request_id: int, *, tell: bool = False) -> None:
    """Once, whoever else is at it. What a stop left waiting is done at the worker's next look."""
    request = IssueRequest._base_manager.select_related("asked_by").filter(pk=request_id).first()
    if request is None:  # purged before its turn came
        return
    with claimed(request) as ours:
        if not ours or not waiting().filter(pk=request_id).exists():
            return
        with acting_as(request.asked_by):
            issue.answer(request)
        if tell:
            issue.tell_end(request)


def waiting() -> QuerySet[IssueRequest]:
    return IssueRequest._base_manager.filter(state=IssueState.WAITING).order_by("pk")


def resume() -> list[int]:
    """Hand requests that nobody works at to the worker again; their numbers. Can be called any time."""
    ready = DBTaskResult.objects.ready().values_list("task_path", "args_kwargs")
    queued = {tuple(kept["args"]) for path, kept in ready if path == issue_report.module_path}
    handed = []
    for request in waiting():
        if (request.pk,) not in queued and is_free(request):
            issue_report.enqueue(request.pk)
            handed.append(request.pk)
    return handed
