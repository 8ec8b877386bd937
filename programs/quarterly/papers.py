"""A form as a file: PDF (typst, A4 landscape) and XLSX, of the same table as the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from dekon_portal.core.documents import PDF_TYPE, pdf
from dekon_portal.core.exports import XLSX_TYPE, CellWriter
from dekon_portal.core.known import Known
from dekon_portal.core.numbers import format_thousand_rupiah, in_thousands

from .columns import FormColumn
from .sheets import Form, FormRow, signature_lines

_TEMPLATE: Final = Path(__file__).parent.parent / "documents" / "quarter.typ"
_WIDE, _NARROW = 45, 14
THOUSANDS: Final = "ribu Rp"


def heading(column: FormColumn) -> str:
    """ "Realisasi penyerapan (ribu Rp)"."""
    return f"{column.label} ({THOUSANDS})" if column.kind == "money" else str(column.label)


def shown(column: FormColumn, value: Any) -> str:
    """A value in words: money in thousands, percent with a comma; "–" where it does not apply (R4)."""
    if value == "":
        return "–" if column.is_number else ""
    if isinstance(value, Known):
        if value.total is None or value.is_complete:
            return format_thousand_rupiah(value.total)
        return f"{format_thousand_rupiah(value.total)} ({value.known}/{value.of})"
    if value is None:
        return _("belum diketahui")
    if column.kind == "money":
        return format_thousand_rupiah(value)
    return f"{value:.2f}".replace(".", ",") if column.kind == "percent" else str(value)


def cells(form: Form, row: FormRow) -> list[str]:
    return [shown(column, row.values.get(column.key, "")) for column in form.columns]


def form_pdf(form: Form) -> bytes:
    """Always Indonesian: it is a paper of the office."""
    with translation.override("id"):
        data = {
            "form": form.letter,
            "title": form.title,
            "quarter": form.quarter.name,
            "facts": form.facts,
            "columns": [
                {"heading": heading(column), "number": column.is_number, "width": _width(column)}
                for column in form.columns
            ],
            "rows": [{"level": row.level, "cells": cells(form, row)} for row in form.rows],
            "total": cells(form, form.total),
            "empty": form.empty_sentence if form.is_empty and not form.rows else "",
            "told": [
                [
                    one.activity.title,
                    (one.entry.obstacles or "tidak ada") if one.entry else "belum diisi",
                    (one.entry.follow_up if one.entry else "") or "–",
                    (one.entry.helper if one.entry else "") or "–",
                ]
                for one in form.told
            ],
            "notes": form.notes,
            "signature": signature_lines(form),
            "state": form.state_words,
            "preliminary": form.is_preliminary,
            "sample": form.sample,
        }
    return pdf(_TEMPLATE, data, made_at=form.made_at)


def _width(column: FormColumn) -> int:
    own = {"code": 26, "remarks": 14, "location": 12}
    return own.get(column.key, 8 if column.kind == "percent" else 9)


def form_xlsx(form: Form) -> bytes:
    """Numbers are numbers, in thousands; the heading and the numbers of the columns repeat on every printed page."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Formulir %(letter)s") % {"letter": form.letter})
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        writer = CellWriter(book, sheet)
        percent = book.add_format({"num_format": "0.00"})
        bold_percent = book.add_format({"bold": True, "top": 1, "num_format": "0.00"})
        writer.value(0, 0, form.title, book.add_format({"bold": True, "font_size": 14}))
        line = 1
        for name, value in form.facts:
            writer.value(line, 0, f"{name}: {value}")
            line += 1
        line += 1
        for place, column in enumerate(form.columns):
            sheet.set_column(place, place, _WIDE if column.key == "code" else _NARROW)
            writer.heading(line, place, heading(column))
            writer.heading(line + 1, place, place + 1)
        sheet.repeat_rows(line, line + 1)
        sheet.freeze_panes(line + 2, 1)
        line += 2
        for row in [*form.rows, form.total]:
            last = row is form.total
            for place, column in enumerate(form.columns):
                value = _typed(column, row.values.get(column.key, ""))
                style = bold_percent if last else percent
                plain = writer.total if last else None
                writer.value(line, place, value, style if isinstance(value, float) else plain)
            line += 1
        line = _told(writer, form, line + 1)
        for note in form.notes:
            writer.value(line, 0, note)
            line += 1
    return file.getvalue()


def _typed(column: FormColumn, value: Any) -> Any:
    if isinstance(value, Known):
        value = value.total
    if column.kind == "money" and isinstance(value, int):
        return in_thousands(value)
    return float(value) if isinstance(value, Decimal) else value


def _told(writer: CellWriter, form: Form, line: int) -> int:
    if not form.told:
        return line
    headings = (_("Kegiatan"), _("Kendala"), _("Tindak lanjut yang diperlukan"), _("Pihak yang diharapkan membantu"))
    for place, label in enumerate(headings):
        writer.heading(line, place, label)
    for one in form.told:
        line += 1
        entry = one.entry
        words = (entry.obstacles, entry.follow_up, entry.helper) if entry else (_("belum diisi"), "", "")
        for place, text in enumerate((one.activity.title, *words)):
            writer.value(line, place, text)
    return line + 2


@dataclass(frozen=True)
class Kind:
    label: str
    content_type: str
    write: Callable[[Form], bytes]


KINDS: Final = {"pdf": Kind("PDF", PDF_TYPE, form_pdf), "xlsx": Kind("XLSX", XLSX_TYPE, form_xlsx)}
