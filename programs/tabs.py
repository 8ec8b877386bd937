"""The tabs of an activity's page; apps above add theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from .models import Activity


@dataclass(frozen=True)
class Tab:
    key: str
    label: Any
    url_name: str
    order: int
    count: Callable[[Activity], int | None] = lambda activity: None


TABS: list[Tab] = [
    Tab("umum", _("Umum"), "programs:activity", 10),
    Tab("jadwal", _("Jadwal"), "programs:activity_schedule", 20, lambda a: a.sessions.count()),
    Tab("produksi", _("Produksi"), "programs:activity_goods", 40, lambda a: a.productions.count()),
    Tab("penyerahan", _("Penyerahan"), "programs:activity_deliveries", 50, lambda a: a.deliveries.count()),
    Tab("berkas", _("Berkas"), "programs:activity_files", 60, lambda a: a.attachments.count()),
    Tab("anggaran", _("Anggaran"), "programs:activity_budget", 55),
    Tab("laporan", pgettext_lazy("singular", "Laporan"), "programs:activity_report", 65),
    Tab("riwayat", _("Riwayat"), "programs:activity_history", 70),
]


def tabs_for(activity: Activity, current: str) -> list[dict[str, Any]]:
    """What `_tabs.html` draws: label, url, count, whether it is the current one."""
    return [
        {
            "key": tab.key,
            "label": tab.label,
            "url": reverse(tab.url_name, args=[activity.code]),
            "count": tab.count(activity),
            "active": tab.key == current,
        }
        for tab in sorted(TABS, key=lambda tab: tab.order)
    ]
