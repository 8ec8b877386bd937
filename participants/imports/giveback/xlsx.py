"""An xlsx given back: the person's own file, with what is wrong coloured and commented, and a summary in front."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from ..workbook import SUMMARY_SHEETS
from .markup import Unusual
from .notes import Notes
from .package import Package
from .xlsx_comments import Place, with_comments, with_shapes
from .xlsx_sheet import SheetStream
from .xlsx_styles import Styles
from .xlsx_summary import WORKBOOK, put_summary, sheets

_SELECTED: Final = re.compile(rb"(?<=\s)tabSelected\s{0,9}=\s{0,9}[\"'](?:1|true)[\"']")
_HEAD_BYTES: Final = 65_536


def annotated(data: bytes, notes: Notes) -> bytes:
    """Raises Unusual, or an error of zipfile or expat, for a file whose parts are not as most programs write them."""
    package = Package(data)
    part = next((part for name, part in sheets(package) if name == notes.sheet), "")
    styles_part = next((one.part for one in package.relations(WORKBOOK) if one.kind == "styles"), "")
    styles = Styles(package.part(styles_part), keeps_second_colour=not _by_libreoffice(package))
    comments = _comments_part(package, part, notes)
    drawing = package.free_id(part) if notes.cells else ""
    if notes.texts():  # Excel finds the order of calculation again; one that names a cell without formula is damage
        package.forget(WORKBOOK, "calcChain")
    put_summary(package, notes, styles)
    _leave_unselected(package, part)

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        package.write_types(archive)
        with package.open(part) as source, archive.open(part, "w") as sink:
            stream = SheetStream(source, sink, notes, styles, drawing)
            stream.run()
        if comments:
            _put_comments(package, part, comments, stream.drawing, notes.comments())
        package.put(styles_part, styles.data())
        package.write(archive, skip=part)
    return out.getvalue()


def _by_libreoffice(package: Package) -> bool:
    return package.has("docProps/app.xml") and b"LibreOffice" in package.part("docProps/app.xml")


def _comments_part(package: Package, part: str, notes: Notes) -> str:
    """The part that holds the comments of the sheet, declared when it is new; "" when there are none to be."""
    found = next((one.part for one in package.relations(part) if one.kind == "comments"), "")
    if notes.cells:
        package.declare_vml()
        if not found:
            found = package.free("xl/comments%d.xml")
            package.declare(found, "comments")
            package.relate(part, "comments", found)
    return found


def _put_comments(package: Package, part: str, comments: str, drawing: str, said: dict[Place, str]) -> None:
    """`drawing` is the id of the relation to the drawing with the boxes; it may be still to make."""
    before = package.part(comments) if package.has(comments) else None
    content, gone, new = with_comments(before, said)
    package.put(comments, content)
    shapes = next((one.part for one in package.relations(part) if one.id == drawing), "")
    if not shapes and drawing:
        shapes = package.free("xl/drawings/vmlDrawing%d.vml")
        if package.relate(part, "vmlDrawing", shapes) != drawing:
            raise Unusual("drawing")
    if shapes:
        package.put(shapes, with_shapes(package.part(shapes) if package.has(shapes) else None, gone, new))


def _leave_unselected(package: Package, but: str) -> None:
    """Only the summary is selected: what is typed while two sheets are selected goes into both."""
    for name, part in sheets(package):
        if name in SUMMARY_SHEETS or part == but or not package.has(part):  # the list's is seen to as it flows by
            continue
        with package.open(part) as source:
            head = source.read(_HEAD_BYTES)
            selected = _SELECTED.search(head[: head.find(b"sheetData")])
            if selected:
                package.put(part, head[: selected.start()] + head[selected.end() :] + source.read())
