"""XML changed in place: where elements stand, byte by byte, so that all that is not changed stays as it was written.

No tree is written out anew: that would rename namespaces and lose what Office declares but a parser does not use.
Entities are never expanded: a document type, refused before (archive.py), is refused here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final
from xml.parsers import expat

# Possessive throughout: no crafted text makes the search start over.
_TAG: Final = re.compile(rb"<(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE: Final = re.compile(rb"(?<!\s)\s++([^\s=/>]++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+')")
_UNWRITABLE: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Unusual(Exception):
    """The file is written in a way that is not worth following; it is rebuilt instead."""


@dataclass(slots=True)
class Node:
    """An element of `data`: `start` of its tag, `inner` to `inner_end` its content, `end` after its last tag."""

    name: str
    attributes: dict[str, str]
    start: int
    inner: int
    inner_end: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """ "x:" of <x:row>, "" of <row>."""
        return self.name[: -len(self.local)]

    @property
    def closed_at_once(self) -> bool:
        return self.inner == self.end

    def all(self, local: str) -> Iterator[Node]:
        return (child for child in self.children if child.local == local)

    def first(self, *path: str) -> Node | None:
        """The first child of the name, its first child of the next name, and so on."""
        found: Node | None = self
        for local in path:
            found = next(found.all(local), None) if found else None
        return found

    def need(self, *path: str) -> Node:
        """As `first`; raises Unusual when there is none."""
        found = self.first(*path)
        if found is None:
            raise Unusual(path)
        return found


def parser() -> Any:
    """Of UTF-8 whatever the head of the part claims, so that places are places in its bytes."""
    made = expat.ParserCreate("utf-8")
    made.StartDoctypeDeclHandler = _refuse
    return made


def _refuse(*_arguments: object) -> None:
    raise Unusual("doctype")


def parse(data: bytes) -> Node:
    """The root element. Raises expat.ExpatError, or Unusual for a document type."""
    source = parser()
    top = Node("", {}, 0, 0)
    path = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        at = source.CurrentByteIndex
        node = Node(name, attributes, at, at + len(tag_at(data, at)))
        path[-1].children.append(node)
        path.append(node)

    def end(_name: str) -> None:
        node = path.pop()
        # of <a/> the parser tells the end at the end of the tag
        node.inner_end, node.end = end_of(data, node.inner, source.CurrentByteIndex)

    source.StartElementHandler, source.EndElementHandler = start, end
    source.Parse(data, True)
    return top.children[0]


def tag_at(data: bytes | bytearray, at: int) -> bytes:
    """The start tag that begins at the place."""
    found = _TAG.match(data, at)
    if found is None:
        raise Unusual("tag")
    return bytes(found[0])


def end_of(data: bytes | bytearray, inner: int, at: int) -> tuple[int, int]:
    """(end of content, end of element) when the parser tells the end of an element at the place."""
    if data[inner - 2 : inner] == b"/>":
        return inner, inner
    return at, data.index(b">", at) + 1


Edit = tuple[int, int, bytes]
"""Put the bytes in the place of those from first to second."""


def splice(data: bytes, edits: Iterable[Edit]) -> bytes:
    """All edits made; those at one place in the order given. They must not overlap."""
    pieces: list[bytes] = []
    done = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += (data[done:start], new)
        done = end
    return b"".join((*pieces, data[done:]))


def tag_with(tag: bytes, values: dict[str, str | None]) -> bytes:
    """The tag with attributes set, added, or taken away (None)."""
    left = dict(values)
    edits: list[Edit] = []
    last = 0
    for found in _ATTRIBUTE.finditer(tag):
        last = found.end()
        name = found[1].decode()
        if name in left:
            value = left.pop(name)
            edits.append((found.start(), last, b"" if value is None else _attribute(name, value)))
    last = last or len(tag.rstrip(b">").rstrip(b"/").rstrip())
    edits += [(last, last, _attribute(name, value)) for name, value in left.items() if value is not None]
    return splice(tag, edits)


def set_attributes(data: bytes, node: Node, values: dict[str, str | None]) -> Edit:
    return node.start, node.inner, tag_with(data[node.start : node.inner], values)


def append(data: bytes, node: Node, content: bytes, values: dict[str, str | None] | None = None) -> list[Edit]:
    """Content at the end of the element, which may be <a/>, and attributes set in its tag."""
    tag = tag_with(data[node.start : node.inner], values or {})
    if node.closed_at_once:
        return [(node.start, node.inner, opened(tag) + content + f"</{node.name}>".encode())]
    return [(node.start, node.inner, tag), (node.inner_end, node.inner_end, content)]


def opened(tag: bytes) -> bytes:
    """<a> of <a/>."""
    return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag


def _attribute(name: str, value: str) -> bytes:
    return f' {name}="{text(value)}"'.encode()


def text(value: str) -> str:
    """Fit for content and attributes: escaped, without what XML cannot hold."""
    return escape(_UNWRITABLE.sub("", value), quote=True).replace("&#x27;", "'")
