"""Papers and pictures of an activity, stored outside the web root and served only through the scope."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.core.dates import format_date
from dekon_portal.core.fields import EncryptedJSONField
from dekon_portal.core.scanning import Scan

from .activities import Activity, Session
from .base import HangsOnActivity
from .deliveries import Delivery


class FileKind(models.TextChoices):
    TERMS = "kak", _("TOR/KAK")
    INVITATION = "undangan", _("Undangan")
    ATTENDANCE = "daftar_hadir", _("Daftar hadir")
    MATERIAL = "materi", _("Materi")
    PHOTO = "foto", _("Foto")
    REPORT = "laporan", _("Laporan kegiatan")
    BAST_SCAN = "bast", _("Pindaian BAST")
    ORDER_LETTER = "surat_pesanan", _("Surat pesanan")
    OTHER = "lainnya", _("Lainnya")


def stored_name(attachment: Attachment, filename: str) -> str:
    """A random name: what the person called the file may hold personal data and stays in the database."""
    return f"berkas/{uuid.uuid4().hex}"


class Attachment(HangsOnActivity):
    """One file as it was sent, by its hash; of a picture also the clean copies that others than its office get."""

    personal_fields = ("shot",)

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attachments", verbose_name=_("kegiatan"))
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name=_("penyerahan")
    )
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="attachments", verbose_name=_("sesi")
    )
    kind = models.CharField(_("jenis berkas"), max_length=20, choices=FileKind.choices)
    file = models.FileField(_("berkas"), upload_to=stored_name, max_length=100, editable=False)
    name = models.CharField(_("nama berkas"), max_length=200, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(_("ukuran (bita)"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    clean_copy = models.FileField(upload_to=stored_name, max_length=100, blank=True, editable=False)
    thumbnail = models.FileField(upload_to=stored_name, max_length=100, blank=True, editable=False)
    shot = EncryptedJSONField(null=True, blank=True, editable=False, help_text="Where and when, as the camera noted.")
    scan = models.CharField(_("pemindaian"), max_length=10, choices=Scan.choices, null=True, editable=False)
    scanned_at = models.DateTimeField(null=True, editable=False, help_text="When the scanner last answered.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField(_("diunggah"), auto_now_add=True)

    class Meta:
        verbose_name = _("berkas")
        verbose_name_plural = pgettext_lazy("plural", "berkas")
        ordering = ("-uploaded_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["id"], name="attachment_unscanned", condition=models.Q(scan=None))]
        constraints: ClassVar = [
            models.CheckConstraint(name="attachment_scan_known", condition=models.Q(scan__in=Scan.values))
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programs:attachment", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_quarantined(self) -> bool:
        return self.scan == Scan.INFECTED

    @property
    def shot_place(self) -> str:
        """Latitude and longitude as maps take them; "" when the camera noted none. For the office only."""
        shot = self.shot or {}
        return f"{shot['latitude']:.6f}, {shot['longitude']:.6f}" if "latitude" in shot else ""

    @property
    def shot_time(self) -> str:
        """By the camera's own clock, which knows no zone. For the office only."""
        shot = self.shot or {}
        if "taken_at" not in shot:
            return ""
        taken = datetime.fromisoformat(shot["taken_at"])
        return f"{format_date(taken)} {taken:%H.%M}"
