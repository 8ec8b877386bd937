"""Counts kept in the same transaction as the facts, so that dashboards add a row per province, not 500,000.

Their only writer is participants/tallies.py; `verify_figures` recounts them.
"""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from programs.models import Activity, FiscalYear, Province

from .businesses import Business


class Tally(ScopedModel):
    """How many people and IKM take part."""

    women = models.PositiveIntegerField(default=0)
    men = models.PositiveIntegerField(default=0)
    sex_unknown = models.PositiveIntegerField(default=0)
    new_entrepreneurs = models.PositiveIntegerField(default=0)
    new_entrepreneur_unknown = models.PositiveIntegerField(default=0)
    businesses = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def people(self) -> int:
        return self.women + self.men + self.sex_unknown


class ActivityTally(Tally):
    """Those of an activity."""

    scope_path = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="tally")


WHOLE_YEAR: Final = 0
"""As a quarter: all activities of the year, whenever they begin."""


class ProvinceTally(Tally):
    """Those of a province in a year, or in the quarter that its activities begin in: each IKM counted once."""

    scope_path = ScopePath(province="province_id")

    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+", db_index=False)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", db_index=False)
    quarter = models.PositiveSmallIntegerField(default=WHOLE_YEAR)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fiscal_year", "quarter", "province"], name="province_tally_term_once")
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.fiscal_year}"


class ServedBusiness(ScopedModel):
    """An IKM that takes part in an activity of a province in a year, and again in each quarter that one begins in: one
    row to count, however often it comes.

    `witness` is one of those activities; only when it loses the IKM must the others be asked.
    """

    scope_path = ScopePath(province="province_id")

    # Both are asked for together with the business only, through the unique index.
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+", db_index=False)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", db_index=False)
    quarter = models.PositiveSmallIntegerField(default=WHOLE_YEAR)
    business = models.ForeignKey(Business, models.CASCADE, related_name="served")
    witness = models.ForeignKey(Activity, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fiscal_year", "quarter", "province", "business"], name="business_served_term_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.business)
