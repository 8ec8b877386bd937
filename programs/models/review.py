"""The states of work and the events that changed them; the rules are in programs/review.py."""

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


class ReviewEvent(AppendOnly, ScopedModel):
    """One step of an activity's review: from, to, who, when, why."""

    scope_path: ClassVar = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.ForeignKey("Activity", models.PROTECT, related_name="review_events")
    step = models.CharField(_("langkah"), max_length=20)
    from_state = models.CharField(_("dari"), max_length=10, choices=State.choices)
    to_state = models.CharField(_("menjadi"), max_length=10, choices=State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(_("waktu"))
    comment = models.TextField(_("catatan"), blank=True)

    class Meta:
        verbose_name = _("peristiwa tinjauan")
        verbose_name_plural = pgettext_lazy("plural", "peristiwa tinjauan")
        ordering = ("at", "pk")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["activity", "-at"], name="review_activity_at")]

    def __str__(self) -> str:
        return f"{self.step} · {self.by_name}"
