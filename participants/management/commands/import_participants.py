"""manage.py import_participants: the wizard's pipeline for scripts (design.md section 7)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal
from participants.imports import batches, issues
from participants.imports.alike import NEW, answer_key
from participants.imports.checked import Checked, look
from participants.imports.fields import FIELDS
from participants.imports.layout import Layout
from programs.models import Activity

PLACES: Final = {"sheet": str, "header_row": int}
ANSWERS: Final[dict[str, tuple[Any, ...]]] = {
    "day_first": (True, False),
    "century": (1900, 1930, 2000),
    "thousands": (".", ","),
    "p_means": ("L", "P"),
}
NOTHING = dict.fromkeys(("rows", "ok", "warning", "error", "ask", "created", "updated", "unchanged"), 0)


class Command(BaseCommand):
    help = "Impor peserta dari lembar kerja: 0 semua baris baik, 1 ada yang tidak, 2 berkas tidak terbaca."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--activity", required=True, help="kode kegiatan")
        parser.add_argument("--user", required=True, help="nama pengguna yang bertindak")
        parser.add_argument("--dry-run", action="store_true", help="periksa saja")
        parser.add_argument(
            "--decisions",
            type=Path,
            help='JSON: sheet, header_row, fields {"judul kolom": field}, dan jawaban day_first, century, thousands, '
            'p_means, masing-masing satu nilai atau {"judul kolom": nilai}; businesses "baru" atau '
            '{"nama IKM|kode kab/kota" atau NIB: "baru" atau nomor IKM}',
        )
        parser.add_argument("--report", type=Path, help="tulis hasil sebagai JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"Pengguna {options['user']} tidak ada.", returncode=2)
        with acting_as(user):
            activity = Activity.objects.visible_to(user).with_labels().filter(code=options["activity"]).first()
            if activity is None:
                raise CommandError(f"Kegiatan {options['activity']} tidak ada.", returncode=2)
            try:
                require_on(activity, user, "people.write")
                counts = self._run(user, activity, options)
            except Refusal as refusal:
                raise CommandError(refusal.sentence, returncode=1) from refusal
        self.stdout.write(", ".join(f"{name}: {counts[name]}" for name in NOTHING))
        if counts["error"] or counts["ask"]:
            sys.exit(1)

    def _run(self, user: User, activity: Activity, options: dict[str, Any]) -> dict[str, int]:
        file: Path = options["file"]
        try:
            data = file.read_bytes()
        except OSError as unreadable:
            raise CommandError(f"Berkas tidak terbaca: {unreadable}", returncode=2) from unreadable
        decisions = _decisions(options["decisions"])
        layout, found = look(data, file.name, activity, decisions, by=user, today=timezone.localdate())
        if found is None:
            assert layout.problem
            _write(options["report"], _answer(layout, None, NOTHING))
            raise CommandError(layout.problem.sentence, returncode=2)
        counts = found.counts()
        # Good rows go in, faulty ones are reported; with nothing good, nothing is written.
        if not options["dry_run"] and counts["ok"] + counts["warning"]:
            batch = batches.upload(activity, data, file.name, by=user, decisions=decisions)
            batch = batches.keep(batch, layout, found)
            batches.ask_commit(batch, by=user, good_rows_only=True)
            counts = batches.commit(batch, by=user).counts
        _write(options["report"], _answer(layout, found, counts))
        return counts


def _decisions(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        decisions = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as unreadable:
        raise CommandError(f"Berkas keputusan tidak terbaca: {path}", returncode=2) from unreadable
    wrong = (
        [key for key, value in decisions.items() if not _fits(key, value)] if isinstance(decisions, dict) else ["{…}"]
    )
    if wrong:
        raise CommandError(f"Isi berkas keputusan tidak dikenal: {', '.join(wrong)} (lihat --help).", returncode=2)
    if isinstance(decisions.get("businesses"), dict):
        decisions["businesses"] = {answer_key(ikm): answer for ikm, answer in decisions["businesses"].items()}
    return decisions  # type: ignore[no-any-return]


def _fits(key: str, value: Any) -> bool:
    """Whether a decision is known and of its kind; an answer may be one for all columns, or one per column."""
    if key in ("sheet", "header_row"):
        return isinstance(value, PLACES[key])
    answers = value.values() if isinstance(value, dict) else [value]
    if key == "fields":
        return isinstance(value, dict) and all(field is None or field in FIELDS for field in answers)
    if key == "businesses":
        return all(answer == NEW or type(answer) is int for answer in answers)
    return key in ANSWERS and all(answer in ANSWERS[key] for answer in answers)


def _answer(layout: Layout, found: Checked | None, counts: dict[str, int]) -> dict[str, Any]:
    """The report; a file that cannot be read has no rows, and says why under "error"."""
    answer: dict[str, Any] = {
        "summary": {name: counts[name] for name in NOTHING},
        "columns": [{"header": column.header, "field": column.field} for column in layout.columns],
        "rows": _rows(found) if found else [],
    }
    if layout.problem:
        answer["error"] = {"code": layout.problem.code, "message": layout.problem.sentence}
    return answer


def _rows(found: Checked) -> list[dict[str, Any]]:
    said: dict[int, list[dict[str, str]]] = {}
    for issue in found.issues:
        message = issues.sentence(issue.row, issue.column, issue.code, issue.params)
        said.setdefault(issue.row, []).append({"column": issue.column, "code": issue.code, "message": message})
    return [
        {"row": number, "verdict": verdict, "issues": said.get(number, [])}
        for number, verdict in zip(found.parsed.numbers, found.verdicts, strict=True)
    ]


def _write(path: Path | None, answer: dict[str, Any]) -> None:
    if path is None:
        return
    try:
        path.write_text(json.dumps(answer, ensure_ascii=False, indent=1), "utf-8")
    except OSError as unwritable:
        raise CommandError(f"Laporan tidak dapat ditulis: {unwritable}", returncode=2) from unwritable
