"""The life of a batch: upload, check, settle, commit or discard. One pipeline for wizard, command line and worker."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.scope import OutOfReach
from dekon_portal.core import audit, notices, progress
from dekon_portal.core.claims import is_free
from dekon_portal.core.crypto import decrypt_bytes, encrypt_bytes
from dekon_portal.core.editing import require_on
from dekon_portal.core.memory import collecting_later
from dekon_portal.core.names import shown_file_name
from dekon_portal.core.refusal import Refusal
from participants.models import BatchState, ImportBatch
from programs.models import Activity

from . import kinds
from .checked import Checked, look, own_regencies
from .ends import worded
from .layout import Layout
from .overlay import mended_cells
from .questions import which_sheet
from .remembered import remember
from .staging import good_rows, stage

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

KEEP_DAYS: Final = 30
SILENT_SECONDS: Final = 60
UNDECIDED: Final = (BatchState.UPLOADED, BatchState.CHECKING, BatchState.CHECKED, BatchState.UNREADABLE)
RUNNING: Final = (BatchState.UPLOADED, BatchState.CHECKING, BatchState.COMMITTING, BatchState.UNDOING)
"""A batch in one of these states waits for the worker."""

SAVED: Final = (BatchState.COMMITTED, BatchState.UNDOING)
"""What the list holds is on record."""
BAD: Final = ("error", "ask")
"""Verdicts of rows that stay out."""
audit.register(
    {
        "import.uploaded": gettext_lazy("%(who)s mengunggah daftar %(what)s"),
        "import.committed": gettext_lazy("%(who)s menyimpan peserta dari daftar %(what)s"),
        "import.committed.businesses": gettext_lazy("%(who)s menyimpan IKM dari daftar %(what)s"),
        "import.committed.production": gettext_lazy("%(who)s menyimpan hasil produksi dari daftar %(what)s"),
        "import.discarded": gettext_lazy("%(who)s membuang daftar %(what)s"),
    }
)


def upload(
    activity: Activity, data: bytes, name: str, *, by: User, decisions: Mapping[str, Any] | None = None
) -> ImportBatch:
    """Keep an uploaded list of an open activity's people. Raises Locked or NotAllowed."""
    return take(ImportBatch.of_activity(activity), data, name, by=by, decisions=decisions)


def of_businesses(province: str, *, by: User) -> ImportBatch:
    """A new list of IKM where the person may write them: of the province, or of a regency in it. Not saved."""
    own = own_regencies(by, province)
    return ImportBatch.of_businesses(province, min(own) if own else None)


def take(
    batch: ImportBatch, data: bytes, name: str, *, by: User, decisions: Mapping[str, Any] | None = None
) -> ImportBatch:
    """Keep an uploaded file, encrypted, as a new batch. Raises Locked or NotAllowed."""
    require_on(batch, by, kinds.of(batch).action)
    with transaction.atomic():
        batch.lock_activity()
        batch.uploaded_by = by
        batch.file_name = shown_file_name(name)
        batch.file_sha256 = hashlib.sha256(data).hexdigest()
        batch.content = encrypt_bytes(data)
        batch.decisions = dict(decisions or {})
        batch.save()
        audit.record("import.uploaded", batch, by=by)
    return batch


@collecting_later()
def examine(batch: ImportBatch, *, by: User | None = None) -> ImportBatch:
    """Run the pure steps and stage their result; nothing of it is visible elsewhere. Can be run again any time.

    Rows must be within reach of `by`, else of who uploaded them.
    """
    data = decrypt_bytes(bytes(batch.content or b""))
    layout, found = look(
        data,
        batch.file_name,
        batch,
        batch.decisions,
        by=by or batch.uploaded_by,
        today=timezone.localdate(),
        mended=mended_cells(batch),
    )
    return keep(batch, layout, found)


def keep(batch: ImportBatch, layout: Layout, found: Checked | None) -> ImportBatch:
    """Stage what was found, unless the person decided or answered otherwise while it was looked for."""
    decisions = batch.decisions
    with transaction.atomic():
        batch = ImportBatch.locked(batch.pk)
        if batch.state in UNDECIDED and batch.decisions == decisions:
            _note(batch, layout, found)
    progress.clear(batch)
    return batch


