"""What the preview of an import shows: rows with personal values masked, problems by kind, columns, questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_date
from dekon_portal.core.nik import holds_nik, mask, without_niks
from participants.imports import issues, kinds, staging
from participants.imports.alike import LIKELY
from participants.imports.check import REGENCIES
from participants.imports.fields import FIELDS, PERSONAL
from participants.models import ImportBatch, ImportIssue, Verdict
from programs.regions import RegionIndex

if TYPE_CHECKING:
    from django.http import QueryDict

PER_PAGE: Final = 50
NUMBERS: Final = frozenset({"nik", "npwp"})
"""Fields whose input starts empty, and whose faulty text is shown by its ends only."""


class Wanted(NamedTuple):
    """Which rows a person wants to see: of a verdict, with a code, whose name or IKM holds the words."""

    status: str
    kode: str
    cari: str

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        status, code = query.get("status", ""), query.get("kode", "")
        return cls(
            status if status in Verdict.values else "",
            code if code in issues.CATALOGUE else "",
            query.get("cari", "").strip()[:100],
        )

    def address(self, **changed: Any) -> str:
        """The query of the page with these choices, some of them changed; "?" for all rows."""
        chosen = self._asdict() | changed
        return f"?{urlencode({key: value for key, value in chosen.items() if value})}"


def preview(batch: ImportBatch, query: QueryDict) -> dict[str, Any]:
    """The template's context; `query` may hold status (a verdict), kode (an issue code), cari (words) and page."""
    wanted = Wanted.of(query)
    numbers = set(batch.issues.filter(code=wanted.kode).values_list("row", flat=True)) if wanted.kode else None
    verdicts = [wanted.status] if wanted.status else ()
    places = staging.find(batch, verdicts=verdicts, numbers=numbers, words=wanted.cari)
    page = Paginator(places, PER_PAGE).get_page(query.get("page"))
    taken = {column["field"] for column in batch.columns}
    fields: list[str] = [key for key in kinds.of(batch).shown if key in taken]
    return {
        **layout(batch),
        "page": page,
        "rows": _rows(batch, fields, staging.read(batch, list(page.object_list))),
        "headings": [FIELDS[key].label for key in fields],
        "filters": _filters(batch, wanted),
        "problems": _problems(batch, wanted),
        "wanted": wanted,
        "query": wanted.address()[1:],
        "here": wanted.address(page=page.number if page.number > 1 else ""),
        "without_search": wanted.address(cari=""),
        "mended": query.get("diperbaiki", "") if query.get("diperbaiki", "").isdecimal() else "",
        "questions": [question for question in batch.questions if question["kind"] != "sheet"],
        "likely": batch.issues.filter(code=LIKELY).values("params").distinct().count(),
        "bad": batch.counts["error"] + batch.counts["ask"],
        "good": batch.counts["ok"] + batch.counts["warning"],
    }


def layout(batch: ImportBatch) -> dict[str, Any]:
    """Where the list was found and what its columns are taken for; a person may change all of it."""
    sheets = [name for one in batch.questions if one["kind"] == "sheet" for name, _label in one["choices"]]
    return {
        "sheets": sheets,
        "columns": [_column(column) for column in batch.columns],
        "field_choices": [(field.key, field.label) for field in kinds.of(batch).fields.values()],
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


def _filters(batch: ImportBatch, wanted: Wanted) -> list[dict[str, Any]]:
    choices = [("", _("Semua"), "rows"), *((one.value, one.label, one.value) for one in Verdict)]
    return [
        {
            "label": label,
            "url": wanted.address(status=value),
            "count": batch.counts[count],
            "active": wanted.status == value,
        }
        for value, label, count in choices
    ]


def _problems(batch: ImportBatch, wanted: Wanted) -> list[dict[str, Any]]:
    """Every kind of problem with the number of its rows, gravest first; choosing one keeps verdict and search."""
    counted = batch.issues.order_by().values("code").annotate(rows=Count("row", distinct=True))
    shown = [
        {
            "code": one["code"],
            "title": issues.title(one["code"]),
            "verdict": Verdict(issues.severity(one["code"])),
            "count": one["rows"],
            "active": one["code"] == wanted.kode,
            "url": wanted.address(kode="" if one["code"] == wanted.kode else one["code"]),
        }
        for one in counted
    ]
    gravest = [issues.ERROR, issues.ASK, issues.WARNING]
    return sorted(shown, key=lambda one: (gravest.index(one["verdict"].value), -one["count"], one["title"]))


def _rows(batch: ImportBatch, fields: list[str], staged: list[staging.Row]) -> list[dict[str, Any]]:
    told: dict[int, list[ImportIssue]] = {}
    for issue in batch.issues.filter(row__in=[row.number for row in staged]):
        told.setdefault(issue.row, []).append(issue)
    regions = RegionIndex.from_database() if REGENCIES & set(fields) else None
    name = kinds.of(batch).name
    return [
        {
            "number": row.number,
            "name": row.values.get(name, ""),
            "verdict": Verdict(row.verdict),
            "cells": [(FIELDS[key].label, _cell(key, row.values, regions)) for key in fields],
            "issues": [said(issue, row.raw) for issue in told.get(row.number, [])],
        }
        for row in staged
    ]


def said(issue: ImportIssue, raw: Mapping[str, str]) -> str:
    """What is wrong with a cell and what to do, with its heading."""
    told = what(issue, raw)
    return f"{issue.column}: {told}" if issue.column else capfirst(told)


def what(issue: ImportIssue, raw: Mapping[str, str]) -> str:
    """The same without heading, with the text that stands in the file where it could not be taken."""
    told = issues.what(issue.code, issue.params)
    if issue.field not in raw:
        return told
    return _("%(sentence)s Isi sel: “%(text)s”.") % {
        "sentence": told,
        "text": shown_text(issue.field, raw[issue.field]),
    }


def shown_text(key: str, text: str) -> str:
    """The text of a faulty cell: of a NIK or NPWP no more than its ends, and no NIK anywhere (R3)."""
    if (key in NUMBERS and len(text) > 8) or holds_nik(text):
        return f"{text[:4]}{'•' * (len(text) - 6)}{text[-2:]}"
    return without_niks(text)


def _cell(key: str, values: dict[str, Any], regions: RegionIndex | None) -> str:
    value = values.get(key)
    if value is None:
        return str(values.get("nik_masked") or "") if key == "nik" else ""
    if key in staging.DATES:
        return format_date(date.fromisoformat(value))
    if key in REGENCIES and regions:
        return regions.label(value)
    if key in PERSONAL:
        return mask(value) if key == "nik" else masked(value)
    return str(value)


def masked(text: str) -> str:
    """A telephone, address of mail or NPWP by its ends: +628••••••••90."""
    return f"{text[:4]}{'•' * max(len(text) - 6, 4)}{text[-2:]}" if text else ""
