"""The list of an office's numbers."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from dekon_portal.core.tables import DateColumn, PortalTable, StateColumn

from .register import Entry, NumberUse


class NumberTable(PortalTable):
    sequence = tables.Column(verbose_name=gettext_lazy("Nomor urut"), default="–")
    use = StateColumn(NumberUse, verbose_name=gettext_lazy("Pemakaian"))
    number = tables.Column(verbose_name=gettext_lazy("Nomor"), default="–")
    kind = tables.Column(verbose_name=gettext_lazy("Surat"), default="–")
    state = tables.Column(verbose_name=gettext_lazy("Status"), default="–")
    day = DateColumn(verbose_name=gettext_lazy("Tanggal"), default="–")

    class Meta(PortalTable.Meta):
        orderable = False

    def render_number(self, value: str, record: Entry) -> Any:
        return format_html('<a href="{}">{}</a>', record.url, value)
