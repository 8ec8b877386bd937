"""Runs as a process of its own: a picture on stdin → what it says of place and time, and clean copies of it.

A copy is drawn anew as a JPEG: upright, on white where it was transparent, the first picture where it moved; nothing of
the file itself goes over. Answers {"refused": "too_large" | "corrupt"}, or {"sizes": […], "shot": {…}} and the copies.
"""

from __future__ import annotations

import io
import math
import warnings
from contextlib import suppress
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image, ImageOps

from . import Answer, serve

MOST_PIXELS = 50_000_000
QUALITY = 85

# Pillow refuses, by the header alone, what has more than twice this.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
warnings.simplefilter("ignore", Image.DecompressionBombWarning)


def prepared(data: bytes, *sides: int) -> Answer:
    """Copies of at most so many pixels a side, the largest first."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            shot = _shot(image)
            copies = _copies(image, *sides)
    except Image.DecompressionBombError:
        return {"refused": "too_large"}, b""
    except Exception:  # Pillow raises many kinds for a damaged file
        return {"refused": "corrupt"}, b""
    return {"sizes": [len(copy) for copy in copies], "shot": shot}, b"".join(copies)


def _copies(image: Image.Image, *sides: int) -> list[bytes]:
    image.draft("RGB", (sides[0], sides[0]))  # a JPEG is decoded no larger than needed
    image.load()
    drawn = _in_full_colours(image)
    drawn.thumbnail((sides[0], sides[0]), Image.Resampling.LANCZOS)
    with suppress(Exception):  # a damaged note on how the camera was held
        drawn = ImageOps.exif_transpose(drawn)
    copies = []
    for side in sides:
        drawn.thumbnail((side, side), Image.Resampling.LANCZOS)
        copies.append(_as_jpeg(drawn))
    return copies


def _in_full_colours(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("F").point(lambda value: value / 256)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _as_jpeg(drawn: Image.Image) -> bytes:
    """On fresh paper, which has no comments, profiles or notes that could be saved along."""
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
    copy = io.BytesIO()
    paper.save(copy, "JPEG", quality=QUALITY, progressive=True)
    return copy.getvalue()


def _shot(image: Image.Image) -> dict[str, Any]:
    """Where and when the camera says it was; the camera itself is left out."""
    try:
        exif = image.getexif()
        place = _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
        taken_at = _time(exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal))
    except Exception:  # notes that cannot be read say nothing; the picture may be whole
        return {}
    return place | taken_at


def _place(gps: dict[int, Any]) -> dict[str, float]:
    tags = ExifTags.GPS
    latitude = _degrees(gps.get(tags.GPSLatitude), gps.get(tags.GPSLatitudeRef) == "S")
    longitude = _degrees(gps.get(tags.GPSLongitude), gps.get(tags.GPSLongitudeRef) == "W")
    known = abs(latitude) <= 90 and abs(longitude) <= 180  # never true of NaN
    if not known or latitude == longitude == 0:  # 0, 0 is what a camera writes that found no satellite
        return {}
    return {"latitude": round(latitude, 6), "longitude": round(longitude, 6)}


def _degrees(parts: Any, negative: bool) -> float:
    if not parts:
        return math.nan
    degrees, minutes, seconds = map(float, parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if negative else value


def _time(text: Any) -> dict[str, str]:
    with suppress(TypeError, ValueError):
        return {"taken_at": datetime.strptime(text, "%Y:%m:%d %H:%M:%S").isoformat()}
    return {}


if __name__ == "__main__":
    serve(prepared)
