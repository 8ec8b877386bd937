"""Accompaniment in an activity's final report (adds to programs/closing.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from dekon_portal.core.blocks import Block, Photo, Table
from dekon_portal.core.dates import format_date
from dekon_portal.core.nik import without_niks
from dekon_portal.core.numbers import format_integer
from programs.closing import chapter

from .models import StepState, Visit, VisitPhoto
from .visit_lists import shortened

if TYPE_CHECKING:
    from programs.models import Activity

MOST_PHOTOS: Final = 4


@chapter("pendampingan", "Pendampingan", 55)
def accompaniment(activity: Activity) -> Sequence[Block]:
    """Visits per IKM with the latest of each, and a few pictures; nothing where no visit is on record."""
    visits = Visit._base_manager.filter(activity=activity).select_related("business", "activity__office__province")
    groups = [
        list(group)
        for _business, group in groupby(
            visits.order_by("business__name", "business", "-date", "-pk"), key=lambda visit: visit.business_id
        )
    ]
    if not groups:
        return []
    count = sum(map(len, groups))
    table = Table(
        ["IKM", "Jumlah pendampingan", "Terakhir", "Temuan terakhir", "Langkah lanjut"],
        [_row(group) for group in groups],
        caption="Pendampingan menurut IKM",
        numeric=frozenset({1}),
        closing=[f"{format_integer(len(groups))} IKM", format_integer(count), "", "", ""],
    )
    return [table, *_photos(activity)]


def _row(visits: list[Visit]) -> list[str]:
    """Of one IKM, the latest first."""
    last = visits[0]
    return [
        last.business.name,
        format_integer(len(visits)),
        format_date(last.date),
        without_niks(shortened(last.findings)) or "belum dicatat",
        _step(last),
    ]


def _step(visit: Visit) -> str:
    state = visit.step_state
    if state == StepState.NONE:
        return "tidak ada"
    due = format_date(visit.next_step_due) if visit.next_step_due else "tenggat belum diketahui"
    word = {StepState.OPEN: "belum selesai", StepState.OVERDUE: "lewat tenggat", StepState.DONE: "selesai"}[state]
    return f"{without_niks(visit.next_step)} ({word}; {due})"


def _photos(activity: Activity) -> Iterator[Photo]:
    """The clean copies, one of each visit from the first on; a file that is shut away or lost is left out."""
    rows = VisitPhoto._base_manager.filter(visit__activity=activity).select_related("visit__business", "attachment")
    each = groupby(rows.order_by("visit__date", "visit", "pk"), key=lambda photo: photo.visit_id)
    shown = (
        Photo(
            photo.attachment.clean_copy.name or "",
            f"{photo.visit.business}, {format_date(photo.visit.date)}",
            reverse("programs:attachment_small", args=[photo.attachment_id]),
        )
        for photo in (next(group) for _visit, group in each)
        if photo.attachment.clean_copy and not photo.attachment.is_quarantined
    )
    return islice(shown, MOST_PHOTOS)
