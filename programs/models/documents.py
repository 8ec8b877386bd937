"""Papers as they were issued: the very bytes, so that anybody who holds one can prove that it is the one (R7)."""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly

from .deliveries import Delivery


class DocumentKind(models.TextChoices):
    BAST = "bast", _("BAST")
    ANNULMENT = "annulment", _("Berita acara pembatalan")


def new_check_token() -> str:
    """What a paper's QR code carries: 128 random bits, which nobody finds by counting."""
    return secrets.token_urlsafe(16)


def stored_document(document: IssuedDocument, filename: str) -> str:
    """A random name, as for every file of the portal."""
    return f"dokumen/{uuid.uuid4().hex}"


class IssuedDocument(AppendOnly, ScopedModel):
    """One PDF as it was given out, once per delivery and kind; what is downloaded later are these bytes."""

    scope_path = ScopePath(province="delivery__activity__office__province_id", regency="delivery__activity__regency_id")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="documents", verbose_name=_("penyerahan"))
    kind = models.CharField(_("jenis"), max_length=10, choices=DocumentKind.choices)
    file = models.FileField(_("berkas"), upload_to=stored_document, max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    size = models.PositiveIntegerField(_("ukuran (bita)"), editable=False)
    made_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    class Meta:
        verbose_name = _("dokumen terbit")
        verbose_name_plural = pgettext_lazy("plural", "dokumen terbit")
        ordering = ("-made_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "kind"], name="document_once_per_delivery"),
            models.CheckConstraint(name="document_kind_known", condition=models.Q(kind__in=DocumentKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.delivery.number}"
