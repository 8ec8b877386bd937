"""A report carried out: what every writer and the page are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_datetime
from dekon_portal.core.refusal import NotAllowed

from .registry import Column, FlatColumn, Report, Row, flat_columns
from .selection import Selection


@dataclass(frozen=True)
class Document:
    report: Report
    selection: Selection
    made_at: datetime

    @property
    def title(self) -> str:
        return str(self.report.title)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.report.columns

    @property
    def flat_columns(self) -> list[FlatColumn]:
        return flat_columns(self.report)

    @cached_property
    def rows(self) -> Sequence[Row]:
        return self.report.rows(self.selection)

    @cached_property
    def totals(self) -> dict[str, Any]:
        return self.report.totals(self.selection, self.rows)

    @cached_property
    def subtotals(self) -> list[dict[str, Any]]:
        return self.report.subtotals(self.rows)

    @property
    def closing(self) -> list[tuple[str, dict[str, Any]]]:
        """The lines under the table: (label, values), subtotals where goods differ, else the one total."""
        if len(self.subtotals) > 1:
            return [(_("Jumlah"), values) for values in self.subtotals]
        return [(_("Jumlah"), self.totals)] if self.totals and self.rows else []

    @property
    def made(self) -> str:
        """ "per 15 Juni 2020 10.12 WIB"."""
        return _("per %(when)s") % {"when": format_datetime(self.made_at, settings.TIME_ZONE)}

    @property
    def scope(self) -> str:
        """ "Sumatera Selatan, TA 2020, per 15 Juni 2020 10.12 WIB"."""
        return f"{self.selection.sentence}, {self.made}"

    @property
    def notes(self) -> list[str]:
        """What a reader must know to read the figures right."""
        notes = [str(self.report.description)]
        if any(column.kind == "known" for column in self.columns):
            notes.append(
                _(
                    "Jumlah yang belum diketahui tidak dihitung sebagai nol; "
                    "di sampingnya tertulis berapa catatan yang diketahui."
                )
            )
        if self.selection.quarter:
            notes.append(
                _("Triwulan menurut awal pelaksanaan kegiatan; kegiatan yang waktunya belum diketahui tidak termasuk.")
            )
        return notes

    @property
    def file_name(self) -> str:
        parts = [self.report.key, str(self.selection.year)]
        if self.selection.quarter:
            parts.append(f"tw{self.selection.quarter}")
        if self.selection.province:
            parts.append(slugify(self.selection.province.name))
        return "-".join(parts)


def carry_out(report: Report, selection: Selection) -> Document:
    """The report for this selection. Raises NotAllowed when the person's role does not include it."""
    if not selection.user.may(report.needs):
        raise NotAllowed(
            _("Peran Anda tidak mencakup laporan %(title)s. Hubungi admin bila seharusnya mencakup.")
            % {"title": report.title}
        )
    return Document(report, selection, timezone.now())
