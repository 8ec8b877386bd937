"""Accompaniment: what was seen and agreed at an IKM after (or as) an activity, and the pictures of it."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedQuerySet, ScopePath
from dekon_portal.core.dates import format_date
from programs.models import Activity, Attachment
from programs.models.base import HangsOnActivity
from programs.models.review import OPEN_STATES

from .businesses import Business


class VisitMode(models.TextChoices):
    ON_SITE = "kunjungan", _("Kunjungan")
    ONLINE = "daring", _("Daring")
    PHONE = "telepon", _("Telepon")


class StepState(models.TextChoices):
    """How far the step is that both sides agreed on; derived, never stored."""

    NONE = "none", _("Tidak ada")
    OPEN = "open", _("Belum selesai")
    OVERDUE = "overdue", _("Lewat tenggat")
    DONE = "done", _("Selesai")

    @property
    def colour(self) -> str:
        return {"none": "grey", "open": "blue", "overdue": "red", "done": "green"}[self.value]

    @property
    def icon(self) -> str:
        return {"none": "minus", "open": "clock", "overdue": "alert", "done": "check-circle"}[self.value]


class VisitQuerySet(ScopedQuerySet["Visit"]):
    def with_labels(self) -> Self:
        return self.select_related("business__regency", "activity__office__province", "activity__regency")

    def with_open_step(self) -> Self:
        return self.filter(~Q(next_step=""), next_step_done=False)

    def due(self, day: datetime.date) -> Self:
        """Whose agreed step is due on or before the day, in activities where it can still be marked (R8)."""
        return self.with_open_step().filter(next_step_due__lte=day, activity__state__in=OPEN_STATES)


class Visit(HangsOnActivity):
    """One meeting with one IKM that takes part in the activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="visits", verbose_name=_("kegiatan"))
    business = models.ForeignKey(Business, models.PROTECT, related_name="visits", verbose_name=_("IKM"))
    date = models.DateField(_("tanggal"))
    mode = models.CharField(_("cara"), max_length=10, choices=VisitMode.choices, default=VisitMode.ON_SITE)
    companion = models.CharField(_("pendamping"), max_length=200)
    findings = models.TextField(_("temuan"), max_length=4000, blank=True)
    advice = models.TextField(_("saran"), max_length=4000, blank=True)
    next_step = models.CharField(_("langkah lanjut yang disepakati"), max_length=500, blank=True)
    next_step_due = models.DateField(_("tenggat langkah lanjut"), null=True, blank=True)
    next_step_done = models.BooleanField(_("langkah lanjut sudah selesai"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VisitQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("catatan pendampingan")
        verbose_name_plural = pgettext_lazy("plural", "catatan pendampingan")
        ordering = ("-date", "-pk")
        indexes: ClassVar = [
            models.Index(
                fields=["next_step_due"],
                name="visit_step_due",
                condition=~Q(next_step="") & Q(next_step_done=False, next_step_due__isnull=False),
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="visit_mode_known", condition=Q(mode__in=VisitMode.values)),
            models.CheckConstraint(
                name="visit_step_is_named",
                condition=~Q(next_step="") | Q(next_step_due__isnull=True, next_step_done=False),
                violation_error_message=_("Tuliskan dahulu langkah lanjutnya, atau kosongkan tenggat dan tandanya."),
            ),
            models.CheckConstraint(
                name="visit_step_due_after_visit",
                condition=Q(next_step_due__isnull=True) | Q(next_step_due__gte=models.F("date")),
                violation_error_message=_("Tenggat langkah lanjut mendahului tanggal pendampingannya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business} ({format_date(self.date)})"

    def get_absolute_url(self) -> str:
        return reverse("participants:visit", args=[self.pk])

    def clean(self) -> None:
        """A visit took place: not before the activity's year, and on a day that has come by the office's own clock."""
        super().clean()
        if not self.date:
            return
        if self.date > self.today:
            raise ValidationError({"date": _("Tanggal ini masih di depan. Isi tanggal pendampingannya terjadi.")})
        if self.date.year < self.activity.fiscal_year_id:
            raise ValidationError(
                {
                    "date": _("Tanggal ini sebelum tahun kegiatannya (%(year)d). Periksa tahunnya.")
                    % {"year": self.activity.fiscal_year_id}
                }
            )

    @property
    def today(self) -> datetime.date:
        return timezone.localdate(timezone=self.activity.office.province.zone)

    @property
    def step_state(self) -> StepState:
        if not self.next_step:
            return StepState.NONE
        if self.next_step_done:
            return StepState.DONE
        late = self.next_step_due is not None and self.next_step_due < self.today
        return StepState.OVERDUE if late else StepState.OPEN


class VisitPhoto(HangsOnActivity):
    """Which picture of the activity's files shows a visit. The file is the activity's: taken, scanned, given out and
    removed as every other (programs/attachments.py); when it goes, this goes with it."""

    scope_path = ScopePath(province="visit__activity__office__province_id", regency="visit__activity__regency_id")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="+", verbose_name=_("foto"))

    class Meta:
        verbose_name = _("foto pendampingan")
        verbose_name_plural = pgettext_lazy("plural", "foto pendampingan")
        ordering = ("pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit", "attachment"], name="visit_photo_once")]

    def __str__(self) -> str:
        return str(self.attachment)

    @property
    def trail_root(self) -> Any:
        return self.visit.activity
