"""Who receives or orders: what it is called now and was before, and doubles of it that were put together."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.dates import format_date
from dekon_portal.core.fields import EncryptedTextField

from .regions import Province, Regency


class RecipientKind(models.TextChoices):
    TASK_FORCE = "gugus_tugas", _("Gugus Tugas/Satgas")
    HEALTH_FACILITY = "fasyankes", _("Fasilitas pelayanan kesehatan")
    PUBLIC = "masyarakat", _("Masyarakat")
    OTHER = "instansi_lain", _("Instansi lain")


class RecipientLevel(models.TextChoices):
    UNKNOWN = "", _("Belum diketahui")
    NATIONAL = "nasional", _("Nasional")
    PROVINCE = "provinsi", _("Provinsi")
    REGENCY = "kabupaten_kota", _("Kabupaten/Kota")
    DISTRICT = "kecamatan_desa", _("Kecamatan/Desa")


def named(text: str, path: str = "") -> Q:
    """Recipients, reached by `path`, of which a name holds the text, today's or a former one."""
    text = text.strip()
    return Q(**{f"{path}name__icontains": text}) | Q(**{f"{path}names__name__icontains": text})


class RecipientQuerySet(ScopedQuerySet["Recipient"]):
    def standing(self) -> Self:
        """Those that are themselves: without the doubles that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def search(self, text: str) -> Self:
        """By any name, its own or that of a double that was merged into it."""
        found = self.model._base_manager.filter(named(text) | named(text, "merged_from__"))
        return self.filter(pk__in=found.values("pk"))


class Recipient(ScopedModel):
    """Who receives or orders; the kind is kept apart from the name, since names change (domain.md section 1).

    `name` is today's; former ones are `names`. A double points to the recipient it was merged into: its papers stay
    its own, while lists and totals show it under the other.
    """

    scope_path = ScopePath(province="province_id")
    personal_fields = ("phone", "email")

    province = models.ForeignKey(Province, models.PROTECT, related_name="recipients", verbose_name=_("provinsi"))
    regency = models.ForeignKey(
        Regency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kabupaten/kota")
    )
    kind = models.CharField(_("jenis penerima"), max_length=20, choices=RecipientKind.choices)
    level = models.CharField(_("tingkat"), max_length=20, choices=RecipientLevel.choices, blank=True, default="")
    name = models.CharField(_("nama"), max_length=200)
    address = models.TextField(_("alamat"), blank=True)
    since = models.DateField(
        _("ada sejak"), null=True, blank=True, help_text=_("Hari dibentuknya; tidak ada penyerahan sebelum itu.")
    )
    contact_name = models.CharField(_("narahubung"), max_length=200, blank=True)
    phone = EncryptedTextField(_("telepon narahubung"), blank=True, default="")
    email = EncryptedTextField(_("surel narahubung"), blank=True, default="")
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("digabungkan ke"),
        editable=False,
    )

    objects = RecipientQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("penerima")
        verbose_name_plural = pgettext_lazy("plural", "penerima")
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["province", "name"],
                name="recipient_name_in_province",
                violation_error_message=_("Penerima dengan nama ini sudah ada di provinsi ini."),
            ),
            models.CheckConstraint(name="recipient_level_known", condition=Q(level__in=RecipientLevel.values)),
            models.CheckConstraint(
                name="recipient_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programs:recipient", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        if self.pk is None or self.since is None:
            return
        earlier = self.deliveries.filter(handed_over_on__lt=self.since).order_by("handed_over_on")
        first = earlier.values_list("handed_over_on", flat=True).first()
        if first:
            told = {"day": format_date(first)}
            raise ValidationError({"since": gettext("Sudah ada penyerahan kepadanya pada %(day)s.") % told})

    def name_on(self, day: date | None) -> str:
        """What it was called on that day, as a paper of that day says; today's name when the day is unknown."""
        if day is not None:
            for former in self.names.all():
                if day <= former.valid_to and (former.valid_from is None or former.valid_from <= day):
                    return former.name
        return self.name

    @property
    def standing(self) -> Recipient:
        """Itself, or the one it was merged into."""
        return self.merged_into or self

    @property
    def label(self) -> str:
        """Today's name of the standing recipient, with what it was called before."""
        former = [str(known.name) for known in self.standing.names.all() if known.name != self.standing.name]
        if not former:
            return self.standing.name
        return gettext("%(name)s (dahulu %(former)s)") % {"name": self.standing.name, "former": ", ".join(former)}

    @property
    def trail_province(self) -> str:
        return self.province_id

    @property
    def trail_regency(self) -> str | None:
        return self.regency_id


class RecipientName(ScopedModel):
    """A name that a recipient no longer has, with its days; today's name is the recipient's own.

    "Gugus Tugas …" became "Satgas …" on 20 July 2020 (domain.md section 1): a paper says the name of its date.
    """

    scope_path = ScopePath(province="recipient__province_id")

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="names", verbose_name=_("penerima"))
    name = models.CharField(_("nama"), max_length=200)
    valid_from = models.DateField(_("dipakai sejak"), null=True, blank=True)
    valid_to = models.DateField(_("dipakai sampai"))

    class Meta:
        verbose_name = _("nama lama penerima")
        verbose_name_plural = pgettext_lazy("plural", "nama lama penerima")
        ordering = ("-valid_to", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="recipient_name_ends_after_start",
                condition=Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(fields=["recipient", "valid_to"], name="recipient_name_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def trail_root(self) -> Recipient:
        return self.recipient


class RecipientMerge(ScopedModel):
    """Two records of one recipient put together: what moved, so that it can be taken apart again."""

    scope_path = ScopePath(province="kept__province_id")

    kept = models.ForeignKey(Recipient, models.PROTECT, related_name="took_in", verbose_name=_("yang dipertahankan"))
    merged = models.ForeignKey(Recipient, models.PROTECT, related_name="merges", verbose_name=_("yang digabungkan"))
    reason = models.CharField(_("alasan"), max_length=500)
    orders = models.JSONField(default=list, editable=False, help_text="Keys of the orders that moved.")
    deliveries = models.JSONField(default=list, editable=False, help_text="Keys of the handovers that moved.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    undone_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("penggabungan penerima")
        verbose_name_plural = pgettext_lazy("plural", "penggabungan penerima")
        ordering = ("-at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="merge_joins_two", condition=~Q(kept=F("merged"))),
            models.CheckConstraint(name="merge_has_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="recipient_merged_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"

    @property
    def trail_root(self) -> Recipient:
        return self.kept
