"""Cell styles of an ods with our colours. All that may be needed are made ahead: they stand before the cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .markup import Unusual, append, parse, set_attributes, splice, tag_with, text
from .notes import COLOURS, HEAD, TEXT, TITLE

DEFAULT: Final = "Default"
_OURS: Final = "portal-"
_PLAIN: Final = "plain"
_MOST: Final = 2000
"""Styles; a file with more is not by the hand of a person."""
_COLUMN_WIDTHS: Final = (16, 8)
"""Of the summary, in centimetres."""
_COLOUR: Final = re.compile(rb'fo:background-color="#([0-9A-Fa-f]{6})"')
_BOLD: Final = '<style:text-properties fo:font-size="%spt" fo:font-weight="bold"/>'


class OdsStyles:
    """`common` are the named styles (styles.xml), `add` takes those of the content as they flow by."""

    def __init__(self, common: Iterable[str]) -> None:
        self._common = {DEFAULT, *common}
        self._own: dict[str, bytes] = {}
        self._other: set[str] = set()
        self._base: dict[str, str] = {}
        self.columns = [_name("column", str(width)) for width in _COLUMN_WIDTHS]

    def add(self, name: str, style: bytes) -> None:
        self._own[name] = style
        if len(self._own) + len(self._common) > _MOST:
            raise Unusual("styles")

    def note(self, name: str) -> None:
        """A style of another kind than of cells."""
        self._other.add(name)

    def additions(self) -> bytes:
        """The styles that `coloured` and `line` name, to be put behind those of the file."""
        known = {*self._common, *self._own}
        made = _summary_styles()
        bases = {name: style for name, style in self._own.items() if name not in made}
        for name, style in self._own.items():
            if _is_ours(style):
                del bases[name]
                before = next((name[len(mark) :] for mark in _marks() if name.startswith(mark)), "")
                self._base[name] = before
                if before not in known:  # saved by a program that names styles anew
                    plain = self._base[name] = _name(_PLAIN, name)
                    made[plain] = bases[plain] = _with_colour(style, plain, None)
        for severity, colour in COLOURS.items():
            for name, style in bases.items():
                made[_name(severity, name)] = _with_colour(style, _name(severity, name), colour)
            for name in self._common:
                made[_name(severity, name)] = _child(_name(severity, name), name, colour)
        for name, width in zip(self.columns, _COLUMN_WIDTHS, strict=True):
            made[name] = _column(name, width)
        return b"".join(style for name, style in made.items() if name not in self._own and name not in self._other)

    def coloured(self, name: str, severity: str) -> str:
        """The style like this one with the colour of the severity, or as it was before an earlier round ("")."""
        name = self._base.get(name, name)
        if not severity:
            return name
        return _name(severity, name if name in self._own or name in self._common or name.startswith(_OURS) else DEFAULT)

    def ours(self) -> set[str]:
        """Styles that an earlier round coloured."""
        return set(self._base)

    def line(self, style: str) -> str:
        """The style of a line of the summary."""
        return _name(style, DEFAULT) if style in COLOURS else _name("line", style)


def _name(mark: str, name: str) -> str:
    return f"{_OURS}{mark}-{name}"


def _marks() -> list[str]:
    return [_name(severity, "") for severity in COLOURS]


def _is_ours(style: bytes) -> bool:
    found = _COLOUR.search(style)
    return found is not None and found[1].decode().upper() in COLOURS.values()


def _with_colour(style: bytes, name: str, colour: str | None) -> bytes:
    """The style under another name, its background set or taken away."""
    root = parse(style)
    background = {"fo:background-color": f"#{colour.lower()}" if colour else None}
    cells = root.first("table-cell-properties")
    if cells is not None:
        edits = [set_attributes(style, root, {"style:name": name}), set_attributes(style, cells, background)]
    elif root.closed_at_once:
        edits = append(style, root, tag_with(b"<style:table-cell-properties/>", background), {"style:name": name})
    else:
        properties = tag_with(b"<style:table-cell-properties/>", background)
        edits = [
            set_attributes(style, root, {"style:name": name}),
            (root.inner, root.inner, properties),
        ]
    return splice(style, edits)


def _child(name: str, parent: str, colour: str) -> bytes:
    return (
        f'<style:style style:name="{text(name)}" style:family="table-cell" style:parent-style-name="{text(parent)}">'
        f'<style:table-cell-properties fo:background-color="#{colour.lower()}"/></style:style>'
    ).encode()


def _summary_styles() -> dict[str, bytes]:
    made = {}
    for style, look in ((TITLE, _BOLD % 14), (HEAD, _BOLD % 11), (TEXT, "")):
        name = _name("line", style)
        wrap = '<style:table-cell-properties fo:wrap-option="wrap"/>'
        start = f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="{DEFAULT}">'
        made[name] = f"{start}{wrap}{look}</style:style>".encode()
    return made


def _column(name: str, width: int) -> bytes:
    return (
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
    ).encode()
