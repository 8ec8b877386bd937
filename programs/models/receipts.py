"""What the recipient says of the goods: the link by which it is asked, and the receipt, which never changes (R5)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly

from .deliveries import Delivery, DeliveryItem, DeliveryState
from .goods import Product, Unit, unit_known
from .onward import Onward, OnwardItem

if TYPE_CHECKING:
    from .activities import Activity

_OF_DELIVERY = ScopePath(province="delivery__activity__office__province_id", regency="delivery__activity__regency_id")


class ReceiptState(models.TextChoices):
    """How far a signed BAST is with its recipient."""

    NONE = "none", _("Belum ada tautan")
    WAITING = "waiting", _("Menunggu penerima")
    CONFIRMED = "confirmed", _("Dikonfirmasi")
    OPEN = "open", _("Selisih")
    SETTLED = "settled", _("Selisih disepakati")

    @property
    def colour(self) -> str:
        return {"none": "grey", "waiting": "blue", "confirmed": "green", "open": "red", "settled": "green"}[self.value]

    @property
    def icon(self) -> str:
        return {
            "none": "circle",
            "waiting": "clock",
            "confirmed": "check-circle",
            "open": "alert",
            "settled": "handover",
        }[self.value]

    def of_deliveries(self) -> Q:
        """The signed handovers in this state. An annulled one asks nobody for anything."""
        receipts = Receipt._base_manager.filter(delivery=OuterRef("pk"), onward=None)
        waiting = Exists(ReceiptLink._base_manager.filter(live(), delivery=OuterRef("pk"), onward=None))
        conditions = {
            ReceiptState.NONE: Q(~Exists(receipts), ~waiting),
            ReceiptState.WAITING: Q(~Exists(receipts), waiting),
            ReceiptState.CONFIRMED: Q(Exists(receipts.filter(differs=False))),
            ReceiptState.OPEN: Q(Exists(receipts.filter(differs=True, settled_at=None))),
            ReceiptState.SETTLED: Q(Exists(receipts.filter(settled_at__isnull=False))),
        }
        return Q(state=DeliveryState.SIGNED) & conditions[self]


RECEIVED: Final = Coalesce("receipt_item__agreed", "receipt_item__received")
"""Of a line of a BAST what counts as received: as agreed, else as counted; unknown while nobody confirmed (R4)."""

UNCONFIRMED_AFTER: Final = timedelta(days=14)


def overdue() -> Q:
    """Handovers signed two weeks ago or more whose recipient has not said what arrived."""
    receipts = Receipt._base_manager.filter(delivery=OuterRef("pk"), onward=None)
    return Q(~Exists(receipts), state=DeliveryState.SIGNED, signed_at__lt=timezone.now() - UNCONFIRMED_AFTER)


class Purpose(models.TextChoices):
    RECEIPT = "receipt", _("Tanda terima")
    SETTLEMENT = "settlement", _("Kesepakatan selisih")


def live() -> Q:
    """Links that can still be used."""
    return Q(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


class ReceiptLink(ScopedModel):
    """An address that one recipient may use once. Its token is known to nobody here: only the hash is kept."""

    scope_path = _OF_DELIVERY

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="receipt_links")
    onward = models.ForeignKey(Onward, models.CASCADE, null=True, blank=True, related_name="receipt_links")
    settlement = models.ForeignKey(
        "programs.Settlement", models.PROTECT, null=True, blank=True, related_name="receipt_links"
    )
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("berlaku sampai"))
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tautan tanda terima")
        verbose_name_plural = pgettext_lazy("plural", "tautan tanda terima")
        ordering = ("-made_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="link_used_or_revoked", condition=Q(used_at=None) | Q(revoked_at=None)),
            models.CheckConstraint(
                name="link_purpose_fits",
                condition=Q(purpose="receipt", settlement=None)
                | Q(purpose="settlement", settlement__isnull=False, onward=None),
            ),
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(onward=None, used_at=None, revoked_at=None),
                name="link_one_open_per_delivery",
            ),
            models.UniqueConstraint(
                fields=["onward"],
                condition=Q(onward__isnull=False, used_at=None, revoked_at=None),
                name="link_one_open_per_onward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.delivery}"

    @property
    def trail_root(self) -> Activity:
        return self.delivery.activity

    @property
    def is_live(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()


def stored_evidence(word: RecipientsWord, filename: str) -> str:
    """A random name, as for every file of the portal."""
    return f"penerimaan/{uuid.uuid4().hex}"


class RecipientsWord(AppendOnly, ScopedModel):
    """Something a recipient said: by a link, or on a paper that the office recorded and says why."""

    who = models.CharField(_("nama"), max_length=200)
    position = models.CharField(_("jabatan"), max_length=200)
    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    link = models.OneToOneField(ReceiptLink, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("alasan dicatat dari kertas"), max_length=500, blank=True)
    evidence = models.FileField(_("foto atau pindaian"), upload_to=stored_evidence, max_length=100, blank=True)
    evidence_type = models.CharField(max_length=100, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    @property
    def speaker(self) -> str:
        """Who said it, as the trail names them; what it keeps is Indonesian, whatever language the page was in."""
        return f"Penerima ({self.who}, {self.position})"


def by_link_or_on_paper(name: str) -> models.CheckConstraint:
    """The one way or the other; a paper without its scan and a reason is no proof."""
    return models.CheckConstraint(
        name=name,
        condition=Q(link__isnull=False, recorded_by=None, reason="")
        | Q(Q(link=None, recorded_by__isnull=False), ~Q(reason=""), ~Q(evidence="")),
    )


class Receipt(RecipientsWord):
    """What arrived, as the recipient counted it; once per BAST, and once per passing on."""

    scope_path = _OF_DELIVERY

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="receipts")
    onward = models.OneToOneField(Onward, models.PROTECT, null=True, blank=True, related_name="receipt")
    received_on = models.DateField(_("tanggal diterima"))
    differs = models.BooleanField(_("ada selisih"))
    settled_at = models.DateTimeField(null=True, editable=False, help_text="Stamped once, when both sides agreed.")

    class Meta:
        verbose_name = _("tanda terima")
        verbose_name_plural = pgettext_lazy("plural", "tanda terima")
        ordering = ("-at", "-pk")
        constraints: ClassVar = [
            by_link_or_on_paper("receipt_by_link_or_on_paper"),
            models.UniqueConstraint(fields=["delivery"], condition=Q(onward=None), name="receipt_once_per_delivery"),
            models.CheckConstraint(
                name="receipt_settles_what_differs",
                condition=Q(settled_at=None) | Q(differs=True, onward=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.onward or self.delivery)

    @property
    def trail_root(self) -> Activity:
        return self.delivery.activity

    @property
    def state(self) -> ReceiptState:
        if not self.differs:
            return ReceiptState.CONFIRMED
        return ReceiptState.SETTLED if self.settled_at else ReceiptState.OPEN


class ReceiptItem(AppendOnly, ScopedModel):
    """One line as it was handed over and as it arrived. `agreed` is stamped once, when a difference is settled."""

    scope_path = ScopePath(
        province="receipt__delivery__activity__office__province_id", regency="receipt__delivery__activity__regency_id"
    )

    receipt = models.ForeignKey(Receipt, models.CASCADE, related_name="items")
    delivery_item = models.OneToOneField(
        DeliveryItem, models.PROTECT, null=True, blank=True, related_name="receipt_item"
    )
    onward_item = models.OneToOneField(OnwardItem, models.PROTECT, null=True, blank=True, related_name="receipt_item")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10, choices=Unit.choices)
    delivered = models.PositiveIntegerField(_("diserahkan"))
    received = models.PositiveIntegerField(_("diterima"))
    damaged = models.PositiveIntegerField(_("rusak"), default=0)
    note = models.CharField(_("catatan kondisi"), max_length=300, blank=True)
    agreed = models.PositiveIntegerField(_("disepakati"), null=True, editable=False)

    class Meta:
        verbose_name = _("barang yang diterima")
        verbose_name_plural = _("barang yang diterima")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(name="receipt_item_damaged_arrived", condition=Q(damaged__lte=F("received"))),
            unit_known("receipt_item_unit_known"),
            models.CheckConstraint(
                name="receipt_item_of_one_line",
                condition=Q(delivery_item__isnull=False, onward_item=None)
                | Q(delivery_item=None, onward_item__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)

    @property
    def differs(self) -> bool:
        return self.received != self.delivered or self.damaged > 0

    @property
    def counts(self) -> int:
        """What counts as received: what both sides agreed on, else what the recipient counted."""
        return self.received if self.agreed is None else self.agreed
