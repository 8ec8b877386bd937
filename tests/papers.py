"""Small whole files of every kind that is taken, and ways to put into them what is not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
from PIL import ExifTags, Image

PALEMBANG = {"latitude": -2.990934, "longitude": 104.756554, "taken_at": "2020-06-15T10:12:30"}
CAMERA = "Contoh Fon 9"


def pdf(change: Callable[[pikepdf.Pdf], Any] = lambda pdf: None, **options: Any) -> bytes:
    """A PDF of one empty page."""
    with pikepdf.new() as made:
        made.add_blank_page()
        change(made)
        written = io.BytesIO()
        made.save(written, **options)
    return written.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), *, mode: str = "RGB", **options: Any) -> bytes:
    """A plain picture; `options` are Pillow's own of saving."""
    written = io.BytesIO()
    Image.new(mode, size, options.pop("color", 0)).save(written, kind, **options)
    return written.getvalue()


def photo(size: tuple[int, int] = (60, 40), kind: str = "JPEG", *, held: int = 6, **options: Any) -> bytes:
    """As a telephone writes it: place, time, camera, and turned by a quarter."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = held
    exif[ExifTags.Base.Model] = CAMERA
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2020:06:15 10:12:30"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "S",
            ExifTags.GPS.GPSLatitude: (2.0, 59.0, 27.3624),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (104.0, 45.0, 23.5944),
        }
    )
    return picture(kind, size, exif=exif, color="teal", **options)


OFFICE_TYPES = "application/vnd.openxmlformats-officedocument."
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def office_file(main_part: str = "xl/workbook.xml", *parts: str, types: str = "", relations: str = "") -> bytes:
    """A zip with the parts of an Office file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES.format(types))
        archive.writestr("_rels/.rels", _RELATIONS.format(relations))
        for part in (main_part, *parts):
            archive.writestr(part, "<x/>")
    return packed.getvalue()


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Jahat.class", "contoh")
    return packed.getvalue()
