"""Papers and pictures: taken by what they are, not by what they are called; kept under a random name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from dekon_portal.core.editing import remove_row, require_on, save_row
from dekon_portal.core.names import shown_file_name
from dekon_portal.core.refusal import Refusal

from .models import Activity, Attachment, Delivery, FileKind
from .models.deliveries import EDITABLE_STATES

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_MOST_PARTS: Final = 10_000  # a document has dozens; more is an attack on whoever opens it


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken, known by its own bytes."""

    name: str
    content_type: str
    endings: tuple[str, ...]
    fits: Callable[[bytes, UploadedFile], bool]
    shown_inline: bool = False


def _begins(*marks: bytes) -> Callable[[bytes, UploadedFile], bool]:
    return lambda head, upload: head.startswith(marks)


def _office_document(main_part: str) -> Callable[[bytes, UploadedFile], bool]:
    """An Office document without macros, by the part that makes it one."""

    def fits(head: bytes, upload: UploadedFile) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            upload.seek(0)
            with ZipFile(upload) as archive:  # type: ignore[arg-type]
                parts = archive.namelist()
        except (BadZipFile, ValueError, NotImplementedError):
            return False
        macros = any(part.lower().endswith("vbaproject.bin") for part in parts)
        return len(parts) <= _MOST_PARTS and main_part in parts and not macros

    return fits


KINDS: Final = (
    Kind("PDF", "application/pdf", (".pdf",), _begins(b"%PDF-"), shown_inline=True),
    Kind("JPEG", "image/jpeg", (".jpg", ".jpeg"), _begins(b"\xff\xd8\xff"), shown_inline=True),
    Kind("PNG", "image/png", (".png",), _begins(b"\x89PNG\r\n\x1a\n"), shown_inline=True),
    Kind(
        "WebP",
        "image/webp",
        (".webp",),
        lambda head, upload: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
        shown_inline=True,
    ),
    Kind("Excel", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",), _office_document("xl/workbook.xml")),
    Kind("Word", f"{_OFFICE}wordprocessingml.document", (".docx",), _office_document("word/document.xml")),
)
ACCEPTED: Final = ",".join(ending for kind in KINDS for ending in kind.endings)


def what_is_taken() -> str:
    return _("PDF, foto (JPG, PNG, WebP), Excel (.xlsx), atau Word (.docx), paling besar %(limit)d MB.") % {
        "limit": _limit_in_mb()
    }


def content_type_of(upload: UploadedFile) -> str:
    """What the upload really is. Raises Refusal for anything that is not taken, too large, or named otherwise."""
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise Refusal(
            _("Berkas ini lebih besar dari %(limit)d MB. Perkecil, misalnya dengan memindai hitam putih.")
            % {"limit": _limit_in_mb()}
        )
    kind = _kind_of(upload)
    if kind is None:
        raise Refusal(_("Isi berkas ini bukan jenis yang diterima. Unggah %(taken)s") % {"taken": what_is_taken()})
    ending = PurePath(upload.name or "").suffix.lower()
    if ending not in kind.endings:
        raise Refusal(
            _(
                "Isi berkas ini %(kind)s, tetapi namanya berakhiran “%(ending)s”. "
                "Simpan ulang dari aplikasinya dengan akhiran %(right)s, lalu unggah lagi."
            )
            % {"kind": kind.name, "ending": ending, "right": kind.endings[0]}
        )
    return kind.content_type


def shown_inline(content_type: str) -> bool:
    """Whether a browser may show it instead of saving it."""
    return any(kind.content_type == content_type and kind.shown_inline for kind in KINDS)


def store(
    upload: UploadedFile, *, activity: Activity, kind: str, by: User, delivery: Delivery | None = None
) -> Attachment:
    """Keep a file of an open activity. The same file sent twice is kept once.

    Raises Refusal (not taken), Locked (R8) or NotAllowed.
    """
    attachment = Attachment(
        activity=activity,
        delivery=delivery,
        kind=kind,
        name=shown_file_name(upload.name or ""),
        content_type=content_type_of(upload),
        size=upload.size or 0,
        sha256=_digest(upload),
        uploaded_by=by,
    )
    with transaction.atomic():
        require_on(attachment, by, "goods.write")
        Activity.locked_open(activity.pk)
        twin = activity.attachments.filter(sha256=attachment.sha256, kind=kind, delivery=delivery).first()
        if twin:
            return twin
        attachment.file = File(upload.file, name="berkas")  # type: ignore[assignment]
        return _saved(attachment, by)


def _saved(attachment: Attachment, by: User) -> Attachment:
    """The file is written with the row; when the row is refused nothing is left behind."""
    try:
        return save_row(attachment, by=by, action="goods.write")
    except Exception:
        _delete_stored(attachment)
        raise


def remove(attachment: Attachment, *, by: User) -> None:
    """Remove the row with its trace, and the file once that is certain. The scan of a signed BAST stays (R7)."""
    with transaction.atomic():
        _ensure_removable(attachment)
        remove_row(attachment, by=by, action="goods.write")
        transaction.on_commit(lambda: _delete_stored(attachment))


def _ensure_removable(attachment: Attachment) -> None:
    """With the activity locked, as signing locks it: the BAST cannot be signed between the question and the removal."""
    Activity.locked_open(attachment.activity_id)
    if attachment.delivery_id is None:
        return
    delivery = Delivery._base_manager.filter(pk=attachment.delivery_id).exclude(state__in=EDITABLE_STATES).first()
    if delivery and attachment.kind == FileKind.BAST_SCAN:
        raise Refusal(
            _("Pindaian ini bagian dari BAST %(number)s yang sudah %(state)s, sehingga tidak dapat dihapus.")
            % {"number": delivery.number, "state": delivery.delivery_state.label.lower()}
        )


def _delete_stored(attachment: Attachment) -> None:
    """A name without a folder is what the upload came with: it was not stored yet."""
    name = attachment.file.name or ""
    if "/" in name:
        attachment.file.storage.delete(name)


def _kind_of(upload: UploadedFile) -> Kind | None:
    upload.seek(0)
    head = upload.read(16)
    found = next((kind for kind in KINDS if kind.fits(head, upload)), None)
    upload.seek(0)
    return found


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _limit_in_mb() -> int:
    return int(settings.UPLOAD_MAX_BYTES) // 1024 // 1024
