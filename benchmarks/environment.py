"""Where benchmarks run: settings that need no .env, and a database of its own, kept until migrations change."""

from __future__ import annotations

import hashlib
import os
import platform
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
SERVER = Path("/var/tmp/dekon-bench")  # a private PostgreSQL, where no server answers
NAME = "dekon_bench"
DATABASE_SETTINGS = {"random_page_cost": "1.1", "work_mem": "32MB", "jit": "off"}  # as docs/performance.md advises


@contextmanager
def portal(scale: int, kind: str = "postgres") -> Iterator[None]:
    """Django, set up on the benchmarks' database, its schema up to date; the machine's name printed first."""
    given = os.environ.get("BENCH_DATABASE_URL", "")
    private = SERVER / "pg"
    own_server = kind == "postgres" and not given
    try:
        url = given or (_own_database(_postgres("start", private), scale) if own_server else _own_file(scale))
        with tempfile.TemporaryDirectory() as media:
            _set_up(url, media)
            print(f"{machine()}; {_described()}", flush=True)
            yield
    finally:
        if own_server:
            _postgres("stop", private)


def machine() -> str:
    return f"{os.cpu_count()} × {_processor()}, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"


def _postgres(act: str, folder: Path) -> str:
    SERVER.mkdir(mode=0o711, parents=True, exist_ok=True)
    command = ["bash", str(ROOT / ".ci/postgres.sh"), act, str(folder)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def _own_file(scale: int) -> str:
    """As `_own_database`, for SQLite."""
    SERVER.mkdir(mode=0o711, parents=True, exist_ok=True)
    series = _series(scale)
    wanted = SERVER / f"{series}{_fingerprint()}.sqlite3"
    for old in SERVER.glob(f"{series}*"):
        if not old.name.startswith(wanted.name):
            old.unlink()
    return f"sqlite:///{wanted}"


def _series(scale: int) -> str:
    return f"{NAME}_{scale}_"


def _fingerprint() -> str:
    migrations = b"".join(path.read_bytes() for path in sorted(ROOT.glob("*/migrations/0*.py")))
    migrations += b"".join(path.read_bytes() for path in sorted(ROOT.glob("dekon_portal/*/migrations/0*.py")))
    return hashlib.sha256(migrations).hexdigest()[:8]


def _own_database(server: str, scale: int) -> str:
    """Made where it is missing. Its name says the scale and the migrations; that of older migrations is dropped."""
    series = _series(scale)
    name = series + _fingerprint()
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [series])
        there = {row[0] for row in cursor.fetchall()}
        for old in there - {name}:
            cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
        if name not in there:
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        for key, value in DATABASE_SETTINGS.items():
            change = sql.SQL("ALTER DATABASE {} SET {} = {}")
            cursor.execute(change.format(sql.Identifier(name), sql.Identifier(key), sql.Literal(value)))
    connection.close()
    return f"{server.rpartition('/')[0]}/{name}"


def _set_up(url: str, media: str) -> None:
    """As in production (templates cached, no debugging), with the keys of the tests, which protect nothing."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="dekon_portal.settings",
        DATABASE_URL=url,
        READ_DOTENV="0",
        DEMO="1",
        DEBUG="0",
        LOG_LEVEL="WARNING",
        SECRET_KEY="benchmarks-only-benchmarks-only-benchmarks-only",
        FIELD_KEYS="k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        INDEX_KEY="MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
        CACHE_URL="locmemcache://",
        MEDIA_ROOT=media,
        STATICFILES_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _described() -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        names = ("server_version", "shared_buffers", *DATABASE_SETTINGS)
        cursor.execute("SELECT " + ", ".join("current_setting(%s)" for _ in names), names)
        version, *settings = cursor.fetchone()
    stated = (f"{name} {value}" for name, value in zip(names[1:], settings, strict=True))
    return f"PostgreSQL {version} ({', '.join(stated)})"
