"""Offices (satker), their officials, fiscal years, and the identity of budget lines (amounts: issue of the budget)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from programs.patterns import check_pattern

from .regions import Province


def stored_logo(office: Office, filename: str) -> str:
    """A random name; a logo that signed papers carry stays when the office takes another."""
    return f"logo/{uuid.uuid4().hex}.png"


class Office(ScopedModel):
    """A satuan kerja that carries out dekonsentrasi money; a province may have several (domain.md section 1)."""

    scope_path = ScopePath(province="province_id", reference=True)

    province = models.ForeignKey(Province, models.PROTECT, related_name="offices", verbose_name=_("provinsi"))
    code = models.CharField(
        _("kode satker"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Z]{6}$", _("Kode satker terdiri atas 6 angka."))],
    )
    name = models.CharField(_("nama"), max_length=200)
    address = models.TextField(_("alamat"), blank=True)
    city = models.CharField(_("kota tempat surat"), max_length=100, blank=True)
    letter_code = models.CharField(
        _("kode surat"), max_length=40, blank=True, help_text=_("Dipakai pada nomor BAST, misalnya DISPERIN.")
    )
    number_pattern = models.CharField(
        _("pola nomor BAST"),
        max_length=50,
        blank=True,
        validators=[check_pattern],
        help_text=_(
            "Misalnya {urut:03}/BAST/{kode}/{bulan}/{tahun}; bulan berangka: {bulan:02}. "
            "Kosong: mengikuti nomor terakhir yang dipakai."
        ),
    )
    logo = models.FileField(_("logo"), upload_to=stored_logo, max_length=100, blank=True)
    since = models.DateField(
        _("ada sejak"), null=True, blank=True, help_text=_("Hari dibentuknya; tidak ada penyerahan sebelum itu.")
    )
    is_sample = models.BooleanField(_("data contoh"), default=False)

    class Meta:
        verbose_name = _("satuan kerja")
        verbose_name_plural = pgettext_lazy("plural", "satuan kerja")
        ordering = ("province", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def trail_province(self) -> str:
        return self.province_id

    @property
    def existed_from(self) -> date | None:
        """Its own first day, or that of its province; None where neither is known."""
        return max(filter(None, [self.since, self.province.valid_from]), default=None)

    def clean(self) -> None:
        super().clean()
        if "{kode}" in self.number_pattern and not self.letter_code:
            raise ValidationError({"letter_code": _("Isi kode surat, karena pola nomor BAST memuat {kode}.")})


class AppointmentRole(models.TextChoices):
    KPA = "kpa", _("Kuasa Pengguna Anggaran (KPA)")
    PPK = "ppk", _("Pejabat Pembuat Komitmen (PPK)")
    PPSPM = "ppspm", _("Pejabat Penanda Tangan SPM (PPSPM)")
    TREASURER = "bendahara", _("Bendahara Pengeluaran")


class Appointment(ScopedModel):
    """An official of an office, by SK, from when to when."""

    scope_path = ScopePath(province="office__province_id", reference=True)

    office = models.ForeignKey(Office, models.PROTECT, related_name="appointments", verbose_name=_("satuan kerja"))
    role = models.CharField(_("jabatan"), max_length=10, choices=AppointmentRole.choices)
    name = models.CharField(_("nama"), max_length=200)
    nip = models.CharField(
        _("NIP"), max_length=18, blank=True, validators=[RegexValidator(r"^\d{18}$", _("NIP terdiri atas 18 angka."))]
    )
    decree = models.CharField(_("nomor SK"), max_length=200, blank=True)
    valid_from = models.DateField(_("berlaku sejak"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("pejabat")
        verbose_name_plural = pgettext_lazy("plural", "pejabat")
        ordering = ("office", "role", "-valid_from")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Tanggal akhir jabatan mendahului tanggal mulainya."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"

    @property
    def trail_root(self) -> Office:
        return self.office


class FiscalYear(models.Model):
    """A tahun anggaran: its legal basis and its ways."""

    class Structure(models.TextChoices):
        OUTPUT = "output", _("Output (sampai TA 2020)")
        KRO_RO = "kro_ro", _("KRO/RO (sejak TA 2021)")

    year = models.PositiveSmallIntegerField(_("tahun anggaran"), primary_key=True)
    structure = models.CharField(_("struktur anggaran"), max_length=10, choices=Structure.choices)
    legal_basis = models.CharField(_("dasar hukum"), max_length=300, blank=True)
    legal_basis_verified = models.BooleanField(_("dasar hukum terverifikasi"), default=False)
    endorsement = models.BooleanField(
        _("perlu persetujuan dinas"),
        default=False,
        help_text=_("Bila ya, pejabat provinsi menyetujui dahulu sebelum kegiatan sampai ke Ditjen IKMA."),
    )
    forms_from = models.PositiveSmallIntegerField(
        _("formulir diminta sejak triwulan"),
        null=True,
        blank=True,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
        help_text=_("Formulir A, B, dan C diminta lewat portal mulai triwulan ini. Kosong: tidak diminta."),
    )
    form_a_days = models.PositiveSmallIntegerField(
        _("batas Formulir A (hari kerja)"),
        default=2,
        validators=[MaxValueValidator(60)],
        help_text=_("Sesudah triwulan berakhir; kebijakan sendiri, tidak diatur PP 39/2006."),
    )
    form_b_days = models.PositiveSmallIntegerField(
        _("batas Formulir B (hari kerja)"),
        default=4,
        validators=[MaxValueValidator(60)],
        help_text=_("Sesudah triwulan berakhir; kebijakan sendiri, tidak diatur PP 39/2006."),
    )
    is_open = models.BooleanField(_("terbuka"), default=True, help_text=_("Kegiatan baru hanya untuk tahun terbuka."))

    class Meta:
        verbose_name = _("tahun anggaran")
        verbose_name_plural = pgettext_lazy("plural", "tahun anggaran")
        ordering = ("-year",)

    def __str__(self) -> str:
        return f"TA {self.year}"


class BudgetLine(ScopedModel):
    """The identity of a rincian anggaran: its code in its year's structure. Amounts come with DIPA revisions."""

    scope_path = ScopePath(province="office__province_id", reference=True)

    office = models.ForeignKey(Office, models.PROTECT, related_name="budget_lines", verbose_name=_("satuan kerja"))
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="budget_lines", verbose_name=_("tahun anggaran")
    )
    code = models.CharField(_("kode"), max_length=60)
    description = models.CharField(_("uraian"), max_length=300)
    loan_number = models.CharField(_("nomor PHLN"), max_length=60, blank=True, help_text=_("Kosong: rupiah murni."))
    is_sample = models.BooleanField(_("kode contoh"), default=False)

    class Meta:
        verbose_name = _("rincian anggaran")
        verbose_name_plural = pgettext_lazy("plural", "rincian anggaran")
        ordering = ("office", "fiscal_year", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "fiscal_year", "code"], name="budget_line_code_in_year")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.description}"

    @property
    def account_code(self) -> str:
        """Akun: the last part of the code, six digits where the code is complete."""
        return self.code.rpartition(".")[2]

    @property
    def trail_root(self) -> Office:
        return self.office
