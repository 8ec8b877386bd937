"""The page of one IKM's timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_tables2 as tables
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core.lists import figures_page
from dekon_portal.core.pages import one_or_404
from dekon_portal.core.tables import PortalTable, StateColumn
from participants.models import Business
from participants.timeline import Event, EventKind, timeline

from .business_pages import tabs_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

COLUMNS = [
    ("when", gettext_lazy("Waktu")),
    ("year", gettext_lazy("Tahun")),
    ("kind", gettext_lazy("Jenis")),
    ("title", gettext_lazy("Peristiwa")),
    ("detail", gettext_lazy("Rincian")),
]


class TimelineFilter(forms.Form):
    """Of which year and what kind; what an address names otherwise is told, and nothing is left out."""

    tahun = forms.TypedChoiceField(label=gettext_lazy("Tahun"), required=False, coerce=int, empty_value=None)
    jenis = forms.ChoiceField(
        label=gettext_lazy("Jenis"), required=False, choices=[("", gettext_lazy("Semua")), *EventKind.choices]
    )

    def __init__(self, data: QueryDict, events: list[Event]) -> None:
        super().__init__(data)
        years = sorted({event.year for event in events}, reverse=True)
        self.fields["tahun"].choices = [("", _("Semua")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]

    def chosen(self, events: list[Event]) -> list[Event]:
        given = self.cleaned_data if self.is_valid() else {}
        year, kind = given.get("tahun"), given.get("jenis")
        return [event for event in events if year in (None, event.year) and kind in (None, "", event.kind)]


class TimelineTable(PortalTable):
    when_in_words = tables.Column(verbose_name=gettext_lazy("Waktu"))
    kind = StateColumn(EventKind, verbose_name=gettext_lazy("Jenis"))
    title = tables.Column(verbose_name=gettext_lazy("Peristiwa"))

    class Meta(PortalTable.Meta):
        orderable = False

    def render_title(self, record: Event) -> Any:
        title = format_html('<a href="{}">{}</a>', record.url, record.title) if record.url else record.title
        return format_html('<div>{}<br><span class="soft">{}</span></div>', title, record.detail)


def business_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    business = one_or_404(Business.objects.visible_to(request.user).select_related("regency", "province"), pk=pk)
    events = timeline(business, request.user)
    form = TimelineFilter(request.GET, events)
    return figures_page(
        request,
        form,
        form.chosen(events),
        table_class=TimelineTable,
        title=business.name,
        export=(f"riwayat-pembinaan-{pk}", COLUMNS, _as_row),
        context={
            "facts": [business.regency or _("kabupaten/kota belum diketahui"), business.province],
            "tabs": tabs_of(business, "pembinaan"),
            "crumbs": [(_("IKM"), reverse("participants:business_list"))],
            "empty": _empty(bool(events)),
        },
    )


def _empty(filtered: bool) -> dict[str, str]:
    if filtered:
        return {"title": _("Tidak ada peristiwa yang cocok"), "text": _("Ubah saringannya.")}
    text = _("Riwayat terisi sendiri dari kegiatan, produksi, pendampingan, dan izin IKM ini.")
    return {"title": _("Belum ada riwayat pembinaan"), "text": text}


def _as_row(event: Event) -> dict[str, Any]:
    return {
        "when": event.when_in_words,
        "year": event.year,
        "kind": event.kind.label,
        "title": event.title,
        "detail": event.detail,
    }
