"""A stranger's file is opened in a process of its own: a crafted one ends that process, within limits, and not ours.

`ask("dekon_portal.core.confined.picture", data, 2000)` runs that module, which imports nothing of Django. The file goes
in by stdin, a line of JSON and then bytes come back. The other process knows none of the portal's secrets.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

MEMORY_BYTES: Final = 1536 * 1024**2
CPU_SECONDS: Final = 20
SECONDS: Final = 60
_ROOT: Final = Path(__file__).resolve().parents[3]

Answer = tuple[dict[str, Any], bytes]


class Ended(Exception):
    """The process ended without an answer: stopped by its limits, or brought down by the file."""


def ask(module: str, data: bytes, *arguments: int) -> Answer:
    """What `module` answers about the file. Raises Ended."""
    command = [sys.executable, "-E", "-s", "-m", module, *map(str, arguments)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell, the file goes in by stdin
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={},
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as ended:
        raise Ended from ended
    head, _, body = done.stdout.partition(b"\n")
    return json.loads(head), body


def serve(work: Callable[..., Answer]) -> None:
    """The other side: answer with what `work(data, *arguments)` finds, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold people's faces
    head, body = work(sys.stdin.buffer.read(), *map(int, sys.argv[1:]))
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
