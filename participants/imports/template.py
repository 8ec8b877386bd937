"""The list to fill in: a sheet of the headings the import knows, and a sheet that says what belongs in each column."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from .fields import FIELDS
from .workbook import MAX_ROWS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LAST_COLUMN: Final = 16_383
_TEXT, _DATE, _NUMBER, _GENERAL = "@", "dd/mm/yyyy", "0", "General"
_MAY: Final = (
    "sort", "autofilter", "insert_rows", "delete_rows", "format_cells", "format_columns", "format_rows",
)  # fmt: skip
"""What the protection of the headings still allows."""


class Column(NamedTuple):
    """`told` says what belongs in it; `examples` stand in rows that the import skips, `format` is Excel's."""

    key: str
    told: Any
    examples: tuple[Any, Any]
    format: str = _GENERAL
    width: int = 18

    @property
    def label(self) -> str:
        return str(FIELDS[self.key].label)


COLUMNS: Final = (
    Column(
        "name",
        lazy("Nama lengkap sesuai KTP. Satu orang satu baris."),
        (lazy("Contoh: Siti Aminah"), lazy("Contoh: Budi Santoso")),
        width=28,
    ),
    Column(
        "nik",
        lazy("16 angka dari KTP. Kosongkan bila belum diketahui; tanpa NIK, orang yang sama dapat terhitung dua kali."),
        ("1671••••••••••01", "1671••••••••••02"),
        _TEXT,
        22,
    ),
    Column("sex", lazy("L untuk laki-laki, P untuk perempuan."), ("P", "L"), width=14),
    Column("birth_place", lazy("Kabupaten atau kota kelahiran."), ("Palembang", "Prabumulih")),
    Column(
        "birth_date",
        lazy("Hari/bulan/tahun, misalnya 15/06/1985."),
        (date(1985, 6, 15), date(1990, 12, 31)),
        _DATE,
        14,
    ),
    Column("phone", lazy("Satu nomor telepon saja."), ("0812 3456 7890", ""), _TEXT),
    Column("education", lazy("Pendidikan terakhir yang ditamatkan."), ("SMA", "S1"), width=14),
    Column(
        "address", lazy("Jalan, nomor, RT/RW tempat tinggal."), (lazy("Jl. Contoh No. 1 RT 02 RW 03"), ""), width=32
    ),
    Column("village", lazy("Desa atau kelurahan tempat tinggal."), ("", "")),
    Column("district", lazy("Kecamatan tempat tinggal."), ("Ilir Timur I", "")),
    Column(
        "regency",
        lazy("Kabupaten atau kota tempat tinggal; pilih dari daftar atau tulis nama resminya."),
        ("Kota Palembang", "Kab. Ogan Ilir"),
        width=24,
    ),
    Column(
        "business_name", lazy("Nama IKM orang ini. Kosongkan bila tidak punya."), (lazy("IKM Contoh"), ""), width=28
    ),
    Column(
        "business_address",
        lazy("Alamat tempat usaha; kosongkan bila tidak diketahui."),
        (lazy("Jl. Contoh No. 2"), ""),
        width=32,
    ),
    Column("position", lazy("Kedudukan orang ini di dalam IKM."), (lazy("Pemilik IKM"), "")),
    Column("nib", lazy("Nomor Induk Berusaha: 13 angka."), ("", ""), _TEXT),
    Column("product", lazy("Produk utama IKM."), (lazy("Masker kain"), ""), width=24),
    Column("workers_male", lazy("Jumlah tenaga kerja laki-laki, angka saja."), (2, ""), _NUMBER),
    Column("workers_female", lazy("Jumlah tenaga kerja perempuan, angka saja."), (5, ""), _NUMBER),
    Column(
        "investment",
        lazy("Nilai investasi dalam rupiah tanpa tanah dan bangunan, angka saja."),
        (25_000_000, ""),
        _NUMBER,
        22,
    ),
)
"""First the person, then the business."""


