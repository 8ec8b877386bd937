"""Small spreadsheets for the tests of the import: real files where a library can write them, raw parts where not."""

from __future__ import annotations

import io
import zipfile

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdsTable
from odf.table import TableCell, TableRow
from odf.text import P

from participants.imports.locate import Table, locate
from participants.imports.map import ColumnGuess, map_headers
from participants.imports.parse import Parsed, parse
from participants.imports.workbook import Sheet, Workbook
from programs.models import Province, Regency
from programs.regions import RegionIndex

NIK = "1671015506859999"  # a woman born 15 June 1985; serial 9999 is invented
NIK_MAN = "1671011506859999"
HEADINGS = ["No", "Nama Lengkap", "NIK", "L/P"]
SITI = [1, "Siti Aminah", NIK, "P"]

SPREADSHEETML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(*rows, name="Peserta", merges=(), formats=None):
    """A workbook of one sheet; `merges` are (row, column, last row, last column, text)."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(name)
    for index, row in enumerate(rows):
        for column, cell in enumerate(row):
            write = sheet.write_string if isinstance(cell, str) else sheet.write
            write(index, column, cell)
    for merge in merges:
        sheet.merge_range(*merge)
    if formats:
        formats(book, sheet)
    book.close()
    return out.getvalue()


def xls(*rows, formats=None):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Peserta")
    for index, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(index, column, cell)
    if formats:
        formats(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(*rows):
    book = OpenDocumentSpreadsheet()
    table = OdsTable(name="Peserta")
    book.spreadsheet.addElement(table)
    for row in rows:
        line = TableRow()
        table.addElement(line)
        for cell in row:
            element = TableCell(valuetype="string")
            element.addElement(P(text=str(cell)))
            line.addElement(element)
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def raw_ods(rows, styles="", table=""):
    """An ods whose rows are written by hand; `table` are attributes of the sheet."""
    names = " ".join(f'xmlns:{name}="urn:x:{name}"' for name in ("office", "table", "text", "style", "calcext", "draw"))
    return zipped(
        **{
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest:manifest/>",
            "content.xml": (
                f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
                f'<office:body><office:spreadsheet><table:table table:name="Peserta" {table}>{rows}</table:table>'
                "</office:spreadsheet></office:body></office:document-content>"
            ),
        }
    )


def csv(*rows, separator=";", encoding="utf-8", end="\r\n"):
    return "".join(separator.join(map(str, row)) + end for row in rows).encode(encoding)


def raw_xlsx(cells, head="", **parts):
    """An xlsx whose sheet data is written by hand, for what no library would write."""
    return zipped(
        **{
            "[Content_Types].xml": (
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
                '<Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
            ),
            "_rels/.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl/workbook.xml": (
                f'<workbook xmlns="{SPREADSHEETML}" xmlns:r="{_RELATIONS}"><sheets>'
                '<sheet name="Peserta" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
                f'Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
            ),
            "xl/worksheets/sheet1.xml": (
                f'{head}<worksheet xmlns="{SPREADSHEETML}"><sheetData>{cells}</sheetData></worksheet>'
            ),
            **parts,
        }
    )


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def book(*rows, name="Peserta", hidden=False, merged=()):
    """A workbook as `read` answers it: rows of equal length."""
    width = max(map(len, rows))
    return Workbook([sheet(*rows, name=name, hidden=hidden, merged=merged, width=width)])


def sheet(*rows, name="Peserta", hidden=False, merged=(), width=0):
    width = width or max(map(len, rows))
    return Sheet(name, [[*row, *[""] * (width - len(row))] for row in rows], hidden, tuple(merged))


def table(headers, *rows) -> Table:
    return locate(book(headers, *rows), header_row=1)


def mapped(headers, *rows, chosen=None) -> list[ColumnGuess]:
    return map_headers(table(headers, *rows), chosen)


def fields(headers, *rows) -> list[str | None]:
    return [guess.field for guess in mapped(headers, *rows)]


def parsed(headers, *rows, decisions=None) -> Parsed:
    found = table(headers, *rows)
    return parse(found, map_headers(found), decisions)


def one(header, value, decisions=None):
    """(value, codes) of a single cell under a heading."""
    found = parsed(["Nama", header], ["Siti Aminah", value], decisions=decisions)
    key = next(iter(key for key in found.values if key not in ("name", "birth_place")))
    return found.values[key][0], [issue.code for issue in found.issues]


def regions() -> RegionIndex:
    """A few real regions, without a database."""
    provinces = [
        ("16", "Sumatera Selatan"),
        ("32", "Jawa Barat"),
        ("63", "Kalimantan Selatan"),
        ("91", "Papua"),
        ("93", "Papua Selatan"),
    ]
    regencies = [
        ("16.71", "kota", "Palembang", "16", None),
        ("16.10", "kabupaten", "Ogan Ilir", "16", None),
        ("32.79", "kota", "Banjar", "32", None),
        ("32.71", "kota", "Bogor", "32", None),
        ("32.01", "kabupaten", "Bogor", "32", None),
        ("63.03", "kabupaten", "Banjar", "63", None),
        ("93.01", "kabupaten", "Merauke", "93", "91"),
    ]
    return RegionIndex(
        [Province(code=code, name=name) for code, name in provinces],
        [
            Regency(code=code, kind=kind, name=name, province_id=province, province_before_2022_id=before)
            for code, kind, name, province, before in regencies
        ],
    )
