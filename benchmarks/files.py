"""Files: a list as XLSX beside openpyxl's write-only mode, its memory by length, CSV."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from .measure import print_table, timed, verdict

COLUMNS = [(f"kolom_{n}", f"Kolom {n}") for n in range(20)]
ROWS = 100_000
LENGTHS = (10_000, 300_000)
TIMES_FASTER = 4
MOST_GROWTH = 1.2  # memory of the longest beside that of the shortest


def run() -> None:
    ours, openpyxl, csv = (_measured(way, ROWS) for way in ("xlsx", "openpyxl", "csv"))
    short, long = (_measured("xlsx", length)["memory"] for length in LENGTHS)
    ratio = openpyxl["seconds"] / ours["seconds"]
    beside = f"{ratio:.1f} × as fast as openpyxl write-only ({openpyxl['seconds']:.1f} s)"
    lengths = " and ".join(f"{length:,}" for length in LENGTHS)
    print_table(
        f"Files, {ROWS:,} rows of {len(COLUMNS)} columns",
        ["What", "Measured", "Promise", ""],
        [
            ["XLSX", f"{ours['seconds']:.1f} s, {beside}", f"≥ {TIMES_FASTER} ×", verdict(ratio >= TIMES_FASTER)],
            [f"Memory, {lengths} rows", f"{short:.0f} and {long:.0f} MB", "flat", verdict(long < short * MOST_GROWTH)],
            ["CSV", f"{csv['seconds']:.1f} s", "streams", ""],
        ],
    )


def _measured(way: str, rows: int) -> dict[str, float]:
    """In a process of its own, for the peak of its memory."""
    command = [sys.executable, "-m", "benchmarks.files", way, str(rows)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)  # type: ignore[no-any-return]


def _rows(count: int) -> Iterator[dict[str, Any]]:
    day, keys = date(2020, 6, 15), [key for key, _label in COLUMNS]
    for n in range(count):
        yield dict(
            zip(
                keys,
                [
                    f"Kegiatan skala nomor {n}", f"2020-16-{n:05}", "Sumatera Selatan", n, n * 3,
                    None if n % 7 == 0 else n % 50, day, "bimtek", f"Kota {n % 500}", n % 100, n * 1000, "draft",
                    "Dinas Perindustrian", n % 9, n % 11, "daring", day, f"=A{n}", n / 4, "ya",
                ],
                strict=True,
            )
        )  # fmt: skip


def _xlsx(rows: int) -> None:
    from dekon_portal.core.exports import xlsx_response

    xlsx_response(COLUMNS, _rows(rows), "ukur").close()


def _csv(rows: int) -> None:
    from dekon_portal.core.exports import csv_response

    for _chunk in csv_response(COLUMNS, _rows(rows), "ukur"):
        pass


def _openpyxl(rows: int) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([label for _key, label in COLUMNS])
    for row in _rows(rows):
        sheet.append(list(row.values()))
    with TemporaryFile() as file:
        book.save(file)


def main() -> None:
    """`python -m benchmarks.files WAY ROWS`: seconds and the peak of memory in MB, as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dekon_portal.settings")
    django.setup()
    way, rows = sys.argv[1], int(sys.argv[2])
    seconds, _ = timed(lambda: {"xlsx": _xlsx, "csv": _csv, "openpyxl": _openpyxl}[way](rows))
    print(json.dumps({"seconds": seconds, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
