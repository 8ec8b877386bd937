"""`python -m benchmarks.run [pages] [imports]`: measures on a database of its own, prints a table per benchmark.

Nothing here fails: each line says what was measured and whether the target is met.
"""

from __future__ import annotations

import argparse
import os

from . import environment

BENCHMARKS = ("imports", "pages")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("which", nargs="*", metavar="|".join(BENCHMARKS), help="default: all")
    parser.add_argument("--scale", type=int, default=int(os.environ.get("BENCH_SCALE", "20000")), help="activities")
    parser.add_argument("--rows", type=int, default=10_000, help="rows of the imported sheet")
    parser.add_argument("--requests", type=int, default=30, help="requests per page, after a warm-up")
    chosen = parser.parse_args()
    if unknown := set(chosen.which) - set(BENCHMARKS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    with environment.portal(chosen.scale):
        # Only now: these modules need the settings.
        from . import imports, pages, seeding

        seeding.ensure(chosen.scale)
        which = chosen.which or BENCHMARKS
        if "imports" in which:
            imports.run(chosen.rows)
        if "pages" in which:
            pages.run(chosen.requests, chosen.rows)


if __name__ == "__main__":
    main()
