"""The paper that annuls a signed BAST: numbered like one, signed, and as immutable (R7)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly

from .activities import Activity
from .deliveries import NIP, Delivery
from .goods import not_in_future
from .offices import FiscalYear, Office


class Annulment(AppendOnly, ScopedModel):
    """A berita acara pembatalan. Office and year are the BAST's; both kinds of paper share the office's numbers."""

    scope_path = ScopePath(province="delivery__activity__office__province_id", regency="delivery__activity__regency_id")

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="annulment", verbose_name=_("penyerahan"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="annulments", editable=False)
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="annulments", editable=False)
    number = models.CharField(_("nomor berita acara pembatalan"), max_length=100)
    dated_on = models.DateField(_("tanggal pembatalan"))
    place = models.CharField(_("tempat penandatanganan"), max_length=200)
    reason = models.TextField(_("alasan pembatalan"), max_length=500)
    signer_name = models.CharField(_("nama penanda tangan"), max_length=200)
    signer_nip = models.CharField(_("NIP penanda tangan"), max_length=18, blank=True, validators=[NIP])
    signer_position = models.CharField(_("jabatan penanda tangan"), max_length=200)
    signer_decree = models.CharField(_("SK penanda tangan"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(editable=False)
    paper = models.JSONField(editable=False, help_text="What it said when it was signed (programs/annulment.py).")

    class Meta:
        verbose_name = _("berita acara pembatalan")
        verbose_name_plural = pgettext_lazy("plural", "berita acara pembatalan")
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "fiscal_year", "number"],
                name="annulment_number_in_office_year",
                violation_error_message=_("Nomor ini sudah dipakai oleh satuan kerja ini pada tahun yang sama."),
            ),
            models.CheckConstraint(
                name="annulment_says_number_and_reason", condition=~models.Q(number="") & ~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("programs:delivery", args=[self.delivery_id])

    @property
    def activity(self) -> Activity:
        return self.delivery.activity

    @property
    def trail_root(self) -> Activity:
        return self.activity

    def clean(self) -> None:
        super().clean()
        not_in_future(self, "dated_on")
        handed_over = self.delivery.handed_over_on
        if self.dated_on and handed_over and self.dated_on < handed_over:
            raise ValidationError({"dated_on": _("Tanggal pembatalan mendahului tanggal BAST yang dibatalkan.")})