def _note(batch: ImportBatch, layout: Layout, found: Checked | None) -> None:
    asked = [*which_sheet(layout.sheets), *(found.parsed.questions if found else [])]
    _set(
        batch,
        state=BatchState.UNREADABLE if layout.problem else BatchState.CHECKED,
        problem=layout.problem.sentence if layout.problem else "",
        sheet=layout.table.sheet[:100] if layout.table else "",
        header_row=layout.table.header_row if layout.table else None,
        notes=layout.table.notes if layout.table else [],
        columns=[column._asdict() for column in layout.columns],
        questions=[asdict(question) for question in asked],
        counts=found.counts() if found else {},
    )
    if found:
        stage(batch, found)


def settle(batch: ImportBatch, decisions: Mapping[str, Any], *, by: User) -> ImportBatch:
    """Take the person's answers (sheet, header row, column fields, readings); `examine` then checks with them."""
    require_on(batch, by, kinds.of(batch).action)
    with transaction.atomic():
        batch = ImportBatch.locked(batch.pk)
        _ensure_undecided(batch)
        if "sheet" in decisions and decisions["sheet"] != batch.sheet:
            batch.mended.all().delete()  # their row numbers are of the other sheet
        _set(batch, decisions=_merged(batch.decisions, decisions), state=BatchState.CHECKING)
        progress.tell(batch, 0, batch.counts.get("rows", 0))
    return batch


