"""manage.py import_catalogue > docs/import.md: the catalogue of the import as a page for developers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils import translation

from participants.imports import catalogue
from participants.imports.issues import ASK, ERROR, WARNING
from participants.imports.workbook import MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS

SEVERITIES: Final = {ERROR: "salah", ASK: "tanya", WARNING: "peringatan"}
INTRODUCTION: Final = f"""# Import of participants

Written by `manage.py import_catalogue > docs/import.md`; do not edit it by hand. The sentences are those of the portal;
"…" stands for a value. The same list is the help page `impor/bantuan/`.

## In short

1. Read: the type is told by the content. xlsx, xls, ods and CSV (or tab-separated text), at most
   {MAX_FILE_BYTES // 1024**2} MB, {MAX_ROWS:,} data rows and {MAX_COLUMNS} columns.
   Error cells and formulas that were never calculated are problems of their rows; that rows, columns or
   the sheet are hidden, or hold formulas, is noted.
2. Locate: the sheet and the row with the headings are found; a person may name others.
3. Map: every column gets a field by its heading (and its cells); a person may choose otherwise.
4. Check: every row is read, checked and compared with what is known. All problems are told at once.
5. Look: the preview shows counts, questions and problems. Nothing is stored yet.
6. Save: the good rows only, or all rows or none, in one transaction.

A row with `salah` stays out until it is mended. A row with `tanya` waits for an answer, given once. A row with
`peringatan` may go in.

A row of a person or an IKM on record fills in what is blank there (`completes`) and overwrites nothing: where it says
otherwise, that is told and left alone. A person whom a locked activity holds takes nothing (`person_locked`). In the
result a row that only fills in is `updated`, one that says nothing new is `unchanged`."""


class Command(BaseCommand):
    help = "Tulis katalog impor (batas, kolom yang dikenal, semua kode masalah) sebagai Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("id"):
            self.stdout.write("\n\n".join([INTRODUCTION, _fields(), _row_problems(), _file_problems()]))


def _fields() -> str:
    rows = [(f"`{one.key}`", one.label, ", ".join(one.headings)) for one in catalogue.known_fields()]
    told = "## Fields\n\nSome of the headings each is known by; case, dots and abbreviations do not matter.\n\n"
    return told + _table(("Field", "Nama", "Judul kolom, misalnya"), rows)


def _row_problems() -> str:
    rows = [
        (f"`{one.code}`", SEVERITIES[severity], one.problem, one.cure)
        for severity, problems in catalogue.row_problems().items()
        for one in problems
    ]
    return "## Problems of rows\n\n" + _table(("Kode", "Tingkat", "Masalah", "Perbaikan"), rows)


def _file_problems() -> str:
    rows = [(f"`{one.code}`", " / ".join(one.sentences)) for one in catalogue.file_problems()]
    return "## Files that cannot be read\n\n" + _table(("Kode", "Masalah dan perbaikan"), rows)


def _table(headings: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    lines = [headings, tuple("---" for _heading in headings), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
