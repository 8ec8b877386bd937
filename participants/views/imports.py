"""The import wizard: upload, look, settle, commit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dekon_portal.core import progress
from dekon_portal.core.editing import require, require_on
from dekon_portal.core.exports import xlsx_response
from dekon_portal.core.nik import mask
from dekon_portal.core.pages import form_page, one_or_404, refused
from dekon_portal.core.refusal import Refusal
from participants import tasks
from participants.imports import batches, issues
from participants.imports.fields import FIELDS, PERSONAL
from participants.models import BatchState, ImportBatch, StagedRow, Verdict
from programs.models import Activity
from programs.regions import RegionIndex
from programs.review import lock_sentence

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

PER_PAGE = 50
TEMPLATE_FIELDS = (
    "name", "nik", "sex", "birth_place", "birth_date", "phone", "education", "address", "village", "district",
    "regency", "position", "business_name", "nib", "product", "workers_male", "workers_female",
)  # fmt: skip


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Berkas daftar peserta"),
        help_text=gettext_lazy(
            "Excel (xlsx, xls), OpenDocument (ods) atau CSV; paling besar 20 MB atau 100.000 baris."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        allow_empty_file=True,  # the pipeline says it in its own words
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(_("Berkas lebih besar dari 20 MB. Bagi daftar menjadi beberapa berkas."))
        return file


def import_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.write", province=None)
    rows = (
        ImportBatch.objects.visible_to(request.user)
        .defer("content", "columns")
        .select_related("activity", "uploaded_by")
    )
    return render(request, "participants/import_list.html", {"title": _("Impor daftar peserta"), "batches": rows[:100]})


def import_new(request: HttpRequest, code: str) -> HttpResponse:
    activity = one_or_404(Activity.objects.visible_to(request.user).with_labels(), code=code)
    require_on(activity, request.user, "people.write")

    def save(form: Any) -> str:
        file = form.cleaned_data["file"]
        batch = batches.upload(activity, file.read(), file.name, by=request.user)
        tasks.run(tasks.examine, batch, request.user, file.size)
        return batch.get_absolute_url()

    return form_page(
        request,
        lambda data, files: UploadForm(data, files),
        save,
        title=_("Unggah daftar peserta"),
        creates=True,
        verb=_("Unggah dan periksa"),
        saved=_("Berkas diterima. Belum ada yang disimpan sampai Anda menyetujuinya."),
        template="participants/import_new.html",
        cancel_url=reverse("participants:activity_people", args=[code]),
        context={"activity": activity, "locked": lock_sentence(activity)},
    )


def import_template(request: HttpRequest) -> FileResponse:
    """An empty sheet with headings the import knows, and one example row that it skips."""
    columns = [(key, FIELDS[key].label) for key in TEMPLATE_FIELDS]
    example = {
        "name": _("Contoh: Siti Aminah"), "nik": "1671••••••••••01", "sex": "P", "birth_place": "Palembang",
        "birth_date": "15/06/1985", "phone": "0812 3456 7890", "regency": _("Kota Palembang"),
        "business_name": _("IKM Contoh"), "product": _("Masker kain"),
    }  # fmt: skip
    return xlsx_response(columns, [example], _("templat-peserta"))


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    rows = ImportBatch.objects.visible_to(request.user).defer("content")
    return one_or_404(rows.select_related("activity__office__province", "uploaded_by"), pk=pk)  # type: ignore[no-any-return]


def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    context: dict[str, Any] = {
        "batch": batch,
        "title": batch.file_name,
        "activity": batch.activity,
        "may_write": batch.activity.writable_by(request.user, "people.write"),
        "crumbs": [
            (batch.activity.title, batch.activity.get_absolute_url()),
            (_("Peserta"), reverse("participants:activity_people", args=[batch.activity.code])),
        ],
    }
    if batch.state in (BatchState.UPLOADED, BatchState.CHECKING, BatchState.COMMITTING):
        context["progress"] = progress.of(batch)
        return render(request, "participants/import_progress.html", context)
    if batch.state == BatchState.CHECKED:
        return render(request, "participants/import_preview.html", {**context, **_preview(request, batch)})
    return render(request, "participants/import_done.html", context)


def _preview(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    wanted = request.GET.get("status", "")
    code = request.GET.get("kode", "")
    rows = batch.rows.all()
    if wanted in Verdict.values:
        rows = rows.filter(verdict=wanted)
    if code in issues.CATALOGUE:
        rows = rows.filter(number__in=batch.issues.filter(code=code).values("row"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": _rows(batch, list(page.object_list)),
        "columns": [_column(column) for column in batch.columns],
        "field_choices": [(field.key, field.label) for field in FIELDS.values()],
        "filters": _filters(batch, wanted, code),
        "wanted": wanted,
        "bad": batch.counts["error"] + batch.counts["ask"],
        "good": batch.counts["ok"] + batch.counts["warning"],
    }


def _column(column: dict[str, Any]) -> dict[str, Any]:
    field = FIELDS.get(column["field"] or "")
    return {**column, "label": field.label if field else _("tidak diambil"), "letter": _letter(column["index"])}


def _letter(index: int) -> str:
    """The letter a spreadsheet shows for a column: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _filters(batch: ImportBatch, wanted: str, code: str) -> list[dict[str, Any]]:
    every = [{"label": _("Semua"), "url": "?", "count": batch.counts["rows"], "active": not wanted and not code}]
    return every + [
        {
            "label": verdict.label,
            "url": f"?status={verdict.value}",
            "count": batch.counts[verdict.value],
            "active": wanted == verdict.value,
        }
        for verdict in Verdict
    ]


