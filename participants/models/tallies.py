"""Counts kept in the same transaction as the facts, so that dashboards add 20,000 rows, not 500,000."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from programs.models import Activity, FiscalYear, Province

from .businesses import Business


class ActivityTally(ScopedModel):
    """How many people and IKM take part. The only writer is participants/tallies.py; `verify_figures` recounts."""

    scope_path = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="tally")
    women = models.PositiveIntegerField(default=0)
    men = models.PositiveIntegerField(default=0)
    sex_unknown = models.PositiveIntegerField(default=0)
    new_entrepreneurs = models.PositiveIntegerField(default=0)
    new_entrepreneur_unknown = models.PositiveIntegerField(default=0)
    businesses = models.PositiveIntegerField(default=0)

    @property
    def people(self) -> int:
        return self.women + self.men + self.sex_unknown


class ServedBusiness(ScopedModel):
    """An IKM that takes part in an activity of a province in a year: one row to count, however often it comes.

    `witness` is one of those activities; only when it loses the IKM must the others be asked.
    """

    scope_path = ScopePath(province="province_id")

    # Both are asked for together with the business only, through the unique index.
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+", db_index=False)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", db_index=False)
    business = models.ForeignKey(Business, models.CASCADE, related_name="served")
    witness = models.ForeignKey(Activity, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fiscal_year", "province", "business"], name="business_served_once")
        ]

    def __str__(self) -> str:
        return str(self.business)
