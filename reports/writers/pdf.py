"""PDF for the archive: A4 landscape, heading repeated, Indonesian numbers, page x of y (layout: report.typ)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dekon_portal.core.numbers import format_integer
from reports.document import Document
from reports.known import Known
from reports.registry import Column

CONTENT_TYPE = "application/pdf"
TEMPLATE = Path(__file__).with_name("report.typ")


def write(document: Document, file: IO[bytes]) -> None:
    file.write(typst.compile(str(TEMPLATE), sys_inputs={"data": json.dumps(_data(document))}, pdf_standards="a-2b"))


def _data(document: Document) -> dict[str, Any]:
    return {
        "language": (get_language() or "id")[:2],
        "ministry": _("Kementerian Perindustrian · Direktorat Jenderal Industri Kecil, Menengah, dan Aneka"),
        "title": document.title,
        "scope": document.scope,
        "parameters": document.selection.facts,
        "notes": document.notes,
        "made": document.made,
        "page": _("Halaman"),
        "of": _("dari"),
        "empty": _("Tidak ada data untuk pilihan ini."),
        "columns": [{"heading": column.heading, "number": column.kind != "text"} for column in document.columns],
        "rows": [_cells(document.columns, row.values) for row in document.rows],
        "totals": [
            _cells(document.columns, {document.columns[0].name: label, **totals}, missing="")
            for label, totals in document.closing
        ],
    }


def _cells(columns: tuple[Column, ...], values: Mapping[str, Any], missing: str | None = None) -> list[str]:
    return [shown(values.get(column.name, missing)) for column in columns]


def shown(value: Any) -> str:
    """A value in words: `12.500`, `3.000 (2 dari 5 diketahui)`, `belum diketahui`."""
    if isinstance(value, Known):
        return known_in_words(value)
    if value is None:
        return _("belum diketahui")
    return format_integer(value) if isinstance(value, int) else str(value)


def known_in_words(figure: Known) -> str:
    if not figure.of:
        return _("tidak ada catatan")
    if figure.is_complete:
        return format_integer(figure.total)
    return _("%(total)s (%(known)s dari %(of)s diketahui)") % {
        "total": format_integer(figure.total),
        "known": format_integer(figure.known),
        "of": format_integer(figure.of),
    }
