"""A large part of a spreadsheet, changed while it flows from one file to another: memory for a few rows, not for all.

A subclass answers `start` and `end`; what it does not touch passes through byte by byte.
"""

from __future__ import annotations

from typing import IO, Final

from .markup import end_of, parser, tag_at

_CHUNK: Final = 1024 * 1024


class Stream:
    """Copies XML from source to sink, changed by `start` and `end` of the subclass."""

    def __init__(self, source: IO[bytes], sink: IO[bytes]) -> None:
        self._source, self._sink = source, sink
        self._parser = parser()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self.start, self.end
        self._buffer = bytearray()
        self._base = 0
        """Place in the part of the first byte of the buffer."""
        self._done = 0
        """Place up to which all is written."""
        self._held: int | None = None
        self._held_inner = 0
        self._out: list[bytes] = []

    def run(self) -> None:
        """Raises expat.ExpatError for XML that is not well formed, Unusual as the subclass does."""
        while chunk := self._source.read(_CHUNK):
            self._buffer += chunk
            self._parser.Parse(chunk, False)
            self._pass_on(self._parser.CurrentByteIndex if self._held is None else self._held)
        self._parser.Parse(b"", True)
        self._pass_on(self._base + len(self._buffer))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError

    def tag(self) -> bytes:
        """The start tag at hand."""
        return tag_at(self._buffer, self._here())

    def insert(self, content: bytes) -> None:
        """Content before the tag at hand."""
        self._copy(self._parser.CurrentByteIndex)
        self._out.append(content)

    def replace_tag(self, content: bytes) -> None:
        """Content in place of the start tag at hand."""
        length = len(self.tag())
        self.insert(content)
        self._done += length

    def hold(self) -> None:
        """From this start tag on nothing is passed on until `release`, called at the end of the same element."""
        self._held = self._parser.CurrentByteIndex
        self._held_inner = self._here() + len(self.tag()) + self._base

    def held(self) -> bytes:
        """The held element as written."""
        assert self._held is not None
        _inner_end, end = end_of(self._buffer, self._held_inner - self._base, self._here())
        return bytes(self._buffer[self._held - self._base : end])

    def release(self, content: bytes | None = None) -> None:
        """The held element is passed on, or the content in its place."""
        assert self._held is not None
        if content is not None:
            length = len(self.held())
            self._copy(self._held)
            self._out.append(content)
            self._done = self._held + length
        self._held = None

    def _here(self) -> int:
        return int(self._parser.CurrentByteIndex) - self._base

    def _copy(self, place: int) -> None:
        if place > self._done:
            self._out.append(bytes(self._buffer[self._done - self._base : place - self._base]))
            self._done = place

    def _pass_on(self, place: int) -> None:
        self._copy(place)
        self._sink.write(b"".join(self._out))
        self._out.clear()
        drop = self._done - self._base
        del self._buffer[:drop]
        self._base += drop
