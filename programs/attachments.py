"""Papers and pictures: taken by what they are, not by what they are called; kept under a random name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit, scanning
from dekon_portal.core.editing import remove_row, require_on, save_row
from dekon_portal.core.names import shown_file_name
from dekon_portal.core.office_files import check_office_file, holds_part
from dekon_portal.core.pdfs import check_pdf
from dekon_portal.core.pictures import is_heif, send_as_jpg
from dekon_portal.core.refusal import Refusal

from . import copies, final_reports
from .models import Activity, Attachment, Delivery, FileKind, Session
from .models.deliveries import EDITABLE_STATES
from .review import ensure_open

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."

audit.register({"file.infected": gettext_lazy("%(who)s mengirim berkas bervirus, yang ditolak, ke %(what)s")})


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken, known by its own bytes. `check` raises Refusal for what must not be in it."""

    name: str
    content_type: str
    endings: tuple[str, ...]
    fits: Callable[[bytes, UploadedFile], bool]
    check: Callable[[UploadedFile], None] | None = None
    shown_inline: bool = False


def _begins(mark: bytes) -> Callable[[bytes, UploadedFile], bool]:
    return lambda head, upload: head.startswith(mark)


def _office_document(main_part: str) -> Callable[[bytes, UploadedFile], bool]:
    """An Office document, by the part that makes it one."""
    return lambda head, upload: head.startswith(b"PK\x03\x04") and holds_part(upload, main_part)


KINDS: Final = (
    Kind("PDF", "application/pdf", (".pdf",), _begins(b"%PDF-"), check_pdf, shown_inline=True),
    # A picture is checked by drawing its copies (copies.add).
    Kind("JPEG", "image/jpeg", (".jpg", ".jpeg"), _begins(b"\xff\xd8\xff"), shown_inline=True),
    Kind("PNG", "image/png", (".png",), _begins(b"\x89PNG\r\n\x1a\n"), shown_inline=True),
    Kind(
        "WebP",
        "image/webp",
        (".webp",),
        lambda head, upload: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
        shown_inline=True,
    ),
    Kind("Excel", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",), _office_document("xl/workbook.xml"), check_office_file),
    Kind(
        "Word",
        f"{_OFFICE}wordprocessingml.document",
        (".docx",),
        _office_document("word/document.xml"),
        check_office_file,
    ),
)
ACCEPTED: Final = ",".join(ending for kind in KINDS for ending in kind.endings)


def what_is_taken() -> str:
    return _("PDF, foto (JPG, PNG, WebP), Excel (.xlsx), atau Word (.docx), paling besar %(limit)d MB.") % {
        "limit": _limit_in_mb()
    }


def content_type_of(upload: UploadedFile) -> str:
    """What the upload is by its first bytes. Raises Refusal for what is not taken, too large, or named otherwise.

    Quick; what is inside is examined when it is stored.
    """
    return _taken_as(upload).content_type


def shown_inline(content_type: str) -> bool:
    """Whether a browser may show it instead of saving it."""
    return any(kind.content_type == content_type and kind.shown_inline for kind in KINDS)


def store(
    upload: UploadedFile,
    *,
    activity: Activity,
    kind: str,
    by: User,
    delivery: Delivery | None = None,
    session: Session | None = None,
) -> Attachment:
    """Examine a file and keep it: the two steps at once."""
    return keep(examine(upload, activity=activity, by=by), kind=kind, by=by, delivery=delivery, session=session)


def examine(upload: UploadedFile, *, activity: Activity, by: User) -> Attachment:
    """A file of an open activity that may be kept: scanned, looked into, its copies drawn; nothing is saved yet.

    Takes seconds, and a virus leaves its trace: not inside a transaction, which would hold others up and could undo it.
    Raises Refusal (not taken), Locked (R8) or NotAllowed.
    """
    require_on(activity, by, "goods.write")
    ensure_open(activity)
    taken = _taken_as(upload)
    attachment = Attachment(
        activity=activity,
        name=shown_file_name(upload.name or ""),
        content_type=taken.content_type,
        size=upload.size or 0,
        sha256=_digest(upload),
        uploaded_by=by,
    )
    _scan(attachment, upload, by)
    if taken.check:
        taken.check(upload)
    if attachment.is_picture:
        copies.add(attachment, upload)
    attachment.file = File(upload.file, name="berkas")  # type: ignore[assignment]
    return attachment


def keep(
    attachment: Attachment, *, kind: str, by: User, delivery: Delivery | None = None, session: Session | None = None
) -> Attachment:
    """Save a file that was examined. The same one sent twice is kept once. Raises Locked (R8) or NotAllowed."""
    attachment.kind, attachment.delivery, attachment.session = kind, delivery, session
    activity = attachment.activity
    with transaction.atomic():
        require_on(attachment, by, "goods.write")
        Activity.locked_open(activity.pk)
        twin = activity.attachments.filter(
            sha256=attachment.sha256, kind=kind, delivery=delivery, session=session
        ).first()
        return twin or _saved(attachment, by)


def _saved(attachment: Attachment, by: User) -> Attachment:
    """The files are written with the row; when the row is refused nothing is left behind."""
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
        stated = final_reports.pictures_of(attachment.activity)
        transaction.on_commit(lambda: _delete_stored(attachment, keep=stated))


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


def _delete_stored(attachment: Attachment, keep: Collection[str] = ()) -> None:
    """A name without a folder is what the upload came with: it was not stored yet. `keep` names what papers state."""
    for file in (attachment.file, attachment.clean_copy, attachment.thumbnail):
        name = file.name or ""
        if "/" in name and name not in keep:
            file.storage.delete(name)


def _taken_as(upload: UploadedFile) -> Kind:
    if not upload.size:
        raise Refusal(_("Berkas ini kosong. Pilih berkas yang berisi."))
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise Refusal(
            _("Berkas ini lebih besar dari %(limit)d MB. Perkecil, misalnya dengan memindai hitam putih.")
            % {"limit": _limit_in_mb()}
        )
    upload.seek(0)
    head = upload.read(16)
    kind = next((kind for kind in KINDS if kind.fits(head, upload)), None)
    upload.seek(0)
    if kind is None:
        if is_heif(head):
            raise send_as_jpg()
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
    return kind


def _scan(attachment: Attachment, upload: UploadedFile, by: User) -> None:
    """Note the scanner's verdict; without one the file waits for the worker (scans.py). Raises Refusal for a virus."""
    try:
        verdict = scanning.scan(upload)
    except scanning.Unreachable:
        return
    attachment.scan, attachment.scanned_at = verdict.state, timezone.now()
    if attachment.is_quarantined:
        note = f"{attachment.name}: {verdict.threat}"
        audit.record("file.infected", attachment.activity, by=by, note=note)
        raise _infected(verdict)


def refuse_infected(upload: UploadedFile) -> None:
    """Raise Refusal where the scanner finds a virus: for files that are of no activity."""
    try:
        verdict = scanning.scan(upload)
    except scanning.Unreachable:
        return
    if verdict.state == scanning.Scan.INFECTED:
        raise _infected(verdict)


def _infected(verdict: scanning.Verdict) -> Refusal:
    return Refusal(
        _("Pemindai menemukan virus di berkas ini (%(threat)s), sehingga tidak disimpan. Periksa komputer asalnya.")
        % {"threat": verdict.threat}
    )


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _limit_in_mb() -> int:
    return int(settings.UPLOAD_MAX_BYTES) // 1024 // 1024
