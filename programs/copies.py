"""What is given out of a file: of a picture a clean copy, and the original to its own office only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any, Final

from django.core.files.base import ContentFile
from django.http import Http404
from django.utils.translation import gettext as _

from dekon_portal.core import pictures
from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal

from .models import Attachment

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

SIDE: Final = 2000
"""Pixels of the copy that others read."""
SMALL_SIDE: Final = 400
"""Of the one in lists."""


@dataclass(frozen=True)
class Given:
    """A file on its way to a reader."""

    content: IO[bytes] | Any
    name: str
    content_type: str
    as_attachment: bool = False


def add(attachment: Attachment, original: pictures.Readable) -> None:
    """Draw the clean copies of a picture, and keep apart what its camera noted. Not saved. Raises Refusal."""
    prepared = pictures.prepare(original, SIDE, SMALL_SIDE)
    large, small = (ContentFile(copy, name="salinan") for copy in prepared.copies)
    attachment.clean_copy, attachment.thumbnail = large, small  # type: ignore[assignment]
    attachment.shot = prepared.shot or None


def give(attachment: Attachment) -> Given:
    """What everybody gets who sees the activity. Raises Refusal in quarantine, FileNotFoundError when it is lost."""
    _refuse_quarantined(attachment)
    if attachment.is_picture:
        return _copy(attachment, attachment.clean_copy, SIDE)
    return Given(attachment.file.open("rb"), attachment.name, attachment.content_type)


def give_small(attachment: Attachment) -> Given:
    """A picture for lists."""
    _refuse_quarantined(attachment)
    _require_picture(attachment)
    return _copy(attachment, attachment.thumbnail, SMALL_SIDE)


def give_original(attachment: Attachment, *, by: User) -> Given:
    """A picture as it was sent, with all that its camera noted: evidence, for its office only. Raises NotAllowed."""
    require_on(attachment, by, "goods.write")
    _refuse_quarantined(attachment)
    _require_picture(attachment)
    return Given(attachment.file.open("rb"), attachment.name, attachment.content_type, as_attachment=True)


def prepare_old() -> Iterator[tuple[Attachment, str]]:
    """Draw the copies of pictures that came in before there were any; each with "" or why it could not be done.

    Past `save`: copies say nothing new, so the lock of an approved activity (R8) does not hold them up.
    """
    for attachment in Attachment._base_manager.filter(content_type__startswith="image/", clean_copy=""):
        try:
            with attachment.file.open("rb") as original:
                add(attachment, original)
        except (Refusal, FileNotFoundError) as reason:
            yield attachment, str(reason)
        else:
            _save_copies(attachment)
            yield attachment, ""


def _save_copies(attachment: Attachment) -> None:
    for file in (attachment.clean_copy, attachment.thumbnail):
        file.save("salinan", file.file, save=False)
    Attachment._base_manager.filter(pk=attachment.pk).update(
        clean_copy=attachment.clean_copy.name, thumbnail=attachment.thumbnail.name, shot=attachment.shot
    )


def _copy(attachment: Attachment, stored: Any, side: int) -> Given:
    """The stored copy; of an older picture one drawn now (`manage.py prepare_photos` draws them for good)."""
    name = f"{PurePath(attachment.name).stem}.jpg"
    if stored:
        return Given(stored.open("rb"), name, pictures.CONTENT_TYPE)
    with attachment.file.open("rb") as original:
        return Given(io.BytesIO(pictures.clean_picture(original, side)), name, pictures.CONTENT_TYPE)


def _require_picture(attachment: Attachment) -> None:
    if not attachment.is_picture:
        raise Http404


def _refuse_quarantined(attachment: Attachment) -> None:
    if attachment.is_quarantined:
        raise Refusal(
            _(
                "Pemindai menemukan virus di berkas %(name)s, sehingga berkas ini tidak diberikan lagi. Petugas dinas "
                "dapat menghapusnya dan mengunggah berkas yang bersih."
            )
            % {"name": attachment.name}
        )
