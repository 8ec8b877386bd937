"""Files that come in pieces over a line that breaks, until the form that asked for them is sent (core/tus.py).

The bytes lie in UPLOAD_DIR under a random name, encrypted with a key that only the row holds: removing the row makes
whatever is left of the file unreadable. What a form gets is a file as if it had been posted (`files_of`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from . import crypto
from .claims import claimed
from .models import PendingUpload
from .names import shown_file_name
from .refusal import Refusal

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from dekon_portal.accounts.models import User

FIELD_END: Final = "-unggahan"
"""Ends the name of the hidden input that names the uploads of a file field."""
KEEP: Final = timedelta(hours=24)
"""After the last piece: then the file is thrown away."""


class TooLarge(Refusal):
    """The file, or all waiting files of the person, would be larger than what is kept."""


class TooMany(Refusal):
    """So many files of the person wait already."""


class Moved(Refusal):
    """The piece does not begin where the file ends now."""


class Busy(Refusal):
    """Another piece of the file is being written."""


class ClaimedFile(InMemoryUploadedFile):
    """A whole upload, to a form as good as a posted file."""

    def __init__(self, upload: PendingUpload, field: str) -> None:
        stored = path_of(upload.pk).read_bytes()[: upload.length] if upload.length else b""
        content = BytesIO(crypto.stream(stored, upload.key, 0))
        super().__init__(content, field, upload.name, "application/octet-stream", upload.length, None)
        self.upload = upload


def of(user: User) -> QuerySet[PendingUpload]:
    """The person's own uploads that have not expired."""
    return PendingUpload.objects.filter(owner=user, expires_at__gt=timezone.now())


def begin(owner: User, *, name: str, length: int, page: str) -> PendingUpload:
    """A new upload of `length` bytes for the form at `page`. Raises TooLarge or TooMany."""
    if length > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(_("Berkas ini lebih besar dari %(limit)d MB.") % {"limit": _in_mb(settings.UPLOAD_MAX_BYTES)})
    waiting = of(owner)
    if waiting.count() >= settings.UPLOAD_PENDING_FILES:
        raise TooMany(_("Terlalu banyak unggahan Anda yang belum selesai. Selesaikan atau tunggu sehari."))
    if (waiting.aggregate(total=Sum("length"))["total"] or 0) + length > settings.UPLOAD_PENDING_BYTES:
        limit = {"limit": _in_mb(settings.UPLOAD_PENDING_BYTES)}
        raise TooLarge(_("Unggahan Anda yang belum selesai sudah mencapai %(limit)d MB. Selesaikan dahulu.") % limit)
    return PendingUpload.objects.create(
        owner=owner,
        name=shown_file_name(name),
        length=length,
        page=page,
        key=crypto.new_stream_key(),
        expires_at=timezone.now() + KEEP,
    )


def offset_of(upload: PendingUpload) -> int:
    """How much of the file is surely there: a crash may leave more on the disk than was noted, or less."""
    path = path_of(upload.pk)
    return min(upload.offset, path.stat().st_size) if path.exists() else 0


def append(upload: PendingUpload, data: bytes, *, at: int) -> PendingUpload:
    """Write the piece that begins at `at`. Raises Moved, Busy, TooLarge, OSError, or PendingUpload.DoesNotExist."""
    with claimed(upload) as ours:
        if not ours:
            raise Busy(_("Bagian lain dari berkas ini sedang disimpan."))
        upload = PendingUpload.objects.get(pk=upload.pk)
        if at != offset_of(upload):
            raise Moved(_("Bagian ini tidak menyambung pada yang sudah diterima."))
        if at + len(data) > upload.length:
            raise TooLarge(_("Bagian ini melampaui panjang berkas."))
        if data:
            if at < upload.offset:  # the disk lost what was noted: what comes there now is not to be taken for it
                PendingUpload.objects.filter(pk=upload.pk).update(offset=at)
            _write(path_of(upload.pk), crypto.stream(data, upload.key, at), at)
            upload.offset = at + len(data)
            upload.expires_at = timezone.now() + KEEP
            upload.save(update_fields=["offset", "expires_at"])
    return upload


def end(upload: PendingUpload) -> None:
    """Throw the upload away. Raises Busy."""
    with claimed(upload) as ours:
        if not ours:
            raise Busy(_("Bagian lain dari berkas ini sedang disimpan."))
        path = path_of(upload.pk)
        upload.delete()
        path.unlink(missing_ok=True)


def named_in(data: QueryDict, user: User, page: str) -> dict[str, list[PendingUpload]]:
    """Name of the file field → whole uploads that the form at `page` names in its hidden inputs."""
    found: dict[str, list[PendingUpload]] = {}
    for hidden in (name for name in data if name.endswith(FIELD_END)):
        known = of(user).filter(page=page).in_bulk([pk for pk in map(_uuid, data.getlist(hidden)) if pk])
        whole = [upload for upload in known.values() if offset_of(upload) == upload.length]
        if whole:
            found[hidden.removesuffix(FIELD_END)] = whole
    return found


def files_of(data: QueryDict, posted: MultiValueDict[str, UploadedFile], user: User, page: str) -> MultiValueDict:
    """The files of the form at `page`: those posted with it, and whole uploads that it names."""
    files: MultiValueDict[str, Any] = posted.copy()
    for field, whole in named_in(data, user, page).items():
        for upload in whole:
            with suppress(FileNotFoundError):  # a twin request has just taken it
                files.appendlist(field, ClaimedFile(upload, field))
    return files


@contextmanager
def spending(files: MultiValueDict) -> Iterator[None]:
    """Take the uploads among `files` in the transaction of the block: it carries them off, or they wait on."""
    claims = [file.upload for _name, sent in files.lists() for file in sent if isinstance(file, ClaimedFile)]
    if not claims:
        yield
        return
    with transaction.atomic():
        for upload in claims:
            # The row goes first: a twin request waits here, and then finds nothing to take.
            if not PendingUpload.objects.filter(pk=upload.pk).delete()[0]:
                raise Refusal(_("Berkas ini sudah dipakai. Pilih sekali lagi bila memang perlu."))
            transaction.on_commit(partial(path_of(upload.pk).unlink, missing_ok=True))
        yield


def purge_old() -> int:
    """Remove expired uploads, and files that no row knows (a crash between the two); how many rows."""
    removed, _each = PendingUpload.objects.filter(expires_at__lte=timezone.now()).delete()
    known = set(PendingUpload.objects.values_list("pk", flat=True))
    oldest = (timezone.now() - KEEP).timestamp()
    for path in folder().iterdir():
        if _uuid(path.name) not in known and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    return removed


def folder() -> Path:
    """Where the bytes are, readable by the portal's own system user only."""
    place = Path(settings.UPLOAD_DIR)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(pk: UUID) -> Path:
    return folder() / pk.hex


def _write(path: Path, data: bytes, at: int) -> None:
    """On the disk before anybody is told so; what a crash left behind `at` is cut off."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(at)
        file.seek(at)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _in_mb(size: int) -> int:
    return size // 1024 // 1024
