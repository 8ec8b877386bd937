"""Screens of the country's reference data, with import and export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.accounts.roles import Action
from dekon_portal.core.admin.exchange import Imports
from dekon_portal.core.admin.reach import OccurringFilter
from dekon_portal.core.admin.resources import Resource, resource_for
from dekon_portal.core.admin.screen import Screen
from dekon_portal.core.dates import ZONE_LABELS
from programs.models import (
    BudgetCode,
    Commodity,
    FiscalYear,
    FormColumnChoice,
    Holiday,
    Kbli,
    Product,
    Province,
    Regency,
    RestrictionSpell,
    UnitConversion,
)

if TYPE_CHECKING:
    from django.http import HttpRequest


class ReferenceScreen(Imports, Screen):
    readers: ClassVar[Sequence[Action]] = ("reference.write",)
    write_action = "reference.write"
    may_remove = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A code that is the row's identity is given once."""
        key = self.opts.pk
        return [key.name] if obj is not None and not key.auto_created and key.name in (self.fields or ()) else []  # type: ignore[operator, union-attr]


class ProvinceResource(Resource):
    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        super().validate_instance(instance, *args, **kwargs)
        if instance.time_zone not in ZONE_LABELS:
            raise ValidationError({"time_zone": _("Zona waktu ditulis %(zones)s.") % {"zones": ", ".join(ZONE_LABELS)}})


@admin.register(Province)
class ProvinceScreen(ReferenceScreen):
    fields = ("code", "bps_code", "name", "time_zone", "capital", "valid_from", "valid_to", "split_from", "map_id")
    list_display = ("name", "code", "bps_code", "time_zone", "valid_from", "valid_to")
    search_fields = ("name", "code")
    resource = resource_for(
        Province,
        fields=[
            "code", "bps_code", "name", "time_zone", "capital", "valid_from", "valid_to", "split_from", "map_id",
        ],
        key=["code"],
        base=ProvinceResource,
    )  # fmt: skip

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "time_zone":
            zones = [(zone, f"{label} ({zone})") for zone, label in ZONE_LABELS.items()]
            return forms.ChoiceField(label=gettext_lazy("Zona waktu"), choices=zones)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Regency)
class RegencyScreen(ReferenceScreen):
    fields = ("code", "province", "kind", "name", "province_before_2022")
    list_display = ("name", "kind", "code", "province")
    list_select_related = ("province",)
    list_filter = ("kind", ("province", OccurringFilter))
    search_fields = ("name", "code", "province__name")
    resource = resource_for(Regency, fields=["code", "province", "kind", "name", "province_before_2022"], key=["code"])


@admin.register(Holiday)
class HolidayScreen(ReferenceScreen):
    fields = ("date", "name", "kind")
    list_display = ("name", "date", "kind")
    list_filter = ("kind",)
    search_fields = ("name",)
    date_hierarchy = "date"
    ordering = ("-date",)
    resource = resource_for(Holiday, fields=["date", "name", "kind"], key=["date"])


@admin.register(RestrictionSpell)
class RestrictionSpellScreen(ReferenceScreen):
    fields = ("province", "regency", "start", "end", "decree", "source", "verified")
    autocomplete_fields = ("regency",)
    list_display = ("place", "province", "start", "end", "decree", "verified")
    list_select_related = ("province", "regency")
    list_filter = ("verified", ("province", OccurringFilter))
    search_fields = ("province__name", "regency__name", "decree")
    resource = resource_for(
        RestrictionSpell,
        fields=["province", "regency", "start", "end", "decree", "source", "verified"],
        key=["province", "regency", "start"],
    )

    @admin.display(description=gettext_lazy("Wilayah"), ordering="regency__name")
    def place(self, spell: RestrictionSpell) -> str:
        return str(spell.regency or spell.province)


@admin.register(Product)
class ProductScreen(ReferenceScreen):
    fields = ("code", "name", "kind", "unit", "layers", "is_medical", "certificate", "is_active")
    list_display = ("name", "code", "kind", "unit", "layers", "is_medical", "is_active")
    list_filter = ("kind", "is_medical", "is_active")
    search_fields = ("name", "code")
    resource = resource_for(
        Product,
        fields=["code", "name", "kind", "unit", "layers", "is_medical", "certificate", "is_active"],
        key=["code"],
    )


@admin.register(UnitConversion)
class UnitConversionScreen(ReferenceScreen):
    """What a pak holds, and the like: shown beside figures, never used to move stock."""

    fields = ("product", "unit", "holds")
    list_display = ("product", "unit", "holds", "usual_unit")
    list_select_related = ("product",)
    list_filter = (("product", OccurringFilter), "unit")
    search_fields = ("product__name", "product__code")
    resource = resource_for(UnitConversion, fields=["product", "unit", "holds"], key=["product", "unit"])

    @admin.display(description=gettext_lazy("Satuan lazim"))
    def usual_unit(self, conversion: UnitConversion) -> str:
        return str(conversion.product.get_unit_display())


@admin.register(Commodity)
class CommodityScreen(ReferenceScreen):
    fields = ("code", "name", "is_active")
    list_display = ("name", "code", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "code")
    resource = resource_for(Commodity, fields=["code", "name", "is_active"], key=["code"])


@admin.register(Kbli)
class KbliScreen(ReferenceScreen):
    fields = ("code", "edition", "title", "verified")
    list_display = ("title", "code", "edition", "verified")
    list_filter = ("edition", "verified")
    search_fields = ("code", "title")
    resource = resource_for(Kbli, fields=["code", "edition", "title", "verified"], key=["edition", "code"])


@admin.register(FiscalYear)
class FiscalYearScreen(ReferenceScreen):
    fields = (
        "year", "structure", "legal_basis", "legal_basis_verified", "endorsement", "forms_from", "form_a_days",
        "form_b_days", "is_open",
    )  # fmt: skip
    list_display = ("__str__", "structure", "legal_basis", "endorsement", "is_open")
    search_fields = ("year", "legal_basis")
    resource = resource_for(
        FiscalYear,
        fields=[
            "year", "structure", "legal_basis", "legal_basis_verified", "endorsement", "forms_from", "form_a_days",
            "form_b_days", "is_open",
        ],
        key=["year"],
    )  # fmt: skip


@admin.register(BudgetCode)
class BudgetCodeScreen(ReferenceScreen):
    """What codes mean, for the official forms."""

    fields = ("fiscal_year", "code", "name", "indicator", "unit")
    list_display = ("name", "code", "fiscal_year", "indicator")
    list_select_related = ("fiscal_year",)
    list_filter = ("fiscal_year",)
    search_fields = ("code", "name")
    resource = resource_for(
        BudgetCode, fields=["fiscal_year", "code", "name", "indicator", "unit"], key=["fiscal_year", "code"]
    )


@admin.register(FormColumnChoice)
class FormColumnScreen(ReferenceScreen):
    """Headings of columns that no source confirmed (docs/forms.md)."""

    fields = ("form", "column", "heading", "shown")
    list_display = ("column", "form", "heading", "shown")
    list_filter = ("form",)
    search_fields = ("column", "heading")
    resource = resource_for(FormColumnChoice, fields=["form", "column", "heading", "shown"], key=["form", "column"])
