"""`python -m benchmarks.run [imports] [pages] [goods] [registrations] [course] [files]`: a table each.

Each runs on a database of its own.

Nothing here fails: each line says what was measured and whether the target is met.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from . import environment

BENCHMARKS = ("imports", "pages", "goods", "registrations", "course", "files")
DATABASES = ("postgres", "sqlite")
PREVIEW_ROWS = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("which", nargs="*", metavar="|".join(BENCHMARKS), help="default: all")
    parser.add_argument("--scale", type=int, default=int(os.environ.get("BENCH_SCALE", "20000")), help="activities")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the imported sheet")
    parser.add_argument("--requests", type=int, default=30, help="requests per page, after a warm-up")
    parser.add_argument("--pinned", action="store_true", help="imports: client and server share one processor")
    parser.add_argument("--on", choices=DATABASES, help="imports: on this database only")
    chosen = parser.parse_args()
    if unknown := set(chosen.which) - set(BENCHMARKS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    which = chosen.which or BENCHMARKS
    if "imports" in which:
        for kind in (chosen.on,) if chosen.on else DATABASES:
            _imports(chosen, kind)
    if "pages" in which:
        _pages(chosen)
    if "goods" in which:
        _goods(chosen)
    if "registrations" in which:
        _registrations(chosen)
    if "course" in which:
        _course(chosen)
    if "files" in which:
        _files(chosen)


def _imports(chosen: argparse.Namespace, kind: str) -> None:
    """Django knows one database per process: where there are others to come, this one is measured in its own."""
    if not chosen.on:
        options = ["--on", kind, "--scale", str(chosen.scale), "--rows", str(chosen.rows)]
        options += ["--pinned"] if chosen.pinned else []
        subprocess.run([sys.executable, "-m", "benchmarks.run", "imports", *options], check=True)
        return
    scale = chosen.scale if kind == "postgres" else chosen.scale // 10
    with environment.portal(scale, kind):
        from . import imports, seeding  # only now: they need the settings

        seeding.ensure(scale)
        imports.run(chosen.rows, pinned=chosen.pinned)


def _pages(chosen: argparse.Namespace) -> None:
    with environment.portal(chosen.scale):
        from . import pages, seeding

        seeding.ensure(chosen.scale)
        pages.run(chosen.requests, min(chosen.rows, PREVIEW_ROWS))


def _goods(chosen: argparse.Namespace) -> None:
    with environment.portal(chosen.scale):
        from . import goods, seeding

        seeding.ensure(chosen.scale)
        goods.run(chosen.requests)


def _registrations(chosen: argparse.Namespace) -> None:
    with environment.portal(chosen.scale):
        from . import registrations, seeding

        seeding.ensure(chosen.scale)
        registrations.run()


def _course(chosen: argparse.Namespace) -> None:
    with environment.portal(chosen.scale):
        from . import course, seeding

        seeding.ensure(chosen.scale)
        course.run(min(chosen.requests, 20))


def _files(chosen: argparse.Namespace) -> None:
    with environment.portal(chosen.scale, "sqlite"):  # only for the settings
        from . import files

        files.run()


if __name__ == "__main__":
    main()
