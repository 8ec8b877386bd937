"""`python -m benchmarks.worker ROWS`: checks and commits a sheet in a process of its own; prints its peak in bytes.

Runs in the environment that environment.py has set up. The memory counted is that of this process (VmHWM: what it had
before it became this program does not count); the guarded reader beside it has a limit of its own (cells.py).
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import django


def main(rows: int) -> None:
    django.setup()
    from dekon_portal.accounts.models import User

    from .ways import OFFICER, ours, undone

    # Made elsewhere, so that making it does not count.
    command = [
        sys.executable,
        "-c",
        f"import sys; from benchmarks.sheet import sheet; sys.stdout.buffer.write(sheet({rows}))",
    ]
    data = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    officer = User.objects.get(username=OFFICER)
    with undone(officer, rows) as activity:
        ours(activity, officer, data)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(int(peak[1]) * 1024 if peak else 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
