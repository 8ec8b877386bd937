"""Screens of offices, their officials and budget lines: kept by an admin, read by the office itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from dekon_portal.core.admin.reach import OccurringFilter
from dekon_portal.core.admin.resources import resource_for
from programs.logos import LogoField
from programs.models import Appointment, BudgetLine, Office

from .reference import ReferenceScreen

if TYPE_CHECKING:
    from django.http import HttpRequest


class OfficeReference(ReferenceScreen):
    readers = ("screens.office", "reference.write")


@admin.register(Office)
class OfficeScreen(OfficeReference):
    fields = (
        "province", "code", "name", "address", "city", "letter_code", "number_pattern", "logo", "since", "is_sample",
    )  # fmt: skip
    list_display = ("name", "code", "province", "letter_code")
    list_select_related = ("province",)
    list_filter = (("province", OccurringFilter),)
    search_fields = ("name", "code", "province__name")
    resource = resource_for(
        Office,
        fields=["code", "province", "name", "address", "city", "letter_code", "number_pattern", "since", "is_sample"],
        key=["code"],
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Who only reads sees no link to the logo's file: files have no address outside the portal."""
        fields = super().get_fields(request, obj)
        shown = self.has_change_permission(request, obj) or self.has_add_permission(request)
        return fields if shown else [name for name in fields if name != "logo"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "logo":
            kwargs["form_class"] = LogoField
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Appointment)
class AppointmentScreen(OfficeReference):
    fields = ("office", "role", "name", "nip", "decree", "valid_from", "valid_to")
    autocomplete_fields = ("office",)
    list_display = ("name", "role", "office", "valid_from", "valid_to", "decree")
    list_select_related = ("office",)
    list_filter = ("role", ("office__province", OccurringFilter))
    search_fields = ("name", "decree", "office__name")
    resource = resource_for(
        Appointment,
        fields=["office", "role", "name", "nip", "decree", "valid_from", "valid_to"],
        key=["office", "role", "name", "valid_from"],
    )


@admin.register(BudgetLine)
class BudgetLineScreen(OfficeReference):
    fields = ("office", "fiscal_year", "code", "description", "is_sample")
    autocomplete_fields = ("office",)
    list_display = ("code", "description", "fiscal_year", "office")
    list_select_related = ("office", "fiscal_year")
    list_filter = (("fiscal_year", OccurringFilter), ("office__province", OccurringFilter))
    search_fields = ("code", "description", "office__name")
    resource = resource_for(
        BudgetLine,
        fields=["office", "fiscal_year", "code", "description", "is_sample"],
        key=["office", "fiscal_year", "code"],
    )
