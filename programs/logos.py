"""The logo in an office's letterhead: taken by its content, drawn anew, so that nothing but the picture is kept."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from dekon_portal.core.documents import data_uri

if TYPE_CHECKING:
    from django.core.files.base import File
    from django.core.files.storage import Storage

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 4000
"""Along either side; a small file can unfold into a picture that fills the memory."""
KEPT_PIXELS: Final = 400
"""Along the longer side: 20 mm at 500 dots to the inch."""


def redrawn(upload: File[Any]) -> bytes:
    """The picture as a PNG of its own, without whatever else the file carried. Raises ValidationError."""
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(_("Logo lebih besar dari 2 MB. Perkecil gambarnya, lalu unggah lagi."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=("PNG", "JPEG")) as picture:
                if max(picture.size) > MOST_PIXELS:
                    raise ValidationError(
                        _("Sisi gambar logo paling panjang %(most)d piksel. Perkecil gambarnya, lalu unggah lagi.")
                        % {"most": MOST_PIXELS}
                    )
                logo = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning) as wrong:
        raise ValidationError(_("Isi berkas ini bukan gambar PNG atau JPG yang utuh. SVG tidak diterima.")) from wrong
    logo.thumbnail((KEPT_PIXELS, KEPT_PIXELS))
    drawn = io.BytesIO()
    Image.frombytes("RGBA", logo.size, logo.tobytes()).save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


class LogoInput(forms.ClearableFileInput):
    """Shows the stored logo itself: files have no address outside the portal."""

    template_name = "admin/logo_input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["picture"] = data_uri(stored(value.storage, value.name))
        return context

    def is_initial(self, value: Any) -> bool:
        return bool(value) and bool(getattr(value, "name", "")) and hasattr(value, "storage")


class LogoField(forms.FileField):
    widget = LogoInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("PNG atau JPG, paling besar 2 MB. Tercetak di kepala surat BAST."))
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = "image/png,image/jpeg"

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return ContentFile(redrawn(upload), name="logo.png") if upload else upload


def stored(storage: Storage, name: str) -> bytes:
    """The bytes of a stored logo; nothing when its file is gone, which must not keep a paper from being made."""
    try:
        with storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return b""
