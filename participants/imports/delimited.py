"""Text with separators (CSV) as Indonesian Excel, web exports and hands write it: bytes → one sheet."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from django.utils.translation import gettext as _

from .archive import corrupt, wrong_type
from .workbook import MAX_FILE_BYTES, Sheet, Unreadable, Workbook

SEPARATORS: Final = ";,\t|"
SHEET_NAME: Final = "CSV"
_SAMPLE_LINES: Final = 40
_WHOLE_LINE: Final = re.compile(r'\s*"((?:[^"]|"")*)"[;,\s]*')
_MARKUP: Final = ("<!doctype", "<html", "<?xml", "<table", "<meta", "<head", "<style")
_OTHER_TYPES: Final = ("%pdf", "{\\rtf", "<svg")
_SEAMS: Final = 3
"""A cell with this many line ends and the separator in it is not a cell: a quotation mark was never closed."""

csv.field_size_limit(MAX_FILE_BYTES)  # a long cell is refused as a cell (parse.py), not as a file


def read_delimited(data: bytes) -> Workbook:
    """Raises Unreadable for what is not text, or text without an end to a quotation."""
    notes: list[str] = []
    text = _decode(data)
    if "\0" in text:
        text = text.replace("\0", "")
        notes.append(_("Karakter kosong (NUL) di dalam berkas dibuang."))
    _refuse_other_types(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines, was_quoted = _unquoted(lines)
    if was_quoted:
        notes.append(_("Setiap baris tertulis sebagai satu sel; barisnya dipisahkan lagi menjadi kolom."))
    separator = _separator(lines)
    if lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        separator, lines = lines[0][4], lines[1:]
    rows = _rows("\n".join(lines), separator)
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Workbook([Sheet(SHEET_NAME, rows)] if any(any(row) for row in rows) else [], notes)


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _refuse_other_types(text: str) -> None:
    head = text[:4000].lstrip()
    if head.lower().startswith(_MARKUP):
        raise Unreadable(
            "html",
            _(
                "Berkas ini halaman web yang diberi nama lembar kerja. Buka dengan Excel, pilih Simpan sebagai xlsx, "
                "lalu unggah lagi."
            ),
        )
    strange = sum(1 for letter in head if letter == "\ufffd" or (letter < " " and letter not in "\n\r\t\f\v"))
    if head.lower().startswith(_OTHER_TYPES) or strange > len(head) // 50:
        raise wrong_type()


def _unquoted(lines: list[str]) -> tuple[list[str], bool]:
    """Lines that some exports wrap as one single field ("a,""b"",c") are unwrapped, when most lines are so."""
    sample = [line for line in lines[:_SAMPLE_LINES] if line.strip()]
    wrapped = sum(1 for line in sample if _wrapped(line) is not None)
    if not sample or wrapped * 2 < len(sample):
        return lines, False
    return [line if (inner := _wrapped(line)) is None else inner for line in lines], True


def _wrapped(line: str) -> str | None:
    match = _WHOLE_LINE.fullmatch(line)
    inner = match[1].replace('""', '"') if match else ""
    return inner if any(inner.count(mark) >= 2 for mark in SEPARATORS) else None


def _separator(lines: list[str]) -> str:
    """The mark that cuts the first lines most evenly."""
    sample = [line for line in lines[:_SAMPLE_LINES] if line.strip()]
    return max(SEPARATORS, key=lambda mark: _evenness(sample, mark))


def _evenness(lines: list[str], mark: str) -> tuple[int, int]:
    """(how many lines have the most usual number of columns, that number); nothing when that is one column."""
    counts = [len(next(csv.reader([line], delimiter=mark), [])) for line in lines]
    several = [count for count in counts if count > 1]
    usual = max(set(several), key=several.count, default=1)
    return (several.count(usual), usual)


def _rows(text: str, separator: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise corrupt() from error
    while rows and not any(rows[-1]):
        rows.pop()
    for number, row in enumerate(rows, 1):
        if any("\n" in cell and cell.count("\n") >= _SEAMS and cell.count(separator) >= _SEAMS for cell in row):
            raise Unreadable(
                "open_quote",
                _('Tanda kutip (") pada baris %(row)d tidak ditutup. Hapus tanda kutip itu, lalu unggah lagi.')
                % {"row": number},
            )
    return rows
