"""The list of quarterly reports that offices owe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dekon_portal.core.numbers import format_integer
from dekon_portal.core.tables import DateColumn, IntegerColumn, PortalTable

from .models import State
from .quarterly.deadlines import Standing


@dataclass(frozen=True)
class OwedQuarter:
    """One office's report of one quarter; `late` are the working days since Form C was due, None while it is not."""

    standing: Standing
    due: date | None
    late: int | None

    @property
    def office(self) -> str:
        return self.standing.office.name

    @property
    def quarter(self) -> str:
        return str(self.standing.quarter)

    @property
    def state(self) -> State | None:
        return self.standing.state

    @property
    def unwritten(self) -> int:
        return self.standing.unwritten

    @property
    def url(self) -> str:
        quarter = self.standing.quarter
        return reverse("programs:quarter", args=[self.standing.office.code, quarter.year, quarter.number])


def late_words(days: int) -> str:
    """ "terlambat 3 hari kerja"."""
    words = ngettext("terlambat %(count)s hari kerja", "terlambat %(count)s hari kerja", days)
    return words % {"count": format_integer(days)}


class QuarterTable(PortalTable):
    office = tables.Column(verbose_name=_("Satuan kerja"), linkify=lambda record: record.url)
    quarter = tables.Column(verbose_name=_("Triwulan"))
    state = tables.Column(verbose_name=_("Status"), default=_("belum dibuat"))
    unwritten = IntegerColumn(verbose_name=_("Kegiatan belum diisi"))
    due = DateColumn(verbose_name=_("Batas Formulir C"))
    late = tables.Column(verbose_name=_("Keterlambatan"), default="–")

    class Meta(PortalTable.Meta):
        orderable = False
        attrs: ClassVar[dict[str, Any]] = {"class": "table table-vcenter list dense"}

    def render_state(self, value: State) -> str:
        return render_to_string("_state.html", {"state": value})

    def render_late(self, value: int) -> str:
        return late_words(value)
