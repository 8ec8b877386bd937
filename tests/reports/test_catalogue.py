"""docs/reports.md is made of what is declared."""

import io
from pathlib import Path

from django.core.management import call_command

from reports.registry import REPORTS


def test_docs_reports_is_what_the_registry_declares():
    out = io.StringIO()
    call_command("report_catalogue", stdout=out)
    kept = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")
    assert out.getvalue() == kept, "Run: manage.py report_catalogue > docs/reports.md"
    assert all(f"/laporan/{key}/" in kept for key in REPORTS)
