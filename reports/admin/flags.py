"""The screen of the thresholds of plausibility flags."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.admin.resources import resource_for
from programs.admin.reference import ReferenceScreen
from reports.flags.registry import rule_of
from reports.models import FlagRule

FIELDS = ("rule", "threshold", "fiscal_year", "value", "active")


@admin.register(FlagRule)
class FlagRuleScreen(ReferenceScreen):
    fields = FIELDS
    list_display = ("title", "threshold", "fiscal_year", "value", "active")
    list_select_related = ("fiscal_year",)
    list_filter = ("active",)
    search_fields = ("rule",)
    resource = resource_for(FlagRule, fields=FIELDS, key=["rule", "threshold", "fiscal_year"])

    @admin.display(description=_("Aturan"), ordering="rule")
    def title(self, row: FlagRule) -> str:
        return str(rule_of(row.rule).title)
