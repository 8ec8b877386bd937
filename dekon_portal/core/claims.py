"""A claim on a row for as long as one process works at it: the system ends it when the process dies, however it dies.

PostgreSQL keeps it as an advisory lock of the connection, so it holds between hosts. SQLite serves one host: there it
is a lock on a small file beside the temporary files. No claim outlives its holder, so nothing has to be cleaned up.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection, models


@contextmanager
def claimed(row: models.Model) -> Iterator[bool]:
    """Whether the row is ours for the time of the block; False when another process, or thread, has it."""
    if connection.vendor == "postgresql":
        with _on_postgres(_number(row)) as ours:
            yield ours
    else:
        with _on_file(_number(row)) as ours:
            yield ours


def is_free(row: models.Model) -> bool:
    """Whether nobody works at the row now."""
    with claimed(row) as ours:
        return ours


def _number(row: models.Model) -> int:
    """The same for a row in every process: a signed number of 64 bits."""
    name = f"{row._meta.label_lower}:{row.pk}"
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


@contextmanager
def _on_postgres(number: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        [ours] = cursor.fetchone()
    holder = connection.connection
    try:
        yield ours
    finally:
        # A connection that was lost has taken its locks with it.
        if ours and connection.connection is holder and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _on_file(number: int) -> Iterator[bool]:
    database = hashlib.blake2b(str(connection.settings_dict["NAME"]).encode(), digest_size=8).hexdigest()
    path = Path(tempfile.gettempdir()) / f"dekon-{database}-{number & (2**64 - 1):x}.claim"
    with path.open("w") as file:
        if not _locked(file) or not _is_still(path, file):  # its last holder has just removed it
            yield False
            return
        try:
            yield True
        finally:
            path.unlink(missing_ok=True)


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(path: Path, file: IO[str]) -> bool:
    return path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino
