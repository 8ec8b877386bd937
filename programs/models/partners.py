"""Who takes part beside the office: dinas, Gugus Tugas/Satgas, health facilities, others."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath

from .base import HangsOnActivity
from .regions import Province, Regency


class PartnerKind(models.TextChoices):
    PROVINCE_OFFICE = "dinas_provinsi", _("Dinas provinsi")
    REGENCY_OFFICE = "dinas_kabkota", _("Dinas kabupaten/kota")
    TASK_FORCE = "gugus_tugas", _("Gugus Tugas/Satgas")
    HEALTH_FACILITY = "fasyankes", _("Fasilitas pelayanan kesehatan")
    OTHER = "lainnya", _("Lainnya")


class Partner(ScopedModel):
    scope_path = ScopePath(province="province_id", regency="regency_id")

    province = models.ForeignKey(Province, models.PROTECT, related_name="partners", verbose_name=_("provinsi"))
    regency = models.ForeignKey(
        Regency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kabupaten/kota")
    )
    kind = models.CharField(_("jenis"), max_length=20, choices=PartnerKind.choices)
    name = models.CharField(_("nama"), max_length=200)

    class Meta:
        verbose_name = _("mitra kegiatan")
        verbose_name_plural = pgettext_lazy("plural", "mitra kegiatan")
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["province", "name"],
                name="partner_name_in_province",
                violation_error_message=_("Mitra dengan nama ini sudah ada di provinsi ini."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def trail_province(self) -> str:
        return self.province_id


class ActivityPartner(HangsOnActivity):
    """The part a partner has in an activity."""

    activity = models.ForeignKey("Activity", models.CASCADE, related_name="activity_partners")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="activity_partners", verbose_name=_("mitra"))
    part = models.CharField(_("peran mitra"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("mitra pada kegiatan")
        verbose_name_plural = pgettext_lazy("plural", "mitra pada kegiatan")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "partner"],
                name="partner_once_per_activity",
                violation_error_message=_("Mitra ini sudah tercatat pada kegiatan ini."),
            )
        ]

    def __str__(self) -> str:
        return str(self.partner)
