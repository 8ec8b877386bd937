"""JSON for scripts: its shape is a promise (design.md section 7), unknown is null."""

from __future__ import annotations

import json
from typing import IO, Any

from reports.document import Written
from reports.registry import FlatColumn, flat

CONTENT_TYPE = "application/json"
PARAMETERS = ("year", "quarter", "province", "commodity")


def write(document: Written, file: IO[bytes]) -> None:
    columns = document.flat_columns
    given = document.parameters
    content = {
        "title": document.title,
        "parameters": {name: given.get(name) for name in PARAMETERS},
        "columns": [{"name": column.name, "label": column.label, "unit": column.unit} for column in columns],
        "rows": [_values(columns, row.values) for row in document.rows],
        "totals": flat(document.totals),
    }
    file.write(json.dumps(content, ensure_ascii=False, indent=1).encode())


def _values(columns: list[FlatColumn], values: Any) -> dict[str, Any]:
    found = flat(values)
    return {column.name: found[column.name] for column in columns}
