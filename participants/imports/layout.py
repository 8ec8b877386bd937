"""Steps 1 to 3 together: which sheets a file has, where the list stands, what its columns are taken for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from .locate import Table, locate
from .map import ColumnGuess, map_headers
from .read import Unreadable, read

if TYPE_CHECKING:
    from .kinds import Kind

Recall = Callable[[Sequence[str]], Mapping[str, str | None]]


@dataclass
class Layout:
    """What could be told of the file; `problem` says why it ends there, and a person may then choose otherwise."""

    sheets: list[str] = field(default_factory=list)
    table: Table | None = None
    columns: list[ColumnGuess] = field(default_factory=list)
    problem: Unreadable | None = None


def nothing(_headings: Sequence[str]) -> Mapping[str, str | None]:
    return {}


def lay_out(data: bytes, name: str, decisions: Mapping[str, Any], kind: Kind, recall: Recall = nothing) -> Layout:
    """As far as the file can be understood as a list of this kind. Raises nothing.

    `decisions` may hold sheet, header_row and fields.
    `recall` answers what was settled for these headings the last time (remembered.py).
    """
    layout = Layout()
    try:
        book = read(data, name)
        layout.sheets = [sheet.name for sheet in book.sheets]
        layout.table = locate(book, decisions.get("sheet"), decisions.get("header_row"))
        remembered = recall(layout.table.headers)
        layout.columns = map_headers(
            layout.table, decisions.get("fields"), remembered, fields=kind.fields, settle=kind.settle
        )
        _require_rows(layout.table, layout.columns, kind)
    except Unreadable as problem:
        layout.problem = problem
    return layout


def _require_rows(table: Table, columns: list[ColumnGuess], kind: Kind) -> None:
    if not any(column.field in kind.needs for column in columns):
        raise _NAMELESS[kind.needs](table)
    if not table.rows:
        raise Unreadable("no_rows", _("Tidak ada baris data di bawah judul kolom. Isi daftarnya, lalu unggah lagi."))


def _no_name(table: Table) -> Unreadable:
    return Unreadable(
        "no_name",
        _(
            "Tidak ada kolom nama orang pada lembar “%(sheet)s” (judul pada baris %(row)d). "
            "Tambahkan kolom Nama, atau pakai templat kami."
        )
        % {"sheet": table.sheet, "row": table.header_row},
    )


def _no_business_name(table: Table) -> Unreadable:
    return Unreadable(
        "no_business_name",
        _(
            "Tidak ada kolom nama IKM pada lembar “%(sheet)s” (judul pada baris %(row)d). "
            "Tambahkan kolom Nama IKM, atau pakai templat kami."
        )
        % {"sheet": table.sheet, "row": table.header_row},
    )


def _no_maker(table: Table) -> Unreadable:
    return Unreadable(
        "no_maker",
        _(
            "Tidak ada kolom nama IKM atau NIB pada lembar “%(sheet)s” (judul pada baris %(row)d). "
            "Tambahkan salah satunya, atau pakai templat kami."
        )
        % {"sheet": table.sheet, "row": table.header_row},
    )


_NAMELESS: Final = {
    ("name",): _no_name,
    ("business_name",): _no_business_name,
    ("business_name", "nib"): _no_maker,
}
"""What a list of a kind needs → what is said where it has no such column."""
