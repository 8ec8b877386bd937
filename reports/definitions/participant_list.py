"""Peserta: every participation with a masked NIK (R3), for those who may open rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from participants.models import Participation
from reports.drill import SHOWN, FactRows
from reports.facts import FACTS
from reports.registry import Report, Row, register
from reports.selection import Selection


@register
class ParticipantList(Report):
    key = "peserta"
    title = _("Daftar peserta")
    description = _(
        "Setiap keikutsertaan dengan NIK tersamar, IKM, dan kegiatannya; seseorang dapat ikut beberapa kali."
    )
    needs = "rows.read"
    columns = SHOWN[Participation].columns
    keyed_by = ("person", "nik", "code")
    compares_periods = False

    def rows(self, selection: Selection) -> FactRows:
        shown = SHOWN[Participation]
        return FactRows(
            FACTS["participants"],
            selection,
            lambda row: Row(shown.values(row), url=shown.page(row, selection.user)),
        )

    def closing(self, selection: Selection, rows: object) -> list[Row]:
        """People are listed, not added up."""
        return []
