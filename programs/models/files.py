"""Papers and pictures of an activity, stored outside the web root and served only through the scope."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .activities import Activity
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
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attachments", verbose_name=_("kegiatan"))
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name=_("penyerahan")
    )
    kind = models.CharField(_("jenis berkas"), max_length=20, choices=FileKind.choices)
    file = models.FileField(_("berkas"), upload_to=stored_name, max_length=100, editable=False)
    name = models.CharField(_("nama berkas"), max_length=200, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(_("ukuran (bita)"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField(_("diunggah"), auto_now_add=True)

    class Meta:
        verbose_name = _("berkas")
        verbose_name_plural = pgettext_lazy("plural", "berkas")
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programs:attachment", args=[self.pk])
