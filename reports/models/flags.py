"""Plausibility flags: what looks odd in an activity, who said why it is right after all, and how that went on.

A flag never blocks: nothing but pages, lists and the review queue reads these tables. reports/flags/ writes them.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.models import AppendOnly
from programs.models import Activity, FiscalYear


class FlagRule(models.Model):
    """One threshold of one rule: for a year, or for all years that have none of their own. A rule is not looked at in
    a year in which one of its thresholds is not active. Without any row the rule's declared threshold holds."""

    rule = models.CharField(_("aturan"), max_length=40)
    threshold = models.CharField(_("ambang"), max_length=40)
    fiscal_year = models.ForeignKey(
        FiscalYear,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tahun anggaran"),
        help_text=_("Kosongkan agar berlaku untuk semua tahun."),
    )
    value = models.PositiveIntegerField(_("nilai"))
    active = models.BooleanField(_("dipakai"), default=True)

    class Meta:
        verbose_name = _("ambang tanda janggal")
        verbose_name_plural = pgettext_lazy("plural", "ambang tanda janggal")
        ordering = ("rule", "threshold", "fiscal_year")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "threshold", "fiscal_year"],
                name="flag_threshold_once_a_year",
                violation_error_message=_("Ambang ini sudah ada untuk tahun itu."),
            ),
            models.UniqueConstraint(
                fields=["rule", "threshold"],
                condition=Q(fiscal_year__isnull=True),
                name="flag_threshold_once_for_all_years",
                violation_error_message=_("Ambang ini sudah ada untuk semua tahun."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.threshold} {self.fiscal_year_id or ''}".strip()

    def clean(self) -> None:
        """Only thresholds that a rule declares mean anything."""
        from reports.flags.registry import RULES

        super().clean()
        if self.rule not in RULES:
            raise ValidationError({"rule": _("Tidak ada aturan bernama ini.")})
        known = [threshold.key for threshold in RULES[self.rule].thresholds]
        if self.threshold not in known:
            raise ValidationError(
                {"threshold": _("Aturan ini hanya mengenal ambang: %(names)s.") % {"names": ", ".join(known)}}
            )


class FlagState(models.TextChoices):
    """What a flag is now; derived from its dates, never stored."""

    OPEN = "terbuka", _("Terbuka")
    CLEARED = "dijelaskan", _("Sudah dijelaskan")
    GONE = "hilang", _("Tidak lagi berlaku")

    @property
    def colour(self) -> str:
        return {"terbuka": "orange", "dijelaskan": "green", "hilang": "grey"}[self.value]

    @property
    def icon(self) -> str:
        return {"terbuka": "flag", "dijelaskan": "check", "hilang": "minus"}[self.value]

    @property
    def condition(self) -> Q:
        """Of flags in this state."""
        return {
            "terbuka": Q(gone_at__isnull=True, cleared_at__isnull=True),
            "dijelaskan": Q(gone_at__isnull=True, cleared_at__isnull=False),
            "hilang": Q(gone_at__isnull=False),
        }[self.value]


class FlagQuerySet(ScopedQuerySet["Flag"]):
    def open(self) -> Self:
        return self.filter(FlagState.OPEN.condition)

    def standing(self) -> Self:
        """Those whose figures hold now, explained or not."""
        return self.filter(gone_at__isnull=True)

    def with_labels(self) -> Self:
        return self.select_related("activity__office__province", "activity__regency", "activity__fiscal_year")


class Flag(ScopedModel):
    """What one rule found in one activity; its history are its events. `badness` orders what was found, so that a flag
    that was explained is open again when it gets worse. `found` holds figures only, nothing personal (R3)."""

    scope_path = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="flags", verbose_name=_("kegiatan"))
    rule = models.CharField(_("aturan"), max_length=40)
    weight = models.PositiveSmallIntegerField(default=1)
    found = models.JSONField(default=dict)
    badness = models.BigIntegerField(default=0)
    first_seen = models.DateTimeField(_("pertama terlihat"))
    last_seen = models.DateTimeField(_("terakhir terlihat"))  # of a day's counts the first, while nothing changes
    gone_at = models.DateTimeField(_("tidak berlaku lagi sejak"), null=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cleared_by_name = models.CharField(max_length=200, blank=True)
    cleared_at = models.DateTimeField(_("dijelaskan"), null=True)
    cleared_badness = models.BigIntegerField(null=True)
    reason = models.TextField(_("penjelasan"), max_length=1000, blank=True)

    objects = FlagQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("tanda janggal")
        verbose_name_plural = pgettext_lazy("plural", "tanda janggal")
        ordering = ("-weight", "rule", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "rule"], name="flag_once_per_rule"),
            models.CheckConstraint(
                name="flag_cleared_with_reason",
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True, cleared_badness__isnull=True)
                | (
                    Q(cleared_at__isnull=False, cleared_by__isnull=False, cleared_badness__isnull=False) & ~Q(reason="")
                ),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["rule", "activity"], name="flag_rule")]

    def __str__(self) -> str:
        return str(self.declared.title)

    @property
    def trail_root(self) -> Activity:
        return self.activity

    @property
    def declared(self) -> Any:
        """The rule as it is declared; one that is no longer declared keeps its name."""
        from reports.flags.registry import rule_of

        return rule_of(self.rule)

    @property
    def message(self) -> str:
        """What was found, with its figures, in the reader's language."""
        return str(self.declared.message(self.found))

    @property
    def url(self) -> str:
        """The page with the rows."""
        return str(self.declared.url(self.activity))

    @property
    def state(self) -> FlagState:
        if self.gone_at is not None:
            return FlagState.GONE
        return FlagState.OPEN if self.cleared_at is None else FlagState.CLEARED


class FlagEventKind(models.TextChoices):
    FOUND = "ditemukan", _("Ditemukan")
    WORSE = "memburuk", _("Memburuk sesudah dijelaskan")
    GONE = "hilang", _("Tidak lagi berlaku")
    BACK = "kembali", _("Berlaku lagi")
    CLEARED = "dijelaskan", _("Dijelaskan")


class FlagEvent(AppendOnly, ScopedModel):
    """One turn in a flag's life, with the figures of that time."""

    scope_path = ScopePath(province="flag__activity__office__province_id", regency="flag__activity__regency_id")

    flag = models.ForeignKey(Flag, models.CASCADE, related_name="events")
    kind = models.CharField(_("peristiwa"), max_length=12, choices=FlagEventKind.choices)
    at = models.DateTimeField(_("waktu"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    found = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("peristiwa tanda janggal")
        verbose_name_plural = pgettext_lazy("plural", "peristiwa tanda janggal")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.flag_id}"

    @property
    def message(self) -> str:
        """What was found at that time, in the reader's language."""
        return str(self.flag.declared.message(self.found))


class FlagRecount(models.Model):
    """A day's count of all activities: who makes the row does the work, so that two workers do it once."""

    day = models.DateField(unique=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hitung ulang tanda janggal")
        verbose_name_plural = pgettext_lazy("plural", "hitung ulang tanda janggal")

    def __str__(self) -> str:
        return str(self.day)
