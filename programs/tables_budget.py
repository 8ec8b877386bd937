"""The lists of the budget: offices in a year, payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.core.numbers import format_percent
from dekon_portal.core.tables import DateColumn, PortalTable, RupiahColumn

from .models import Realisation

if TYPE_CHECKING:
    from .budget.sums import Money
    from .models import FiscalYear, Office


@dataclass(frozen=True)
class OfficeBudget:
    """What an office was granted and spent in one year."""

    office: Office
    year: FiscalYear
    money: Money

    @property
    def url(self) -> str:
        return reverse("programs:budget", args=[self.office.code, self.year.pk])


class PercentColumn(tables.Column):  # type: ignore[misc]
    """Percent with one decimal; a dash where there is nothing to be a share of."""

    attrs = {"cell": {"class": "num"}}  # noqa: RUF012

    def render(self, value: float) -> str:
        return format_percent(value)


class BudgetTable(PortalTable):
    office = tables.Column(verbose_name=_("Satuan kerja"), linkify=lambda record: record.url)
    year = tables.Column(verbose_name=_("Tahun anggaran"))
    amount = RupiahColumn(accessor="money__amount", verbose_name=_("Pagu"))
    blocked = RupiahColumn(accessor="money__blocked", verbose_name=_("Blokir"))
    ceiling = RupiahColumn(accessor="money__ceiling", verbose_name=_("Pagu efektif"))
    spent = RupiahColumn(accessor="money__spent", verbose_name=_("Realisasi"))
    rest = RupiahColumn(accessor="money__rest", verbose_name=_("Sisa"))
    percent = PercentColumn(accessor="money__percent", verbose_name=_("Penyerapan"), default="–")

    class Meta(PortalTable.Meta):
        orderable = False
        attrs: ClassVar[dict[str, Any]] = {"class": "table table-vcenter list dense"}


class PaymentTable(PortalTable):
    sp2d = tables.Column(verbose_name=_("Nomor SP2D"))
    dated = DateColumn()
    line = tables.Column(accessor="line__code", verbose_name=_("Rincian anggaran"), attrs={"td": {"class": "words"}})
    activity = tables.Column(
        accessor="activity__code", verbose_name=pgettext_lazy("singular", "Kegiatan"), default="–", orderable=False
    )
    amount = RupiahColumn()
    reason = tables.Column(default="–", orderable=False)
    actions = tables.Column(accessor="pk", verbose_name=_("Tindakan"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Realisation
        fields = ("sp2d", "dated", "line", "activity", "amount", "reason", "actions")

    def __init__(self, *args: Any, may_write: bool, **kwargs: Any) -> None:
        super().__init__(*args, exclude=() if may_write else ("actions",), **kwargs)

    def render_actions(self, record: Realisation) -> Any:
        if record.corrects_id:
            return "–"
        return format_html(
            '<a class="btn btn-quiet" href="{}">{}</a>',
            reverse("programs:payment_correct", args=[record.pk]),
            _("Koreksi"),
        )
