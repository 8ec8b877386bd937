"""The admin screen of imported lists: to look only, for the wizard is where a list is worked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.admin.exchange import Exports
from dekon_portal.core.admin.reach import OccurringFilter
from dekon_portal.core.admin.resources import list_resource
from dekon_portal.core.admin.screen import Screen
from dekon_portal.core.dates import format_datetime
from participants.imports.batches import BAD
from participants.models import ImportBatch

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

MOST_DIGITS: Final = 9
"""Of a number that is looked for."""


def _count(name: str, label: Any) -> Callable[[Any, ImportBatch], int | None]:
    @admin.display(description=label)
    def shown(self: Any, batch: ImportBatch) -> int | None:
        count: int | None = batch.counts.get(name)
        return count

    return shown


@admin.register(ImportBatch)
class ImportBatchScreen(Exports, Screen):
    write_action = "people.write"
    lists_page = "participants:import_list"
    may_add = False
    facts: ClassVar = (
        "number",
        "wizard",
        "kind",
        "place",
        "of_activity",
        "file_name",
        "state",
        "problem",
        "rows",
        "created",
        "updated",
        "unchanged",
        "faulty",
        "uploaded_by",
        "uploaded",
        "committed_by",
        "committed",
        "undone_by",
        "undone",
        "undone_reason",
    )
    list_display = (
        "number",
        "file_name",
        "kind",
        "place",
        "of_activity",
        "state",
        "rows",
        "created",
        "updated",
        "unchanged",
        "faulty",
        "uploaded_by",
        "uploaded",
        "wizard",
    )
    list_select_related = ("province", "regency", "activity__office__province", "uploaded_by")
    list_filter = (
        "state",
        "kind",
        ("activity__fiscal_year", OccurringFilter),
        ("province", OccurringFilter),
    )
    search_fields = ("file_name", "activity__title", "activity__code", "uploaded_by__full_name")
    search_help_text = gettext_lazy("Nomor impor, nama berkas, kegiatan atau pengunggah")
    resource = list_resource(
        ("pk", gettext_lazy("Nomor impor")),
        ("get_kind_display", gettext_lazy("Isi daftar")),
        ("province", gettext_lazy("Provinsi")),
        ("activity__code", gettext_lazy("Kode Kegiatan")),
        ("activity", pgettext_lazy("singular", "Kegiatan")),
        ("file_name", gettext_lazy("Nama berkas")),
        ("get_state_display", gettext_lazy("Status")),
        ("uploaded_by", gettext_lazy("Diunggah oleh")),
    )

    rows = _count("rows", gettext_lazy("Baris"))
    created = _count("created", gettext_lazy("Baru"))
    updated = _count("updated", gettext_lazy("Diperbarui"))
    unchanged = _count("unchanged", gettext_lazy("Tidak berubah"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without what is large or encrypted: no screen shows it."""
        return super().get_queryset(request).defer("content", "columns", "questions")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, repeats = super().get_search_results(request, queryset, search_term)
        if search_term.isdecimal() and len(search_term) <= MOST_DIGITS:
            found |= queryset.filter(pk=int(search_term))
        return found, repeats

    @admin.display(description=gettext_lazy("Nomor impor"), ordering="pk")
    def number(self, batch: ImportBatch) -> int:
        return batch.pk

    @admin.display(description=gettext_lazy("Halaman impor"))
    def wizard(self, batch: ImportBatch) -> str:
        return format_html('<a href="{}">{}</a>', batch.get_absolute_url(), _("Buka"))

    @admin.display(description=gettext_lazy("Satuan kerja"))
    def place(self, batch: ImportBatch) -> str:
        """Of a list of IKM, which belongs to no office: the place."""
        return str(batch.activity.office if batch.activity else batch.regency or batch.province)

    @admin.display(description=pgettext_lazy("singular", "Kegiatan"))
    def of_activity(self, batch: ImportBatch) -> str:
        return str(batch.activity) if batch.activity else _("tidak berlaku")

    @admin.display(description=gettext_lazy("Bermasalah"))
    def faulty(self, batch: ImportBatch) -> int | None:
        return sum(batch.counts[verdict] for verdict in BAD) if batch.counts else None

    @admin.display(description=gettext_lazy("Waktu unggah"), ordering="uploaded_at")
    def uploaded(self, batch: ImportBatch) -> str:
        return self._when(batch, batch.uploaded_at)

    @admin.display(description=gettext_lazy("Waktu simpan"))
    def committed(self, batch: ImportBatch) -> str:
        return self._when(batch, batch.committed_at)

    @admin.display(description=gettext_lazy("Waktu pembatalan"))
    def undone(self, batch: ImportBatch) -> str:
        return self._when(batch, batch.undone_at)

    def _when(self, batch: ImportBatch, moment: datetime | None) -> str:
        return format_datetime(moment, batch.province.zone) if moment else "-"
