"""The list to fill in: a sheet of the headings the import knows, and a sheet that says what belongs in each column."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range_abs

from programs.models import Product, Unit

from .template_columns import DATE, NUMBER, OF_BUSINESSES, OF_PEOPLE, OF_PRODUCTION, Column
from .workbook import MAX_ROWS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LAST_COLUMN: Final = 16_383
_MAY: Final = (
    "sort", "autofilter", "insert_rows", "delete_rows", "format_cells", "format_columns", "format_rows",
)  # fmt: skip
"""What the protection of the headings still allows."""


class Form(NamedTuple):
    """A list to fill in, in the language of now."""

    sheet: str
    columns: Sequence[Column]
    title: str
    first_line: str
    last_line: str


def template(regencies: Sequence[str]) -> bytes:
    """The list of participants; `regencies` are the names that its column offers."""
    form = Form(
        _("Peserta"),
        OF_PEOPLE,
        _("Cara mengisi daftar peserta"),
        _("Isi satu orang satu baris pada lembar Peserta, di bawah judul kolom."),
        _("Simpan sebagai xlsx, lalu unggah pada halaman kegiatannya. Tidak ada yang disimpan sebelum Anda setuju."),
    )
    return _workbook(form, {"regency": regencies})


def business_template(regencies: Sequence[str]) -> bytes:
    """The list of IKM."""
    form = Form(
        _("IKM"),
        OF_BUSINESSES,
        _("Cara mengisi daftar IKM"),
        _("Isi satu IKM satu baris pada lembar IKM, di bawah judul kolom."),
        _("Simpan sebagai xlsx, lalu unggah pada halaman IKM. Tidak ada yang disimpan sebelum Anda setuju."),
    )
    return _workbook(form, {"business_regency": regencies})


def production_template(regencies: Sequence[str]) -> bytes:
    """The list of production of an activity."""
    form = Form(
        _("Produksi"),
        OF_PRODUCTION,
        _("Cara mengisi daftar produksi"),
        _("Isi satu hasil satu baris pada lembar Produksi, di bawah judul kolom; IKM-nya harus sudah tercatat."),
        _(
            "Simpan sebagai xlsx, lalu unggah pada halaman produksi kegiatannya. "
            "Tidak ada yang disimpan sebelum Anda setuju."
        ),
    )
    products = Product.objects.filter(is_active=True).values_list("name", flat=True)
    return _workbook(form, {"business_regency": regencies, "product": list(products), "unit": Unit.values})


def _workbook(form: Form, choices: Mapping[str, Sequence[str]]) -> bytes:
    """`choices` are the values that a column offers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(form.sheet)
        _write_instructions(book, book.add_worksheet(_("Petunjuk")), form)
        ranges = _write_choices(book, choices)
        _write_list(book, sheet, form.columns, ranges)
    return out.getvalue()


def _write_choices(book: xlsxwriter.Workbook, choices: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Field → where its values stand, on a hidden sheet: written into the rule itself, a list may be too long."""
    filled = {key: values for key, values in choices.items() if values}
    if not filled:
        return {}
    sheet = book.add_worksheet(_("Pilihan"))
    sheet.hide()
    ranges = {}
    for at, (key, values) in enumerate(filled.items()):
        sheet.write_column(0, at, values)
        ranges[key] = f"='{_('Pilihan')}'!{xl_range_abs(0, at, len(values) - 1, at)}"
    return ranges


def _write_list(
    book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column], ranges: Mapping[str, str]
) -> None:
    """Headings that cannot be changed over columns that can, with the examples."""
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"})
    free = book.add_format({"locked": False})
    sheet.set_column(0, _LAST_COLUMN, None, free)
    for at, column in enumerate(columns):
        cell = book.add_format({"locked": False, "num_format": column.format})
        example = book.add_format(
            {"locked": False, "num_format": column.format, "italic": True, "font_color": "#6B7280"}
        )
        sheet.set_column(at, at, column.width, cell)
        sheet.write_string(0, at, column.label, heading)
        for row, value in enumerate(column.examples, start=1):
            _write(sheet, row, at, value, example)
        sheet.data_validation(1, at, MAX_ROWS, at, _rule(column, ranges))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, MAX_ROWS, len(columns) - 1)
    sheet.protect(options=dict.fromkeys(_MAY, True))


def _write(sheet: Worksheet, row: int, at: int, value: Any, style: Format) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, at, value, style)
    elif isinstance(value, int):
        sheet.write_number(row, at, value, style)
    elif text := str(value):
        sheet.write_string(row, at, text, style)


def _rule(column: Column, ranges: Mapping[str, str]) -> dict[str, Any]:
    """What Excel says at the cell, and warns of; the import itself decides, so that nothing here is forbidden."""
    rule: dict[str, Any] = {"validate": "any"}
    if column.key == "sex":
        rule = {"validate": "list", "source": ["L", "P"]}
    elif column.key in ranges:
        rule = {"validate": "list", "source": ranges[column.key]}
    elif column.key == "nik":
        rule = {"validate": "length", "criteria": "==", "value": 16}
    elif column.format == DATE:
        rule = {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
    elif column.format == NUMBER:
        rule = {"validate": "integer", "criteria": ">=", "value": 0}
    told = str(column.told)
    return rule | {
        "input_title": column.label,
        "input_message": told,
        "error_title": column.label,
        "error_message": told,
        "error_type": "warning",
    }


def _write_instructions(book: xlsxwriter.Workbook, sheet: Worksheet, form: Form) -> None:
    title = book.add_format({"bold": True, "font_size": 14})
    bold = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for at, width in enumerate((26, 10, 70, 30)):
        sheet.set_column(at, at, width, text)
    sheet.write_string(0, 0, form.title, title)
    lines = _lines(form)
    for row, line in enumerate(lines, start=2):
        sheet.merge_range(row, 0, row, 3, line, text)
    heading = len(lines) + 3
    for at, word in enumerate((_("Kolom"), _("Wajib"), _("Isi"), _("Contoh"))):
        sheet.write_string(heading, at, word, bold)
    for row, column in enumerate(form.columns, start=heading + 1):
        required = _("ya") if column.required else _("tidak")
        for at, word in enumerate((column.label, required, column.told, _shown(column.examples[0]))):
            sheet.write_string(row, at, str(word), text)


def _lines(form: Form) -> tuple[str, ...]:
    return (
        form.first_line,
        _("Baris yang namanya diawali kata Contoh dilewati; boleh dihapus atau dibiarkan."),
        _("Judul kolom dikunci agar tetap dikenali. Baris boleh ditambah, diurutkan, dan disaring."),
        _("Kosongkan yang belum diketahui; jangan mengisi dengan tanda atau angka karangan."),
        form.last_line,
    )


def _shown(example: Any) -> str:
    return f"{example:%d/%m/%Y}" if isinstance(example, date) else str(example)
