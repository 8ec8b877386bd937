"""What the tests of a file given back ask of it."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from participants.imports.giveback import Notes
from participants.imports.read import read

RED, YELLOW, BLUE = "FFF9C9C6", "FFFFF1B8", "FFCFE3F9"


def noted(*notes, sheet="Peserta", **more):
    """Notes of (row, column, severity, sentence)."""
    found = Notes(sheet, 1, **more)
    for note in notes:
        found.add(*note)
    return found


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def colour(cell):
    return cell.fill.fgColor.rgb if cell.fill.fill_type else None


def said(sheet):
    """Place → comment."""
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def changed(data, **parts):
    """The file with parts put in place of its own; a function changes the text of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, parts[name](content.decode()) if name in parts else content)
    return out.getvalue()


def renamed(data, old_name, new_name):
    """The file with a part under another name, whatever points to it included."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith((".rels", "Types].xml")):
                content = content.replace(old_name.encode(), new_name.encode())
            new.writestr(name.replace(old_name, new_name), content)
    return out.getvalue()


def rows(data, sheet="Peserta", name=""):
    return next(one.rows for one in read(data, name).sheets if one.name == sheet)
