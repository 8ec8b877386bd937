"""The screen of how the numbers of issued reports are written."""

from __future__ import annotations

from django.contrib import admin

from dekon_portal.core.admin.resources import resource_for
from programs.admin.reference import ReferenceScreen
from reports.models import ReportNumbers


@admin.register(ReportNumbers)
class ReportNumbersScreen(ReferenceScreen):
    may_remove = False  # the last number given is kept with it
    fields = ("year", "pattern")
    list_display = ("year", "pattern", "last")
    resource = resource_for(ReportNumbers, fields=("year", "pattern"), key=["year"])
