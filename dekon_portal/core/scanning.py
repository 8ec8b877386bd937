"""Asks a ClamAV daemon about a file (its INSTREAM command), where the installation has one (setting CLAMAV)."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext_lazy as _

from .pictures import Readable

CONNECT_SECONDS: Final = 3
ANSWER_SECONDS: Final = 15
_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096

Address = tuple[str, int] | str


class Scan(models.TextChoices):
    """What a scanner said of a file; NULL is *not scanned*."""

    CLEAN = "clean", _("dipindai, tidak ditemukan virus")
    INFECTED = "infected", _("berisi virus")


class Verdict(NamedTuple):
    """`state` is a Scan, or None when the scanner could not judge the file; `threat` is its name for what it found."""

    state: str | None
    threat: str = ""


class Unreachable(Exception):
    """There is no scanner to ask."""


def is_on() -> bool:
    return bool(settings.CLAMAV)


def check_setting() -> None:
    """Raise ImproperlyConfigured, with a sentence, unless CLAMAV is empty or an address."""
    if is_on():
        _address()


def scan(file: Readable) -> Verdict:
    """The scanner's verdict. Raises Unreachable where none is configured or none answers the call."""
    if not is_on():
        raise Unreachable
    try:
        line = _call(_address())
    except OSError as silent:
        raise Unreachable from silent
    with line:
        line.settimeout(ANSWER_SECONDS)
        return _verdict(_talk(line, file))


def _call(address: Address) -> socket.socket:
    if not isinstance(address, str):
        return socket.create_connection(address, CONNECT_SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(CONNECT_SECONDS)
    line.connect(address)
    return line


def _address() -> Address:
    """`tcp://127.0.0.1:3310` or `unix:/run/clamav/clamd.ctl`."""
    address: str = settings.CLAMAV
    parts = urlsplit(address)
    with suppress(ValueError):  # a port that is no number
        if parts.scheme == "tcp" and parts.hostname and parts.port:
            return parts.hostname, parts.port
        if parts.scheme == "unix" and parts.path:
            return parts.path
    raise ImproperlyConfigured("CLAMAV is no address. Give tcp://host:port or unix:/path, or leave it empty.")


def _talk(line: socket.socket, file: Readable) -> bytes:
    """What clamd answers; empty when it hangs up or takes too long."""
    file.seek(0)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # it stops listening to what is too large for it
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER and (more := line.recv(1024)):
            answer += more
    except OSError:
        return b""
    finally:
        file.seek(0)
    return answer


def _verdict(answer: bytes) -> Verdict:
    """Of "stream: OK" or "stream: Eicar-Test-Signature FOUND"; anything else is no verdict."""
    said = answer.rstrip(b"\0\n").decode("ascii", "replace").removeprefix("stream: ")
    if said == "OK":
        return Verdict(Scan.CLEAN)
    if said.endswith(" FOUND"):
        return Verdict(Scan.INFECTED, said.removesuffix(" FOUND"))
    return Verdict(None)
