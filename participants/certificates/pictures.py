"""Pictures of a template: taken by their content, drawn anew, of a size that a page of A4 needs."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image

from dekon_portal.core.documents import picture
from dekon_portal.core.pictures import clean_picture
from dekon_portal.core.refusal import Refusal
from programs.logos import redrawn, stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.base import File
    from django.core.files.storage import Storage

LONGEST_SIDE: Final = 1754
"""A4 across, at 150 dots to the inch."""
_HEADS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def background(upload: File[Any]) -> ContentFile[bytes]:
    """A landscape JPEG that holds the picture and nothing else. Raises ValidationError."""
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise ValidationError(_("Gambar ini lebih besar dari %(limit)d MB. Perkecil dahulu.") % {"limit": limit})
    upload.seek(0)
    head = upload.read(8)
    if not head.startswith(_HEADS):
        raise ValidationError(_("Isi berkas ini bukan gambar JPG atau PNG. SVG dan PDF tidak diterima."))
    try:
        drawn = clean_picture(upload, LONGEST_SIDE)
    except Refusal as refusal:
        raise ValidationError(refusal.sentence) from refusal
    width, height = _size(drawn)
    if width <= height:
        raise ValidationError(_("Gambar latar harus mendatar, seperti kertas A4 yang dibaringkan (29,7 × 21 cm)."))
    return ContentFile(drawn, name="latar.jpg")


def signature(upload: File[Any]) -> ContentFile[bytes]:
    """A small PNG that keeps what is transparent. Raises ValidationError."""
    try:
        return ContentFile(redrawn(upload), name="tanda-tangan.png")
    except ValidationError as wrong:
        raise ValidationError(
            _(
                "Gambar tanda tangan harus JPG atau PNG yang utuh, paling besar 2 MB dan sisinya paling panjang "
                "4.000 piksel. SVG tidak diterima."
            )
        ) from wrong


class PictureInput(forms.ClearableFileInput):
    """Says that one is stored: files have no address outside the portal."""

    template_name = "participants/picture_input.html"

    def is_initial(self, value: Any) -> bool:
        return bool(value) and bool(getattr(value, "name", ""))


class PictureField(forms.FileField):
    """Takes a picture as `draw` makes it anew."""

    widget = PictureInput

    def __init__(self, *, draw: Callable[[File[Any]], ContentFile[bytes]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.draw = draw
        self.widget.attrs["accept"] = "image/png,image/jpeg"

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return self.draw(upload) if upload else upload


def as_svg(storage: Storage, name: str) -> str:
    """A stored picture for the inputs of a document; nothing when its file is gone, as with a logo."""
    content = stored(storage, name)
    if not content or content.startswith(_HEADS[1]):
        return picture(content) if content else ""
    width, height = _size(content)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><image width="{width}" '
        f'height="{height}" href="data:image/jpeg;base64,{base64.b64encode(content).decode()}"/></svg>'
    )


def _size(content: bytes) -> tuple[int, int]:
    """Of a picture that we drew ourselves."""
    with Image.open(io.BytesIO(content)) as drawn:
        return drawn.size
