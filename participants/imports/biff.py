"""What calamine does not tell of an old xls: error cells and hidden rows and columns, read from its records.

An xls is a small file system (OLE) whose file "Workbook" is one record after the other (BIFF). A formula that was never
calculated cannot be told from one whose result is "": both are stored as an empty text.
"""

from __future__ import annotations

from struct import unpack_from
from typing import Final

from .marks import UNKNOWN_ERROR, Marks

_FORMULA, _EOF, _COLINFO, _BOUNDSHEET, _BOOLERR, _ROW = 0x06, 0x0A, 0x7D, 0x85, 0x205, 0x208
_BOF: Final = 0x809
_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_LAST_SECTOR: Final = 0xFFFFFFFA
_ENTRY: Final = 128
_ROOT: Final = 5


def marks_of_xls(data: bytes) -> list[Marks]:
    """One per sheet, in the order of the sheets. Raises struct.error, IndexError or ValueError for a damaged file."""
    book = _workbook(data)
    return [_sheet(book, start) for start in _starts(book)]


def _records(book: bytes, at: int) -> list[tuple[int, int, int]]:
    """(kind, position of the content, its length) up to the end of the part that begins at `at`."""
    found: list[tuple[int, int, int]] = []
    depth = 0  # a chart in the sheet is a part within the part
    while at + 4 <= len(book):
        kind, length = unpack_from("<HH", book, at)
        found.append((kind, at + 4, length))
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if kind == _EOF and depth <= 0:
            break
    return found


def _starts(book: bytes) -> list[int]:
    return [unpack_from("<I", book, at)[0] for kind, at, _length in _records(book, 0) if kind == _BOUNDSHEET]


def _sheet(book: bytes, start: int) -> Marks:
    marks = Marks()
    for kind, at, length in _records(book, start):
        if kind == _FORMULA:
            marks.has_formulas = True
            row, column, _style, result, code, is_no_number = unpack_from("<HHHBxBxxxH", book, at)
            if is_no_number == 0xFFFF and result == 2:
                marks.put(row, column, _ERRORS.get(code, UNKNOWN_ERROR))
        elif kind == _BOOLERR:
            row, column, _style, code, is_error = unpack_from("<HHHBB", book, at)
            if is_error:
                marks.put(row, column, _ERRORS.get(code, UNKNOWN_ERROR))
        elif kind == _ROW and unpack_from("<I", book, at + 12)[0] & 0x20:
            row = unpack_from("<H", book, at)[0]
            marks.hide_rows(row, row)
        elif kind == _COLINFO and length >= 10:
            first, last, _width, _style, flags = unpack_from("<5H", book, at)
            if flags & 1:
                marks.hidden_columns.append((first, last))
    return marks


def _workbook(data: bytes) -> bytes:
    """The file "Workbook" ("Book" before Excel 97) of the file system."""
    ole = _Ole(data)
    entries = [ole.directory[at : at + _ENTRY] for at in range(0, len(ole.directory) - _ENTRY + 1, _ENTRY)]
    by_name = {entry[: max(unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le"): entry for entry in entries}
    start, size = unpack_from("<II", by_name.get("Workbook") or by_name["Book"], 116)
    if size >= unpack_from("<I", data, 56)[0]:
        return ole.file(start)[:size]
    root = next(entry for entry in entries if entry[66] == _ROOT)
    return ole.small_file(ole.file(unpack_from("<I", root, 116)[0]), start)[:size]


class _Ole:
    """Sectors chained by a table, which itself lies in sectors listed in the header and in a chain of lists."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sector_size = 1 << unpack_from("<H", data, 30)[0]
        listed = list(unpack_from("<109I", data, 76))
        more = unpack_from("<I", data, 68)[0]
        while more < _LAST_SECTOR and len(listed) * self.sector_size <= len(data):
            *some, more = self._numbers(self._sector(more))
            listed += some
        self.table = [n for one in listed if one < _LAST_SECTOR for n in self._numbers(self._sector(one))]
        self.directory = self.file(unpack_from("<I", data, 48)[0])

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.sector_size
        return self.data[at : at + self.sector_size]

    @staticmethod
    def _numbers(sector: bytes) -> list[int]:
        return list(unpack_from(f"<{len(sector) // 4}I", sector))

    @staticmethod
    def _chain(table: list[int], number: int) -> list[int]:
        chain: list[int] = []
        while number < _LAST_SECTOR:
            if len(chain) > len(table):
                raise ValueError("a chain without an end")
            chain.append(number)
            number = table[number]
        return chain

    def file(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(self.table, start)))

    def small_file(self, container: bytes, start: int) -> bytes:
        """Files below 4,096 bytes lie together in one, in small sectors of their own table."""
        size = 1 << unpack_from("<H", self.data, 32)[0]
        table = self._numbers(self.file(unpack_from("<I", self.data, 60)[0]))
        return b"".join(container[n * size : (n + 1) * size] for n in self._chain(table, start))
