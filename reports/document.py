"""A report carried out: what every writer and the page are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dekon_portal.accounts.models import User
from dekon_portal.core.refusal import NotAllowed

from .registry import Column, FlatColumn, Report, Row, flat_columns
from .selection import Selection

if TYPE_CHECKING:
    from .seal import Seal


class Written(Protocol):
    """What a writer is given: a report carried out just now, or one as it was frozen when it was issued.

    `rows` are read once, in order; they may be many and come one by one.
    """

    @property
    def title(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def made(self) -> str: ...
    @property
    def made_at(self) -> datetime: ...
    @property
    def facts(self) -> Sequence[tuple[str, str]]: ...
    @property
    def notes(self) -> Sequence[str]: ...
    @property
    def columns(self) -> tuple[Column, ...]: ...
    @property
    def flat_columns(self) -> list[FlatColumn]: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def closing_values(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...
    @property
    def totals(self) -> Mapping[str, Any]: ...
    @property
    def seal(self) -> Seal | None: ...


@dataclass(frozen=True)
class Document:
    report: Report
    selection: Selection
    made_at: datetime
    seal: None = None

    @property
    def title(self) -> str:
        return str(self.report.title)

    @property
    def parameters(self) -> dict[str, Any]:
        return self.selection.query

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.report.columns

    @property
    def flat_columns(self) -> list[FlatColumn]:
        return flat_columns(self.report.columns)

    @cached_property
    def rows(self) -> Sequence[Row]:
        return self.report.rows(self.selection)

    @cached_property
    def closing(self) -> list[Row]:
        """The lines under the table; several where goods differ, since different goods are never added up."""
        return self.report.closing(self.selection, self.rows)

    @property
    def closing_values(self) -> list[dict[str, Any]]:
        """The same with the first column saying what they are, for files."""
        return [{self.columns[0].name: pgettext("total", "Jumlah"), **row.values} for row in self.closing]

    @property
    def totals(self) -> dict[str, Any]:
        """The one total by column name; nothing where there are several."""
        if len(self.closing) != 1:
            return {}
        return {column.name: self.closing[0].values[column.name] for column in self.columns if column.total}

    @property
    def made(self) -> str:
        """ "per 15 Juni 2020 10.12 WIB"."""
        return self.selection.made(self.made_at)

    @property
    def scope(self) -> str:
        """ "Sumatera Selatan, TA 2020, per 15 Juni 2020 10.12 WIB"."""
        return self.selection.as_of(self.made_at)

    @cached_property
    def told(self) -> list[tuple[str, str]]:
        return self.report.told(self.selection)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What stands above the table of a file: what was chosen, and by which rule it counts."""
        return [*self.selection.facts, *self.told]

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
        if self.selection.quarter and self.report.quarter_note:
            notes.append(str(self.report.quarter_note))
        if preliminary := self.selection.preliminary_on(timezone.localdate(self.made_at)):
            notes.append(preliminary)
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
    ensure_may(selection.user, report)
    return Document(report, selection, timezone.now())


def ensure_may(user: User, report: Report) -> None:
    """Raise NotAllowed, naming the report, when the person's role does not include it."""
    if not user.may(report.needs):
        raise NotAllowed(
            _("Peran Anda tidak mencakup laporan %(title)s. Hubungi admin bila seharusnya mencakup.")
            % {"title": report.title}
        )
