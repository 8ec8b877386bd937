"""The life of a batch: upload, check, settle, commit or discard. One pipeline for wizard, command line and worker."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit, progress
from dekon_portal.core.crypto import decrypt_bytes, encrypt_bytes
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal
from participants.models import BatchState, ImportBatch, ImportIssue, StagedRow
from programs.models import Activity
from programs.regions import RegionIndex

from .check import check, codes_by_row
from .commit import commit_rows
from .issues import Issue, severity, verdict
from .locate import Table, locate
from .map import ColumnGuess, map_headers
from .match import match
from .parse import Parsed, parse
from .read import Unreadable, read

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

KEEP_DAYS = 30
_STAGE_BATCH = 1000

audit.register(
    {
        "import.uploaded": gettext_lazy("%(who)s mengunggah daftar %(what)s"),
        "import.committed": gettext_lazy("%(who)s menyimpan peserta dari daftar %(what)s"),
        "import.discarded": gettext_lazy("%(who)s membuang daftar %(what)s"),
    }
)


class Checked:
    """What the pure steps found in one file for one activity."""

    def __init__(self, data: bytes, name: str, activity: Activity, decisions: dict[str, Any], today: date) -> None:
        book = read(data, name)
        self.table: Table = locate(book, decisions.get("sheet"), decisions.get("header_row"))
        self.columns: list[ColumnGuess] = map_headers(self.table, decisions.get("fields"))
        if not any(column.field == "name" for column in self.columns):
            raise Unreadable(
                "no_name",
                _(
                    "Tidak ada kolom nama orang pada lembar “%(sheet)s” (judul pada baris %(row)d). "
                    "Tambahkan kolom Nama, atau pakai templat kami."
                )
                % {"sheet": self.table.sheet, "row": self.table.header_row},
            )
        if not self.table.rows:
            raise Unreadable(
                "no_rows", _("Tidak ada baris data di bawah judul kolom. Isi daftarnya, lalu unggah lagi.")
            )
        self.parsed: Parsed = parse(self.table, self.columns, decisions)
        province = activity.office.province_id
        self.issues: list[Issue] = [
            *self.parsed.issues,
            *check(self.parsed, RegionIndex.from_database(), province, today),
        ]
        self.matches = match(self.parsed, activity)
        self.issues += self.matches.issues
        codes = codes_by_row(self.issues)
        self.verdicts: list[str] = [verdict(codes.get(number, [])) for number in self.parsed.numbers]

    def counts(self) -> dict[str, int]:
        """The summary of design.md section 7; `created` and `unchanged` are what a commit would do."""
        return {
            "rows": len(self.verdicts),
            **{kind: self.verdicts.count(kind) for kind in ("ok", "warning", "error", "ask")},
            "created": sum(
                1
                for number, kind in zip(self.parsed.numbers, self.verdicts, strict=True)
                if kind in ("ok", "warning") and number not in self.matches.here
            ),
            "updated": 0,
            "unchanged": len(self.matches.here),
        }


def upload(activity: Activity, data: bytes, name: str, *, by: User) -> ImportBatch:
    """Keep an uploaded file, encrypted, for an open activity. Raises Locked or NotAllowed."""
    require_on(activity, by, "people.write")
    with transaction.atomic():
        Activity.locked_open(activity.pk)
        batch = ImportBatch.objects.create(
            activity=activity,
            uploaded_by=by,
            file_name=name.replace("\\", "/").rpartition("/")[2][:200],
            file_sha256=hashlib.sha256(data).hexdigest(),
            content=encrypt_bytes(data),
        )
        audit.record("import.uploaded", batch, by=by)
    return batch


def examine(batch: ImportBatch) -> ImportBatch:
    """Run the pure steps and stage their result; nothing of it is visible elsewhere. Can be run again any time."""
    try:
        found = Checked(
            decrypt_bytes(bytes(batch.content or b"")),
            batch.file_name,
            batch.activity,
            batch.decisions,
            timezone.localdate(),
        )
    except Unreadable as refusal:
        batch.state, batch.problem = BatchState.UNREADABLE, refusal.sentence
        batch.save(update_fields=["state", "problem"])
        return batch
    with transaction.atomic():
        batch.rows.all().delete()
        batch.issues.all().delete()
        _stage(batch, found)
        batch.state, batch.problem = BatchState.CHECKED, ""
        batch.sheet, batch.header_row = found.table.sheet[:100], found.table.header_row
        batch.columns = [column._asdict() for column in found.columns]
        batch.questions = [asdict(question) for question in found.parsed.questions]
        batch.notes = found.table.notes
        batch.counts = found.counts()
        batch.save()
    progress.clear(batch)
    return batch


def _stage(batch: ImportBatch, found: Checked) -> None:
    columns = found.parsed.values
    total = len(found.verdicts)
    for start in range(0, total, _STAGE_BATCH):
        end = min(start + _STAGE_BATCH, total)
        StagedRow._base_manager.bulk_create(
            StagedRow(
                batch=batch,
                number=found.parsed.numbers[i],
                verdict=found.verdicts[i],
                values=json.dumps(
                    {key: column[i] for key, column in columns.items() if column[i] is not None},
                    cls=DjangoJSONEncoder,
                    ensure_ascii=False,
                ),
            )
            for i in range(start, end)
        )
        progress.tell(batch, end, total)
    ImportIssue._base_manager.bulk_create(
        (
            ImportIssue(
                batch=batch,
                row=issue.row,
                column=issue.column[:200],
                field=issue.field,
                code=issue.code,
                severity=severity(issue.code),
                params=dict(issue.params),
            )
            for issue in found.issues
        ),
        batch_size=_STAGE_BATCH,
    )


def settle(batch: ImportBatch, decisions: dict[str, Any], *, by: User) -> ImportBatch:
    """Take the person's answers (column fields, sheet, header row, readings) and check again."""
    require_on(batch, by, "people.write")
    _ensure_undecided(batch)
    batch.decisions = {**batch.decisions, **decisions}
    batch.state = BatchState.CHECKING
    batch.save(update_fields=["decisions", "state"])
    return batch


