"""Goods: what can be made, who receives it, what was ordered and what was made: facts that are never mixed (R5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.versions import Versioned

from .activities import Activity
from .base import HangsOnActivity
from .regions import Province, Regency

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
WHOLE = [
    MinValueValidator(1, _("Jumlah harus bilangan bulat lebih dari nol, atau kosong bila belum diketahui.")),
    MaxValueValidator(999_999_999, _("Jumlah ini terlalu besar. Periksa banyaknya angka nol.")),
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
    is_active = models.BooleanField(_("dipakai"), default=True)

    class Meta:
        verbose_name = _("produk")
        verbose_name_plural = pgettext_lazy("plural", "produk")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class RecipientKind(models.TextChoices):
    TASK_FORCE = "gugus_tugas", _("Gugus Tugas/Satgas")
    HEALTH_FACILITY = "fasyankes", _("Fasilitas pelayanan kesehatan")
    PUBLIC = "masyarakat", _("Masyarakat")
    OTHER = "instansi_lain", _("Instansi lain")


class Recipient(ScopedModel):
    """Who receives or orders; the kind is kept apart from the name, since names change (domain.md section 1)."""

    scope_path = ScopePath(province="province_id")

    province = models.ForeignKey(Province, models.PROTECT, related_name="recipients", verbose_name=_("provinsi"))
    regency = models.ForeignKey(
        Regency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kabupaten/kota")
    )
    kind = models.CharField(_("jenis penerima"), max_length=20, choices=RecipientKind.choices)
    name = models.CharField(_("nama"), max_length=200)
    address = models.TextField(_("alamat"), blank=True)

    class Meta:
        verbose_name = _("penerima")
        verbose_name_plural = pgettext_lazy("plural", "penerima")
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["province", "name"],
                name="recipient_name_in_province",
                violation_error_message=_("Penerima dengan nama ini sudah ada di provinsi ini."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def trail_province(self) -> str:
        return self.province_id

    @property
    def trail_regency(self) -> str | None:
        return self.regency_id


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
    """What IKM made in an activity. A known quantity is in stock from the moment it is recorded.

    One that was taken back stays, for the ledger names it, but nothing shows or counts it any more.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="productions", verbose_name=_("kegiatan"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="productions", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10, choices=Unit.choices)
    quantity = models.PositiveIntegerField(_("jumlah dibuat"), null=True, blank=True, validators=WHOLE)
    made_on = models.DateField(_("tanggal"), null=True, blank=True)
    lot = models.CharField(_("lot"), max_length=60, blank=True)
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
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.activity}"

    def clean(self) -> None:
        super().clean()
        not_in_future(self, "made_on")
