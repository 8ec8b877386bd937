"""A scanner that speaks clamd's INSTREAM over a real socket and finds one word in what it is sent."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VIRUS = b"CONTOH-VIRUS"
UNJUDGED = b"CONTOH-TERLALU-BESAR"
HANGS_UP = b"CONTOH-PUTUS"
THREAT = "Contoh-Virus-Uji"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        heard = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            heard += self.rfile.read(length)
            if HANGS_UP in heard:
                return
        if VIRUS in heard:
            self.wfile.write(f"stream: {THREAT} FOUND\0".encode())
        elif UNJUDGED in heard:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: OK\0")


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


@contextmanager
def speaking(path: Path | None = None) -> Iterator[str]:
    """Its address as the setting CLAMAV takes it; over a socket file when `path` is given."""
    server = socketserver.ThreadingUnixStreamServer(str(path), _Talk) if path else _Tcp(("127.0.0.1", 0), _Talk)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"unix:{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def nobody() -> str:
    """An address at which nobody answers."""
    with _Tcp(("127.0.0.1", 0), _Talk) as server:
        return f"tcp://127.0.0.1:{server.server_address[1]}"
