"""Photos from strangers: known by their content, refused before decoding when too large, kept as a new JPEG.

What is stored is drawn anew from the pixels, so nothing of the sent file stays: no EXIF, no place, no hidden second
file.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .refusal import Refusal

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES: Final = 12 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 1600
JPEG: Final = "image/jpeg"
_FORMATS: Final = ("JPEG", "PNG", "WEBP")


def redrawn(upload: UploadedFile) -> bytes:
    """The picture as a JPEG of at most 1600 px. Raises Refusal for whatever is not a photo or is too large."""
    if (upload.size or 0) > MOST_BYTES:
        raise Refusal(_("Foto ini lebih besar dari %(limit)d MB. Kirim foto yang lebih kecil.") % {"limit": 12})
    try:
        with Image.open(upload, formats=_FORMATS) as picture:  # reads the head only
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal(_("Ukuran foto ini terlalu besar. Kirim foto biasa dari kamera ponsel."))
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded small
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = io.BytesIO()
            # Of the pixels alone: a copy would carry the comments and profiles of the sent file along.
            Image.frombytes("RGB", upright.size, upright.tobytes()).save(drawn, "JPEG", quality=82, optimize=True)
    except Image.DecompressionBombError as bomb:
        raise Refusal(_("Ukuran foto ini terlalu besar. Kirim foto biasa dari kamera ponsel.")) from bomb
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError) as broken:
        raise Refusal(_("Berkas ini bukan foto yang dapat dibaca. Kirim foto JPG, PNG, atau WebP.")) from broken
    return drawn.getvalue()