def _rows(batch: ImportBatch, staged: list[StagedRow]) -> list[dict[str, Any]]:
    """Rows as the page shows them: personal values masked, each issue as its sentence."""
    numbers = [row.number for row in staged]
    said: dict[int, list[dict[str, Any]]] = {}
    for issue in batch.issues.filter(row__in=numbers):
        text = issues.sentence(issue.row, issue.column, issue.code, issue.params)
        said.setdefault(issue.row, []).append({"text": text, "severity": issue.severity})
    fields = [column["field"] for column in batch.columns if column["field"]]
    regions = RegionIndex.from_database() if "regency" in fields else None
    shown = []
    for row in staged:
        values = json.loads(row.values)
        cells = [_cell(key, values.get(key), regions) for key in ("name", "nik", "sex", "regency", "business_name")]
        shown.append(
            {"number": row.number, "verdict": Verdict(row.verdict), "cells": cells, "issues": said.get(row.number, [])}
        )
    return shown


def _cell(key: str, value: Any, regions: RegionIndex | None) -> str:
    if value is None:
        return ""
    if key in PERSONAL:
        return mask(str(value))
    if key == "regency" and regions:
        return regions.label(value)
    return str(value)


@require_POST
def import_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Column choices and answers to questions; the file is checked again with them."""
    batch = _batch(request, pk)
    try:
        batches.settle(batch, _decisions(request, batch), by=request.user)
        tasks.run(tasks.examine, batch, request.user, len(bytes(batch.content or b"")))
    except Refusal as refusal:
        refused(request, refusal)
    return redirect(batch)


def _decisions(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    posted = request.POST
    decisions: dict[str, Any] = {}
    fields = {str(c["index"]): posted.get(f"kolom-{c['index']}") for c in batch.columns}
    changed = {
        index: field or None
        for index, field in fields.items()
        if field is not None
        and (field in FIELDS or field == "")
        and (field or None) != batch.columns[int(index)]["field"]
    }
    if changed:
        decisions["fields"] = {**batch.decisions.get("fields", {}), **changed}
    for question in batch.questions:
        answer = posted.get(f"jawab-{question['kind']}-{question['field']}")
        chosen = next((value for value, _label in question["choices"] if str(value) == answer), None)
        if chosen is not None:
            decisions[question["kind"]] = {
                **batch.decisions.get(question["kind"], {}),
                **decisions.get(question["kind"], {}),
                question["field"]: chosen,
            }
    if (posted.get("baris_judul") or "").isdecimal():
        decisions["header_row"] = int(posted["baris_judul"])
    return decisions


@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    try:
        batch = batches.ask_commit(batch, by=request.user, good_rows_only=request.POST.get("pilihan") == "baik")
        tasks.run(tasks.commit, batch, request.user, batch.counts["rows"] * 60)
    except Refusal as refusal:
        refused(request, refusal)
    return redirect(batch)


@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    try:
        batches.discard(batch, by=request.user)
    except Refusal as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Daftar dibuang; tidak ada yang disimpan."))
    return redirect("participants:activity_people", batch.activity.code)


def import_issues(request: HttpRequest, pk: int) -> FileResponse:
    """Every problem of every row as a sheet, to mend the file with beside it."""
    batch = _batch(request, pk)
    columns = [("row", _("Baris")), ("column", _("Kolom")), ("code", _("Kode")), ("text", _("Yang perlu dilakukan"))]
    rows = (
        {
            "row": issue.row,
            "column": issue.column,
            "code": issue.code,
            "text": issues.sentence(issue.row, issue.column, issue.code, issue.params),
        }
        for issue in batch.issues.all()
    )
    return xlsx_response(columns, rows, f"{_('masalah-impor')}-{batch.pk}")
