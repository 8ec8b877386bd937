"""A limit of processor time for what must not start over and over, whatever a file holds."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Raises TimeoutError inside the block when it takes more of the processor."""

    def ended(*_signal: object) -> None:
        raise TimeoutError(f"took more than {seconds} s of the processor")

    before = signal.signal(signal.SIGPROF, ended)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
