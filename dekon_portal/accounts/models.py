"""Who signs in, and with what right: users and their memberships."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .roles import NATIONAL_ROLES, Role, may
from .scope import Reach, Scope

if TYPE_CHECKING:
    from .roles import Action


class User(AbstractUser):
    """A person who signs in. Rights come from memberships only; `is_superuser` opens no programme data."""

    personal_fields = ("password",)  # the trail tells that it was changed, never to what

    first_name = None  # type: ignore[assignment]  # Indonesian names are one name
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("nama lengkap"), max_length=200)
    position = models.CharField(_("jabatan"), max_length=200, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "email"]

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = pgettext_lazy("plural", "pengguna")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def current_memberships(self) -> list[Membership]:
        """Memberships in force today (one query per request; the user object lives as long as the request)."""
        if not self.pk or not self.is_active:
            return []
        return list(self.memberships.in_force(timezone.localdate()).select_related("office__province", "regency"))

    @cached_property
    def scope(self) -> Scope:
        """What this person may see; the only source of every boundary (R1)."""
        return Scope.of(membership.reach for membership in self.current_memberships)

    @cached_property
    def role_names(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.current_memberships)

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the person's office; Jakarta's for a role there."""
        offices = (membership.office for membership in self.current_memberships if membership.office)
        return next((office.province.zone for office in offices), ZoneInfo(settings.TIME_ZONE))

    def may(self, action: Action, *, province: str | None = None, regency: str | None = None) -> bool:
        """Whether a membership allows `action`, in the province (and regency) given when the action has a place."""
        return any(
            may(membership.role, action) and membership.reach.covers(province, regency)
            for membership in self.current_memberships
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, day: date) -> MembershipQuerySet:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Membership(models.Model):
    """A role a person holds, where, and from when to when, by which decree (SK)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("pengguna"))
    role = models.CharField(_("peran"), max_length=20, choices=Role.choices)
    # By name, not by import: the apps above know accounts, accounts does not know them.
    office = models.ForeignKey(
        "programs.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("satuan kerja"),
        help_text=_("Wajib untuk peran di provinsi; kosong untuk peran di Jakarta."),
    )
    regency = models.ForeignKey(
        "programs.Regency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kabupaten/kota"),
        help_text=_("Hanya untuk petugas kabupaten/kota."),
    )
    valid_from = models.DateField(_("berlaku sejak"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    decree = models.CharField(_("nomor SK"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("keanggotaan")
        verbose_name_plural = pgettext_lazy("plural", "keanggotaan")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="membership_office_fits_role",
                condition=Q(role__in=NATIONAL_ROLES, office__isnull=True)
                | (~Q(role__in=NATIONAL_ROLES) & Q(office__isnull=False)),
                violation_error_message=_(
                    "Peran di provinsi memerlukan satuan kerja; peran di Jakarta tidak boleh memakainya."
                ),
            ),
            models.CheckConstraint(
                name="membership_regency_fits_role",
                condition=Q(role=Role.REGENCY_OFFICER, regency__isnull=False)
                | (~Q(role=Role.REGENCY_OFFICER) & Q(regency__isnull=True)),
                violation_error_message=_("Kabupaten/kota diisi hanya, dan wajib, untuk petugas kabupaten/kota."),
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("Tanggal akhir keanggotaan mendahului tanggal mulainya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.office or _('Ditjen IKMA')}"

    @property
    def trail_root(self) -> User:
        return self.user

    @property
    def reach(self) -> Reach:
        if self.office is None:
            return Reach.of_national_role(self.role)
        return Reach(province=self.office.province_id, regency=self.regency_id)
