"""PDF for the archive: A4 landscape, heading repeated, Indonesian numbers, page x of y (layout: report.typ)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dekon_portal.core.documents import PDF_TYPE, UNBROKEN, pdf
from dekon_portal.core.numbers import format_integer
from dekon_portal.core.refusal import Refusal
from reports.document import Document
from reports.registry import Column
from reports.words import shown

CONTENT_TYPE = PDF_TYPE
MOST_ROWS = 2000
LONGEST_SHARE = 20
TEMPLATE = Path(__file__).with_name("report.typ")


def write(document: Document, file: IO[bytes]) -> None:
    """Raises Refusal for a list that nobody would print."""
    if len(document.rows) > MOST_ROWS:
        raise Refusal(
            _(
                "Laporan ini terlalu panjang untuk PDF: %(rows)s baris, paling banyak %(most)s. "
                "Persempit pilihannya, atau unduh sebagai XLSX atau CSV."
            )
            % {"rows": format_integer(len(document.rows)), "most": format_integer(MOST_ROWS)}
        )
    file.write(pdf(TEMPLATE, _data(document), made_at=document.made_at))


def _data(document: Document) -> dict[str, Any]:
    columns = document.columns
    rows = [_cells(columns, row.values) for row in document.rows]
    totals = [_cells(columns, values, missing="") for values in document.closing_values]
    headings = [column.heading for column in columns]
    return {
        "language": (get_language() or "id")[:2],
        "ministry": _("Kementerian Perindustrian · Direktorat Jenderal Industri Kecil, Menengah, dan Aneka"),
        "title": document.title,
        "scope": document.scope,
        "parameters": document.facts,
        "notes": document.notes,
        "made": document.made,
        "page": _("Halaman"),
        "of": _("dari"),
        "empty": _("Tidak ada data untuk pilihan ini."),
        "columns": [
            {"heading": column.heading, "number": column.is_number, "width": width}
            for column, width in zip(columns, widths(headings, [*rows, *totals]), strict=True)
        ],
        "rows": rows,
        "totals": totals,
    }


def widths(headings: list[str], rows: list[list[str]]) -> list[int]:
    """Shares of the page's width, in letters: room for the longest word, and for most of a text on two lines."""
    shares = []
    for place, heading in enumerate(headings):
        texts = [heading, *(row[place] for row in rows)]
        word = min(max(len(word) for text in texts for word in text.split() or [""]), UNBROKEN)
        whole = max(map(len, texts[1:]), default=0)
        shares.append(max(word, min(whole // 2, LONGEST_SHARE)) + 2)
    return shares


def _cells(columns: tuple[Column, ...], values: Mapping[str, Any], missing: str | None = None) -> list[str]:
    return [shown(values.get(column.name, missing)) for column in columns]
