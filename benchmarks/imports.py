"""A long list from file to participations: the portal beside its rivals, and what else is promised about it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from dekon_portal.accounts.models import User
from dekon_portal.core.memory import collecting_later
from participants.imports import kinds
from participants.imports.checked import Checked
from participants.imports.layout import lay_out
from participants.models import ImportBatch

from . import staged
from .measure import print_table, timed, verdict
from .sheet import FAULTY, KNOWN, sheet
from .ways import OFFICER, Way, bare_read, bulk, lean, measured, ours, stock, tuned, undone

SAMPLE = 5_000
"""Rows that a slow rival is measured with; its time for more is reckoned from them."""
MEGABYTE = 1024**2
MOST_MEMORY = 600 * MEGABYTE
MOST_QUERIES = 5
"""Per thousand rows."""


class Rival(NamedTuple):
    name: str
    way: Way
    rows: int
    target: dict[str, float]
    """By database, how many times slower than the portal."""


def run(rows: int, *, pinned: bool) -> None:
    print(f"Importing {rows:,} rows of 12 columns, 1 in {FAULTY} faulty, 1 in {KNOWN} known", flush=True)
    if pinned:
        _pin()
    _beside_rivals(rows, pinned)
    _promises(rows)


def _pin() -> None:
    """This process, and the server's process that serves it, on one processor."""
    one = {min(os.sched_getaffinity(0))}
    os.sched_setaffinity(0, one)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0; SELECT pg_backend_pid()")
            [server] = cursor.fetchone()
        with suppress(PermissionError, ProcessLookupError):
            os.sched_setaffinity(server, one)
            return
        print("The server's process is not ours to pin: it stays on all processors.", flush=True)


def _beside_rivals(rows: int, pinned: bool) -> None:
    some = min(rows, SAMPLE)
    rivals = (
        Rival("django-import-export, as its admin", stock, some, {"postgresql": 40, "sqlite": 10}),
        Rival("the same in bulk", bulk, some, {"postgresql": 10, "sqlite": 3}),
        Rival("the same, best tuned, no dry run", tuned, min(rows, 4 * SAMPLE), {"postgresql": 3, "sqlite": 1.5}),
    )
    mine = measured(ours, rows)
    lines = [_line("this portal", rows, rows, mine, "1.0", "")]
    for rival in rivals:
        seconds = measured(rival.way, rival.rows) * rows / rival.rows
        least = rival.target[connection.vendor]
        target = f"≥ {least:g} × {verdict(seconds / mine >= least)}"
        lines.append(_line(rival.name, rival.rows, rows, seconds, f"{seconds / mine:,.1f}", target))
    seconds = measured(lean, rows)
    target = f"portal ≤ 4 × {verdict(mine / seconds <= 4)}"
    lines.append(_line("read and write only", rows, rows, seconds, f"1 / {mine / seconds:,.1f}", target))
    print_table(
        f"Import of {rows:,} rows, {connection.vendor}{', one processor' if pinned else ''}",
        ["Way", "Measured with", "Seconds", "Rows/s", "Times the portal", "Target"],
        lines,
    )


def _line(name: str, measured_rows: int, rows: int, seconds: float, times: str, target: str) -> list[str]:
    shown = f"{measured_rows:,} rows" + (", reckoned" if measured_rows < rows else "")
    return [name, shown, f"{seconds:,.1f}", f"{rows / seconds:,.0f}", times, target]


def _promises(rows: int) -> None:
    lines = [*_checks(rows), *_queries(), *_memory(rows), *staged.pages(rows)]
    print_table(f"The same list, {connection.vendor}", ["What", "Measured", "Promise", ""], lines)


def _checks(rows: int) -> Iterator[list[str]]:
    """The best of three, each without the collector, as the worker runs."""
    data, officer = sheet(rows), User.objects.get(username=OFFICER)
    with undone(officer, rows) as activity, collecting_later():
        bare = _best(lambda: bare_read(data))
        batch = ImportBatch.of_activity(activity)
        layout = lay_out(data, "daftar-peserta.xlsx", {}, kinds.of(batch))
        checks = _best(lambda: Checked(layout, batch, {}, by=officer, today=timezone.localdate()))
    shown = f"{checks:.2f} s, {checks / bare:.1f} × {bare:.2f} s"
    yield ["Parse, check and match beside calamine's bare read", shown, "≤ 1 ×", verdict(checks <= bare)]


def _best(act: Callable[[], object]) -> float:
    return min(timed(act)[0] for _ in range(3))


def _queries() -> Iterator[list[str]]:
    """COPY is not seen here; one query that takes keys comes before each."""
    few, many = (_count(rows) for rows in (1_000, 10_000))
    met = many - few <= 9 * MOST_QUERIES
    yield [
        "Queries of check and commit, 1,000 and 10,000 rows", f"{few} and {many}",
        f"+ {MOST_QUERIES} per thousand at most", verdict(met),
    ]  # fmt: skip


def _count(rows: int) -> int:
    count = 0

    def counting(execute, *args):
        nonlocal count
        count += 1
        return execute(*args)

    with connection.execute_wrapper(counting):
        measured(ours, rows)
    return count


def _memory(rows: int) -> Iterator[list[str]]:
    command = [sys.executable, "-m", "benchmarks.worker", str(rows)]
    peak = int(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    shown = f"{peak / MEGABYTE:,.0f} MB"
    yield [
        "Memory of the worker at its peak",
        shown,
        f"< {MOST_MEMORY / MEGABYTE:,.0f} MB",
        verdict(peak < MOST_MEMORY),
    ]
