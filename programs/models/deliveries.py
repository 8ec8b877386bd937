"""Handovers: reported, drafted, signed, annulled (R7). What is signed is a document and never changes again."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dekon_portal.accounts.scope import ScopedQuerySet, ScopePath
from dekon_portal.core.dates import format_date
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.versions import Versioned

from .activities import Activity
from .base import HangsOnActivity
from .goods import POSITIVE, WHOLE, Product, Unit, not_in_future, unit_known
from .offices import FiscalYear, Office
from .recipients import Recipient, named

NIP = RegexValidator(r"^\d{18}$", _("NIP terdiri atas 18 angka."))


class DeliveryState(models.TextChoices):
    REPORTED = "reported", _("Dilaporkan")
    DRAFTED = "drafted", _("Draf BAST")
    SIGNED = "signed", _("Ditandatangani")
    ANNULLED = "annulled", _("Dibatalkan")

    @property
    def colour(self) -> str:
        return {"reported": "orange", "drafted": "grey", "signed": "green", "annulled": "red"}[self.value]

    @property
    def icon(self) -> str:
        return {"reported": "clock", "drafted": "pencil", "signed": "check", "annulled": "ban"}[self.value]


class PaperState(models.TextChoices):
    """What a BAST is worth to whoever holds the paper."""

    VALID = "valid", _("Berlaku")
    ANNULLED = "annulled", _("Dibatalkan")
    REPLACED = "replaced", _("Digantikan")


class SigningWay(models.TextChoices):
    """How the portal knows that both parties signed."""

    SCAN = "scan", _("Pindaian BAST bertanda tangan diunggah")
    PAGE = "page", _("Nama dan jabatan penanda tangan dipastikan di halaman")


EDITABLE_STATES = (DeliveryState.REPORTED, DeliveryState.DRAFTED)
"""States in which a handover is still the office's own note; from signing on it is a document (R7)."""


class DeliveryQuerySet(ScopedQuerySet["Delivery"]):
    def signed(self) -> Self:
        return self.filter(state=DeliveryState.SIGNED)

    def missing_bast(self) -> Self:
        return self.filter(state__in=EDITABLE_STATES)

    def with_product(self, product: Product) -> Self:
        return self.filter(
            models.Exists(DeliveryItem._base_manager.filter(delivery=models.OuterRef("pk"), product=product))
        )

    def of_recipient(self, recipient: Recipient) -> Self:
        """What it received, also under the names of doubles that were merged into it."""
        return self.filter(Q(recipient=recipient) | Q(recipient__merged_into=recipient))

    def search(self, text: str) -> Self:
        """By number, activity, or any name of the recipient."""
        text = text.strip()
        recipients = Recipient._base_manager.filter(named(text) | named(text, "merged_into__"))
        return self.filter(
            Q(number__icontains=text)
            | Q(recipient__in=recipients.values("pk"))
            | Q(activity__title__icontains=text)
            | Q(activity__code__iexact=text)
        )

    def with_labels(self) -> Self:
        """Everything a list row or a page's head shows, in a fixed number of queries."""
        rows = self.select_related("recipient__merged_into", "activity__office__province", "activity__regency")
        return rows.prefetch_related("recipient__names", "recipient__merged_into__names")


