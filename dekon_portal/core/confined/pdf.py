"""Runs as a process of its own: a PDF on stdin → what in it could act on its reader's computer.

Answers {"found": […]} with keys of `pdfs.ACTIVE`, or {"refused": "password" | "corrupt" | "too_large"}.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf

from . import Answer, serve

MOST_OBJECTS = 300_000
"""A book of a thousand pages has some ten thousand."""
KEYS = {"/JS": "javascript", "/EF": "embedded", "/XFA": "xfa"}
KINDS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/EmbeddedFile": "embedded",
    "/RichMedia": "media",
    "/3D": "media",
}
"""Kinds of actions, annotations and streams, wherever a name stands for one."""


_SUSPECT = re.compile("|".join(f'"{name}"' for name in (*KEYS, *KINDS)).encode())
_AFTER_THE_END = b"\r\n\t \0"


class _TooLarge(Exception):
    pass


def examined(data: bytes) -> Answer:
    if zipfile.is_zipfile(io.BytesIO(data)):
        return {"found": ["another_file"]}, b""
    try:
        # Not mended where it is damaged: another reader may mend it to something else than what is examined here.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                return {"refused": "corrupt"}, b""
            found = set(_acting(pdf))
    except pikepdf.PasswordError:
        return {"refused": "password"}, b""
    except (_TooLarge, MemoryError):
        return {"refused": "too_large"}, b""
    except Exception:  # qpdf raises many kinds for a damaged file
        return {"refused": "corrupt"}, b""
    if data[data.rfind(b"%%EOF") + len(b"%%EOF") :].strip(_AFTER_THE_END):
        found.add("another_file")
    return {"found": sorted(found)}, b""


def _acting(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Of every object, also of those that no page refers to; a referred one is met in its own turn."""
    if len(pdf.objects) > MOST_OBJECTS:
        raise _TooLarge
    for one in pdf.objects:
        told: Any = one.stream_dict if isinstance(one, pikepdf.Stream) else one
        text = told.to_json(dereference=True)
        if _SUSPECT.search(text):  # most objects name nothing of the kind and need not be walked through
            yield from _named(json.loads(text))


def _named(part: Any) -> Iterator[str]:
    """In qpdf's JSON a name begins with a slash, and a text never does."""
    if isinstance(part, dict):
        yield from (name for key, name in KEYS.items() if part.get(key) is not None)
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _named(inner)
    elif part in KINDS:
        yield KINDS[part]


if __name__ == "__main__":
    serve(examined)
