"""What an activity asks of who is to pass it."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.models import Activity
from programs.models.base import HangsOnActivity


class PassingRule(HangsOnActivity):
    """Each part may be left out; an activity without a rule says of nobody that they passed."""

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="passing_rule")
    attendance_percent = models.PositiveSmallIntegerField(
        _("kehadiran paling sedikit (% JP)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    score = models.PositiveSmallIntegerField(
        _("nilai paling sedikit (0–100)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("syarat kelulusan")
        verbose_name_plural = pgettext_lazy("plural", "syarat kelulusan")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="passing_rule_asks_something",
                condition=Q(attendance_percent__isnull=False) | Q(score__isnull=False),
                violation_error_message=_("Isi paling sedikit satu syarat."),
            ),
            models.CheckConstraint(
                name="passing_rule_percent",
                condition=Q(attendance_percent__isnull=True) | Q(attendance_percent__lte=100),
            ),
            models.CheckConstraint(name="passing_rule_score", condition=Q(score__isnull=True) | Q(score__lte=100)),
        ]

    def __str__(self) -> str:
        return str(self.activity)
