"""Runs as a process of its own: a spreadsheet on stdin → pickled sheets on stdout.

A crafted or merely damaged file can make calamine ask for terabytes or end the process at once (two filled cells at
opposite corners of a sheet are enough). Here that ends only this process, within limits of memory and time.

Imports nothing of the project, so that it starts in some 20 ms. Sends tuples whose first item says what follows:
("sheet", name, hidden, merged ranges), ("rows", rows) any number of times, and last ("end",) or a refusal:
("password",), ("corrupt",), ("too_many_rows", sheet, n), ("too_many_columns", sheet, n), ("too_many_cells", sheet).
"""

from __future__ import annotations

import io
import pickle
import resource
import sys
from collections.abc import Iterator
from typing import Any

import python_calamine

MEMORY_BYTES = 1024**3
CPU_SECONDS = 60
ROWS_AT_ONCE = 2000


def main(max_rows: int, max_columns: int, max_cells: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold people's data
    data = sys.stdin.buffer.read()
    for message in messages(data, max_rows, max_columns, max_cells):
        pickle.dump(message, sys.stdout.buffer, protocol=5)


def messages(data: bytes, max_rows: int, max_columns: int, max_cells: int) -> Iterator[tuple[Any, ...]]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        for index, meta in enumerate(book.sheets_metadata):
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(index)
            rows, columns = ((last + 1) for last in sheet.end or (-1, -1))
            if rows > max_rows:
                yield "too_many_rows", meta.name, rows
                return
            if columns > max_columns:
                yield "too_many_columns", meta.name, columns
                return
            if rows * columns > max_cells:
                yield "too_many_cells", meta.name
                return
            hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
            yield "sheet", meta.name, hidden, tuple(sheet.merged_cell_ranges or ())
            yield from _rows(sheet)
    except python_calamine.PasswordError:
        yield ("password",)
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        yield ("corrupt",)
    else:
        yield ("end",)


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[Any, ...]]:
    """From row 1 and column A on; calamine leaves out the empty columns on the left."""
    left = [""] * (sheet.start or (0, 0))[1]
    some: list[list[Any]] = []
    for row in sheet.iter_rows():
        some.append(left + row if left else row)
        if len(some) == ROWS_AT_ONCE:
            yield "rows", some
            some = []
    yield "rows", some


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
