"""Businesses (IKM): raw figures with their date; classes are derived, never stored (domain.md section 5)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.crypto import blind_index
from dekon_portal.core.fields import EncryptedTextField
from dekon_portal.core.identifiers import NIB_DIGITS
from dekon_portal.core.indexes import ContainsIndex
from dekon_portal.core.names import normalise_business
from dekon_portal.core.versions import Versioned
from programs.models import Order, Production, Province, Regency
from programs.models.base import HangsOnActivity

from .imports import ImportBatch


class BusinessQuerySet(ScopedQuerySet["Business"]):
    def search(self, text: str) -> Self:
        """By part of the name, or by the whole NIB."""
        text = text.strip()
        if text.isdecimal() and len(text) == NIB_DIGITS:
            return self.filter(nib=text)
        return self.filter(name_key__contains=normalise_business(text))

    def of_activity(self, activity: int) -> Self:
        """IKM that take part in an activity."""
        return self.filter(participations__activity=activity).distinct()

    def served_in(self, year: int) -> Self:
        """IKM with at least one participation in the fiscal year, by the counts kept of it (tallies.py)."""
        from .tallies import WHOLE_YEAR, ServedBusiness

        served = ServedBusiness._base_manager.filter(
            fiscal_year=year, quarter=WHOLE_YEAR, business=models.OuterRef("pk")
        )
        return self.filter(models.Exists(served))


class Business(Versioned, ScopedModel):
    """A small or medium industry in one province."""

    scope_path = ScopePath(province="province_id", regency="regency_id")
    personal_fields = ("npwp", "phone")

    # Both are asked for through the indexes below: of a text key Django makes two more.
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="businesses", verbose_name=_("provinsi"), db_index=False
    )
    regency = models.ForeignKey(
        Regency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="businesses",
        verbose_name=_("kabupaten/kota"),
        db_index=False,
    )
    name = models.CharField(_("nama IKM"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    owner_name = models.CharField(_("nama pemilik"), max_length=200, blank=True)
    address = models.TextField(_("alamat"), max_length=500, blank=True)
    district = models.CharField(_("kecamatan"), max_length=100, blank=True)
    village = models.CharField(_("desa/kelurahan"), max_length=100, blank=True)
    phone = EncryptedTextField(_("telepon"), blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    nib = models.CharField(_("NIB"), max_length=13, blank=True)
    npwp = EncryptedTextField(_("NPWP"), blank=True, default="")
    npwp_hash = models.CharField(max_length=64, blank=True, editable=False)
    kbli = models.CharField(_("KBLI utama"), max_length=5, blank=True)
    kbli_edition = models.CharField(_("edisi KBLI"), max_length=4, blank=True)
    product = models.CharField(_("produk utama"), max_length=200, blank=True)
    workers_male = models.PositiveIntegerField(_("tenaga kerja laki-laki"), null=True, blank=True)
    workers_female = models.PositiveIntegerField(_("tenaga kerja perempuan"), null=True, blank=True)
    workers = models.PositiveIntegerField(_("tenaga kerja seluruhnya"), null=True, blank=True)
    sales = models.PositiveBigIntegerField(_("penjualan setahun (Rp)"), null=True, blank=True)
    investment = models.PositiveBigIntegerField(
        _("nilai investasi tanpa tanah dan bangunan (Rp)"), null=True, blank=True
    )
    figures_on = models.DateField(_("keadaan per tanggal"), null=True, blank=True)
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="businesses", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BusinessQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("IKM")
        verbose_name_plural = _("IKM")
        ordering = ("name", "pk")
        indexes: ClassVar = [
            models.Index(fields=["province", "name"], name="business_province_name"),
            models.Index(fields=["name"], name="business_name"),  # the list of the nation
            models.Index(fields=["province", "name_key"], name="business_match"),
            models.Index(fields=["regency"], name="business_regency"),
            ContainsIndex(fields=["name_key"], name="business_name_part"),
            models.Index(fields=["province", "phone_hash"], name="business_phone", condition=~Q(phone_hash="")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["province", "nib"],
                condition=~Q(nib=""),
                name="business_nib_in_province",
                violation_error_message=_("NIB ini sudah dipakai IKM lain di provinsi ini."),
            ),
            models.UniqueConstraint(
                fields=["province", "npwp_hash"],
                condition=~Q(npwp_hash=""),
                name="business_npwp_in_province",
                violation_error_message=_("NPWP ini sudah dipakai IKM lain di provinsi ini."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("participants:business", args=[self.pk])

    @property
    def trail_province(self) -> str:
        return self.province_id

    @property
    def trail_regency(self) -> str | None:
        return self.regency_id

    @property
    def workers_total(self) -> int | None:
        """All workers: the stated total, else men and women together when both are known; None is unknown."""
        if self.workers is not None:
            return self.workers
        if self.workers_male is None or self.workers_female is None:
            return None
        return self.workers_male + self.workers_female

    @property
    def industry_class(self) -> str:
        """Kecil, menengah or besar by workers and investment; "" when either is unknown.

        Permenperin 64/2016: kecil ≤ 19 workers and investment < Rp 1 billion; menengah up to Rp 15 billion from 20
        workers on, or any from Rp 1 billion up to 19 workers; besar beyond (domain.md section 5).
        """
        workers, investment = self.workers_total, self.investment
        if workers is None or investment is None:
            return ""
        if workers <= 19:
            return "kecil" if investment < 1_000_000_000 else "menengah"
        return "menengah" if investment <= 15_000_000_000 else "besar"

    def refresh_keys(self) -> None:
        """Recompute what is derived for matching and equality search."""
        self.name_key = normalise_business(self.name)[:200]
        self.phone_hash = blind_index(self.phone, "phone") if self.phone else ""
        self.npwp_hash = blind_index(self.npwp, "npwp") if self.npwp else ""

    def clean(self) -> None:
        super().clean()
        self.refresh_keys()  # uniqueness is checked on the derived keys

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refresh_keys()
        super().save(*args, **kwargs)


class ProductionMaker(HangsOnActivity):
    """An IKM that made (part of) a production; its own share stays NULL unless it is known (R4)."""

    scope_path = ScopePath(
        province="production__activity__office__province_id", regency="production__activity__regency_id"
    )

    production = models.ForeignKey(Production, models.CASCADE, related_name="makers")
    business = models.ForeignKey(Business, models.PROTECT, related_name="made", verbose_name=_("IKM"))
    quantity = models.PositiveIntegerField(_("jumlah"), null=True, blank=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="makers", editable=False)
    batch_row = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("IKM pembuat")
        verbose_name_plural = _("IKM pembuat")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["production", "business"], name="maker_once_per_production")
        ]

    def __str__(self) -> str:
        return str(self.business)

    @property
    def trail_root(self) -> Any:
        return self.production.activity


class OrderTaker(HangsOnActivity):
    """An IKM that took an order."""

    scope_path = ScopePath(province="order__activity__office__province_id", regency="order__activity__regency_id")

    order = models.ForeignKey(Order, models.CASCADE, related_name="takers")
    business = models.ForeignKey(Business, models.PROTECT, related_name="orders_taken", verbose_name=_("IKM"))

    class Meta:
        verbose_name = _("IKM penerima pesanan")
        verbose_name_plural = _("IKM penerima pesanan")
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "business"], name="taker_once_per_order")]

    def __str__(self) -> str:
        return str(self.business)

    @property
    def trail_root(self) -> Any:
        return self.order.activity
