"""Pictures that are safe to give to others: drawn anew, of a modest size, without a word about where they were taken.

`clean_picture(file, 2000)` for one copy; `prepare(file, 2000, 400)` for several and for what the camera noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from . import confined
from .refusal import Refusal

CONTENT_TYPE: Final = "image/jpeg"
"""Of every copy."""
_MOST_MEGAPIXELS: Final = 50  # confined.picture refuses by the same figure
_HEIF_BRANDS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


class Readable(Protocol):
    """An upload, a stored file, an open file."""

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, offset: int, /) -> Any: ...


@dataclass(frozen=True)
class Prepared:
    """Clean copies in the order asked for; `shot` holds latitude, longitude and taken_at (ISO), where noted."""

    copies: tuple[bytes, ...]
    shot: dict[str, Any]


def clean_picture(file: Readable, max_side: int) -> bytes:
    """A JPEG of at most `max_side` pixels a side that holds the picture and nothing else. Raises Refusal."""
    return prepare(file, max_side).copies[0]


def prepare(file: Readable, *sides: int) -> Prepared:
    """Clean copies of a JPEG, PNG or WebP, the largest side first. Raises Refusal for what is no whole picture."""
    file.seek(0)
    try:
        answer, body = confined.ask("dekon_portal.core.confined.picture", file.read(), *sides)
    except confined.Ended as ended:
        raise _corrupt() from ended
    finally:
        file.seek(0)
    if answer.get("refused") == "too_large":
        raise Refusal(
            _("Foto ini lebih dari %(limit)d megapiksel. Perkecil ukurannya, lalu unggah lagi.")
            % {"limit": _MOST_MEGAPIXELS}
        )
    if "refused" in answer:
        raise _corrupt()
    ends = accumulate(answer["sizes"], initial=0)
    return Prepared(tuple(body[start:end] for start, end in pairwise(ends)), answer["shot"])


def is_heif(head: bytes) -> bool:
    """Whether the first 16 bytes are those of a photo as an iPhone keeps it (HEIC), or of an AVIF."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def send_as_jpg() -> Refusal:
    """What to say of a HEIC."""
    return Refusal(
        _(
            "Foto ini berformat HEIC, yang tidak dapat dibuka semua peramban. Kirim sebagai JPG: di iPhone buka "
            "Pengaturan › Kamera › Format, pilih “Paling Kompatibel”, lalu ambil lagi fotonya; foto yang sudah ada "
            "disimpan ulang sebagai JPG dari aplikasi galeri."
        )
    )


def _corrupt() -> Refusal:
    return Refusal(_("Foto ini rusak atau terpotong. Kirim ulang dari kamera atau galeri, lalu unggah lagi."))
