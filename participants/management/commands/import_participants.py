"""manage.py import_participants: the wizard's pipeline for scripts (design.md section 7)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.refusal import Refusal
from participants.imports import batches, issues
from participants.imports.read import Unreadable
from programs.models import Activity


class Command(BaseCommand):
    help = "Impor peserta dari lembar kerja: 0 semua baris baik, 1 ada yang tidak, 2 berkas tidak terbaca."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--activity", required=True, help="kode kegiatan")
        parser.add_argument("--user", required=True, help="nama pengguna yang bertindak")
        parser.add_argument("--dry-run", action="store_true", help="periksa saja")
        parser.add_argument("--decisions", type=Path, help="JSON: fields, day_first, century, thousands")
        parser.add_argument("--report", type=Path, help="tulis hasil sebagai JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"Pengguna {options['user']} tidak ada.", returncode=2)
        with acting_as(user):
            activity = Activity.objects.visible_to(user).with_labels().filter(code=options["activity"]).first()
            if activity is None:
                raise CommandError(f"Kegiatan {options['activity']} tidak ada.", returncode=2)
            self._run(user, activity, options)

    def _run(self, user: User, activity: Activity, options: dict[str, Any]) -> None:
        try:
            data = options["file"].read_bytes()
            decisions = json.loads(options["decisions"].read_text()) if options["decisions"] else {}
            found = batches.Checked(data, options["file"].name, activity, decisions, timezone.localdate())
        except Unreadable as refusal:
            self._report(options, {"error": {"code": refusal.code, "message": refusal.sentence}})
            raise CommandError(refusal.sentence, returncode=2) from refusal
        except (OSError, ValueError) as unreadable:
            raise CommandError(f"Berkas tidak terbaca: {unreadable}", returncode=2) from unreadable
        counts = found.counts()
        if not options["dry_run"]:
            counts = self._commit(user, activity, data, options["file"].name, decisions, counts)
        self._report(options, self._answer(found, counts))
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))
        if counts["error"] or counts["ask"]:
            sys.exit(1)

    def _commit(
        self, user: User, activity: Activity, data: bytes, name: str, decisions: dict[str, Any], counts: dict[str, int]
    ) -> dict[str, int]:
        """Good rows go in, faulty ones are reported; with nothing good, nothing is written."""
        if not counts["ok"] + counts["warning"]:
            return counts
        try:
            batch = batches.upload(activity, data, name, by=user)
            batch.decisions = decisions
            batch = batches.examine(batch)
            batch = batches.ask_commit(batch, by=user, good_rows_only=True)
            return {**counts, **batches.commit(batch, by=user).counts}
        except Refusal as refusal:
            raise CommandError(refusal.sentence, returncode=1) from refusal

    def _answer(self, found: batches.Checked, counts: dict[str, int]) -> dict[str, Any]:
        said: dict[int, list[dict[str, str]]] = {}
        for issue in found.issues:
            message = issues.sentence(issue.row, issue.column, issue.code, issue.params)
            said.setdefault(issue.row, []).append({"column": issue.column, "code": issue.code, "message": message})
        return {
            "summary": counts,
            "columns": [{"header": column.header, "field": column.field} for column in found.columns],
            "rows": [
                {"row": number, "verdict": verdict, "issues": said.get(number, [])}
                for number, verdict in zip(found.parsed.numbers, found.verdicts, strict=True)
            ],
        }

    def _report(self, options: dict[str, Any], answer: dict[str, Any]) -> None:
        if options["report"]:
            options["report"].write_text(json.dumps(answer, ensure_ascii=False, indent=1))
