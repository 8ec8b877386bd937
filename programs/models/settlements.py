"""Selisih: what the office proposes where goods arrived otherwise than the BAST says, and what the recipient answers.

Nothing here is ever changed: another proposal is another row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly

from .receipts import Receipt, ReceiptItem, RecipientsWord, by_link_or_on_paper

if TYPE_CHECKING:
    from .activities import Activity


class DifferenceKind(models.TextChoices):
    SHORT = "short", _("Kurang kirim: sisanya masih di gudang")
    DAMAGED = "damaged", _("Rusak atau hilang di perjalanan")
    MISCOUNTED = "miscounted", _("Salah hitung pada BAST")

    @property
    def moves_stock(self) -> bool:
        """Whether the goods never left (or more left than the BAST says); what broke on the way has left."""
        return self != DifferenceKind.DAMAGED


class Settlement(AppendOnly, ScopedModel):
    """What the office proposes for all differing lines of one receipt; the newest one stands."""

    scope_path = ScopePath(
        province="receipt__delivery__activity__office__province_id", regency="receipt__delivery__activity__regency_id"
    )

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="settlements")
    explanation = models.TextField(_("penjelasan"), max_length=1000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_name = models.CharField(_("nama pengusul"), max_length=200)
    proposed_position = models.CharField(_("jabatan pengusul"), max_length=200)
    proposed_at = models.DateTimeField(_("diusulkan"), auto_now_add=True)

    class Meta:
        verbose_name = _("usul penyelesaian selisih")
        verbose_name_plural = pgettext_lazy("plural", "usul penyelesaian selisih")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.receipt)

    @property
    def trail_root(self) -> Activity:
        return self.receipt.trail_root


class SettlementItem(AppendOnly, ScopedModel):
    scope_path = ScopePath(
        province="settlement__receipt__delivery__activity__office__province_id",
        regency="settlement__receipt__delivery__activity__regency_id",
    )

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="items")
    receipt_item = models.ForeignKey(ReceiptItem, models.PROTECT, related_name="settlement_items")
    kind = models.CharField(_("jenis selisih"), max_length=10, choices=DifferenceKind.choices)
    agreed = models.PositiveIntegerField(_("jumlah yang disepakati"))
    damaged = models.PositiveIntegerField(_("di antaranya rusak"), default=0)

    class Meta:
        verbose_name = _("baris penyelesaian selisih")
        verbose_name_plural = pgettext_lazy("plural", "baris penyelesaian selisih")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(name="settlement_kind_known", condition=Q(kind__in=DifferenceKind.values)),
            models.CheckConstraint(name="settlement_damaged_arrived", condition=Q(damaged__lte=F("agreed"))),
            models.UniqueConstraint(fields=["settlement", "receipt_item"], name="settlement_line_once"),
        ]

    def __str__(self) -> str:
        return str(self.receipt_item)

    @property
    def back_to_stock(self) -> int:
        """What returns to the office's stock; negative when more left it than the BAST says."""
        moves = DifferenceKind(self.kind).moves_stock
        return self.receipt_item.delivered - self.agreed if moves else 0


class SettlementAnswer(RecipientsWord):
    """The recipient's yes or no to one proposal."""

    scope_path = ScopePath(
        province="settlement__receipt__delivery__activity__office__province_id",
        regency="settlement__receipt__delivery__activity__regency_id",
    )

    settlement = models.OneToOneField(Settlement, models.PROTECT, related_name="answer")
    accepts = models.BooleanField(_("setuju"))
    note = models.TextField(_("tanggapan"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("jawaban penerima")
        verbose_name_plural = pgettext_lazy("plural", "jawaban penerima")
        constraints: ClassVar = [
            by_link_or_on_paper("answer_by_link_or_on_paper"),
            models.CheckConstraint(name="answer_no_says_why", condition=Q(accepts=True) | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return str(self.settlement)

    @property
    def trail_root(self) -> Activity:
        return self.settlement.trail_root
