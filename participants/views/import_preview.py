"""What the preview of an import shows: rows with personal values masked, problems by kind, columns, questions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_date
from dekon_portal.core.nik import mask
from participants.imports import issues, staging
from participants.imports.fields import FIELDS, PERSONAL
from participants.models import ImportBatch, Verdict
from programs.regions import RegionIndex

if TYPE_CHECKING:
    from django.http import QueryDict

PER_PAGE: Final = 50
SHOWN: Final = ("nik", "sex", "birth_date", "phone", "regency", "business_name")
"""The fields that the table of rows shows beside the name, where a column fills them."""


def preview(batch: ImportBatch, query: QueryDict) -> dict[str, Any]:
    """The template's context; `query` may hold status (a verdict), kode (an issue code) and page."""
    wanted = query.get("status", "") if query.get("status") in Verdict.values else ""
    code = query.get("kode", "") if query.get("kode") in issues.CATALOGUE else ""
    numbers = set(batch.issues.filter(code=code).values_list("row", flat=True)) if code else None
    places = staging.find(batch, verdicts=[wanted] if wanted else (), numbers=numbers)
    page = Paginator(places, PER_PAGE).get_page(query.get("page"))
    taken = {column["field"] for column in batch.columns}
    fields = [key for key in SHOWN if key in taken]
    return {
        **layout(batch),
        "page": page,
        "rows": _rows(batch, fields, staging.read(batch, page.object_list)),
        "headings": [FIELDS[key].label for key in fields],
        "filters": _filters(batch, wanted, code),
        "problems": _problems(batch, wanted, code),
        "query": urlencode({key: value for key, value in (("status", wanted), ("kode", code)) if value}),
        "questions": [question for question in batch.questions if question["kind"] != "sheet"],
        "bad": batch.counts["error"] + batch.counts["ask"],
        "good": batch.counts["ok"] + batch.counts["warning"],
    }


def layout(batch: ImportBatch) -> dict[str, Any]:
    """Where the list was found and what its columns are taken for; a person may change all of it."""
    sheets = [name for one in batch.questions if one["kind"] == "sheet" for name, _label in one["choices"]]
    return {
        "sheets": sheets,
        "columns": [_column(column) for column in batch.columns],
        "field_choices": [(field.key, field.label) for field in FIELDS.values()],
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
    kept = {"kode": code} if code else {}
    choices = [("", _("Semua"), "rows"), *((one.value, one.label, one.value) for one in Verdict)]
    return [
        {
            "label": label,
            "url": f"?{urlencode({**({'status': value} if value else {}), **kept})}",
            "count": batch.counts[count],
            "active": wanted == value,
        }
        for value, label, count in choices
    ]


def _problems(batch: ImportBatch, wanted: str, code: str) -> list[dict[str, Any]]:
    """Every kind of problem with the number of its rows, gravest first; choosing one keeps the verdict."""
    counted = batch.issues.order_by().values("code").annotate(rows=Count("row", distinct=True))
    kept = {"status": wanted} if wanted else {}
    shown = [
        {
            "title": issues.title(one["code"]),
            "verdict": Verdict(issues.severity(one["code"])),
            "count": one["rows"],
            "active": one["code"] == code,
            "url": f"?{urlencode({**kept, **({} if one['code'] == code else {'kode': one['code']})})}",
        }
        for one in counted
    ]
    gravest = [issues.ERROR, issues.ASK, issues.WARNING]
    return sorted(shown, key=lambda one: (gravest.index(one["verdict"].value), -one["count"], one["title"]))


def _rows(batch: ImportBatch, fields: list[str], staged: list[staging.Row]) -> list[dict[str, Any]]:
    said: dict[int, list[str]] = {}
    for issue in batch.issues.filter(row__in=[row.number for row in staged]):
        told = issues.what(issue.code, issue.params)
        said.setdefault(issue.row, []).append(f"{issue.column}: {told}" if issue.column else capfirst(told))
    regions = RegionIndex.from_database() if "regency" in fields else None
    shown = []
    for row in staged:
        cells = [(FIELDS[key].label, _cell(key, row.values, regions)) for key in fields]
        shown.append(
            {
                "number": row.number,
                "name": row.values.get("name", ""),
                "verdict": Verdict(row.verdict),
                "cells": cells,
                "issues": said.get(row.number, []),
            }
        )
    return shown


def _cell(key: str, values: dict[str, Any], regions: RegionIndex | None) -> str:
    value = values.get(key)
    if value is None:
        return str(values.get("nik_masked") or "") if key == "nik" else ""
    if key == "birth_date":
        return format_date(date.fromisoformat(value))
    if key == "regency" and regions:
        return regions.label(value)
    if key in PERSONAL:
        return mask(value) if key == "nik" else f"{value[:4]}{'•' * max(len(value) - 6, 4)}{value[-2:]}"
    return str(value)
