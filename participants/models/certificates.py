"""Certificates: how an office's look, and each one that was issued."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.refusal import Refusal
from dekon_portal.core.versions import Versioned
from participants.certificates.wording import check_body
from programs.models import Activity, Appointment, BundleState, Office
from programs.models.deliveries import NIP
from programs.patterns import check_pattern

from .people import Participation

NUMBER_PATTERN = "{urut:03}/SERT/{kode}/{bulan}/{tahun}"
BODY = (
    "atas partisipasinya pada kegiatan {kegiatan}\n"
    "yang diselenggarakan di {tempat} pada {tanggal}, selama {jp} jam pelajaran (JP)."
)


def stored_picture(template: CertificateTemplate, filename: str) -> str:
    """A random name; a picture that issued certificates carry stays when the template takes another."""
    return f"sertifikat/{uuid.uuid4().hex}.{filename.rpartition('.')[2]}"


def stored_certificate(certificate: Certificate, filename: str) -> str:
    """A random name, as for every file of the portal."""
    return f"dokumen/{uuid.uuid4().hex}"


def stored_certificates(bundle: CertificateBundle, filename: str) -> str:
    return f"bundel/{uuid.uuid4().hex}"


class CertificateTemplate(Versioned, ScopedModel):
    """How the certificates of an office look and what they say. Changing it changes none that was issued."""

    scope_path = ScopePath(province="office__province_id")

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="certificate_templates", verbose_name=_("satuan kerja")
    )
    name = models.CharField(_("nama templat"), max_length=100)
    title = models.CharField(_("judul sertifikat"), max_length=40, default="SERTIFIKAT")
    body = models.TextField(
        _("isi"),
        max_length=1000,
        default=BODY,
        validators=[check_body],
        help_text=_(
            "Dicetak di bawah nama. Yang diisi otomatis: {nama}, {kegiatan}, {tanggal}, {tempat}, {jp}, {nomor}."
        ),
    )
    number_pattern = models.CharField(
        _("pola nomor"),
        max_length=50,
        default=NUMBER_PATTERN,
        validators=[check_pattern],
        help_text=_("Nomor urut berjalan per satuan kerja dan tahun terbit. Bulan berangka: {bulan:02}."),
    )
    background = models.FileField(_("gambar latar"), upload_to=stored_picture, max_length=100, blank=True)
    use_logo = models.BooleanField(_("cetak logo satuan kerja"), default=True)
    first_official = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("penanda tangan 1")
    )
    first_name = models.CharField(_("nama penanda tangan 1"), max_length=200, blank=True)
    first_position = models.CharField(_("jabatan penanda tangan 1"), max_length=200, blank=True)
    first_nip = models.CharField(_("NIP penanda tangan 1"), max_length=18, blank=True, validators=[NIP])
    first_signature = models.FileField(_("gambar tanda tangan 1"), upload_to=stored_picture, max_length=100, blank=True)
    second_official = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("penanda tangan 2")
    )
    second_name = models.CharField(_("nama penanda tangan 2"), max_length=200, blank=True)
    second_position = models.CharField(_("jabatan penanda tangan 2"), max_length=200, blank=True)
    second_nip = models.CharField(_("NIP penanda tangan 2"), max_length=18, blank=True, validators=[NIP])
    second_signature = models.FileField(
        _("gambar tanda tangan 2"), upload_to=stored_picture, max_length=100, blank=True
    )
    is_active = models.BooleanField(_("dipakai"), default=True, help_text=_("Bila tidak, tidak ditawarkan lagi."))

    class Meta:
        verbose_name = _("templat sertifikat")
        verbose_name_plural = pgettext_lazy("plural", "templat sertifikat")
        ordering = ("office", "name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def trail_root(self) -> CertificateTemplate:
        return self

    @property
    def trail_province(self) -> str:
        return self.office.province_id

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, Any] = {}
        if "{kode}" in self.number_pattern and self.office_id and not self.office.letter_code:
            wrong["number_pattern"] = _("Satuan kerja ini belum punya kode surat, jadi {kode} tidak dapat diisi.")
        for side in ("first", "second"):
            official, name = getattr(self, f"{side}_official"), getattr(self, f"{side}_name")
            if official and name:
                wrong[f"{side}_name"] = _("Pilih pejabat atau tulis nama, jangan keduanya.")
            if official and official.office_id != self.office_id:
                wrong[f"{side}_official"] = _("Pejabat ini bukan dari satuan kerja templat ini.")
            if getattr(self, f"{side}_signature") and not official and not name:
                wrong[f"{side}_name"] = _("Tulis siapa yang menandatangani.")
        if wrong:
            raise ValidationError(wrong)

    def signers(self) -> list[dict[str, str]]:
        """Whose signature stands on it: name, NIP, position and the picture's stored name."""
        return [signer for side in ("first", "second") if (signer := self._signer(side))["name"]]

    def _signer(self, side: str) -> dict[str, str]:
        official = getattr(self, f"{side}_official")
        said = {
            "name": official.name if official else getattr(self, f"{side}_name"),
            "nip": official.nip if official else getattr(self, f"{side}_nip"),
            "position": getattr(self, f"{side}_position") or (str(official.get_role_display()) if official else ""),
        }
        return {**said, "signature": getattr(self, f"{side}_signature").name or ""}


class CertificateState(models.TextChoices):
    ISSUED = "issued", _("Terbit")
    REVOKED = "revoked", _("Dicabut")


class CertificateStanding(models.TextChoices):
    """What a certificate is worth to whoever holds it."""

    VALID = "valid", _("Berlaku")
    REVOKED = "annulled", _("Dicabut")
    REPLACED = "replaced", _("Diganti")

    @property
    def colour(self) -> str:
        return {"valid": "green", "annulled": "red", "replaced": "amber"}[self.value]

    @property
    def icon(self) -> str:
        return {"valid": "check-circle", "annulled": "ban", "replaced": "refresh"}[self.value]


