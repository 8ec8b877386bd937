"""Step 1, read: bytes of a spreadsheet → sheets of cells as found. Refuses, in a sentence, what is not safe to open.

The type is told by the content, never by the name.
"""

from __future__ import annotations

import datetime
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from django.utils.translation import gettext as _

from dekon_portal.core.numbers import format_integer

from .archive import bomb, corrupt, inspect, locked, macro, wrong_type
from .delimited import read_delimited
from .workbook import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    SPARE_ROWS,
    SUMMARY_SHEETS,
    Cell,
    Sheet,
    Unreadable,
    Workbook,
)

__all__ = ["Cell", "Sheet", "Unreadable", "Workbook", "read"]

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ROOT: Final = Path(__file__).resolve().parents[2]


def read(data: bytes, filename: str = "") -> Workbook:
    """All sheets that hold something. Raises Unreadable; `filename` only helps to say it well."""
    if not data.strip(b"\0 \r\n\t;,\xef\xbb\xbf"):
        raise Unreadable("empty", _("Berkas ini kosong. Pilih berkas yang berisi daftarnya."))
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable("too_large", _("Berkas lebih besar dari 20 MB. Bagi daftar menjadi beberapa berkas."))
    if data.startswith(_ZIP):
        has_marks = inspect(data)
        book = _read_cells(data, has_marks)
    elif data.startswith(_OLE):
        _refuse_other_ole(data)
        book = _read_cells(data, has_marks=True)
    elif filename.lower().endswith((".xlsx", ".xls", ".ods")) and b"\0" in data[:1000]:
        raise corrupt()
    else:
        book = read_delimited(data)
    if not book.sheets:
        raise Unreadable("no_rows", _("Berkas ini tidak berisi satu baris pun. Isi daftarnya, lalu unggah lagi."))
    for sheet in book.sheets:
        _check_size(sheet.name, len(sheet.rows), len(sheet.rows[0]))
    return book


def _refuse_other_ole(data: bytes) -> None:
    """Old Office files are named by the streams they hold."""
    if _stream("EncryptedPackage") in data:
        raise locked()
    if _stream("_VBA_PROJECT_CUR") in data:
        raise macro()
    if _stream("Workbook") not in data and _stream("Book") not in data:
        raise wrong_type()


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _read_cells(data: bytes, has_marks: bool) -> Workbook:
    """Opened by calamine in a process of its own (cells.py says why)."""
    limits = map(str, (MAX_ROWS + SPARE_ROWS, MAX_COLUMNS, MAX_CELLS, int(has_marks)))
    command = [sys.executable, "-E", "-s", "-m", "participants.imports.cells", *limits]
    with subprocess.Popen(  # noqa: S603 - our own script, no shell, the file goes in by stdin
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        assert process.stdout
        with suppress(BrokenPipeError):  # it ended early; its answer, or the lack of one, says why
            process.stdin.write(data)
            process.stdin.close()
        try:
            return Workbook(_sheets(_messages(process.stdout)))
        finally:
            process.kill()


class _Messages(pickle.Unpickler):
    """Cells are plain values and dates; nothing else is ever built from what the other process sends."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in ("date", "datetime", "time", "timedelta"):
            return getattr(datetime, name)
        raise pickle.UnpicklingError(name)


def _messages(stream: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    while True:
        try:
            message = _Messages(stream).load()
        except (EOFError, pickle.UnpicklingError) as ended:  # killed by its limits, or by the file
            raise corrupt() from ended
        if message[0] == "end":
            return
        yield message


def _sheets(messages: Iterator[tuple[Any, ...]]) -> list[Sheet]:
    sheets: list[Sheet] = []
    for kind, *rest in messages:
        if kind == "sheet":
            name, more = rest
            sheets.append(Sheet(name, [], **more))
        elif kind == "rows":
            sheets[-1].rows.extend(rest[0])
        elif kind == "too_many_rows":
            _check_size(rest[0], rest[1], 1)
        elif kind == "too_many_columns":
            _check_size(rest[0], 1, rest[1])
        else:
            raise {"password": locked, "too_many_cells": bomb}.get(kind, corrupt)()
    lists = (sheet for sheet in sheets if sheet.name not in SUMMARY_SHEETS)
    return [sheet for sheet in lists if any(cell != "" for row in sheet.rows for cell in row)]


def _check_size(sheet: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS + SPARE_ROWS:
        raise Unreadable(
            "too_many_rows",
            _(
                "Lembar “%(sheet)s” terisi sampai baris %(rows)s, lebih dari 100.000 baris. Hapus isi yang tercecer di "
                "bawah daftar, atau bagi daftar menjadi beberapa berkas."
            )
            % {"sheet": sheet, "rows": format_integer(rows)},
        )
    if columns > MAX_COLUMNS:
        raise Unreadable(
            "too_many_columns",
            _(
                "Lembar “%(sheet)s” terisi sampai kolom ke-%(columns)s, lebih dari 300 kolom. Hapus kolom yang tidak "
                "diperlukan."
            )
            % {"sheet": sheet, "columns": format_integer(columns)},
        )
