"""Permits and certificates an IKM holds, and how long they are valid."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any, ClassVar, Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.names import normalise_business

from .businesses import Business

SOON: Final = timedelta(days=90)
"""A permit that ends within these days is renewed now: halal and SNI take about a quarter of a year."""


class PermitKind(models.TextChoices):
    NIB = "nib", _("NIB")
    HALAL = "halal", _("Sertifikat halal")
    TRADEMARK = "merek", _("Merek/HKI")
    SNI = "sni", _("SNI")
    TKDN = "tkdn", _("TKDN")
    DISTRIBUTION = "edar", _("Izin edar/PIRT")
    SIINAS = "siinas", _("SIINas")
    NUTRITION = "gizi", _("Uji gizi")
    OTHER = "lainnya", _("Lainnya")


class Validity(models.TextChoices):
    """Whether a permit holds today; derived from its dates, never stored."""

    VALID = "berlaku", _("Berlaku")
    SOON = "segera", _("Segera habis")
    EXPIRED = "habis", _("Habis")
    UNKNOWN = "-", _("Belum diketahui")

    @property
    def colour(self) -> str:
        return {"berlaku": "green", "segera": "amber", "habis": "red", "-": "grey"}[self.value]

    @property
    def icon(self) -> str:
        return {"berlaku": "check-circle", "segera": "clock", "habis": "alert", "-": "question"}[self.value]

    @classmethod
    def of(cls, permit: Permit, day: date) -> Validity:
        if permit.for_life:
            return cls.VALID
        if permit.valid_until is None:
            return cls.UNKNOWN
        if permit.valid_until < day:
            return cls.EXPIRED
        return cls.SOON if permit.valid_until <= day + SOON else cls.VALID

    def of_permits(self, day: date) -> Q:
        """As `of` says of each."""
        return {
            Validity.VALID: Q(for_life=True) | Q(valid_until__gt=day + SOON),
            Validity.SOON: Q(valid_until__range=(day, day + SOON)),
            Validity.EXPIRED: Q(valid_until__lt=day),
            Validity.UNKNOWN: Q(valid_until=None, for_life=False),
        }[self]


class PermitQuerySet(ScopedQuerySet["Permit"]):
    def search(self, text: str) -> Self:
        """By part of the IKM's name or of the number."""
        return self.filter(Q(number__icontains=text.strip()) | Q(business__name_key__contains=normalise_business(text)))

    def with_labels(self) -> Self:
        return self.select_related("business__regency", "business__province")


def stored_permit(permit: Permit, filename: str) -> str:
    """A random name, as for every file of the portal."""
    return f"izin/{uuid.uuid4().hex}"


class Permit(ScopedModel):
    """One permit of one IKM. It belongs to the IKM and to no activity, so the lock of an approved one (R8) does not
    hold it: permits are won and renewed after the activity."""

    scope_path = ScopePath(province="business__province_id", regency="business__regency_id")

    business = models.ForeignKey(Business, models.PROTECT, related_name="permits", verbose_name=_("IKM"))
    kind = models.CharField(_("jenis izin"), max_length=10, choices=PermitKind.choices)
    label = models.CharField(_("nama izin"), max_length=100, blank=True)
    number = models.CharField(_("nomor izin"), max_length=100)
    issuer = models.CharField(_("penerbit"), max_length=200, blank=True)
    issued_on = models.DateField(_("tanggal terbit"), null=True, blank=True)
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    for_life = models.BooleanField(_("berlaku seumur hidup"), default=False)
    note = models.TextField(_("catatan"), max_length=1000, blank=True)
    file = models.FileField(_("berkas izin"), upload_to=stored_permit, max_length=100, blank=True, editable=False)
    file_type = models.CharField(max_length=100, blank=True, editable=False)
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermitQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("izin")
        verbose_name_plural = pgettext_lazy("plural", "izin")
        ordering = (F("valid_until").asc(nulls_last=True), "pk")
        indexes: ClassVar = [models.Index(fields=["valid_until"], name="permit_valid_until")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["business", "kind", "number"],
                name="permit_once_per_business",
                violation_error_message=_("Izin dengan jenis dan nomor ini sudah tercatat untuk IKM ini."),
            ),
            models.CheckConstraint(name="permit_kind_known", condition=Q(kind__in=PermitKind.values)),
            models.CheckConstraint(
                name="permit_label_of_other",
                condition=Q(Q(kind=PermitKind.OTHER), ~Q(label="")) | Q(~Q(kind=PermitKind.OTHER), label=""),
                violation_error_message=_("Nama izin diisi hanya, dan selalu, untuk jenis Lainnya."),
            ),
            models.CheckConstraint(
                name="permit_ends_after_issue",
                condition=Q(valid_until__isnull=True) | Q(issued_on__isnull=True) | Q(valid_until__gte=F("issued_on")),
                violation_error_message=_("Berlaku sampai mendahului tanggal terbit. Periksa kedua tanggalnya."),
            ),
            models.CheckConstraint(
                name="permit_for_life_has_no_end",
                condition=Q(for_life=False) | Q(valid_until__isnull=True),
                violation_error_message=_("Isi tanggal berlaku, atau tandai seumur hidup, jangan keduanya."),
            ),
        ]

    def __str__(self) -> str:
        """ "Sertifikat halal ID123"; "SNI 8914:2020" names its kind itself."""
        named = self.number.lower().startswith(self.name.lower())
        return self.number if named else f"{self.name} {self.number}"

    @property
    def trail_root(self) -> Any:
        return self.business

    @property
    def name(self) -> str:
        return self.label or str(self.get_kind_display())

    @property
    def validity(self) -> Validity:
        return Validity.of(self, timezone.localdate())