class Certificate(ScopedModel):
    """One certificate of one person; what it says is `paper`, fixed as it was issued, and never changed.

    Issuing is held by the activity's lock (R8), which certificates/issuing.py asks for. Revoking and replacing are
    not: an error in a name is found long after the approval, changes nothing that was approved, and the trail keeps
    who did it and why. Hence no HangsOnActivity.
    """

    scope_path = ScopePath(province="participation__province_id", regency="participation__activity__regency_id")

    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="certificates", verbose_name=_("kepesertaan")
    )
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="certificates", verbose_name=_("kegiatan"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("tahun terbit"))
    sequence = models.PositiveIntegerField(_("nomor urut"))
    number = models.CharField(_("nomor sertifikat"), max_length=100)
    template = models.ForeignKey(
        CertificateTemplate, models.PROTECT, related_name="certificates", verbose_name=_("templat")
    )
    paper = models.JSONField(help_text="What it says, as plain text (participants/certificates/papers.py).")
    check_token = models.CharField(max_length=22, unique=True, help_text="Carried by the paper's QR code.")
    reason = models.CharField(
        _("alasan terbit"), max_length=500, blank=True, help_text="Why it was issued to who had not passed by the rule."
    )
    issued_at = models.DateTimeField(_("diterbitkan"), default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(
        _("status"), max_length=7, choices=CertificateState.choices, default=CertificateState.ISSUED
    )
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_reason = models.CharField(_("alasan pencabutan"), max_length=500, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("menggantikan")
    )
    file = models.FileField(upload_to=stored_certificate, max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("sertifikat")
        verbose_name_plural = pgettext_lazy("plural", "sertifikat")
        ordering = ("office", "year", "sequence")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "year", "sequence"], name="certificate_sequence_in_year"),
            models.UniqueConstraint(fields=["office", "year", "number"], name="certificate_number_in_year"),
            models.UniqueConstraint(
                fields=["participation"], condition=Q(state="issued"), name="certificate_once_per_participation"
            ),
            models.CheckConstraint(name="certificate_state_known", condition=Q(state__in=CertificateState.values)),
            models.CheckConstraint(
                name="certificate_revoked_with_reason",
                condition=Q(state="issued", revoked_at__isnull=True, revoked_by__isnull=True, revoked_reason="")
                | (Q(state="revoked", revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")),
            ),
            models.CheckConstraint(
                name="certificate_file_with_digest", condition=Q(file="", sha256="") | (~Q(file="") & ~Q(sha256=""))
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("participants:certificate", args=[self.pk])

    @property
    def trail_root(self) -> Activity:
        return self.activity

    @property
    def replacement(self) -> Certificate | None:
        return getattr(self, "replaced_by", None)

    @property
    def standing(self) -> CertificateStanding:
        if self.state == CertificateState.ISSUED:
            return CertificateStanding.VALID
        return CertificateStanding.REPLACED if self.replacement else CertificateStanding.REVOKED

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Refusal(_("Sertifikat yang terbit tidak dapat diubah. Cabut atau ganti lewat langkahnya sendiri."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Refusal(_("Sertifikat yang terbit tidak dapat dihapus. Cabut dengan menyebut alasannya."))

    def stamp(self, **stamps: Any) -> None:
        """Write what `save` never does: only for certificates/issuing.py (revoked) and papers.py (file kept)."""
        Certificate._base_manager.filter(pk=self.pk).update(**stamps)
        for name, value in stamps.items():
            setattr(self, name, value)


class MailState(models.TextChoices):
    NONE = "", _("Tidak dikirim lewat surel")
    WAITING = "waiting", _("Menunggu dikirim")
    SENT = "sent", _("Terkirim lewat surel")
    FAILED = "failed", _("Gagal dikirim lewat surel")


class CertificateLink(ScopedModel):
    """A private link by which a person picks up the own certificate; only the hash of its token is kept.

    Made and revoked also after the activity's approval (R8): it hands out what is issued and changes nothing of it.
    """

    scope_path = ScopePath(
        province="certificate__participation__province_id",
        regency="certificate__participation__activity__regency_id",
    )

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=7, choices=MailState.choices, blank=True, default=MailState.NONE)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tautan sertifikat")
        verbose_name_plural = pgettext_lazy("plural", "tautan sertifikat")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(revoked_at=None), name="certificate_link_open_once"
            ),
            models.CheckConstraint(name="certificate_link_mail_known", condition=Q(mail__in=MailState.values)),
        ]

    def __str__(self) -> str:
        return str(self.certificate)

    @property
    def trail_root(self) -> Activity:
        return self.certificate.activity

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class CertificateBundle(ScopedModel):
    """All certificates of an activity as one PDF: made for who asked, gone after a day. No document of its own (R8)."""

    scope_path = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=7, choices=BundleState.choices, default=BundleState.WAITING)
    count = models.PositiveIntegerField(null=True)
    file = models.FileField(upload_to=stored_certificates, max_length=100, blank=True)

    class Meta:
        verbose_name = _("kumpulan sertifikat")
        verbose_name_plural = pgettext_lazy("plural", "kumpulan sertifikat")
        ordering = ("-asked_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="certificates_asked_at")]
        constraints: ClassVar = [
            models.CheckConstraint(name="certificate_bundle_state_known", condition=Q(state__in=BundleState.values)),
        ]

    def __str__(self) -> str:
        return str(_("Kumpulan sertifikat"))

    def get_absolute_url(self) -> str:
        return reverse("participants:certificate_bundle", args=[self.pk])
