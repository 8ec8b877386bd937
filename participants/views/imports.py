"""The import wizard after the upload: look, settle, commit."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dekon_portal.core import audit, notices, progress
from dekon_portal.core.editing import may_on, require, require_on
from dekon_portal.core.exports import xlsx_response
from dekon_portal.core.lists import without_search
from dekon_portal.core.nik import holds_nik
from dekon_portal.core.pages import one_or_404, refused
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants import tasks
from participants.imports import batches, ends, issues, kinds
from participants.imports.returned import may_return, returned
from participants.models import BatchState, ImportBatch, Verdict

from .import_preview import layout, preview
from .import_words import frame_of, list_url

if TYPE_CHECKING:
    from django.http import HttpRequest

LATEST = 50  # trail entries on one page


def import_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.write", province=None)
    rows = (
        ImportBatch.objects.visible_to(request.user)
        .defer("content", "columns")
        .select_related("province", "activity__office__province", "uploaded_by")
    )
    return render(request, "participants/import_list.html", {"title": _("Impor daftar"), "batches": rows[:100]})


def batch_of(request: HttpRequest, pk: int) -> ImportBatch:
    """A batch within reach; before its commit only those who may write what it holds see anything of it (R13)."""
    rows = ImportBatch.objects.visible_to(request.user).defer("content")
    batch = one_or_404(rows.select_related("province", "activity__office__province", "uploaded_by"), pk=pk)
    if batch.state != BatchState.COMMITTED:
        require_on(batch, request.user, kinds.of(batch).action)
    return batch  # type: ignore[no-any-return]


def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Wherever the batch stands: progress, preview, or what became of it."""
    batch = batch_of(request, pk)
    notices.see(request.user, batch.get_absolute_url())
    context: dict[str, Any] = {
        "batch": batch,
        "title": batch.file_name,
        "may_write": may_on(batch, request.user, kinds.of(batch).action),
        "may_return": may_return(batch, request.user),
        **frame_of(batch),
    }
    if batch.state in batches.RUNNING:
        done = progress.of(batch)
        context |= {"progress": done, "time_left": _in_words(done.seconds_left), "silent": batches.is_silent(batch)}
        return render(request, "participants/import_progress.html", context)
    asks_progress = request.headers.get("HX-Target") != "pratinjau"  # else a row was mended in its place
    if request.headers.get("HX-Request") and asks_progress:  # the progress bar asks, and the work has ended
        return HttpResponse(headers={"HX-Redirect": batch.get_absolute_url()})
    if batch.state == BatchState.CHECKED:
        if holds_nik(request.GET.get("cari", "")):
            return without_search(request)
        return render(request, "participants/import_preview.html", {**context, **preview(batch, request.GET)})
    if batch.state == BatchState.UNREADABLE:
        return render(request, "participants/import_unreadable.html", {**context, **layout(batch)})
    context |= {"committer": ends.committer(batch), "entries": audit.trail_of(batch)[:LATEST]}
    return render(request, "participants/import_done.html", context)


def _in_words(seconds: int | None) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return ngettext("%(count)d detik", "%(count)d detik", seconds) % {"count": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(count)d menit", "%(count)d menit", minutes) % {"count": minutes}


@require_POST
def import_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheet, header row, column choices and answers to questions; the file is checked again with them."""
    batch = batch_of(request, pk)
    check_again(request, batch, _decisions(request, batch))
    return redirect(batch)


def check_again(request: HttpRequest, batch: ImportBatch, decisions: dict[str, Any]) -> None:
    """Take the person's decisions and check the file with them; a refusal is shown."""
    try:
        batches.settle(batch, decisions, by=request.user)
        tasks.run(batches.examine, batch, request.user, small=len(batch.content or b"") <= tasks.INLINE_BYTES)
    except Refusal as refusal:
        refused(request, refusal)


def _decisions(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """What the person changed; what stands as the portal found it is not held fast."""
    posted = request.POST
    decisions: dict[str, Any] = {"fields": _changed_fields(request, batch)}
    for question in batch.questions:
        kind, field = question["kind"], question["field"]
        answer = posted.get("lembar" if kind == "sheet" else f"jawab-{kind}-{field}")
        chosen = next((value for value, _label in question["choices"] if str(value) == answer), None)
        if chosen is None:
            continue
        if kind == "sheet":
            decisions["sheet"] = chosen
        else:
            decisions.setdefault(kind, {})[field] = chosen
    row = posted.get("baris_judul", "").strip()
    if row.isdecimal() and len(row) < 7 and int(row) != batch.header_row:
        decisions["header_row"] = int(row)
    return decisions


def _changed_fields(request: HttpRequest, batch: ImportBatch) -> dict[str, str | None]:
    changed: dict[str, str | None] = {}
    for column in batch.columns:
        field = request.POST.get(f"kolom-{column['index']}")
        if (field == "" or field in kinds.of(batch).fields) and (field or None) != column["field"]:
            changed[str(column["index"])] = field or None
    return changed


@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Good rows only ("baik"), or all of them or nothing. A second click changes nothing."""
    batch = batch_of(request, pk)
    try:
        good_rows_only = request.POST.get("pilihan") == "baik"
        begins = batches.ask_commit(batch, by=request.user, good_rows_only=good_rows_only)
        if begins or batches.is_silent(batch):
            work = batch.counts["rows"] * kinds.of(batch).effort
            tasks.run(batches.commit, batch, request.user, small=work <= tasks.INLINE_ROWS)
    except Refusal as refusal:
        refused(request, refusal)
    return redirect(batch)


@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    try:
        batches.discard(batch, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(batch)
    messages.success(request, _("Daftar dibuang; tidak ada yang disimpan."))
    return redirect(list_url(batch))


def import_return(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """The person's own file with what is left to do in it."""
    batch = batch_of(request, pk)
    batch.refresh_from_db(fields=["content"])
    try:
        data, extension = returned(batch, by=request.user)
    except NotAllowed:
        raise
    except Refusal as refusal:
        refused(request, refusal)
        return redirect(batch)
    name = f"{Path(batch.file_name).stem}-{_('bertanda')}.{extension}"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name)


def import_issues(request: HttpRequest, pk: int) -> FileResponse:
    """Every problem of every row as a sheet, to mend the file with beside it."""
    batch = batch_of(request, pk)
    columns = [
        ("row", _("Baris")),
        ("column", _("Kolom")),
        ("verdict", _("Status")),
        ("text", _("Yang perlu dilakukan")),
    ]
    rows = (
        {
            "row": issue.row,
            "column": issue.column,
            "verdict": Verdict(issue.severity).label,
            "text": issues.sentence(issue.row, issue.column, issue.code, issue.params),
        }
        for issue in batch.issues.all()
    )
    return xlsx_response(columns, rows, f"{_('masalah-impor')}-{batch.pk}")
