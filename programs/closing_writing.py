"""What all writers of the final report share: its words on the cover, its pictures, what stands beside what."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.core.files.storage import default_storage
from django.utils import translation
from PIL import Image

from dekon_portal.core.dates import format_datetime

from .logos import stored

if TYPE_CHECKING:
    from .final_reports import Reading

_SIDE: Final = 1000
"""Pixels along the longer side of a printed photo: 80 mm at 300 dots to the inch."""
_QUALITY: Final = 80
LOST: Final = "berkas foto tidak ditemukan"
DRAFT: Final = "DRAF"


@dataclass(frozen=True)
class Picture:
    """A photo as it is printed."""

    jpeg: bytes
    width: int
    height: int


def printed(name: str) -> Picture | None:
    """The stored copy of a photo, made small for paper; None when its file is gone."""
    content = stored(default_storage, name)
    if not content:
        return None
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
        picture.thumbnail((_SIDE, _SIDE))  # before any other change: a JPEG is then read smaller from the start
        small = picture.convert("RGB")
    written = io.BytesIO()
    small.save(written, "JPEG", quality=_QUALITY)
    return Picture(written.getvalue(), *small.size)


def with_rows_of_photos(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Photos that follow each other become one block `photos`, so that they can stand beside each other."""
    for is_photo, group in groupby(blocks, key=lambda block: block["kind"] == "photo"):
        if is_photo:
            yield {"kind": "photos", "photos": list(group)}
        else:
            yield from group


def state_line(reading: Reading) -> str:
    """What the paper says of itself: a draft, or which revision and who approved it."""
    report = reading.report
    if report is None:
        return "Draf, belum disetujui Ditjen IKMA"
    by = f" oleh {report.approved_by}" if report.approved_by else ""
    with translation.override("id"):
        at = format_datetime(report.approved_at, report.content["head"]["zone"])
    return f"Revisi {report.revision}, disetujui{by} pada {at}"


def short_state(reading: Reading) -> str:
    return "(draf)" if reading.report is None else f"revisi {reading.report.revision}"
