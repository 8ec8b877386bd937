"""CSV as Indonesian Excel opens it: title, scope and parameters above the table, totals below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from dekon_portal.core.exports import CSV_TYPE, Words, csv_lines
from reports.document import Document
from reports.registry import flat_in_words

CONTENT_TYPE = CSV_TYPE


def write(document: Document, file: IO[bytes]) -> None:
    for line in csv_lines(_records(document)):
        file.write(line.encode())


def _records(document: Document) -> Iterator[list[str]]:
    cell = Words().cell
    columns = document.flat_columns
    yield [cell(document.title)]
    yield [cell(document.scope)]
    for name, value in document.facts:
        yield [cell(name), cell(value)]
    yield []
    yield [cell(column.heading) for column in columns]
    for row in document.rows:
        values = flat_in_words(row.values)
        yield [cell(values[column.name]) for column in columns]
    for totals in document.closing_values:
        values = flat_in_words(totals)
        yield [cell(values.get(column.name, "")) for column in columns]
