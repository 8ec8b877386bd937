"""Who teaches: the trainers and mentors a province knows, and the sessions they taught."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.fields import EncryptedTextField

from .activities import Session
from .base import HangsOnActivity
from .regions import Province

if TYPE_CHECKING:
    from .activities import Activity


class TrainerKind(models.TextChoices):
    """By the kind of activity (language.md): who speaks at a bimtek, who goes along with an IKM."""

    TRAINER = "narasumber", _("Narasumber")
    MENTOR = "pendamping", _("Pendamping")


def stored_cv(trainer: Trainer, filename: str) -> str:
    """A random name, as of every file that people send."""
    return f"cv/{uuid.uuid4().hex}"


class TrainerQuerySet(ScopedQuerySet["Trainer"]):
    def search(self, text: str) -> Self:
        text = text.strip()
        return self.filter(Q(name__icontains=text) | Q(institution__icontains=text))


class Trainer(ScopedModel):
    """A narasumber or pendamping. One who no longer teaches is not offered any more, and stays with what was taught."""

    scope_path = ScopePath(province="province_id")
    personal_fields = ("phone", "email")

    province = models.ForeignKey(Province, models.PROTECT, related_name="trainers", verbose_name=_("provinsi"))
    kind = models.CharField(_("jenis"), max_length=12, choices=TrainerKind.choices, default=TrainerKind.TRAINER)
    name = models.CharField(_("nama"), max_length=200)
    degree = models.CharField(_("gelar"), max_length=100, blank=True)
    institution = models.CharField(_("instansi"), max_length=200, blank=True)
    phone = EncryptedTextField(_("telepon"), blank=True, default="")
    email = EncryptedTextField(_("surel"), blank=True, default="")
    honour_reference = models.CharField(_("dasar honorarium"), max_length=200, blank=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    cv = models.FileField(_("riwayat hidup"), upload_to=stored_cv, max_length=100, blank=True, editable=False)
    cv_type = models.CharField(max_length=100, blank=True, editable=False)

    objects = TrainerQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("narasumber")
        verbose_name_plural = pgettext_lazy("plural", "narasumber")
        ordering = ("name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["province", "name", "institution"],
                name="trainer_once_in_province",
                violation_error_message=_("Narasumber dengan nama dan instansi ini sudah ada di provinsi ini."),
            ),
            models.CheckConstraint(name="trainer_kind_known", condition=Q(kind__in=TrainerKind.values)),
        ]

    def __str__(self) -> str:
        """As papers name a person: with the degree."""
        return f"{self.name}, {self.degree}" if self.degree else self.name

    def get_absolute_url(self) -> str:
        return reverse("programs:trainer", args=[self.pk])

    @property
    def label(self) -> str:
        """Told apart from a namesake: with the institution."""
        return f"{self} ({self.institution})" if self.institution else str(self)

    @property
    def trail_province(self) -> str:
        return self.province_id


class SessionTrainer(HangsOnActivity):
    """Who teaches a session."""

    scope_path = ScopePath(province="session__activity__office__province_id", regency="session__activity__regency_id")

    session = models.ForeignKey(Session, models.CASCADE, related_name="session_trainers", verbose_name=_("sesi"))
    trainer = models.ForeignKey(Trainer, models.PROTECT, related_name="session_trainers", verbose_name=_("narasumber"))

    class Meta:
        verbose_name = _("narasumber sesi")
        verbose_name_plural = pgettext_lazy("plural", "narasumber sesi")
        ordering = ("pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "trainer"], name="trainer_once_a_session")]

    def __str__(self) -> str:
        return str(self.trainer)

    @property
    def trail_root(self) -> Activity:
        return self.session.activity
