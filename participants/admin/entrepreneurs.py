"""The screen of the rule that says who counts as a new industrial entrepreneur, kept by admins for each year."""

from __future__ import annotations

from django.contrib import admin

from dekon_portal.core.admin.resources import resource_for
from participants.models import EntrepreneurRule
from programs.admin.reference import ReferenceScreen

FIELDS = ("fiscal_year", "producing_round", "needs_nib", "least_workers", "source", "source_verified")


@admin.register(EntrepreneurRule)
class EntrepreneurRuleScreen(ReferenceScreen):
    fields = FIELDS
    list_display = ("__str__", *FIELDS[1:])
    list_select_related = ("fiscal_year",)
    search_fields = ("source",)
    resource = resource_for(EntrepreneurRule, fields=FIELDS, key=["fiscal_year"])
