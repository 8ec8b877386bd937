"""Tables every app uses: the audit trail, looks at personal numbers, form tokens, drafts, files on their way."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath

from . import audit, notices
from .numbers import format_integer
from .refusal import Refusal


class AppendOnly(models.Model):
    """A row that is written once and never changed or removed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Refusal(_("Catatan ini hanya dapat ditambah, tidak dapat diubah."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Refusal(_("Catatan ini hanya dapat ditambah, tidak dapat dihapus."))


class AuditQuerySet(ScopedQuerySet["AuditEntry"]):
    def about(self, root: models.Model) -> AuditQuerySet:
        """Entries for the Riwayat tab of `root`, newest first."""
        return self.filter(root=audit.key_of(root)).select_related("actor").order_by("-at", "-pk")


class AuditEntry(AppendOnly, ScopedModel):
    """One act of one person on one thing."""

    scope_path = ScopePath(province="province", regency="regency")

    at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    subject_label = models.CharField(max_length=200)
    root = models.CharField(max_length=100)
    province = models.CharField(max_length=2, blank=True)
    regency = models.CharField(max_length=5, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    objects = AuditQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("catatan jejak")
        verbose_name_plural = _("jejak audit")
        ordering = ("-at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["root", "-at"], name="audit_root_at"),
            models.Index(fields=["province", "-at"], name="audit_province_at"),
            models.Index(fields=["-at"], name="audit_at"),
            models.Index(fields=["verb", "-at"], name="audit_verb_at"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """ "Siti Aminah mengajukan Bimtek Produksi APD"."""
        return str(audit.SENTENCES[self.verb]) % {"who": self.actor_name, "what": self.subject_label}

    @property
    def change_lines(self) -> list[tuple[str, Any, Any]]:
        """(label, before, after) of each changed field."""
        model: type[models.Model] | None = None
        with contextlib.suppress(LookupError):
            model = apps.get_model(self.subject.partition(":")[0])
        return [
            (audit.label_of(model, name) if model else name, before, after)
            for name, (before, after) in self.changes.items()
        ]


class PersonalDataAccess(AppendOnly, ScopedModel):
    """Somebody saw or exported full personal numbers, and why (R3; UU 27/2022, domain.md section 6)."""

    scope_path = ScopePath(province="province")

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=100)
    province = models.CharField(max_length=2)
    count = models.PositiveIntegerField(default=1)
    reason = models.CharField(_("alasan"), max_length=500)

    class Meta:
        verbose_name = _("akses data pribadi")
        verbose_name_plural = _("akses data pribadi")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.actor} · {self.subject}"


class FormToken(models.Model):
    """A creating form that has been carried out, so that sending it twice makes one row (core/once.py)."""

    token = models.UUIDField(primary_key=True)
    form = models.UUIDField(null=True, db_index=True)  # the form itself, whatever was typed into it
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    url = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.token)


class Notice(models.Model):
    """Word to one person of work that has ended (core/notices.py)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False)
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["user", "-at"], name="notice_user_at"),
            models.Index(fields=["user", "url"], name="notice_unseen", condition=models.Q(seen_at=None)),
        ]

    def __str__(self) -> str:
        shown = {name: format_integer(value) if type(value) is int else value for name, value in self.params.items()}
        return f"{notices.SENTENCES[self.code] % shown}"


class FormDraft(models.Model):
    """What a person has typed into a form and not saved yet, encrypted (core/drafts.py)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=200)
    body = models.TextField()
    kept_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "page"], name="draft_of_a_form")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.page}"


class PendingUpload(models.Model):
    """A file that comes in pieces, until its form takes it; its bytes are on disk under `key` (core/uploads.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    key = models.CharField(max_length=200)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)
