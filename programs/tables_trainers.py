"""The lists of trainers, and of what one of them taught."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.tables import DateColumn, IntegerColumn, PortalTable
from dekon_portal.core.templatetags.portal import unknown_mark

from . import schedule
from .models import Session, Trainer


class TrainerTable(PortalTable):
    name = tables.Column(accessor="pk", verbose_name=gettext_lazy("Narasumber"), order_by=("name", "pk"), linkify=True)
    kind = tables.Column(order_by=("kind", "pk"))
    institution = tables.Column(order_by=("institution", "pk"))
    sessions = IntegerColumn(verbose_name=gettext_lazy("Sesi"), order_by=("sessions", "pk"))
    is_active = tables.Column(verbose_name=gettext_lazy("Aktif"), order_by=("is_active", "pk"))

    class Meta(PortalTable.Meta):
        model = Trainer
        fields: tuple[str, ...] = ("name", "kind", "institution", "sessions", "is_active")

    def render_name(self, record: Trainer) -> str:
        return str(record)

    def render_is_active(self, value: bool) -> Any:
        return gettext_lazy("Ya") if value else gettext_lazy("Tidak")


class NationalTrainerTable(TrainerTable):
    """For those who see more than one province."""

    province = tables.Column(order_by=("province__name", "pk"))

    class Meta(TrainerTable.Meta):
        sequence = ("name", "province", "...")


class TaughtTable(PortalTable):
    topic = tables.Column()
    date = DateColumn()
    time = tables.Column(accessor="pk", verbose_name=gettext_lazy("Pukul"))
    hours = IntegerColumn(verbose_name=gettext_lazy("JP"))
    activity = tables.Column(
        verbose_name=pgettext_lazy("singular", "Kegiatan"),
        linkify=lambda record: record.activity.get_absolute_url(),
    )

    class Meta(PortalTable.Meta):
        model = Session
        fields = ("topic", "date", "time", "hours", "activity")
        orderable = False

    def render_time(self, record: Session) -> Any:
        return schedule.clock(record) or unknown_mark()
