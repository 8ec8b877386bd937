"""What a process of core/confined is like from within, and ways for it to fall."""

from __future__ import annotations

import os
import resource
import threading

from dekon_portal.core.confined import Answer, serve


def look(data: bytes, *arguments: int) -> Answer:
    if data == b"memory":
        bytearray(4 * 1024**3)
    if data == b"abort":
        os.abort()
    if data == b"silence":
        threading.Event().wait()
    limits = {"memory": "AS", "seconds": "CPU", "file": "FSIZE", "core": "CORE"}
    return {
        "environment": sorted(name for name in os.environ if name != "LC_CTYPE"),
        "arguments": list(arguments),
        **{name: resource.getrlimit(getattr(resource, f"RLIMIT_{limit}"))[0] for name, limit in limits.items()},
    }, data


if __name__ == "__main__":
    serve(look)
