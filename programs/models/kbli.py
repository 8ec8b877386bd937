"""KBLI, the classification of business fields: a code means something only together with its edition."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kbli(models.Model):
    """One five-digit group of one edition (2017, 2020, 2025; domain.md section 5). Open to everybody."""

    code = models.CharField(
        _("kode"), max_length=5, validators=[RegexValidator(r"^\d{5}$", _("Kode KBLI terdiri atas 5 angka."))]
    )
    edition = models.CharField(
        _("edisi"), max_length=4, validators=[RegexValidator(r"^\d{4}$", _("Edisi KBLI ditulis sebagai tahun."))]
    )
    title = models.CharField(_("judul"), max_length=300)
    verified = models.BooleanField(_("terverifikasi"), default=False)

    class Meta:
        verbose_name = _("KBLI")
        verbose_name_plural = _("KBLI")
        ordering = ("edition", "code")
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "code"], name="kbli_code_in_edition")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
