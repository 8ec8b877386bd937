"""Admin screen of permits; one is added on its IKM's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.admin.exchange import Exports
from dekon_portal.core.admin.resources import list_resource
from dekon_portal.core.admin.screen import Screen
from participants import permits
from participants.forms import PermitForm
from participants.models import Permit

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(Permit)
class PermitScreen(Exports, Screen):
    write_action = "people.write"
    may_add = False
    may_remove = True
    page_form = PermitForm
    facts = ("business",)
    list_display = ("business", "kind", "number", "valid_until", "validity")
    list_select_related = ("business__province", "business__regency")
    list_filter = ("kind",)
    search_fields = ("number",)
    resource = list_resource(
        ("business", _("Nama IKM")),
        ("business__province", _("Provinsi")),
        ("business__regency", _("Kabupaten/Kota")),
        ("name", _("Jenis Izin")),
        ("number", _("Nomor")),
        ("issuer", _("Penerbit")),
        ("issued_on", _("Tanggal Terbit")),
        ("valid_until", _("Berlaku Sampai")),
        ("validity__label", _("Keadaan")),
    )

    @admin.display(description=_("Keadaan"))
    def validity(self, permit: Permit) -> str:
        return str(permit.validity.label)

    def store(self, request: HttpRequest, row: Any, form: Any) -> None:
        permits.save(row, form.cleaned_data["scan"], by=request.user)

    def remove(self, request: HttpRequest, row: Any) -> None:
        permits.remove(row, by=request.user)
