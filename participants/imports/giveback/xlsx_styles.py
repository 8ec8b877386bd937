"""Cell formats of an xlsx with our colours: a cell keeps its number format, font and borders, only its fill changes."""

from __future__ import annotations

from typing import Final

from .markup import Edit, Node, append, parse, splice, tag_with
from .notes import COLOURS, HEAD, TITLE

_OURS: Final = {f"FF{colour}" for colour in COLOURS.values()}


class Styles:
    """The styles part. New formats are added on demand and stand after the old ones, whose numbers stay."""

    def __init__(self, data: bytes, *, keeps_second_colour: bool = True) -> None:
        """Raises Unusual for a part without formats.

        A solid fill has a second colour that nothing shows: there we note the colour of before. Excel keeps it;
        a program that makes up one of its own (LibreOffice) says so by `keeps_second_colour`.
        """
        self._data = data
        root = parse(data)
        self._fonts, self._fills, self._formats = root.need("fonts"), root.need("fills"), root.need("cellXfs")
        self._prefix = root.prefix
        self._first = list(self._formats.all("xf"))
        self._new: list[bytes] = []
        self._new_fonts: list[bytes] = []
        self._new_fills: list[bytes] = []
        self._made: dict[tuple[int, str], int] = {}
        self._colours = [_colour(fill) for fill in self._fills.all("fill")]
        """Per fill: the attributes of its colour, when it is one plain colour."""
        self._before = {
            number: _colour(fill, "bgColor") if keeps_second_colour else None
            for number, fill in enumerate(self._fills.all("fill"))
            if (self._colours[number] or {}).get("rgb") in _OURS
        }
        self._fill_numbers: dict[str, int] = {}
        self.ours = {number for number, one in enumerate(self._first) if _fill(one) in self._before}
        """Formats that an earlier round coloured."""

    def coloured(self, number: int, severity: str) -> int:
        """The format like the one of this number, with the colour of the severity, or with that of before ("")."""
        if not severity and number not in self.ours:
            return number
        key = number, severity
        if key not in self._made:
            one = self._first[number] if number < len(self._first) else None
            fill = _fill(one) if one else 0
            before = self._before[fill] if fill in self._before else self._colour_of(fill)
            self._made[key] = self._add(one, self._fill_for(COLOURS.get(severity, ""), before))
        return self._made[key]

    def line(self, style: str) -> int:
        """The format of a line of the summary."""
        key = -1, style
        if key not in self._made:
            fill = self._fill_for(COLOURS.get(style, ""), None)
            self._made[key] = self._add(None, fill, self._bold(style) if style in (TITLE, HEAD) else 0)
        return self._made[key]

    def data(self) -> bytes:
        """The part with all that was added."""
        edits: list[Edit] = []
        groups = ((self._fonts, "font", self._new_fonts), (self._fills, "fill", self._new_fills))
        for group, local, new in (*groups, (self._formats, "xf", self._new)):
            count = len(list(group.all(local))) + len(new)
            edits += append(self._data, group, b"".join(new), {"count": str(count)})
        return splice(self._data, edits)

    def _colour_of(self, fill: int) -> dict[str, str] | None:
        return self._colours[fill] if fill < len(self._colours) else None

    def _bold(self, style: str) -> int:
        p = self._prefix
        size = 14 if style == TITLE else 11
        self._new_fonts.append(f'<{p}font><{p}b/><{p}sz val="{size}"/><{p}name val="Calibri"/></{p}font>'.encode())
        return len(list(self._fonts.all("font"))) + len(self._new_fonts) - 1

    def _fill_for(self, colour: str, before: dict[str, str] | None) -> int:
        """Number of the fill of our colour that remembers the one before; without a colour that one itself."""
        if not colour and not before:
            return 0
        p = self._prefix
        front = {"rgb": f"FF{colour}"} if colour else before or {}
        back = (before if colour else None) or {"indexed": "64"}
        colours = _element(f"{p}fgColor", front) + _element(f"{p}bgColor", back)
        fill = f'<{p}fill><{p}patternFill patternType="solid">{colours}</{p}patternFill></{p}fill>'
        if fill not in self._fill_numbers:
            self._new_fills.append(fill.encode())
            self._fill_numbers[fill] = len(self._colours) + len(self._new_fills) - 1
        return self._fill_numbers[fill]

    def _add(self, one: Node | None, fill: int, font: int = 0) -> int:
        values: dict[str, str | None] = {"fillId": str(fill), "applyFill": "1"}
        if one is None:
            wrap = f'<{self._prefix}alignment vertical="top" wrapText="1"/>'
            xf = f'<{self._prefix}xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyFill="1" '
            self._new.append(f'{xf}applyFont="1" applyAlignment="1">{wrap}</{self._prefix}xf>'.encode())
        else:
            tag = tag_with(self._data[one.start : one.inner], values)
            self._new.append(tag + self._data[one.inner : one.end])
        return len(self._first) + len(self._new) - 1


def _fill(one: Node) -> int:
    number = one.attributes.get("fillId", "0")
    return int(number) if number.isdecimal() else 0


def _colour(fill: Node, which: str = "fgColor") -> dict[str, str] | None:
    """Attributes of a colour of a solid fill; None for a pattern, or for the colour that means none."""
    pattern, colour = fill.first("patternFill"), fill.first("patternFill", which)
    if pattern is None or colour is None or pattern.attributes.get("patternType") != "solid":
        return None
    return None if colour.attributes.get("indexed") == "64" or "auto" in colour.attributes else colour.attributes


def _element(name: str, attributes: dict[str, str]) -> str:
    return tag_with(f"<{name}/>".encode(), dict(attributes)).decode()