def template(regencies: Sequence[str]) -> bytes:
    """The workbook in the language of now; `regencies` are the names that its column offers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        people = book.add_worksheet(_("Peserta"))
        _write_instructions(book, book.add_worksheet(_("Petunjuk")))
        if regencies:
            choices = book.add_worksheet(_("Pilihan"))
            choices.write_column(0, 0, regencies)
            choices.hide()
        _write_people(book, people, len(regencies))
    return out.getvalue()


def _write_people(book: xlsxwriter.Workbook, sheet: Worksheet, regencies: int) -> None:
    """Headings that cannot be changed over columns that can, with the examples."""
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"})
    free = book.add_format({"locked": False})
    sheet.set_column(0, _LAST_COLUMN, None, free)
    for at, column in enumerate(COLUMNS):
        cell = book.add_format({"locked": False, "num_format": column.format})
        example = book.add_format(
            {"locked": False, "num_format": column.format, "italic": True, "font_color": "#6B7280"}
        )
        sheet.set_column(at, at, column.width, cell)
        sheet.write_string(0, at, column.label, heading)
        for row, value in enumerate(column.examples, start=1):
            _write(sheet, row, at, value, example)
        sheet.data_validation(1, at, MAX_ROWS, at, _rule(column, regencies))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, MAX_ROWS, len(COLUMNS) - 1)
    sheet.protect(options=dict.fromkeys(_MAY, True))


def _write(sheet: Worksheet, row: int, at: int, value: Any, style: Format) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, at, value, style)
    elif isinstance(value, int):
        sheet.write_number(row, at, value, style)
    elif text := str(value):
        sheet.write_string(row, at, text, style)


def _rule(column: Column, regencies: int) -> dict[str, Any]:
    """What Excel says at the cell, and warns of; the import itself decides, so that nothing here is forbidden."""
    rule: dict[str, Any] = {"validate": "any"}
    if column.key == "sex":
        rule = {"validate": "list", "source": ["L", "P"]}
    elif column.key == "regency" and regencies:
        rule = {"validate": "list", "source": f"='{_('Pilihan')}'!$A$1:$A${regencies}"}
    elif column.key == "nik":
        rule = {"validate": "length", "criteria": "==", "value": 16}
    elif column.format == _DATE:
        rule = {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
    elif column.format == _NUMBER:
        rule = {"validate": "integer", "criteria": ">=", "value": 0}
    told = str(column.told)
    return rule | {
        "input_title": column.label,
        "input_message": told,
        "error_title": column.label,
        "error_message": told,
        "error_type": "warning",
    }


def _write_instructions(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    title = book.add_format({"bold": True, "font_size": 14})
    bold = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for at, width in enumerate((26, 10, 70, 30)):
        sheet.set_column(at, at, width, text)
    sheet.write_string(0, 0, _("Cara mengisi daftar peserta"), title)
    lines = _lines()
    for row, line in enumerate(lines, start=2):
        sheet.merge_range(row, 0, row, 3, line, text)
    heading = len(lines) + 3
    for at, word in enumerate((_("Kolom"), _("Wajib"), _("Isi"), _("Contoh"))):
        sheet.write_string(heading, at, word, bold)
    for row, column in enumerate(COLUMNS, start=heading + 1):
        required = _("ya") if FIELDS[column.key].required else _("tidak")
        for at, word in enumerate((column.label, required, column.told, _shown(column.examples[0]))):
            sheet.write_string(row, at, str(word), text)


def _lines() -> tuple[str, ...]:
    return (
        _("Isi satu orang satu baris pada lembar Peserta, di bawah judul kolom."),
        _("Baris yang namanya diawali kata Contoh dilewati; boleh dihapus atau dibiarkan."),
        _("Judul kolom dikunci agar tetap dikenali. Baris boleh ditambah, diurutkan, dan disaring."),
        _("Kosongkan yang belum diketahui; jangan mengisi dengan tanda atau angka karangan."),
        _("Simpan sebagai xlsx, lalu unggah pada halaman kegiatannya. Tidak ada yang disimpan sebelum Anda setuju."),
    )


def _shown(example: Any) -> str:
    return f"{example:%d/%m/%Y}" if isinstance(example, date) else str(example)
