"""Provinces, regencies and cities, with validity; holidays; PSBB spells. Reference data, open to everybody."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProvinceQuerySet(models.QuerySet["Province"]):
    def valid_on(self, day: date) -> ProvinceQuerySet:
        """34 provinces before 11 November 2022, 38 from 9 December 2022 (R11; domain.md section 8)."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class Province(models.Model):
    """A province under its Kemendagri code (text, two digits); BPS codes differ and are kept beside it."""

    code = models.CharField(_("kode Kemendagri"), max_length=2, primary_key=True)
    bps_code = models.CharField(_("kode BPS"), max_length=2, blank=True)
    name = models.CharField(_("nama"), max_length=100)
    time_zone = models.CharField(_("zona waktu"), max_length=40)
    capital = models.CharField(_("ibu kota"), max_length=100, blank=True)
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="split_into", verbose_name=_("pecahan dari")
    )
    map_id = models.CharField(_("id peta"), max_length=10, blank=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("provinsi")
        verbose_name_plural = pgettext_lazy("plural", "provinsi")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class RegencyQuerySet(models.QuerySet["Regency"]):
    def of_province(self, province_code: str, year: int) -> RegencyQuerySet:
        """Regencies and cities of a province as it was in fiscal `year`: Papua's split counts from 2023 on."""
        if year <= 2022:
            return self.filter(
                Q(province_before_2022=province_code) | Q(province=province_code, province_before_2022__isnull=True)
            )
        return self.filter(province=province_code)


class Regency(models.Model):
    """A regency or city under today's Kemendagri code ("16.71")."""

    class Kind(models.TextChoices):
        REGENCY = "kabupaten", _("Kabupaten")
        CITY = "kota", _("Kota")
        ADMIN_REGENCY = "kabupaten administrasi", _("Kabupaten Administrasi")
        ADMIN_CITY = "kota administrasi", _("Kota Administrasi")

    code = models.CharField(_("kode Kemendagri"), max_length=5, primary_key=True)
    province = models.ForeignKey(Province, models.PROTECT, related_name="regencies", verbose_name=_("provinsi"))
    province_before_2022 = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("provinsi sebelum 2022")
    )
    kind = models.CharField(_("jenis"), max_length=30, choices=Kind.choices)
    name = models.CharField(_("nama"), max_length=100)

    objects = RegencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("kabupaten/kota")
        verbose_name_plural = pgettext_lazy("plural", "kabupaten/kota")
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["province", "kind", "name"], name="regency_kind_name_in_province")
        ]

    def __str__(self) -> str:
        short = {
            "kabupaten": "Kab.",
            "kota": "Kota",
            "kabupaten administrasi": "Kab. Adm.",
            "kota administrasi": "Kota Adm.",
        }
        return f"{short[self.kind]} {self.name}"


class RestrictionSpell(models.Model):
    """One spell of PSBB in one region (domain.md section 10); several per region, each with its source."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="restrictions", verbose_name=_("provinsi"))
    regency = models.ForeignKey(
        Regency, models.PROTECT, null=True, blank=True, related_name="restrictions", verbose_name=_("kabupaten/kota")
    )
    start = models.DateField(_("mulai"), null=True, blank=True)
    end = models.DateField(_("berakhir"), null=True, blank=True)
    decree = models.CharField(_("dasar"), max_length=200, blank=True)
    source = models.CharField(_("sumber"), max_length=300)
    verified = models.BooleanField(_("terverifikasi"), default=False)

    class Meta:
        verbose_name = _("masa PSBB")
        verbose_name_plural = pgettext_lazy("plural", "masa PSBB")
        ordering = ("province", "regency", "start")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="restriction_ends_after_start",
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.regency or self.province} · {self.start or '?'}–{self.end or '?'}"


class Holiday(models.Model):
    """A national holiday or cuti bersama; editable, since the government moves them within the year."""

    class Kind(models.TextChoices):
        HOLIDAY = "libur", _("Hari libur nasional")
        LEAVE = "cuti", _("Cuti bersama")

    date = models.DateField(_("tanggal"), unique=True)
    name = models.CharField(_("nama"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)

    class Meta:
        verbose_name = _("hari libur")
        verbose_name_plural = pgettext_lazy("plural", "hari libur")
        ordering = ("date",)

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"
