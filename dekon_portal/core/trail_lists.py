"""What the audit trail and the log of looks at personal numbers can be filtered by, and how they are listed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django.apps import apps
from django.db.models import Q
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .audit import SENTENCES
from .forms import LocalDateField
from .lists import PortalFilterSet
from .models import AuditEntry, PersonalDataAccess
from .tables import DateTimeColumn, IntegerColumn, PortalTable

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


def provinces(request: HttpRequest | None = None) -> Any:
    """By name, not by import: core does not know the apps above."""
    return apps.get_model("programs", "Province").objects.all()


def verbs() -> list[tuple[str, str]]:
    """(verb, what it says of an act), as the sentences of the trail word it."""
    words = {verb: capfirst((str(sentence) % {"who": "", "what": "…"}).strip()) for verb, sentence in SENTENCES.items()}
    return sorted(words.items(), key=lambda pair: pair[1])


class DayFilter(filters.DateFilter):  # type: ignore[misc]
    field_class = LocalDateField


class WhenWhereWho(PortalFilterSet):
    """Person, province and days: what both lists ask."""

    provinsi = filters.ModelChoiceFilter(method="by_province", label=_("Provinsi"), queryset=provinces)
    sejak = DayFilter(method="from_day", label=_("Sejak tanggal"))
    sampai = DayFilter(method="to_day", label=_("Sampai tanggal"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Search and person come first, as on every list."""
        super().__init__(*args, **kwargs)
        for name in ("provinsi", "sejak", "sampai"):
            self.filters[name] = self.filters.pop(name)

    def by_province(self, queryset: Any, name: str, value: Model) -> Any:
        return queryset.filter(province=value.pk)

    def from_day(self, queryset: Any, name: str, value: date) -> Any:
        return queryset.filter(at__gte=_midnight(value))

    def to_day(self, queryset: Any, name: str, value: date) -> Any:
        return queryset.filter(at__lt=_midnight(value + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class TrailFilter(WhenWhereWho):
    cari = PortalFilterSet.search_field("by_text", _("Cari nama yang diubah atau catatan"))
    tindakan = filters.ChoiceFilter(field_name="verb", label=_("Tindakan"))
    orang = filters.CharFilter(field_name="actor_name", lookup_expr="icontains", label=_("Oleh"))

    class Meta:
        model = AuditEntry
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["tindakan"].extra["choices"] = verbs()  # in the language of the page

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(Q(subject_label__icontains=value) | Q(note__icontains=value))


class AccessFilter(WhenWhereWho):
    cari = PortalFilterSet.search_field("by_reason", _("Cari alasan"))
    orang = filters.CharFilter(field_name="actor__full_name", lookup_expr="icontains", label=_("Oleh"))

    class Meta:
        model = PersonalDataAccess
        fields: ClassVar[list[str]] = []

    def by_reason(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(reason__icontains=value)


class ProvinceColumn(tables.Column):  # type: ignore[misc]
    """The province of a code, all names read once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(verbose_name=_("Provinsi"), default=_("Nasional"), **kwargs)
        self._names: dict[str, str] = {}

    def render(self, value: str) -> str:
        if value not in self._names:
            self._names = dict(provinces().values_list("code", "name"))
        return self._names.get(value, value)


class TrailTable(PortalTable):
    sentence = tables.TemplateColumn(
        template_name="trail/_entry.html", verbose_name=_("Tindakan"), orderable=False, accessor="pk"
    )
    actor_name = tables.Column(verbose_name=_("Oleh"))
    at = DateTimeColumn(verbose_name=_("Waktu"))
    province = ProvinceColumn()

    class Meta(PortalTable.Meta):
        model = AuditEntry
        fields = ("sentence", "actor_name", "at", "province")


class AccessTable(PortalTable):
    actor = tables.Column(verbose_name=_("Oleh"), order_by=("actor__full_name",))
    at = DateTimeColumn(verbose_name=_("Waktu"))
    subject = tables.Column(verbose_name=_("Data"), orderable=False)
    count = IntegerColumn(verbose_name=_("Banyaknya nomor"))
    reason = tables.Column(orderable=False)
    province = ProvinceColumn()

    class Meta(PortalTable.Meta):
        model = PersonalDataAccess
        fields = ("actor", "at", "subject", "count", "reason", "province")

    def render_subject(self, value: str) -> Any:
        """The kind of thing with its number, linked to its page; whose number it was is not repeated in a list."""
        address = address_of(value)
        return format_html('<a href="{}">{}</a>', address, words_of(value)) if address else words_of(value)


def words_of(subject: str) -> str:
    """ "Orang 12" for "participants.person:12"."""
    label, _colon, key = subject.partition(":")
    try:
        return f"{capfirst(str(apps.get_model(label)._meta.verbose_name))} {key}"
    except LookupError:
        return subject


def address_of(subject: str) -> str:
    """The page of a thing named in the trail; "" when it has none."""
    label, _colon, key = subject.partition(":")
    try:
        row = apps.get_model(label)(pk=key)
        return str(row.get_absolute_url())
    except (LookupError, AttributeError, NoReverseMatch):
        return ""