def _merged(old: dict[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The new answers beside the old ones; another sheet has other rows and columns."""
    if new.get("sheet", old.get("sheet")) != old.get("sheet"):
        old = {key: value for key, value in old.items() if key not in ("header_row", "fields")}
    both = {key: {**old.get(key, {}), **value} for key, value in new.items() if isinstance(value, Mapping)}
    return {**old, **new, **both}


def ask_commit(batch: ImportBatch, *, by: User, good_rows_only: bool) -> bool:
    """Note the person's choice; `commit` carries it out. False when somebody (a first click) has asked already.

    Raises Refusal when the choice does not fit the rows: all or nothing with bad rows, or no good row at all.
    """
    require_on(batch, by, kinds.of(batch).action)
    with transaction.atomic():
        batch = ImportBatch.locked(batch.pk)
        if batch.state in (BatchState.COMMITTING, BatchState.COMMITTED):
            return False
        _ensure_checked(batch)
        bad = sum(batch.counts[key] for key in BAD)
        if not batch.counts["ok"] + batch.counts["warning"]:
            raise Refusal(_("Tidak ada baris yang dapat disimpan. Perbaiki berkasnya, lalu unggah lagi."))
        if bad and not good_rows_only:
            raise Refusal(
                _(
                    "Tidak ada yang disimpan: masih ada %(count)d baris yang perlu diperbaiki atau dijawab. "
                    "Perbaiki berkasnya lalu unggah lagi, atau simpan baris yang baik saja."
                )
                % {"count": bad}
            )
        _set(
            batch,
            good_rows_only=good_rows_only,
            state=BatchState.COMMITTING,
            problem="",
            committed_by=by,
        )
        remember(batch, by=by)
        progress.tell(batch, 0, batch.counts["rows"])
    return True


@collecting_later()
def commit(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Write the batch's good rows in one transaction (R13). Running it twice, or after a kill, does it once.

    Raises Refusal (the activity was closed, the right has ended); the batch then says so, and nothing was written.
    """
    try:
        try:
            return _commit(batch, by)
        except IntegrityError:
            # Somebody wrote one of these people or IKM at the same moment: matched again, it is known.
            return _commit(batch, by)
    except Refusal as refusal:
        _refuse(batch, refusal.sentence)
        raise
    except OutOfReach as outside:
        sentence = _(
            "Daftar ini berisi orang atau IKM di luar wilayah tugas Anda. Minta petugas provinsi menyimpannya."
        )
        _refuse(batch, sentence)
        raise Refusal(sentence) from outside


def _commit(batch: ImportBatch, by: User) -> ImportBatch:
    with transaction.atomic():
        batch = ImportBatch.locked(batch.pk)
        if batch.state != BatchState.COMMITTING:
            return batch
        kind = kinds.of(batch)
        batch.lock_activity()
        require_on(batch, by, kind.action)
        rows = good_rows(batch)
        total = len(rows.numbers)
        outcome = kind.commit(rows, batch, lambda done: progress.tell(batch, done, total))
        counts = {**batch.counts, **asdict(outcome)}
        keep_file = _is_unfinished(counts)
        _empty(batch, BatchState.COMMITTED, keep_file=keep_file, counts=counts, committed_at=timezone.now())
        made = {name: (None, counts[name]) for name in ("created", "updated") if counts[name] or name == "created"}
        audit.record(worded("import.committed", batch), batch, by=by, changes=made)
    progress.clear(batch)
    return batch


def _is_unfinished(counts: dict[str, int]) -> bool:
    """Whether something is left to mend, for which the person can have the workbook back (returned.py)."""
    return any(counts[verdict] for verdict in (*BAD, "warning"))


def is_silent(batch: ImportBatch) -> bool:
    """Whether for a minute nobody has worked at what should be under way: the worker was stopped, or is busy."""
    if batch.state not in RUNNING or not is_free(batch):
        return False
    silent = progress.of(batch).seconds_silent
    if silent is None:
        silent = int((timezone.now() - batch.uploaded_at).total_seconds())
    return silent > SILENT_SECONDS


def follow(activity: Activity) -> None:
    """Lists of an activity go with it to another regency."""
    ImportBatch._base_manager.filter(activity=activity).update(
        province=activity.office.province_id, regency=activity.regency_id
    )


def discard(batch: ImportBatch, *, by: User) -> None:
    """Throw an uncommitted batch away, file and rows included."""
    require_on(batch, by, kinds.of(batch).action)
    with transaction.atomic():
        batch = ImportBatch.locked(batch.pk)
        _ensure_undecided(batch)
        _empty(batch, BatchState.DISCARDED)
        audit.record("import.discarded", batch, by=by)


def purge_old() -> int:
    """Empty batches older than 30 days (personal data is not kept longer than needed); how many."""
    oldest = timezone.now() - timedelta(days=KEEP_DAYS)
    old = ImportBatch._base_manager.filter(content__isnull=False, uploaded_at__lt=oldest)
    pks = list(old.values_list("pk", flat=True))
    for pk in pks:
        with transaction.atomic():
            batch = ImportBatch.locked(pk)
            _empty(batch, batch.batch_state if batch.state in SAVED else BatchState.DISCARDED)
    notices.purge_old()
    return len(pks)


def _refuse(batch: ImportBatch, sentence: str) -> None:
    with transaction.atomic():
        _empty(ImportBatch.locked(batch.pk), BatchState.REFUSED, problem=sentence)
    progress.clear(batch)


def _empty(batch: ImportBatch, state: BatchState, *, keep_file: bool = False, **values: Any) -> None:
    """The last state of a batch: personal data is not kept longer than needed."""
    columns = [{**column, "samples": []} for column in batch.columns]
    _set(batch, state=state, columns=columns, questions=[], **values)
    batch.blocks.all().delete()
    if not keep_file:
        _set(batch, content=None)
        batch.mended.all().delete()


def _set(batch: ImportBatch, **values: Any) -> None:
    """Past the check of reach on saving: who lost the right meanwhile still leaves a batch that says so."""
    for name, value in values.items():
        setattr(batch, name, value)
    ImportBatch._base_manager.filter(pk=batch.pk).update(**values)


def _ensure_undecided(batch: ImportBatch) -> None:
    if batch.state not in UNDECIDED:
        raise Refusal(
            _("Daftar ini sudah %(state)s, sehingga tidak dapat diubah lagi.")
            % {"state": batch.batch_state.label.lower()}
        )


def _ensure_checked(batch: ImportBatch) -> None:
    _ensure_undecided(batch)
    if batch.state != BatchState.CHECKED:
        raise Refusal(_("Daftar ini belum selesai diperiksa. Tunggu sampai pemeriksaannya selesai."))
