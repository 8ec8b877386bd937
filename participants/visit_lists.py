"""The lists of visits and of permits: what they show, what they are filtered by, what is exported of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.lists import PortalFilterSet
from dekon_portal.core.names import normalise_business
from dekon_portal.core.tables import DateColumn, IntegerColumn, PortalTable, StateColumn
from dekon_portal.core.templatetags.portal import tanggal, unknown_mark
from programs.filters import PlacedFilterSet, own_provinces, own_regencies

from .models import Permit, PermitKind, StepState, Validity, Visit
from .tables import page_of

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

MOST_DAYS = 3650

VISIT_COLUMNS = [
    ("business", _("Nama IKM")),
    ("date", _("Tanggal")),
    ("mode", _("Cara")),
    ("companion", _("Pendamping")),
    ("findings", _("Temuan")),
    ("advice", _("Saran")),
    ("next_step", _("Langkah Lanjut")),
    ("next_step_due", _("Tenggat")),
    ("state", _("Keadaan Langkah Lanjut")),
]
PERMIT_COLUMNS = [
    ("business", _("Nama IKM")),
    ("province", _("Provinsi")),
    ("regency", _("Kabupaten/Kota")),
    ("kind", _("Jenis Izin")),
    ("number", _("Nomor")),
    ("issuer", _("Penerbit")),
    ("issued_on", _("Tanggal Terbit")),
    ("valid_until", _("Berlaku Sampai")),
    ("validity", _("Keadaan")),
]


def visit_row(visit: Visit) -> dict[str, Any]:
    """One visit in an exported list."""
    return {
        "business": visit.business,
        "date": visit.date,
        "mode": visit.get_mode_display(),
        "companion": visit.companion,
        "findings": visit.findings,
        "advice": visit.advice,
        "next_step": visit.next_step,
        "next_step_due": visit.next_step_due,
        "state": visit.step_state.label,
    }


def permit_row(permit: Permit) -> dict[str, Any]:
    """One permit in an exported list."""
    return {
        "business": permit.business,
        "province": permit.business.province,
        "regency": permit.business.regency,
        "kind": permit.name,
        "number": permit.number,
        "issuer": permit.issuer,
        "issued_on": permit.issued_on,
        "valid_until": _("seumur hidup") if permit.for_life else permit.valid_until,
        "validity": permit.validity.label,
    }


class VisitFilter(PortalFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari nama IKM"))
    langkah = filters.ChoiceFilter(
        method="by_step",
        label=_("Langkah lanjut"),
        choices=[(state.value, state.label) for state in (StepState.OPEN, StepState.OVERDUE, StepState.DONE)],
    )

    class Meta:
        model = Visit
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(business__name_key__contains=normalise_business(value))

    def by_step(self, queryset: Any, name: str, value: str) -> Any:
        if value == StepState.DONE:
            return queryset.filter(next_step_done=True)
        late = Q(next_step_due__lt=timezone.localdate(timezone=self.request.user.zone))
        rows = queryset.with_open_step()
        return rows.filter(late) if value == StepState.OVERDUE else rows.exclude(late)


class VisitTable(PortalTable):
    business = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("business__name", "-date"))
    date = tables.Column()
    findings = tables.Column(orderable=False)
    next_step = tables.Column(orderable=False, empty_values=())
    photo_count = IntegerColumn(verbose_name=_("Foto"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Visit
        fields = ("business", "date", "findings", "next_step", "photo_count")

    def render_date(self, record: Visit) -> Any:
        """The day, how it was done and by whom."""
        way = f"{record.get_mode_display()}, {record.companion}"
        return format_html('<div>{}<br><span class="soft">{}</span></div>', tanggal(record.date), way)

    def render_findings(self, value: str) -> str:
        return shortened(value)

    def render_next_step(self, record: Visit) -> Any:
        return step_in_words(record)


class VisitEditTable(VisitTable):
    actions = tables.TemplateColumn(
        template_name="participants/_visit_actions.html", verbose_name=_("Tindakan"), orderable=False
    )

    class Meta(VisitTable.Meta):
        sequence = ("...", "actions")


def shortened(text: str, most: int = 120) -> str:
    """The first words, on one line; whoever wants all of it opens the visit."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def step_in_words(visit: Visit) -> SafeString:
    """The step, how it stands, and by when."""
    state = visit.step_state
    if state == StepState.NONE:
        return format_html('<span class="soft">{}</span>', _("tidak ada"))
    due = tanggal(visit.next_step_due) if visit.next_step_due else unknown_mark()
    return format_html(
        "<div>{}<br>{} <span class='soft'>{} {}</span></div>", visit.next_step, badge(state), _("tenggat"), due
    )


def badge(state: Any) -> str:
    return StateColumn(type(state)).render(state.value)  # type: ignore[no-any-return]


class PermitFilter(PlacedFilterSet):
    cari = PortalFilterSet.search_field("by_text", _("Cari IKM atau nomor"))
    provinsi = filters.ModelChoiceFilter(field_name="business__province", label=_("Provinsi"), queryset=own_provinces)
    kabkota = filters.ModelChoiceFilter(
        field_name="business__regency", label=_("Kabupaten/Kota"), queryset=own_regencies
    )
    jenis = filters.ChoiceFilter(field_name="kind", label=_("Jenis izin"), choices=PermitKind.choices)
    keadaan = filters.ChoiceFilter(method="by_validity", label=_("Keadaan"), choices=Validity.choices)
    hari = filters.NumberFilter(
        method="by_days", label=_("Habis dalam (hari)"), min_value=0, max_value=MOST_DAYS, decimal_places=0
    )

    class Meta:
        model = Permit
        fields: ClassVar[list[str]] = []

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)

    def by_validity(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(Validity(value).of_permits(timezone.localdate()))

    def by_days(self, queryset: Any, name: str, value: Any) -> Any:
        """From today on: what has ended already is found by its state."""
        today = timezone.localdate()
        return queryset.filter(valid_until__range=(today, today + timedelta(days=int(value))))


class PermitTable(PortalTable):
    business = tables.Column(
        order_by=("business__name",), linkify=lambda record, table: page_of(record.business, table.request.user)
    )
    kind = tables.Column()
    number = tables.Column(orderable=False, attrs={"td": {"class": "code"}})
    regency = tables.Column(
        accessor="business__regency", verbose_name=_("Kabupaten/Kota"), order_by=("business__regency__name",)
    )
    valid_until = DateColumn(empty_values=())
    validity = tables.Column(verbose_name=_("Keadaan"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Permit
        fields = ("business", "kind", "number", "regency", "valid_until", "validity")

    def render_kind(self, record: Permit) -> str:
        return record.name

    def render_valid_until(self, record: Permit) -> Any:
        return valid_until_in_words(record)

    def render_validity(self, value: Validity) -> str:
        return badge(value)


class NationalPermitTable(PermitTable):
    """For those who see more than one province."""

    province = tables.Column(accessor="business__province", verbose_name=_("Provinsi"), orderable=False)

    class Meta(PermitTable.Meta):
        sequence = ("business", "province", "...")


def valid_until_in_words(permit: Permit) -> Any:
    return _("seumur hidup") if permit.for_life else tanggal(permit.valid_until)
