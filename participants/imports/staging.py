"""Checked rows put aside until the commit: encrypted, and visible nowhere else (R13)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from dekon_portal.core import progress
from participants.models import ImportBatch, ImportIssue, StagedRow

from .checked import GOOD, Checked
from .issues import severity
from .parse import Parsed

BATCH = 1000
_encode = DjangoJSONEncoder(ensure_ascii=False).encode


def stage(batch: ImportBatch, found: Checked) -> None:
    """Replace what was staged before. Inside the transaction that says so on the batch."""
    batch.rows.all().delete()
    batch.issues.all().delete()
    columns = found.parsed.values
    total = len(found.verdicts)
    for start in range(0, total, BATCH):
        end = min(start + BATCH, total)
        StagedRow._base_manager.bulk_create(
            StagedRow(
                batch_id=batch.pk,
                number=found.parsed.numbers[i],
                verdict=found.verdicts[i],
                values=_encode({key: column[i] for key, column in columns.items() if column[i] is not None}),
            )
            for i in range(start, end)
        )
        progress.tell(batch, end, total)
    ImportIssue._base_manager.bulk_create(
        (
            ImportIssue(
                batch_id=batch.pk,
                row=issue.row,
                column=issue.column[:200],
                field=issue.field,
                code=issue.code,
                severity=severity(issue.code),
                params=dict(issue.params),
            )
            for issue in found.issues
        ),
        batch_size=BATCH,
    )


def good_rows(batch: ImportBatch) -> Parsed:
    """The rows that may go in, back as columns."""
    numbers: list[int] = []
    values: list[dict[str, Any]] = []
    good = StagedRow._base_manager.filter(batch=batch, verdict__in=GOOD).order_by("number")
    for number, row in good.values_list("number", "values"):
        numbers.append(number)
        values.append(json.loads(row))
    keys = {key for row in values for key in row}
    columns: dict[str, list[Any]] = {key: [row.get(key) for row in values] for key in keys}
    if "birth_date" in columns:
        columns["birth_date"] = [date.fromisoformat(text) if text else None for text in columns["birth_date"]]
    return Parsed(numbers, columns, dict.fromkeys(keys | {"business_name"}, ""))
