"""Chapters of an activity's final report that tell of its people (programs/closing.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from dekon_portal.core.blocks import Block, Paragraph, Table
from dekon_portal.core.dates import format_date
from dekon_portal.core.numbers import format_integer
from programs.closing import chapter

from .follow_up_summary import summary

if TYPE_CHECKING:
    from programs.models import Activity


@chapter("tindak-lanjut", gettext_lazy("Tindak lanjut"), 90)
def follow_up(activity: Activity) -> Sequence[Block]:
    """The plan of rounds and what is known of them until now."""
    rounds = summary(activity)
    if not rounds:
        return []
    rows = [
        [
            str(one.round.label),
            format_date(one.due_on),
            format_integer(one.planned),
            format_integer(one.answered),
            _of(one.producing.total, one.producing.known) if one.answered else "-",
        ]
        for one in rounds
    ]
    return [
        Paragraph(
            "Setiap peserta ditanya kembali tiga, enam, dan dua belas bulan setelah kegiatan: apakah masih "
            "berproduksi, tenaga kerja, penjualan, izin, dan pasarnya."
        ),
        Table(
            ["Putaran", "Mulai ditanyakan", "Peserta", "Dijawab", "Masih berproduksi"],
            rows,
            numeric=frozenset({2, 3, 4}),
        ),
    ]


def _of(total: int | None, known: int) -> str:
    """ "12 dari 15 yang diketahui"."""
    if total is None:
        return "belum diketahui"
    return f"{format_integer(total)} dari {format_integer(known)} yang diketahui"
