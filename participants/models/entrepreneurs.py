"""Which participations count as a new industrial entrepreneur (WUB): one rule a year, with its source."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.models import FiscalYear

from .follow_up_choices import Round


class EntrepreneurRule(models.Model):
    """What makes a participation of the year count as WUB; applied by participants/entrepreneurs.py.

    The person must have been stated as a new entrepreneur at enrolment; what else is asked may be left out. A year
    without a rule asks nothing else. No published definition was found (domain.md section 12 has the counts only), so
    each rule names its source and whether somebody verified it.
    """

    fiscal_year = models.OneToOneField(
        FiscalYear, models.CASCADE, related_name="entrepreneur_rule", verbose_name=_("tahun anggaran")
    )
    producing_round = models.PositiveSmallIntegerField(
        _("masih berproduksi pada putaran"), choices=Round.choices, null=True, blank=True
    )
    needs_nib = models.BooleanField(_("harus memiliki NIB"), default=False)
    least_workers = models.PositiveIntegerField(
        _("tenaga kerja paling sedikit"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    source = models.CharField(
        _("sumber aturan"), max_length=300, help_text=_("Misalnya nomor juknis. Tulis contoh bila belum ada dasarnya.")
    )
    source_verified = models.BooleanField(_("sumber terverifikasi"), default=False)

    class Meta:
        verbose_name = _("aturan WUB")
        verbose_name_plural = pgettext_lazy("plural", "aturan WUB")
        ordering = ("-fiscal_year_id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="entrepreneur_rule_round",
                condition=Q(producing_round=None) | Q(producing_round__in=Round.values),
            ),
            models.CheckConstraint(
                name="entrepreneur_rule_workers", condition=Q(least_workers=None) | Q(least_workers__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"TA {self.fiscal_year_id}"
