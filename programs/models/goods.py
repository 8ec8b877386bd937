"""Goods: what can be made, what was ordered and what was made: facts that are never mixed (R5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedQuerySet
from dekon_portal.core.versions import Versioned

from .activities import Activity
from .base import HangsOnActivity
from .recipients import Recipient

if TYPE_CHECKING:
    from .annulments import Annulment
    from .deliveries import Delivery


class Unit(models.TextChoices):
    PIECE = "buah", _("buah")
    SHEET = "helai", _("helai")
    LEAF = "lembar", _("lembar")
    SET = "set", _("set")
    PACK = "pak", _("pak")


POSITIVE = Q(quantity__isnull=True) | Q(quantity__gt=0)
LARGEST = 999_999_999
TOO_LARGE = _("Jumlah ini terlalu besar. Periksa banyaknya angka nol.")
WHOLE = [
    MinValueValidator(1, _("Jumlah harus bilangan bulat lebih dari nol, atau kosong bila belum diketahui.")),
    MaxValueValidator(LARGEST, TOO_LARGE),
]


def unit_known(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(unit__in=Unit.values))


def not_in_future(row: Order | Production | Delivery | Annulment, field: str) -> None:
    """Goods are ordered, made and handed over on days that have come, by the office's own clock."""
    day = getattr(row, field)
    if day and day > timezone.localdate(timezone=row.activity.office.province.zone):
        raise ValidationError({field: _("Tanggal ini masih di depan. Isi tanggal kejadiannya, atau kosongkan.")})


class Product(models.Model):
    """What can be made: reference data for the whole country."""

    class Kind(models.TextChoices):
        MASK = "masker", _("Masker")
        SUIT = "hazmat", _("Baju hazmat")
        SHIELD = "face_shield", _("Face shield")
        OTHER = "lainnya", _("Lainnya")

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=100)
    kind = models.CharField(_("jenis"), max_length=20, choices=Kind.choices)
    unit = models.CharField(_("satuan lazim"), max_length=10, choices=Unit.choices)
    layers = models.PositiveSmallIntegerField(_("lapis kain"), null=True, blank=True)
    is_medical = models.BooleanField(_("medis"), null=True, blank=True)
    certificate = models.CharField(_("sertifikat"), max_length=300, blank=True)
    is_active = models.BooleanField(_("dipakai"), default=True)

    class Meta:
        verbose_name = _("produk")
        verbose_name_plural = pgettext_lazy("plural", "produk")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_cloth_mask(self) -> bool:
        """Of which SNI 8914:2020 speaks; a medical mask has standards of its own."""
        return self.kind == self.Kind.MASK and self.is_medical is not True

    def clean(self) -> None:
        super().clean()
        if self.pk and self.conversions.exists() and Product.objects.filter(pk=self.pk).exclude(unit=self.unit):
            raise ValidationError(
                {"unit": _("Satuan lazim ini dipakai isi satuan yang sudah dinyatakan. Hapus dahulu isi satuannya.")}
            )