def ask_commit(batch: ImportBatch, *, by: User, good_rows_only: bool) -> ImportBatch:
    """Note the person's choice; the commit itself may run in the background. Raises Refusal when nothing can go in."""
    require_on(batch, by, "people.write")
    with transaction.atomic():
        batch = ImportBatch._base_manager.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state in (BatchState.COMMITTING, BatchState.COMMITTED):
            raise Refusal(_("Daftar ini sudah disimpan atau sedang disimpan."))
        _ensure_undecided(batch)
        counts = batch.counts
        bad = counts["error"] + counts["ask"]
        if bad and not good_rows_only:
            raise Refusal(
                _(
                    "Masih ada %(count)d baris yang perlu diperbaiki atau dijawab. "
                    "Perbaiki dahulu, atau simpan baris yang baik saja."
                )
                % {"count": bad}
            )
        if not counts["ok"] + counts["warning"]:
            raise Refusal(_("Tidak ada baris yang dapat disimpan. Perbaiki berkasnya, lalu unggah lagi."))
        batch.good_rows_only, batch.state = good_rows_only, BatchState.COMMITTING
        batch.save(update_fields=["good_rows_only", "state"])
    return batch


def commit(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Write the batch's good rows in one transaction (R13). Running it twice, or after a kill, does it once.

    Raises Locked when the activity was closed meanwhile; the batch is then refused with that sentence.
    """
    try:
        return _commit(batch, by)
    except Refusal as refusal:
        ImportBatch._base_manager.filter(pk=batch.pk).update(state=BatchState.REFUSED, problem=refusal.sentence)
        raise


def _commit(batch: ImportBatch, by: User) -> ImportBatch:
    with transaction.atomic():
        batch = ImportBatch._base_manager.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state == BatchState.COMMITTED:
            return batch
        activity = Activity.locked_open(batch.activity_id)
        require_on(activity, by, "people.write")
        rows = _staged(batch)
        total = len(rows.numbers)
        outcome = commit_rows(activity, rows, batch=batch, progress=lambda done: progress.tell(batch, done, total))
        batch.counts = {**batch.counts, "created": outcome.created, "unchanged": outcome.unchanged}
        batch.state, batch.committed_at = BatchState.COMMITTED, timezone.now()
        batch.content = None
        batch.save()
        batch.rows.all().delete()
        audit.record("import.committed", batch, by=by, changes={"created": (None, outcome.created)})
    progress.clear(batch)
    return batch


def _staged(batch: ImportBatch) -> Parsed:
    """The rows that may go in, back as columns."""
    numbers: list[int] = []
    values: list[dict[str, Any]] = []
    good = StagedRow._base_manager.filter(batch=batch, verdict__in=["ok", "warning"]).order_by("number")
    for number, row in good.values_list("number", "values").iterator(chunk_size=5000):
        numbers.append(number)
        values.append(json.loads(row))
    keys = {key for row in values for key in row}
    columns: dict[str, list[Any]] = {key: [row.get(key) for row in values] for key in keys}
    if "birth_date" in columns:
        columns["birth_date"] = [date.fromisoformat(text) if text else None for text in columns["birth_date"]]
    return Parsed(numbers, columns, {key: "" for key in keys} | {"business_name": ""})


def discard(batch: ImportBatch, *, by: User) -> None:
    """Throw an uncommitted batch away, file and rows included."""
    require_on(batch, by, "people.write")
    _ensure_undecided(batch)
    with transaction.atomic():
        _purge(batch)
        batch.state = BatchState.DISCARDED
        batch.save(update_fields=["state", "content"])
        audit.record("import.discarded", batch, by=by)


def purge_old() -> int:
    """Empty uncommitted batches older than 30 days (personal data is not kept longer than needed); how many."""
    old = ImportBatch._base_manager.filter(
        content__isnull=False, uploaded_at__lt=timezone.now() - timedelta(days=KEEP_DAYS)
    )
    for batch in old:
        _purge(batch)
        batch.state = BatchState.DISCARDED
        batch.save(update_fields=["state", "content"])
    return len(old)


def _purge(batch: ImportBatch) -> None:
    batch.content = None
    batch.rows.all().delete()


def _ensure_undecided(batch: ImportBatch) -> None:
    if batch.state not in (BatchState.UPLOADED, BatchState.CHECKING, BatchState.CHECKED, BatchState.UNREADABLE):
        raise Refusal(
            _("Daftar ini sudah %(state)s, sehingga tidak dapat diubah lagi.")
            % {"state": batch.batch_state.label.lower()}
        )
