"""A list's BAST as one PDF: made in the background for one person, gone after a day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BundleState(models.TextChoices):
    WAITING = "waiting", _("Sedang dibuat")
    READY = "ready", _("Siap diunduh")
    FAILED = "failed", _("Gagal dibuat")


def stored_bundle(bundle: BastBundle, filename: str) -> str:
    """A random name, as for every file of the portal."""
    return f"bundel/{uuid.uuid4().hex}"


class BastBundle(models.Model):
    """Its rows belong to who asked, not to a province: what goes in is scoped when it is made (programs/bundles.py)."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    query = models.TextField(blank=True, help_text="The filter of the list, as in its address.")
    state = models.CharField(max_length=7, choices=BundleState.choices, default=BundleState.WAITING)
    count = models.PositiveIntegerField(null=True, help_text="BAST in the file.")
    file = models.FileField(upload_to=stored_bundle, max_length=100, blank=True)

    class Meta:
        verbose_name = _("kumpulan BAST")
        verbose_name_plural = pgettext_lazy("plural", "kumpulan BAST")
        ordering = ("-asked_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="bundle_asked_at")]

    def __str__(self) -> str:
        return str(_("Kumpulan BAST"))

    def get_absolute_url(self) -> str:
        return reverse("programs:bundle", args=[self.pk])