class UnitConversion(models.Model):
    """How many of a product's usual unit one of another unit holds; declared by an admin, never assumed.

    It adds a total beside a figure. Stock and sums are never converted by it (R6).
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="conversions", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10, choices=Unit.choices)
    holds = models.PositiveIntegerField(_("isi dalam satuan lazim"), validators=WHOLE)

    class Meta:
        verbose_name = _("isi satuan")
        verbose_name_plural = pgettext_lazy("plural", "isi satuan")
        ordering = ("product__name", "unit")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product", "unit"],
                name="conversion_once_per_unit",
                violation_error_message=_("Isi satuan ini sudah dinyatakan untuk produk ini."),
            ),
            models.CheckConstraint(name="conversion_holds_something", condition=Q(holds__gt=0)),
            unit_known("conversion_unit_known"),
        ]

    def __str__(self) -> str:
        return f"1 {self.get_unit_display()} = {self.holds} {self.product.get_unit_display()} ({self.product})"

    def clean(self) -> None:
        super().clean()
        if self.product_id and self.unit == self.product.unit:
            raise ValidationError({"unit": _("Ini satuan lazim produknya sendiri. Pilih satuan lain.")})


class Order(Versioned, HangsOnActivity):
    """Somebody ordered goods from IKM. An order says nothing of production or delivery."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="orders", verbose_name=_("kegiatan"))
    orderer = models.ForeignKey(Recipient, models.PROTECT, related_name="orders", verbose_name=_("pemesan"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="orders", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10, choices=Unit.choices)
    quantity = models.PositiveIntegerField(_("jumlah dipesan"), null=True, blank=True, validators=WHOLE)
    ordered_on = models.DateField(_("tanggal pesanan"), null=True, blank=True)
    due_on = models.DateField(_("batas penyelesaian"), null=True, blank=True)
    letter_number = models.CharField(_("nomor surat"), max_length=100, blank=True)
    note = models.TextField(_("keterangan"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("pesanan")
        verbose_name_plural = pgettext_lazy("plural", "pesanan")
        ordering = (F("ordered_on").asc(nulls_last=True), "pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="order_quantity_positive", condition=POSITIVE),
            unit_known("order_unit_known"),
            models.CheckConstraint(
                name="order_due_after_ordered",
                condition=Q(due_on__isnull=True) | Q(ordered_on__isnull=True) | Q(due_on__gte=F("ordered_on")),
                violation_error_message=_("Batas penyelesaian mendahului tanggal pesanan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.orderer}"

    def clean(self) -> None:
        super().clean()
        not_in_future(self, "ordered_on")


class StandingProductions(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Without those that were taken back."""

    def get_queryset(self) -> ScopedQuerySet[Production]:
        return super().get_queryset().filter(is_withdrawn=False)  # type: ignore[no-any-return]


class Production(Versioned, HangsOnActivity):
    """What IKM made in an activity. A known quantity, less what the check rejected, is in stock once it is recorded.

    `quantity` stays what was made, good or not. One that was taken back stays, for the ledger names it, but nothing
    shows or counts it any more.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="productions", verbose_name=_("kegiatan"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="productions", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10, choices=Unit.choices)
    quantity = models.PositiveIntegerField(_("jumlah dibuat"), null=True, blank=True, validators=WHOLE)
    rejected = models.PositiveIntegerField(
        _("ditolak pemeriksaan"), null=True, blank=True, validators=[MaxValueValidator(LARGEST, TOO_LARGE)]
    )
    rejected_reason = models.CharField(_("alasan penolakan"), max_length=300, blank=True)
    made_on = models.DateField(_("tanggal"), null=True, blank=True)
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    meets_sni = models.BooleanField(_("memenuhi SNI 8914:2020"), null=True, blank=True)
    note = models.TextField(_("keterangan"), max_length=1000, blank=True)
    is_withdrawn = models.BooleanField(default=False, editable=False)

    objects: ClassVar = StandingProductions()

    class Meta:
        verbose_name = _("hasil produksi")
        verbose_name_plural = _("hasil produksi")
        ordering = (F("made_on").asc(nulls_last=True), "pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="production_quantity_positive", condition=POSITIVE),
            unit_known("production_unit_known"),
            models.CheckConstraint(
                name="production_rejected_was_made",
                condition=Q(rejected__isnull=True) | Q(quantity__isnull=False, rejected__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="production_rejected_has_reason",
                condition=Q(rejected__isnull=True) | Q(rejected=0) | ~Q(rejected_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.activity}"

    @property
    def passed(self) -> int | None:
        """What went into stock: made less rejected. Before a check (`rejected` unknown) all of it; None is unknown."""
        return None if self.quantity is None else self.quantity - (self.rejected or 0)

    def clean(self) -> None:
        super().clean()
        not_in_future(self, "made_on")
        self.rejected_reason = self.rejected_reason.strip()
        if self.rejected is not None and self.quantity is None:
            raise ValidationError({"rejected": _("Isi dahulu jumlah yang dibuat; yang ditolak adalah bagiannya.")})
        if self.rejected and self.rejected > (self.quantity or 0):
            raise ValidationError({"rejected": _("Yang ditolak tidak dapat melebihi yang dibuat.")})
        if self.rejected and not self.rejected_reason:
            raise ValidationError({"rejected_reason": _("Tuliskan mengapa ditolak, misalnya jahitan lepas.")})
        if self.meets_sni is not None and self.product_id and not self.product.is_cloth_mask:
            raise ValidationError({"meets_sni": _("SNI 8914:2020 hanya untuk masker kain. Kosongkan isian ini.")})
