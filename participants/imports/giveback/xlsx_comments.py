"""Comments of an xlsx sheet: ours put beside those that people wrote, and taken away again on the next round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from .markup import Edit, Node, Unusual, append, parse, splice, tag_at, tag_with, text
from .notes import AUTHOR
from .package import SPREADSHEETML
from .xlsx_sheet import column_of, letters

Place = tuple[int, int]
"""Row from 1, column from 0."""

_EMPTY: Final = f'<comments xmlns="{SPREADSHEETML}"><authors/><commentList/></comments>'.encode()
_SAID: Final = f"{AUTHOR}: "
_OUR_PART: Final = re.compile(rb"(?:\r?+\n|&#10;|_x000a_)?+" + re.escape(_SAID.encode()) + rb".*+", re.DOTALL)
_ROOM: Final = 32_000
"""Characters of a comment; Excel takes 32,767."""

_SHAPES: Final = b"<xml></xml>"
_PREFIXES: Final[dict[str, str | None]] = {
    "xmlns:v": "urn:schemas-microsoft-com:vml",
    "xmlns:o": "urn:schemas-microsoft-com:office:office",
    "xmlns:x": "urn:schemas-microsoft-com:office:excel",
}
"""Of our boxes; not every program declares them in front (openpyxl names them anew at each box)."""
_SHAPE_TYPE: Final = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE: Final = (
    '<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;width:200pt;height:80pt;z-index:1;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
    "<x:SizeWithCells/><x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
_NUMBER: Final = re.compile(rb'id="_x0000_s([0-9]{1,9})"')
_WHERE: Final = re.compile(rb"<\w{1,9}:(Row|Column)>\s{0,9}([0-9]{1,7})")
_SHAPE_START: Final = re.compile(rb"<\w{1,9}:shape\s")
_SHAPE_END: Final = re.compile(rb"</\w{1,9}:shape>")


def with_comments(data: bytes | None, new: dict[Place, str]) -> tuple[bytes, set[Place], set[Place]]:
    """The comments part; where comments of ours were taken away; and where new ones need a shape."""
    data = data or _EMPTY
    root = parse(data)
    authors, listed = root.need("authors"), root.need("commentList")
    names = [unescape(data[one.inner : one.inner_end].decode()).strip() for one in authors.all("author")]
    edits: list[Edit] = []
    gone: set[Place] = set()
    theirs: set[Place] = set()
    for comment in listed.all("comment"):
        place = _place(comment.attributes.get("ref", ""))
        author = _author(names, comment)
        if author == AUTHOR:
            edits.append((comment.start, comment.end, b""))
            gone.add(place)
            continue
        theirs.add(place)
        if not author.startswith("tc="):  # what stands for a conversation is left as it is
            edits += _said_in(data, comment, new.get(place))
    p = root.prefix
    if AUTHOR not in names:
        edits += append(data, authors, f"<{p}author>{AUTHOR}</{p}author>".encode())
        names.append(AUTHOR)
    ours = {place: said for place, said in new.items() if place not in theirs}
    edits += append(data, listed, "".join(_comments(p, names.index(AUTHOR), ours)).encode())
    return splice(data, edits), gone, set(ours)


def _comments(p: str, author: int, ours: dict[Place, str]) -> Iterator[str]:
    for (row, column), said in ours.items():
        where = f'ref="{letters(column)}{row}" authorId="{author}"'
        shown = f'<{p}text><{p}r><{p}rPr><{p}sz val="9"/><{p}rFont val="Tahoma"/></{p}rPr>{_text(p, said)}'
        yield f"<{p}comment {where}>{shown}</{p}r></{p}text></{p}comment>"


def _said_in(data: bytes, comment: Node, said: str | None) -> Iterator[Edit]:
    """Someone's comment: what an earlier round said in it goes, what is to be said now is put behind."""
    shown = comment.first("text")
    if shown is None:
        return
    p = shown.prefix
    last = shown.inner
    for part in shown.children:
        written = part if part.local == "t" else part.first("t") if part.local == "r" else None
        if written is None:
            continue
        yield written.inner, written.inner_end, _OUR_PART.sub(b"", data[written.inner : written.inner_end], 1)
        last = part.end
        if part.local == "t" and said:  # a plain text cannot stand beside runs
            yield part.start, part.start, f"<{p}r>".encode()
            yield part.end, part.end, f"</{p}r>".encode()
    if said and not shown.closed_at_once:
        look = f'<{p}rPr><{p}i/><{p}sz val="9"/><{p}rFont val="Tahoma"/></{p}rPr>'
        ours = _text(p, "\n" + _SAID + said)
        yield last, last, f"<{p}r>{look}{ours}</{p}r>".encode()


def _text(p: str, said: str) -> str:
    return f'<{p}t xml:space="preserve">{text(said[:_ROOM])}</{p}t>'


def _author(names: list[str], comment: Node) -> str:
    number = comment.attributes.get("authorId", "")
    return names[int(number)] if number.isdecimal() and int(number) < len(names) else ""


def _place(ref: str) -> Place:
    return int(ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0), column_of(ref)


def with_shapes(data: bytes | None, gone: set[Place], new: set[Place]) -> bytes:
    """The drawing that holds a box for each comment. Searched as text: Office does not always write it as sound XML."""
    kept = b"".join(_shapes_but(data or _SHAPES, gone))
    last = max((int(found) for found in _NUMBER.findall(kept)), default=1024)
    made = [] if b'id="_x0000_t202"' in kept else [_SHAPE_TYPE]
    for number, (row, column) in enumerate(sorted(new), last + 1):
        anchor = column + 1, max(row - 2, 0), column + 4, row + 4
        made.append(_SHAPE % (number, *anchor, row - 1, column))
    start, end = kept.find(b"<xml"), kept.rfind(b"</")
    if start < 0 or end < 0:
        raise Unusual("drawing")
    tag = tag_at(kept, start)
    edits = [(start, start + len(tag), tag_with(tag, _PREFIXES)), (end, end, "".join(made).encode())]
    return splice(kept, edits)


def _shapes_but(data: bytes, gone: set[Place]) -> Iterator[bytes]:
    """The drawing in pieces, without the boxes of the places."""
    done = 0
    for end in _SHAPE_END.finditer(data):
        piece = data[done : end.end()]
        done = end.end()
        start = max((found.start() for found in _SHAPE_START.finditer(piece)), default=-1)
        where = dict(_WHERE.findall(piece, max(start, 0)))
        ours = start >= 0 and (int(where.get(b"Row", -2)) + 1, int(where.get(b"Column", -1))) in gone
        yield piece[:start] if ours else piece
    yield data[done:]
