"""The final report as an editable document (DOCX), of the same blocks as the PDF. Texts are written as texts: nothing
that people typed becomes a field, a link or markup."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import docx
from django.core.files.storage import default_storage
from django.utils import timezone
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as Written

from dekon_portal.core.numbers import format_integer

from .closing_writing import DRAFT, LOST, printed, short_state, state_line
from .logos import stored

if TYPE_CHECKING:
    from docx.document import Document

    from .final_reports import Reading

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BAR: Final = "█"
_LONGEST_BAR: Final = 30
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The date of each part of the file: the same report is the same bytes."""


def report_docx(reading: Reading) -> bytes:
    """The report with letterhead, cover and numbered chapters; before approval it says DRAF on each page."""
    document = docx.Document()
    _set_up(document, reading)
    _cover(document, reading)
    for number, chapter in enumerate(reading.content["chapters"], start=1):
        document.add_heading(plain(f"{number}. {chapter['title']}"), 1)
        for block in chapter["blocks"]:
            _WRITERS[block["kind"]](document, block)
    written = io.BytesIO()
    document.save(written)
    return _dated_alike(written.getvalue())


def plain(text: str) -> str:
    """What XML can hold: control characters go."""
    return _NOT_XML.sub("", text)


def _dated_alike(packed: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _LONG_AGO), old.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()


# --- Around the text ---
def _set_up(document: Document, reading: Reading) -> None:
    head, report = reading.content["head"], reading.report
    known = document.core_properties
    known.title, known.author = plain(f"Laporan Akhir Kegiatan {head['code']}"), plain(head["office"])
    known.comments, known.last_modified_by, known.language = "", "", "id"
    known.created = known.modified = (report.approved_at if report else timezone.now()).replace(tzinfo=None)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2.2)
    document.styles["Normal"].font.size = Pt(11)
    _letterhead(section.header, head, draft=report is None)
    _foot(section.footer.paragraphs[0], f"Laporan kegiatan {short_state(reading)} · Kegiatan {head['code']}", head)


def _letterhead(header: Any, head: dict[str, Any], *, draft: bool) -> None:
    first = header.paragraphs[0]
    logo = stored(default_storage, head["logo"]) if head["logo"] else b""
    if logo:
        first.add_run().add_picture(io.BytesIO(logo), height=Cm(1.6))
        first.add_run().add_break()
    first.alignment = WD_ALIGN_PARAGRAPH.CENTER
    first.add_run(plain(head["government"].upper()))
    first.add_run().add_break()
    first.add_run(plain(head["office"].upper())).bold = True
    for line in filter(None, [head["address"], DRAFT if draft else ""]):
        first.add_run().add_break()
        first.add_run(plain(line)).font.size = Pt(9)


def _foot(paragraph: Written, words: str, head: dict[str, Any]) -> None:
    sample = " · CONTOH, bukan dokumen resmi" if head["sample"] else ""
    paragraph.add_run(plain(f"{words}{sample} · Halaman "))
    _field(paragraph, "PAGE")
    paragraph.add_run(" dari ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Written, code: str) -> None:
    """A number that the reader's program counts; only of our own codes."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _cover(document: Document, reading: Reading) -> None:
    head = reading.content["head"]
    lines = (
        ("LAPORAN AKHIR KEGIATAN", 16, True),
        (head["title"], 20, True),
        (f"{head['kind']} · Tahun Anggaran {head['year']}", 12, False),
        (head["place"], 12, False),
        (head["when"], 12, False),
        (f"Kode kegiatan {head['code']}", 11, False),
        (state_line(reading), 10, False),
    )
    for words, size, bold in lines:
        written = document.add_paragraph()
        written.alignment = WD_ALIGN_PARAGRAPH.CENTER
        written.paragraph_format.space_before = Pt(18)
        run = written.add_run(plain(words))
        run.font.size, run.bold = Pt(size), bold
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


# --- Blocks ---
def _paragraph(document: Document, block: dict[str, Any]) -> None:
    document.add_paragraph(plain(block["text"]))


def _facts(document: Document, block: dict[str, Any]) -> None:
    _rows(document, [(f"{label}", value) for label, value in block["lines"]], style=None)


def _table(document: Document, block: dict[str, Any]) -> None:
    _caption(document, block["caption"])
    closing = [block["closing"]] if block["closing"] else []
    rows = [block["headings"], *block["rows"], *closing]
    bold = {0, len(rows) - 1} if closing else {0}
    _rows(document, rows, numeric=set(block["numeric"]), bold=bold, heading=True)


def _bars(document: Document, block: dict[str, Any]) -> None:
    """A picture made of letters, so that it needs no picture and says its count in words."""
    _caption(document, block["caption"])
    most = max((count for _label, count in block["lines"]), default=0) or 1
    rows = [
        (label, format_integer(count), _BAR * (-(-count * _LONGEST_BAR // most))) for label, count in block["lines"]
    ]
    _rows(document, rows, numeric={1})


def _photo(document: Document, block: dict[str, Any]) -> None:
    picture = printed(block["file"])
    written = document.add_paragraph()
    written.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if picture:
        tall = picture.height > picture.width
        size = {"height": Cm(8)} if tall else {"width": Cm(11)}
        written.add_run().add_picture(io.BytesIO(picture.jpeg), **size)
        written.add_run().add_break()
    written.add_run(plain(block["caption"] if picture else f"{block['caption']} ({LOST})"))


_WRITERS: Final = {"paragraph": _paragraph, "facts": _facts, "table": _table, "bars": _bars, "photo": _photo}


def _caption(document: Document, words: str) -> None:
    if words:
        written = document.add_paragraph()
        written.paragraph_format.keep_with_next = True
        written.add_run(plain(words)).bold = True


def _rows(
    document: Document,
    rows: Sequence[Iterable[str]],
    *,
    numeric: Iterable[int] = (),
    bold: Iterable[int] = (),
    heading: bool = False,
    style: str | None = "Table Grid",
) -> None:
    """A table; its first row is repeated on each page when it is a `heading`."""
    columns = len(list(rows[0]))
    table = document.add_table(rows=len(rows), cols=columns, style=style)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    to_the_right, strong = set(numeric), set(bold)
    for number, (texts, row) in enumerate(zip(rows, table._tbl.tr_lst, strict=True)):  # `table.rows` counts all anew
        for column, (text, cell) in enumerate(zip(texts, row.tc_lst, strict=True)):
            written = Written(cell.p_lst[0], table)
            written.add_run(plain(text)).bold = True if number in strong else None
            if column in to_the_right:
                written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if heading:
        _repeat(table.rows[0])
    document.add_paragraph()


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
