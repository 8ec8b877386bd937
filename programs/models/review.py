"""The states of work and the events that changed them; the rules are in programs/workflow.py and programs/review.py."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly


class State(models.TextChoices):
    DRAFT = "draft", _("Konsep")
    SUBMITTED = "submitted", _("Diajukan")
    ENDORSED = "endorsed", _("Disetujui dinas")
    RETURNED = "returned", _("Dikembalikan")
    APPROVED = "approved", _("Disetujui")
    REOPENED = "reopened", _("Dibuka kembali")

    @property
    def colour(self) -> str:
        return _LOOK[self.value][0]

    @property
    def icon(self) -> str:
        return _LOOK[self.value][1]


_LOOK = {
    "draft": ("grey", "pencil"),
    "submitted": ("blue", "send"),
    "endorsed": ("azure", "shield"),
    "returned": ("orange", "return"),
    "approved": ("green", "check"),
    "reopened": ("yellow", "unlock"),
}

OPEN_STATES = (State.DRAFT.value, State.RETURNED.value, State.REOPENED.value)
"""States in which the office may change the activity and what hangs on it (R8)."""


class StepTaken(AppendOnly, ScopedModel):
    """One step of a review (programs/workflow.py): from, to, who, when, why. Whose it is each subclass says."""

    step = models.CharField(_("langkah"), max_length=20)
    from_state = models.CharField(_("dari"), max_length=10, choices=State.choices)
    to_state = models.CharField(_("menjadi"), max_length=10, choices=State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(_("waktu"))
    comment = models.TextField(_("catatan"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.step} · {self.by_name}"


class ReviewEvent(StepTaken):
    """One step of an activity's review."""

    scope_path: ClassVar = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.ForeignKey("Activity", models.PROTECT, related_name="review_events")

    class Meta:
        verbose_name = _("peristiwa tinjauan")
        verbose_name_plural = pgettext_lazy("plural", "peristiwa tinjauan")
        ordering = ("at", "pk")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["activity", "-at"], name="review_activity_at")]


class ReviewComment(ScopedModel):
    """What a reviewer says of one place of an activity; the office mends it and marks it done.

    `place` is a field of the activity's form or the key of one of its tabs (programs/comments.py).
    """

    scope_path: ClassVar = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.ForeignKey("Activity", models.PROTECT, related_name="review_comments")
    place = models.CharField(_("bagian"), max_length=40)
    text = models.TextField(_("komentar"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(_("ditulis"), auto_now_add=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_by_name = models.CharField(max_length=200, blank=True)
    resolved_at = models.DateTimeField(_("selesai"), null=True)

    class Meta:
        verbose_name = _("komentar peninjau")
        verbose_name_plural = pgettext_lazy("plural", "komentar peninjau")
        ordering = ("at", "pk")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["activity", "at"], name="review_comment_activity")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="review_comment_resolved_by_somebody",
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.text}"[:200]

    @property
    def trail_root(self) -> Any:
        return self.activity


class ReviewVisit(ScopedModel):
    """When somebody who reviews last opened an activity, and when and how full it was at the visit before its present
    state: what is told as changed since then stays told, however often the page is loaded again."""

    scope_path: ClassVar = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.ForeignKey("Activity", models.CASCADE, related_name="review_visits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    before_at = models.DateTimeField(null=True)
    before_counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("kunjungan peninjau")
        verbose_name_plural = pgettext_lazy("plural", "kunjungan peninjau")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["by", "activity"], name="review_visit_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity} · {self.by}"

    @property
    def trail_root(self) -> Any:
        return self.activity
