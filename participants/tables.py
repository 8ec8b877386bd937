"""The lists of IKM and participants."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.tables import DateColumn, IntegerColumn, PortalTable
from dekon_portal.core.templatetags.portal import integer

from .models import Business, Participation


class BusinessTable(PortalTable):
    name = tables.Column(linkify=True)
    regency = tables.Column(order_by=("regency",))
    product = tables.Column()
    nib = tables.Column()
    workers_total = IntegerColumn(verbose_name=_("Tenaga kerja"), orderable=False, empty_values=())
    figures_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = Business
        fields = ("name", "regency", "product", "nib", "workers_total", "figures_on")
        order_by = ("name",)

    def render_workers_total(self, record: Business) -> Any:
        return integer(record.workers_total)


class ParticipationTable(PortalTable):
    person = tables.Column(
        verbose_name=_("Nama"), order_by=("person__name",), linkify=lambda record: record.person.get_absolute_url()
    )
    nik = tables.Column(
        accessor="person__masked_nik", verbose_name=_("NIK"), orderable=False, attrs={"td": {"class": "code"}}
    )
    sex = tables.Column(accessor="person__get_sex_display", verbose_name=_("Jenis kelamin"), orderable=False)
    regency = tables.Column(accessor="person__regency", verbose_name=_("Kabupaten/Kota"), orderable=False)
    business = tables.Column(linkify=True, order_by=("business__name",))
    activity = tables.Column(linkify=True, order_by=("activity__code",))
    new_entrepreneur = tables.Column(verbose_name=_("WUB"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Participation
        fields = ("person", "nik", "sex", "regency", "business", "new_entrepreneur", "activity")

    def render_new_entrepreneur(self, value: bool) -> str:
        return str(_("Ya") if value else _("Tidak"))


class PeopleOfActivityTable(ParticipationTable):
    actions = tables.TemplateColumn(
        template_name="participants/_row_actions.html", verbose_name=_("Tindakan"), orderable=False
    )

    class Meta(ParticipationTable.Meta):
        exclude = ("activity",)
        sequence = ("person", "nik", "sex", "regency", "business", "new_entrepreneur", "actions")
