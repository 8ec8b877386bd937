"""The ledger's tables (R6): what moved, and what is left. programs/stock.py is their only writer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly

from .activities import Activity
from .deliveries import DeliveryItem
from .goods import Product, Production, Unit, unit_known
from .offices import Office


class EntryKind(models.TextChoices):
    PRODUCED = "produced", _("Produksi")
    DELIVERED = "delivered", pgettext_lazy("singular", "Penyerahan")
    CORRECTED = "corrected", _("Koreksi")
    ANNULLED = "annulled", _("Pembatalan BAST")
    SETTLED = "settled", _("Penyelesaian selisih")


class StockEntry(AppendOnly, ScopedModel):
    """One movement of stock (R6): positive in, negative out. Append-only; a mistake is undone by a counter-entry."""

    scope_path = ScopePath(province="office__province_id", regency="activity__regency_id")

    office = models.ForeignKey(Office, models.PROTECT, related_name="stock_entries")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="stock_entries")
    product = models.ForeignKey(Product, models.PROTECT, related_name="stock_entries", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10, choices=Unit.choices)
    amount = models.IntegerField(_("mutasi"))
    kind = models.CharField(_("jenis"), max_length=10, choices=EntryKind.choices)
    production = models.ForeignKey(Production, models.PROTECT, null=True, blank=True, related_name="stock_entries")
    delivery_item = models.ForeignKey(DeliveryItem, models.PROTECT, null=True, blank=True, related_name="stock_entries")
    reason = models.CharField(_("alasan"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("waktu"), auto_now_add=True)

    class Meta:
        verbose_name = _("mutasi persediaan")
        verbose_name_plural = pgettext_lazy("plural", "mutasi persediaan")
        ordering = ("-at", "-pk")
        indexes: ClassVar = [models.Index(fields=["office", "product", "unit", "-at"], name="stock_entry_balance")]
        constraints: ClassVar = [
            models.CheckConstraint(name="stock_entry_moves_something", condition=~Q(amount=0)),
            unit_known("stock_entry_unit_known"),
            models.CheckConstraint(
                name="stock_entry_says_where_from",
                condition=Q(kind="produced", amount__gt=0, production__isnull=False)
                # of a production, or of a stocktaking, which names neither a production nor a handover
                | Q(kind="corrected", delivery_item__isnull=True)
                | Q(kind="delivered", amount__lt=0, delivery_item__isnull=False)
                | Q(kind="annulled", amount__gt=0, delivery_item__isnull=False)
                | Q(kind="settled", delivery_item__isnull=False),
            ),
            models.CheckConstraint(
                name="stock_counter_entry_has_reason",
                condition=~Q(kind__in=["corrected", "annulled", "settled"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.amount:+d} {self.unit}"

    @property
    def trail_root(self) -> Activity:
        return self.activity


class StockBalance(ScopedModel):
    """What is left per office × product × unit: one row to read, one row to lock, never below zero (R6)."""

    scope_path = ScopePath(province="office__province_id")

    office = models.ForeignKey(Office, models.PROTECT, related_name="stock_balances")
    product = models.ForeignKey(Product, models.PROTECT, related_name="stock_balances", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10, choices=Unit.choices)
    quantity = models.BigIntegerField(_("sisa"), default=0)

    class Meta:
        verbose_name = _("sisa persediaan")
        verbose_name_plural = pgettext_lazy("plural", "sisa persediaan")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "product", "unit"], name="stock_balance_once"),
            models.CheckConstraint(name="stock_never_below_zero", condition=Q(quantity__gte=0)),
            unit_known("stock_balance_unit_known"),
        ]

    def __str__(self) -> str:
        return f"{self.product} ({self.get_unit_display()})"

    @property
    def trail_root(self) -> Office:
        return self.office

    def get_absolute_url(self) -> str:
        return reverse("programs:stock_entries", args=[self.pk])