class Delivery(Versioned, HangsOnActivity):
    """A handover. *Dilaporkan* may lack paper and counts and moves no stock; signed it is immutable (R7)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="deliveries", verbose_name=_("kegiatan"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="deliveries", editable=False)
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="deliveries", editable=False)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="deliveries", verbose_name=_("penerima"))
    state = models.CharField(
        _("status"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.REPORTED, editable=False
    )
    handed_over_on = models.DateField(_("tanggal penyerahan"), null=True, blank=True)
    number = models.CharField(_("nomor BAST"), max_length=100, blank=True)
    place = models.CharField(_("tempat penandatanganan"), max_length=200, blank=True)
    giver_name = models.CharField(_("nama pihak pertama"), max_length=200, blank=True)
    giver_nip = models.CharField(_("NIP pihak pertama"), max_length=18, blank=True, validators=[NIP])
    giver_position = models.CharField(_("jabatan pihak pertama"), max_length=200, blank=True)
    giver_decree = models.CharField(_("SK pihak pertama"), max_length=200, blank=True)
    receiver_name = models.CharField(_("nama pihak kedua"), max_length=200, blank=True)
    receiver_nip = models.CharField(_("NIP pihak kedua"), max_length=18, blank=True, validators=[NIP])
    receiver_position = models.CharField(_("jabatan pihak kedua"), max_length=200, blank=True)
    note = models.TextField(_("keterangan"), max_length=1000, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replacements", verbose_name=_("menggantikan BAST")
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signing_way = models.CharField(
        _("cara penandatanganan"), max_length=4, choices=SigningWay.choices, blank=True, editable=False
    )
    paper = models.JSONField(
        null=True, blank=True, editable=False, help_text="What the BAST said when it was signed (programs/bast.py)."
    )
    check_token = models.CharField(
        max_length=22, null=True, blank=True, unique=True, editable=False, help_text="Carried by the paper's QR code."
    )
    annulled_reason = models.TextField(_("alasan pembatalan"), blank=True, editable=False)

    objects = DeliveryQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("penyerahan")
        verbose_name_plural = pgettext_lazy("plural", "penyerahan")
        ordering = (F("handed_over_on").desc(nulls_first=True), "-pk")
        indexes: ClassVar = [
            models.Index(fields=["fiscal_year", "office", "state"], include=["id"], name="delivery_year_office")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "fiscal_year", "number"],
                condition=~Q(number=""),
                name="bast_number_in_office_year",
                violation_error_message=_("Nomor BAST ini sudah dipakai oleh satuan kerja ini pada tahun yang sama."),
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                name="bast_replaced_once",
                violation_error_message=_("BAST yang dibatalkan itu sudah digantikan oleh penyerahan lain."),
            ),
            models.CheckConstraint(name="delivery_state_known", condition=Q(state__in=DeliveryState.values)),
            models.CheckConstraint(
                name="signing_way_known", condition=Q(signing_way="") | Q(signing_way__in=SigningWay.values)
            ),
            models.CheckConstraint(
                name="signed_bast_is_a_document",
                condition=Q(state__in=["reported", "drafted"])
                | (
                    ~Q(number="")
                    & Q(handed_over_on__isnull=False, signed_by__isnull=False, signed_at__isnull=False)
                    & Q(paper__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="annulled_bast_has_reason", condition=~Q(state="annulled") | ~Q(annulled_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{pgettext_lazy('singular', 'Penyerahan')} · {self.recipient}"

    def get_absolute_url(self) -> str:
        return reverse("programs:delivery", args=[self.pk])

    @property
    def delivery_state(self) -> DeliveryState:
        return DeliveryState(self.state)

    @property
    def recipient_name(self) -> str:
        """What the recipient was called on the day of the handover, as its paper says."""
        return self.recipient.name_on(self.handed_over_on)

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_STATES

    @property
    def replacement(self) -> Delivery | None:
        """The BAST that was signed in the place of this annulled one; a draft replaces nothing yet."""
        return self.replacements.exclude(state__in=EDITABLE_STATES).first()

    @property
    def paper_state(self) -> PaperState | None:
        """For whoever checks the paper; None before it is signed, when there is none to check."""
        if self.is_editable:
            return None
        if self.state == DeliveryState.SIGNED:
            return PaperState.VALID
        return PaperState.REPLACED if self.replacement else PaperState.ANNULLED

    def clean(self) -> None:
        super().clean()
        not_in_future(self, "handed_over_on")
        if too_early := self.too_early:
            raise ValidationError({"handed_over_on": too_early})

    @property
    def too_early(self) -> str:
        """What did not exist yet on the day of the handover, a party or its money, in a sentence; "" for none."""
        year, office = self.activity.fiscal_year, self.activity.office
        stands = [(year, date(year.pk, 1, 1)), (office, office.existed_from), (self.recipient, self.recipient.since)]
        for party, since in stands:
            if since and self.handed_over_on and self.handed_over_on < since:
                told = {"who": party, "day": format_date(since)}
                return gettext("%(who)s baru ada sejak %(day)s. Periksa tanggal penyerahannya.") % told
        return ""

    def lock_activity(self) -> Activity:
        """Before every save and delete: the activity must be open and what is stored not yet a document."""
        activity = super().lock_activity()
        self.ensure_editable()
        return activity

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.is_editable:
            self.ensure_editable()
            raise Refusal(
                _("BAST ditandatangani dan dibatalkan lewat langkahnya sendiri, karena persediaan ikut bergerak.")
            )
        super().save(*args, **kwargs)

    def ensure_editable(self) -> None:
        """Raise Refusal when what is stored is signed or annulled, whatever this object says (R7)."""
        stored = Delivery._base_manager.filter(pk=self.pk).exclude(state__in=EDITABLE_STATES).first()
        if stored:
            raise Refusal(
                _(
                    "BAST %(number)s sudah %(state)s, sehingga tidak dapat diubah. "
                    "Kesalahan diperbaiki dengan pembatalan."
                )
                % {"number": stored.number, "state": stored.delivery_state.label.lower()}
            )

    def seal(self, state: DeliveryState, **stamps: Any) -> None:
        """Enter a state that `save` never writes: only for goods.sign and goods.annul, which move the stock with it."""
        stamps |= {"state": state, "version": self.version + 1}
        Delivery._base_manager.filter(pk=self.pk).update(**stamps)
        for name, value in stamps.items():
            setattr(self, name, value)


class HangsOnDelivery(HangsOnActivity):
    """A row of a handover: locked with its activity, and with the handover once that is a document (R7, R8)."""

    scope_path = ScopePath(province="delivery__activity__office__province_id", regency="delivery__activity__regency_id")

    class Meta:
        abstract = True

    @property
    def trail_root(self) -> Activity:
        return self.delivery.activity  # type: ignore[attr-defined, no-any-return]

    def lock_activity(self) -> Activity:
        activity = super().lock_activity()
        self.delivery.ensure_editable()  # type: ignore[attr-defined]
        return activity


class DeliveryWitness(HangsOnDelivery):
    """Who saw the handover and signs below the parties; in the order they were written."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="witnesses")
    name = models.CharField(_("nama saksi"), max_length=200)
    nip = models.CharField(_("NIP saksi"), max_length=18, blank=True, validators=[NIP])
    position = models.CharField(_("jabatan saksi"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("saksi")
        verbose_name_plural = pgettext_lazy("plural", "saksi")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class DeliveryItem(HangsOnDelivery):
    """One line of a handover; its quantity may be unknown until the BAST is signed."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, models.PROTECT, related_name="delivery_items", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10, choices=Unit.choices)
    quantity = models.PositiveIntegerField(_("jumlah"), null=True, blank=True, validators=WHOLE)
    condition = models.CharField(_("kondisi"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("barang yang diserahkan")
        verbose_name_plural = _("barang yang diserahkan")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(name="delivery_item_quantity_positive", condition=POSITIVE),
            unit_known("delivery_item_unit_known"),
            models.UniqueConstraint(
                fields=["delivery", "product", "unit"],
                name="delivery_item_once",
                violation_error_message=_("Produk dengan satuan ini sudah ada pada penyerahan ini."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)
