"""Runs as a process of its own: a spreadsheet on stdin → pickled sheets on stdout.

A crafted or merely damaged file can make calamine ask for terabytes or end the process at once (two filled cells at
opposite corners of a sheet are enough). Here that ends only this process, within limits of memory and time.

Imports nothing of Django, so that it starts in some 20 ms. Sends tuples whose first item says what follows:
("sheet", name, what `Sheet` holds beside its rows), ("rows", rows) any number of times, and last ("end",) or a refusal:
("password",), ("corrupt",), ("too_many_rows", sheet, n), ("too_many_columns", sheet, n), ("too_many_cells", sheet).
"""

from __future__ import annotations

import io
import pickle
import resource
import sys
import zipfile
from collections.abc import Iterator
from itertools import chain, repeat
from struct import error as StructError
from typing import Any
from xml.parsers.expat import ExpatError

import python_calamine

from .biff import marks_of_xls
from .marks import Marks, marks_of_zip

MEMORY_BYTES = 1024**3
CPU_SECONDS = 60
ROWS_AT_ONCE = 2000


_DAMAGE = (OSError, ValueError, OverflowError, LookupError, StructError, ExpatError, zipfile.BadZipFile)


def main(max_rows: int, max_columns: int, max_cells: int, has_marks: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold people's data
    data = sys.stdin.buffer.read()
    for message in messages(data, max_rows, max_columns, max_cells, bool(has_marks)):
        pickle.dump(message, sys.stdout.buffer, protocol=5)


def messages(
    data: bytes, max_rows: int, max_columns: int, max_cells: int, has_marks: bool
) -> Iterator[tuple[Any, ...]]:
    """`has_marks` says that marks.py will find something in this file; it is not asked in vain."""
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        every = _marks(data) if has_marks else []
        for index, meta in enumerate(book.sheets_metadata):
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(index)
            marks = every[index] if every else Marks()
            filled = ((last + 1) for last in sheet.end or (-1, -1))
            rows, columns = map(max, filled, marks.size)
            if rows > max_rows:
                yield "too_many_rows", meta.name, rows
                return
            if columns > max_columns:
                yield "too_many_columns", meta.name, columns
                return
            if rows * columns > max_cells:
                yield "too_many_cells", meta.name
                return
            yield (
                "sheet",
                meta.name,
                {
                    "hidden": meta.visible != python_calamine.SheetVisibleEnum.Visible,
                    "merged": tuple(sheet.merged_cell_ranges or ()),
                    "hidden_rows": tuple(marks.hidden_rows),
                    "hidden_columns": tuple(marks.hidden_columns),
                    "has_formulas": marks.has_formulas,
                },
            )
            yield from _rows(sheet, marks.cells, rows, columns)
    except python_calamine.PasswordError:
        yield ("password",)
    except (python_calamine.CalamineError, *_DAMAGE):
        yield ("corrupt",)
    else:
        yield ("end",)


def _marks(data: bytes) -> list[Marks]:
    return marks_of_zip(data) if data.startswith(b"PK") else marks_of_xls(data)


def _rows(
    sheet: python_calamine.CalamineSheet, marked: dict[int, dict[int, str]], rows: int, columns: int
) -> Iterator[tuple[Any, ...]]:
    """From row 1 and column A on; calamine leaves out the empty columns on the left, and every marked cell."""
    left, right = (sheet.start or (0, 0))[1], (sheet.end or (0, columns - 1))[1] + 1
    before, after = [""] * left, [""] * (columns - right)
    some: list[list[Any]] = []
    empty: list[Any] = [""] * (right - left)
    for index, found in zip(range(rows), chain(sheet.iter_rows(), repeat(empty)), strict=False):
        row = [*before, *found, *after]
        for column, text in marked.get(index, {}).items():
            row[column] = text
        some.append(row)
        if len(some) == ROWS_AT_ONCE:
            yield "rows", some
            some = []
    yield "rows", some


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
