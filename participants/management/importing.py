"""What the commands that import a list have in common: the wizard's pipeline for scripts (design.md section 7)."""

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
from participants.imports import batches, issues, kinds
from participants.imports.alike import NEW, answer_key
from participants.imports.checked import Checked, look
from participants.imports.layout import Layout
from participants.models import ImportBatch

PLACES: Final = {"sheet": str, "header_row": int}
ANSWERS: Final[dict[str, tuple[Any, ...]]] = {
    "day_first": (True, False),
    "century": (1900, 1930, 2000),
    "thousands": (".", ","),
    "p_means": ("L", "P"),
}
NOTHING = dict.fromkeys(("rows", "ok", "warning", "error", "ask", "created", "updated", "unchanged"), 0)


class ImportCommand(BaseCommand):
    """A subclass says what the list is for: 0 all rows are good, 1 some are not, 2 the file cannot be read."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="nama pengguna yang bertindak")
        parser.add_argument("--dry-run", action="store_true", help="periksa saja")
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="jangan simpan apa pun bila satu baris saja belum baik"
        )
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
            batch = self.new_batch(user, options)
            try:
                require_on(batch, user, kinds.of(batch).action)
                counts = self._run(user, batch, options)
            except Refusal as refusal:
                raise CommandError(refusal.sentence, returncode=1) from refusal
        self.stdout.write(", ".join(f"{name}: {counts[name]}" for name in NOTHING))
        if counts["error"] or counts["ask"]:
            sys.exit(1)

    def new_batch(self, user: User, options: dict[str, Any]) -> ImportBatch:
        """The batch that the list would become, not saved. Raises CommandError when there is nothing of the kind."""
        raise NotImplementedError

    def _run(self, user: User, batch: ImportBatch, options: dict[str, Any]) -> dict[str, int]:
        file: Path = options["file"]
        try:
            data = file.read_bytes()
        except OSError as unreadable:
            raise CommandError(f"Berkas tidak terbaca: {unreadable}", returncode=2) from unreadable
        decisions = _decisions(options["decisions"], kinds.of(batch))
        layout, found = look(data, file.name, batch, decisions, by=user, today=timezone.localdate())
        if found is None:
            assert layout.problem
            _write(options["report"], _answer(layout, None, NOTHING))
            raise CommandError(layout.problem.sentence, returncode=2)
        counts = found.counts()
        # Good rows go in, faulty ones are reported; with nothing good, nothing is written.
        held_back = options["all_or_nothing"] and counts["error"] + counts["ask"]
        if not options["dry_run"] and not held_back and counts["ok"] + counts["warning"]:
            batch = batches.take(batch, data, file.name, by=user, decisions=decisions)
            batch = batches.keep(batch, layout, found)
            batches.ask_commit(batch, by=user, good_rows_only=True)
            counts = batches.commit(batch, by=user).counts
        _write(options["report"], _answer(layout, found, counts))
        return counts


def _decisions(path: Path | None, kind: kinds.Kind) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        decisions = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as unreadable:
        raise CommandError(f"Berkas keputusan tidak terbaca: {path}", returncode=2) from unreadable
    wrong = (
        [key for key, value in decisions.items() if not _fits(key, value, kind)]
        if isinstance(decisions, dict)
        else ["{…}"]
    )
    if wrong:
        raise CommandError(f"Isi berkas keputusan tidak dikenal: {', '.join(wrong)} (lihat --help).", returncode=2)
    if isinstance(decisions.get("businesses"), dict):
        decisions["businesses"] = {answer_key(ikm): answer for ikm, answer in decisions["businesses"].items()}
    return decisions  # type: ignore[no-any-return]


def _fits(key: str, value: Any, kind: kinds.Kind) -> bool:
    """Whether a decision is known and of its kind; an answer may be one for all columns, or one per column."""
    if key in ("sheet", "header_row"):
        return isinstance(value, PLACES[key])
    answers = value.values() if isinstance(value, dict) else [value]
    if key == "fields":
        return isinstance(value, dict) and all(field is None or field in kind.fields for field in answers)
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
