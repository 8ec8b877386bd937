"""Goods passed on by who received them: Gugus Tugas of a province → of a regency → health facility (R5).

It moves no stock: what left by a signed BAST has left. It only tells where the goods went.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath

from .deliveries import Delivery
from .goods import WHOLE, Product, Recipient, Unit, unit_known

if TYPE_CHECKING:
    from .activities import Activity


class Onward(ScopedModel):
    """One passing on, from the recipient of the BAST (`parent` empty) or from whom an earlier one reached.

    Not locked with its activity (R8): it is what recipients do later, and changes nothing that was approved.
    """

    scope_path = ScopePath(province="delivery__activity__office__province_id", regency="delivery__activity__regency_id")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="onwards", editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("diteruskan oleh")
    )
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="onwards", verbose_name=_("penerima"))
    passed_on = models.DateField(_("tanggal diteruskan"), null=True, blank=True)
    note = models.CharField(_("keterangan"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("penyaluran lanjutan")
        verbose_name_plural = pgettext_lazy("plural", "penyaluran lanjutan")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.delivery} → {self.recipient}"

    def get_absolute_url(self) -> str:
        return f"{self.delivery.get_absolute_url()}#terusan"

    @property
    def trail_root(self) -> Activity:
        return self.delivery.activity


class OnwardItem(ScopedModel):
    scope_path = ScopePath(
        province="onward__delivery__activity__office__province_id", regency="onward__delivery__activity__regency_id"
    )

    onward = models.ForeignKey(Onward, models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10, choices=Unit.choices)
    quantity = models.PositiveIntegerField(_("jumlah"), validators=WHOLE)

    class Meta:
        verbose_name = _("barang yang diteruskan")
        verbose_name_plural = _("barang yang diteruskan")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(name="onward_item_quantity_positive", condition=Q(quantity__gt=0)),
            unit_known("onward_item_unit_known"),
            models.UniqueConstraint(fields=["onward", "product", "unit"], name="onward_item_once"),
        ]

    def __str__(self) -> str:
        return str(self.product)

    @property
    def trail_root(self) -> Activity:
        return self.onward.trail_root
