"""The summary as the first sheet of an xlsx; the one of an earlier round is replaced."""

from __future__ import annotations

from typing import Final

from ..workbook import SUMMARY_SHEETS
from .markup import Edit, Node, Unusual, parse, set_attributes, splice, text
from .notes import TITLE, Line, Notes, sheet_name, summary_lines
from .package import RELATIONS, SPREADSHEETML, Package
from .xlsx_sheet import letters
from .xlsx_styles import Styles

WORKBOOK: Final = "xl/workbook.xml"


def sheets(package: Package) -> list[tuple[str, str]]:
    """(name, part) of every sheet, in order."""
    parts = {one.id: one.part for one in package.relations(WORKBOOK)}
    listed = parse(package.part(WORKBOOK)).need("sheets").all("sheet")
    return [(one.attributes.get("name", ""), parts.get(_relation(one), "")) for one in listed]


def _relation(sheet: Node) -> str:
    return next((value for key, value in sheet.attributes.items() if key.endswith(":id")), "")


def put_summary(package: Package, notes: Notes, styles: Styles) -> None:
    """The sheet, and the workbook that opens with it."""
    earlier = [part for name, part in sheets(package) if name in SUMMARY_SHEETS]
    part = earlier[0] if earlier else package.free("xl/worksheets/sheet%d.xml")
    if not earlier:
        package.declare(part, "worksheet")
        made = package.relate(WORKBOOK, "worksheet", part)
        package.put(WORKBOOK, _with_first_sheet(package.part(WORKBOOK), made))
    elif not package.has(part):
        raise Unusual(part)
    package.put(part, _sheet(notes, styles))
    package.put(WORKBOOK, _opened_at_summary(package.part(WORKBOOK)))
    package.forget_titles()


def _with_first_sheet(data: bytes, relation: str) -> bytes:
    root = parse(data)
    listed = root.need("sheets")
    if sheet_name().lower() in {one.attributes.get("name", "").lower() for one in listed.all("sheet")}:
        raise Unusual("sheet name")  # in other capitals, so not of an earlier round: Excel takes them for one
    number = 1 + max(int(one.attributes.get("sheetId", 0)) for one in listed.all("sheet"))
    p = listed.prefix
    sheet = f'<{p}sheet xmlns:r="{RELATIONS}" name="{text(sheet_name())}" sheetId="{number}" r:id="{relation}"/>'
    edits: list[Edit] = [(listed.inner, listed.inner, sheet.encode())]
    if root.first("bookViews") is None:
        view = f"<{p}bookViews><{p}workbookView/></{p}bookViews>"
        edits.append((listed.start, listed.start, view.encode()))
    names = root.first("definedNames")
    for name in names.all("definedName") if names else ():  # those of one sheet tell it by its place
        if "localSheetId" in name.attributes:
            place = int(name.attributes["localSheetId"]) + 1
            edits.append(set_attributes(data, name, {"localSheetId": str(place)}))
    return splice(data, edits)


def _opened_at_summary(data: bytes) -> bytes:
    root = parse(data)
    listed = list(root.need("sheets").all("sheet"))
    place, sheet = next((n, one) for n, one in enumerate(listed) if one.attributes.get("name") in SUMMARY_SHEETS)
    views = root.need("bookViews").all("workbookView")
    edits = [set_attributes(data, view, {"activeTab": str(place), "firstSheet": None}) for view in views]
    return splice(data, [*edits, set_attributes(data, sheet, {"state": None})])


def _sheet(notes: Notes, styles: Styles) -> bytes:
    rows = "".join(_row(number, line, styles) for number, line in enumerate(summary_lines(notes), 1))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{SPREADSHEETML}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView showGridLines="0" tabSelected="1" '
        'workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
        '<col min="1" max="1" width="80" customWidth="1"/><col min="2" max="2" width="40" customWidth="1"/></cols>'
        f'<sheetData>{rows}</sheetData><pageSetup paperSize="9" fitToHeight="0"/></worksheet>'
    ).encode()


def _row(number: int, line: Line, styles: Styles) -> str:
    style = styles.line(line.style)
    cells = (
        f'<c r="{letters(column)}{number}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{text(cell)}</t></is></c>'
        for column, cell in enumerate(line.cells)
    )
    height = ' ht="21" customHeight="1"' if line.style == TITLE else ""
    return f'<row r="{number}"{height}>{"".join(cells)}</row>'
