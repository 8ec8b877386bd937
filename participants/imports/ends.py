"""What a batch says when the work at it ends: by itself, by a refusal, or by a fault of the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy

from dekon_portal.core import notices, progress
from participants.models import BatchState, ImportBatch

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

_ENDS: Final = {
    BatchState.CHECKED: "import.checked",
    BatchState.UNREADABLE: "import.unreadable",
    BatchState.COMMITTED: "import.committed",
    BatchState.REFUSED: "import.refused",
    BatchState.UNDONE: "import.undone",
}
_STOPPED: Final = {BatchState.CHECKED: "import.interrupted", BatchState.COMMITTED: "import.kept"}
"""The same where the step asked for was not taken, so that the batch is as it was before, and says why."""

notices.register(
    {
        "import.checked": gettext_lazy("Daftar %(what)s selesai diperiksa: %(count)s peserta baru siap disimpan."),
        "import.unreadable": gettext_lazy("Daftar %(what)s tidak dapat diperiksa. Buka untuk melihat sebabnya."),
        "import.committed": gettext_lazy("Daftar %(what)s tersimpan: %(count)s peserta baru."),
        "import.refused": gettext_lazy("Daftar %(what)s ditolak. Buka untuk melihat sebabnya."),
        "import.checked.businesses": gettext_lazy(
            "Daftar %(what)s selesai diperiksa: %(count)s IKM baru siap disimpan."
        ),
        "import.committed.businesses": gettext_lazy("Daftar %(what)s tersimpan: %(count)s IKM baru."),
        "import.checked.production": gettext_lazy(
            "Daftar %(what)s selesai diperiksa: %(count)s hasil produksi baru siap disimpan."
        ),
        "import.committed.production": gettext_lazy("Daftar %(what)s tersimpan: %(count)s hasil produksi baru."),
        "import.checked.updated": gettext_lazy(
            "Daftar %(what)s selesai diperiksa: %(count)s baris baru dan %(updated)s yang melengkapi siap disimpan."
        ),
        "import.committed.updated": gettext_lazy(
            "Daftar %(what)s tersimpan: %(count)s baris baru, %(updated)s melengkapi data yang kosong."
        ),
        "import.undone": gettext_lazy("Seluruh isi daftar %(what)s sudah ditarik kembali."),
        "import.kept": gettext_lazy("Daftar %(what)s tidak jadi dibatalkan. Buka untuk melihat sebabnya."),
        "import.interrupted": gettext_lazy("Penyimpanan daftar %(what)s terhenti; tidak ada yang tersimpan."),
    }
)
_CHECK_BROKE: Final = gettext_lazy(
    "Pemeriksaan terhenti karena gangguan pada portal. Periksa ulang; bila terulang, hubungi admin dan sebutkan impor "
    "nomor %(number)d."
)
_DISK_FULL: Final = gettext_lazy(
    "Penyimpanan portal penuh, sehingga tidak ada yang tersimpan. Beri tahu admin dan sebutkan impor nomor %(number)d; "
    "sesudah itu jalankan sekali lagi."
)
_BROKEN: Final[dict[str, tuple[BatchState, Any, Any]]] = {
    BatchState.UPLOADED: (BatchState.UNREADABLE, _CHECK_BROKE, _DISK_FULL),
    BatchState.CHECKING: (BatchState.UNREADABLE, _CHECK_BROKE, _DISK_FULL),
    BatchState.COMMITTING: (
        BatchState.CHECKED,
        gettext_lazy(
            "Penyimpanan terhenti karena gangguan pada portal; tidak ada yang tersimpan. Simpan sekali lagi; bila "
            "terulang, hubungi admin dan sebutkan impor nomor %(number)d."
        ),
        _DISK_FULL,
    ),
    BatchState.UNDOING: (
        BatchState.COMMITTED,
        gettext_lazy(
            "Pembatalan terhenti karena gangguan pada portal; seluruh isi daftar masih tersimpan. Batalkan sekali "
            "lagi; bila terulang, hubungi admin dan sebutkan impor nomor %(number)d."
        ),
        gettext_lazy(
            "Penyimpanan portal penuh, sehingga daftar ini belum dibatalkan. Beri tahu admin dan sebutkan impor nomor "
            "%(number)d; sesudah itu batalkan sekali lagi."
        ),
    ),
}
"""While under way → the state after a fault, what the person reads then, and what when the disk was full."""


def committer(batch: ImportBatch) -> User:
    """Who asked for the commit; before that, who uploaded."""
    return batch.committed_by or batch.uploaded_by


def asker(batch: ImportBatch) -> User:
    """Who waits for the latest step of the batch: the undo, the commit, or the check."""
    return batch.undone_by or committer(batch)


def of_any_scope(pk: int) -> ImportBatch:
    """For the worker, which then acts as the person who asked."""
    return ImportBatch._base_manager.select_related("province", "activity__office__province").get(pk=pk)


def interrupted(batch: ImportBatch, *, disk_full: bool = False) -> None:
    """After a fault of the portal itself: nothing was written, and the person can start the step again."""
    with transaction.atomic():
        batch = ImportBatch.locked(batch.pk)
        if batch.state not in _BROKEN:
            return
        state, fault, full = _BROKEN[batch.state]
        problem = str(full if disk_full else fault) % {"number": batch.pk}
        ImportBatch._base_manager.filter(pk=batch.pk).update(state=state, problem=problem)
    progress.clear(batch)


def tell_end(batch: ImportBatch) -> None:
    """Leave a notice to who waits for the batch: what became of it."""
    batch = of_any_scope(batch.pk)
    code = (_STOPPED if batch.problem else {}).get(batch.batch_state) or _ENDS.get(batch.batch_state)
    if code:
        created, updated = (batch.counts.get(name, 0) for name in ("created", "updated"))
        code = f"{code}.updated" if updated and f"{code}.updated" in notices.SENTENCES else worded(code, batch)
        url = batch.get_absolute_url()
        notices.tell(asker(batch), code, url, what=batch.file_name, count=created, updated=updated)


def worded(code: str, batch: ImportBatch) -> str:
    """The code whose sentence speaks of what the list holds, where there is one."""
    own = f"{code}.{batch.kind}"
    return own if own in notices.SENTENCES else code
