"""The lists of IKM and participants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.core.tables import DateColumn, DateTimeColumn, IntegerColumn, PortalTable, StateColumn
from dekon_portal.core.templatetags.portal import integer

from .models import Business, FollowUp, Participation, Registration, RegistrationState, Standing

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import Person


def page_of(row: Business | Person, user: User) -> str | None:
    """The address of a person's or IKM's page; None for who may not open it (it lies in another regency)."""
    reached = user.may("rows.read", province=row.province_id, regency=row.regency_id)
    return row.get_absolute_url() if reached else None


def _person_page(record: Participation, table: ParticipationTable) -> str | None:
    return page_of(record.person, table.reader or table.request.user)


def _business_page(record: Participation, table: ParticipationTable) -> str | None:
    return page_of(record.business, table.reader or table.request.user) if record.business else None


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


class NationalBusinessTable(BusinessTable):
    """For those who see more than one province."""

    province = tables.Column(order_by=("province__name",))

    class Meta(BusinessTable.Meta):
        sequence = ("name", "province", "...")


class ParticipationTable(PortalTable):
    reader: User | None = None  # set where a table is drawn without a request

    person = tables.Column(verbose_name=_("Nama"), order_by=("person__name",), linkify=_person_page)
    nik = tables.Column(
        accessor="person__masked_nik", verbose_name=_("NIK"), orderable=False, attrs={"td": {"class": "code"}}
    )
    sex = tables.Column(accessor="person__sex", verbose_name=_("Jenis kelamin"), orderable=False)
    regency = tables.Column(accessor="person__regency", verbose_name=_("Kabupaten/Kota"), orderable=False)
    business = tables.Column(linkify=_business_page, order_by=("business__name",))
    activity = tables.Column(linkify=True, order_by=("activity__code",))
    new_entrepreneur = tables.Column(verbose_name=_("WUB"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Participation
        fields = ("person", "nik", "sex", "regency", "business", "new_entrepreneur", "activity")

    def render_new_entrepreneur(self, value: bool) -> str:
        return str(_("Ya") if value else _("Tidak"))


class NationalParticipationTable(ParticipationTable):
    """For those who see more than one province: half a million rows, which no click should sort."""

    province = tables.Column(accessor="activity__province", verbose_name=_("Provinsi"))

    class Meta(ParticipationTable.Meta):
        orderable = False
        sequence = ("person", "nik", "sex", "province", "...")


class PeopleOfActivityTable(ParticipationTable):
    class Meta(ParticipationTable.Meta):
        exclude = ("activity",)


class PeopleOfActivityEditTable(PeopleOfActivityTable):
    actions = tables.TemplateColumn(
        template_name="participants/_row_actions.html", verbose_name=_("Tindakan"), orderable=False
    )

    class Meta(PeopleOfActivityTable.Meta):
        sequence = ("...", "actions")


class RegistrationTable(PortalTable):
    name = tables.Column(linkify=True)
    nik = tables.Column(accessor="masked_nik", verbose_name=_("NIK"), orderable=False, attrs={"td": {"class": "code"}})
    regency = tables.Column(order_by=("regency",))
    business_name = tables.Column(orderable=False)
    registered_at = DateTimeColumn(zone="activity__province__time_zone")
    state = StateColumn(RegistrationState, accessor="registration_state", verbose_name=_("Status"), order_by=("state",))

    class Meta(PortalTable.Meta):
        model = Registration
        fields = ("name", "nik", "regency", "business_name", "registered_at", "state")


class RegistrationChoiceTable(RegistrationTable):
    """With a tick for who waits, to accept several at once."""

    tick = tables.TemplateColumn(
        template_name="participants/_registration_tick.html", verbose_name=_("Pilih"), orderable=False
    )

    class Meta(RegistrationTable.Meta):
        sequence = ("...", "tick")


class FollowUpTable(PortalTable):
    person = tables.Column(
        accessor="participation__person",
        verbose_name=_("Nama"),
        order_by=("participation__person__name",),
        linkify=lambda record: record.get_absolute_url(),
    )
    round = tables.Column(orderable=False)
    due_on = DateColumn()
    standing = StateColumn(Standing, verbose_name=_("Status"), orderable=False)
    tried = IntegerColumn(verbose_name=_("Tidak terhubung"), orderable=False)
    regency = tables.Column(
        accessor="participation__person__regency", verbose_name=_("Kabupaten/Kota"), orderable=False
    )
    activity = tables.Column(
        accessor="participation__activity",
        verbose_name=pgettext_lazy("singular", "Kegiatan"),
        orderable=False,
        linkify=lambda record: reverse("participants:activity_follow_ups", args=[record.trail_root.code]),
    )

    class Meta(PortalTable.Meta):
        model = FollowUp
        fields = ("person", "round", "due_on", "standing", "tried", "regency", "activity")


class NationalFollowUpTable(FollowUpTable):
    """For those who see more than one province."""

    province = tables.Column(accessor="participation__activity__province", verbose_name=_("Provinsi"), orderable=False)

    class Meta(FollowUpTable.Meta):
        sequence = ("person", "round", "due_on", "standing", "province", "...")


class FollowUpsOfActivityTable(FollowUpTable):
    class Meta(FollowUpTable.Meta):
        exclude = ("activity",)
