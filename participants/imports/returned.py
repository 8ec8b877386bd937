"""Step 8, return: the person's own workbook, with what is left to do in it (giveback/)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.crypto import decrypt_bytes
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import NotAllowed, Refusal
from participants.models import BatchState, ImportBatch

from . import issues, kinds
from .giveback import Notes, give_back

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

audit.register({"import.returned": gettext_lazy("%(who)s mengunduh berkas bertanda dari daftar %(what)s")})


def may_return(batch: ImportBatch, by: User) -> bool:
    """Whether the file is still here and the person's own: to others it would show full NIK (R3)."""
    return batch.uploaded_by_id == by.pk and batch.has_file and batch.sheet != ""


def returned(batch: ImportBatch, *, by: User) -> tuple[bytes, str]:
    """(the annotated file, "xlsx" or "ods"). Raises NotAllowed for another's file, Refusal for one that is gone."""
    require_on(batch, by, kinds.of(batch).action)
    if batch.uploaded_by_id != by.pk:
        raise NotAllowed(_("Hanya yang mengunggah berkas ini yang dapat mengunduhnya kembali."))
    if not may_return(batch, by):
        raise Refusal(_("Berkas ini tidak lagi disimpan di portal. Pakai berkas di komputer Anda."))
    audit.record("import.returned", batch, by=by)
    return give_back(decrypt_bytes(bytes(batch.content or b"")), batch.file_name, notes_of(batch))


def notes_of(batch: ImportBatch) -> Notes:
    """Every problem at its cell, and the cells mended in the preview with their new text."""
    places = {column["field"]: column["index"] for column in batch.columns if column["field"]}
    header = batch.header_row or 1
    notes = Notes(batch.sheet, header, first_column=min(places.values(), default=0), summary=_summary(batch))
    kinds: Counter[str] = Counter()
    for row, field, code, params in batch.issues.values_list("row", "field", "code", "params").iterator():
        notes.add(row, places.get(field), issues.severity(code), capfirst(issues.what(code, params)))
        kinds[code] += 1
    notes.kinds = [(issues.title(code), count) for code, count in kinds.most_common()]
    for row, field, text in batch.mended.values_list("row", "field", "text"):
        if field in places:
            notes.put(row, places[field], text)
    return notes


def _summary(batch: ImportBatch) -> list[tuple[str, str | int]]:
    counts = batch.counts
    place = f"{batch.activity} ({batch.activity.code})" if batch.activity else str(batch.regency or batch.province)
    lines: list[tuple[str, str | int]] = [
        (_("Kegiatan") if batch.activity else _("Wilayah"), place),
        (_("Berkas"), batch.file_name),
        (_("Baris dibaca"), counts["rows"]),
        (_("Siap"), counts["ok"]),
        (_("Perlu dilihat"), counts["warning"]),
        (_("Perlu diperbaiki"), counts["error"]),
        (_("Perlu jawaban"), counts["ask"]),
    ]
    if batch.state == BatchState.COMMITTED:
        lines += [
            (_("Baris baru"), counts["created"]),
            (_("Sudah tercatat, dilengkapi"), counts["updated"]),
            (_("Sudah tercatat, tidak berubah"), counts["unchanged"]),
            (_("Tidak disimpan"), batch.left_out),
        ]
    return lines
