"""`manage.py report_catalogue > docs/reports.md`: what is declared, as a page to read; a test keeps the two alike."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from reports.registry import REPORTS, Column, Report

HEAD = """# Reports

Made of the registry: `manage.py report_catalogue > docs/reports.md`. A report is one class in `reports/definitions/`;
page, XLSX, CSV, PDF, JSON, command line (`manage.py report`) and issuing (docs/issued.md) follow from it. A figure
marked **→** opens to the very rows that make it (`reports/facts.py`), restated beside what they add up to.
`tests/reports/test_figures_equal_rows.py` holds every such figure against its rows, `test_golden.py`,
`test_new_entrepreneurs.py` and `test_absorption.py` hold reports against a count by plain loops.
"""
PARAMETERS = {"year": "tahun", "quarter": "triwulan", "province": "provinsi", "commodity": "komoditas"}


class Command(BaseCommand):
    help = "Print docs/reports.md from the declared reports."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("id"):
            self.stdout.write(f"{HEAD}\n")
            for report in REPORTS.values():
                self.stdout.write(_section(report))


def _section(report: Report) -> str:
    asked = ", ".join(PARAMETERS[name] for name in report.parameters)
    rows = [f"| {column.heading} | {column.kind} | {_marks(column)} |" for column in report.columns]
    return "\n".join(
        [
            f"## {report.title}",
            "",
            f"`/laporan/{report.key}/` · hak `{report.needs}` · pilihan: {asked}",
            "",
            str(report.description),
            "",
            "| Kolom | Jenis | |",
            "|---|---|---|",
            *rows,
            "",
            "",
        ]
    )


def _marks(column: Column) -> str:
    """What can be done with a column: opened, added up."""
    marks = ["→"] if column.fact else []
    return " ".join([*marks, "Σ"] if column.total else marks)
