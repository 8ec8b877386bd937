"""`manage.py verify_issued [--number N]`: issued reports against their hashes, and made again from frozen data."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.issuing.drawing import differing
from reports.models import IssuedReport


class Command(BaseCommand):
    help = "Compare the files of issued reports with their SHA-256, and with the same files made again; exit 1 if not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--number", help="only the revisions of this number")

    def handle(self, *args: Any, **options: Any) -> None:
        reports = IssuedReport._base_manager.order_by("pk")
        if options["number"]:
            reports = reports.filter(number=options["number"])
        if not reports.exists():
            raise CommandError("No such report was issued." if options["number"] else "No report was issued yet.")
        looked_at, wrong = 0, []
        for report in reports.iterator():
            looked_at += 1
            for line in differing(report):
                wrong.append(line)
                self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} files of issued reports are not as they were issued.")
        self.stdout.write(f"{looked_at} issued reports: every file has its SHA-256 and comes out the same again.")
