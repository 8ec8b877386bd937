"""The public page on which people register for an activity, and what they registered with."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.crypto import blind_index
from dekon_portal.core.fields import EncryptedTextField
from dekon_portal.core.names import normalise_person
from dekon_portal.core.nik import mask
from dekon_portal.core.tokens import new_token
from programs.models import Activity, Regency
from programs.models.base import HangsOnActivity

from .certificates import MailState
from .people import Participation, Sex

MOST_PLACES: Final = 100_000
_PLACES: Final = (MinValueValidator(1), MaxValueValidator(MOST_PLACES))


class RegistrationPage(HangsOnActivity):
    """When, for how many and with which words an activity takes registrations. Its token is public: it is printed."""

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="registration_page")
    token = models.CharField(max_length=24, unique=True, default=new_token, editable=False)
    opens_at = models.DateTimeField(_("dibuka"))
    closes_at = models.DateTimeField(_("ditutup"))
    places = models.PositiveIntegerField(
        _("jumlah tempat"),
        null=True,
        blank=True,
        validators=_PLACES,
        help_text=_("Kosongkan bila tidak dibatasi."),
    )
    waiting_list = models.BooleanField(
        _("pakai daftar cadangan"),
        default=True,
        help_text=_("Pendaftar setelah tempat penuh masuk cadangan; tanpa ini pendaftaran ditolak bila penuh."),
    )
    requirements = models.TextField(
        _("syarat peserta"), max_length=2000, blank=True, help_text=_("Tampil di atas formulir.")
    )
    consent = models.TextField(
        _("persetujuan data pribadi"),
        max_length=3000,
        help_text=_("Tujuan dan pemakaian data, yang disetujui pendaftar (UU 27/2022)."),
    )
    takes_photo = models.BooleanField(_("foto berkas boleh dikirim"), default=False)
    purged = models.PositiveIntegerField(default=0, editable=False, help_text="Registrations thrown away since.")

    class Meta:
        verbose_name = _("halaman pendaftaran")
        verbose_name_plural = pgettext_lazy("plural", "halaman pendaftaran")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="registration_page_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("Waktu ditutup harus sesudah waktu dibuka."),
            ),
            models.CheckConstraint(
                name="registration_page_places", condition=Q(places__isnull=True) | Q(places__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity)

    @property
    def is_open(self) -> bool:
        """Whether somebody can register now; an activity under review or approved takes nobody (R8)."""
        return self.activity.is_open and self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_ahead(self) -> bool:
        return self.activity.is_open and timezone.now() < self.opens_at


class RegistrationQuota(HangsOnActivity):
    """At most so many of the places go to one regency."""

    scope_path: ClassVar = ScopePath(
        province="page__activity__office__province_id", regency="page__activity__regency_id"
    )

    page = models.ForeignKey(RegistrationPage, models.CASCADE, related_name="quotas")
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+", verbose_name=_("kabupaten/kota"))
    places = models.PositiveIntegerField(_("jumlah tempat"), validators=_PLACES)

    class Meta:
        verbose_name = _("kuota kabupaten/kota")
        verbose_name_plural = pgettext_lazy("plural", "kuota kabupaten/kota")
        ordering = ("regency", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page", "regency"],
                name="registration_quota_once",
                violation_error_message=_("Kabupaten/kota ini sudah mempunyai kuota."),
            ),
            models.CheckConstraint(name="registration_quota_places", condition=Q(places__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.regency)

    @property
    def trail_root(self) -> Activity:
        return self.page.activity


class RegistrationState(models.TextChoices):
    WAITING = "waiting", _("Menunggu")
    ACCEPTED = "accepted", _("Diterima")
    REFUSED = "refused", _("Ditolak")
    RESERVE = "reserve", _("Cadangan")
    WITHDRAWN = "withdrawn", _("Mengundurkan diri")

    @property
    def colour(self) -> str:
        return {"waiting": "blue", "accepted": "green", "refused": "red", "reserve": "amber", "withdrawn": "grey"}[
            self.value
        ]

    @property
    def icon(self) -> str:
        return {
            "waiting": "clock",
            "accepted": "check-circle",
            "refused": "x-circle",
            "reserve": "dot",
            "withdrawn": "return",
        }[self.value]


HOLDS_A_PLACE: Final = (RegistrationState.WAITING, RegistrationState.ACCEPTED)
UNDECIDED: Final = (RegistrationState.WAITING, RegistrationState.RESERVE)


def stored_papers(registration: Registration, filename: str) -> str:
    """A random name, as for every file of the portal."""
    return f"pendaftaran/{uuid.uuid4().hex}"


class RegistrationQuerySet(ScopedQuerySet["Registration"]):
    def search(self, text: str) -> Self:
        return self.filter(name_key__contains=normalise_person(text))


class Registration(ScopedModel):
    """What a stranger registered with, and what became of it.

    No lock of the activity holds it (R8), though its verbs that take or decide ask for an open activity: an applicant
    may withdraw at any time, and who was not accepted is forgotten, without a change to what was approved.
    """

    scope_path = ScopePath(province="activity__office__province_id", regency="activity__regency_id")
    personal_fields = ("nik", "phone", "email")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="registrations", verbose_name=_("kegiatan"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("nama lengkap"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    nik = EncryptedTextField(_("NIK"))
    nik_hash = models.CharField(max_length=64, editable=False)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=[("L", Sex.MALE.label), ("P", Sex.FEMALE.label)])
    birth_date = models.DateField(_("tanggal lahir"))
    phone = EncryptedTextField(_("telepon"))
    email = EncryptedTextField(_("surel"), blank=True, default="")
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+", verbose_name=_("kabupaten/kota"))
    address = models.TextField(_("alamat"), max_length=500, blank=True)
    business_name = models.CharField(_("nama usaha"), max_length=200, blank=True)
    product = models.CharField(_("produk"), max_length=200, blank=True)
    nib = models.CharField(_("NIB"), max_length=13, blank=True)
    evidence = models.FileField(_("foto berkas"), upload_to=stored_papers, max_length=100, blank=True, editable=False)
    evidence_type = models.CharField(max_length=100, blank=True, editable=False)
    evidence_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    consent = models.TextField(_("yang disetujui"), editable=False, help_text="The words as they were agreed to.")
    registered_at = models.DateTimeField(_("mendaftar"), auto_now_add=True)
    state = models.CharField(
        _("status"), max_length=10, choices=RegistrationState.choices, default=RegistrationState.WAITING, editable=False
    )
    state_since = models.DateTimeField(_("status sejak"), default=timezone.now, editable=False)
    reason = models.CharField(_("alasan"), max_length=500, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    participation = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="registrations", editable=False
    )
    letter = models.CharField(
        _("surel keputusan"),
        max_length=7,
        choices=MailState.choices,
        blank=True,
        default=MailState.NONE,
        editable=False,
        help_text="Of the last decision; participants/decision_letters.py sends it.",
    )

    objects = RegistrationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("pendaftaran")
        verbose_name_plural = pgettext_lazy("plural", "pendaftaran")
        ordering = ("registered_at", "pk")
        indexes: ClassVar = [
            models.Index(fields=["activity", "state", "regency"], name="registration_places"),
            models.Index(fields=["letter"], name="registration_letters", condition=Q(letter="waiting")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "nik_hash"],
                condition=~Q(state="withdrawn"),
                name="registration_once_per_activity",
            ),
            models.CheckConstraint(name="registration_state_known", condition=Q(state__in=RegistrationState.values)),
            models.CheckConstraint(name="registration_sex_known", condition=Q(sex__in=["L", "P"])),
            models.CheckConstraint(
                name="registration_refused_with_reason", condition=~Q(state="refused") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        """Without the name: what the trail keeps for ever outlives what an applicant may ask to be forgotten."""
        return str(_("pendaftar nomor %(number)s") % {"number": self.pk or "—"})

    def get_absolute_url(self) -> str:
        return reverse("participants:registration", args=[self.pk])

    @property
    def trail_root(self) -> Activity:
        return self.activity

    @property
    def registration_state(self) -> RegistrationState:
        return RegistrationState(self.state)

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    @property
    def masked_nik(self) -> str:
        return mask(self.nik)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = normalise_person(self.name)[:200]
        self.nik_hash = blind_index(self.nik, "nik")
        super().save(*args, **kwargs)
