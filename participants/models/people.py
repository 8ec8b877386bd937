"""People and their part in activities. NIK and contacts are encrypted; equality goes through a keyed hash (R3)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.crypto import blind_index
from dekon_portal.core.fields import EncryptedTextField
from dekon_portal.core.indexes import ContainsIndex
from dekon_portal.core.names import normalise_person
from dekon_portal.core.nik import mask
from dekon_portal.core.versions import Versioned
from programs.models import Activity, FiscalYear, Office, Province, Regency
from programs.models.base import HangsOnActivity

from .businesses import Business
from .imports import ImportBatch


class Sex(models.TextChoices):
    MALE = "L", _("Laki-laki")
    FEMALE = "P", _("Perempuan")
    UNKNOWN = "", _("Belum diketahui")


class PersonQuerySet(ScopedQuerySet["Person"]):
    def with_nik(self, digits: str) -> Self:
        return self.filter(nik_hash=blind_index(digits, "nik"))

    def search(self, text: str) -> Self:
        return self.filter(name_key__contains=normalise_person(text))


class Person(Versioned, ScopedModel):
    """A person as one province knows them. The same NIK in another province is another record (R1)."""

    scope_path = ScopePath(province="province_id", regency="regency_id")
    personal_fields = ("nik", "phone", "email")

    # Province and regency are asked for through the indexes below: of a text key Django makes two more.
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="people", verbose_name=_("provinsi"), db_index=False
    )
    name = models.CharField(_("nama lengkap"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    nik = EncryptedTextField(_("NIK"), null=True, blank=True)
    nik_hash = models.CharField(max_length=64, null=True, blank=True, editable=False)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex.choices, blank=True, default="")
    birth_place = models.CharField(_("tempat lahir"), max_length=100, blank=True)
    birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    phone = EncryptedTextField(_("telepon"), blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    email = EncryptedTextField(_("surel"), blank=True, default="")
    education = models.CharField(_("pendidikan"), max_length=100, blank=True)
    address = models.TextField(_("alamat"), max_length=500, blank=True)
    village = models.CharField(_("desa/kelurahan"), max_length=100, blank=True)
    district = models.CharField(_("kecamatan"), max_length=100, blank=True)
    regency = models.ForeignKey(
        Regency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kabupaten/kota domisili"),
        db_index=False,
    )
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="people", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")
        ordering = ("name", "pk")
        indexes: ClassVar = [
            models.Index(fields=["province", "name"], name="person_province_name"),
            models.Index(fields=["regency"], name="person_regency"),
            ContainsIndex(fields=["name_key"], name="person_name_part"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["nik_hash", "province"],  # in this order it finds a NIK in any province too
                name="person_nik_in_province",
                violation_error_message=_("Orang dengan NIK ini sudah tercatat di provinsi ini."),
            ),
            models.CheckConstraint(
                name="person_nik_has_hash",
                condition=Q(nik__isnull=True, nik_hash__isnull=True) | Q(nik__isnull=False, nik_hash__isnull=False),
            ),
            models.CheckConstraint(name="person_sex_known", condition=Q(sex__in=["", "L", "P"])),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("participants:person", args=[self.pk])

    @property
    def masked_nik(self) -> str:
        """ "1671••••••••••01", or "" when unknown."""
        return mask(self.nik) if self.nik else ""

    @property
    def trail_province(self) -> str:
        return self.province_id

    @property
    def trail_regency(self) -> str | None:
        return self.regency_id

    def refresh_keys(self) -> None:
        """Recompute what is derived for matching and equality search."""
        self.name_key = normalise_person(self.name)[:200]
        self.nik = self.nik or None
        self.nik_hash = blind_index(self.nik, "nik") if self.nik else None
        self.phone_hash = blind_index(self.phone, "phone") if self.phone else ""

    def clean(self) -> None:
        super().clean()
        self.refresh_keys()  # uniqueness is checked on the derived keys

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refresh_keys()
        super().save(*args, **kwargs)


class ParticipationRole(models.TextChoices):
    PARTICIPANT = "peserta", pgettext_lazy("singular", "Peserta")
    OWNER = "pemilik", _("Pemilik IKM")
    WORKER = "pekerja", _("Pekerja IKM")
    OTHER = "lainnya", _("Lainnya")


class ParticipationQuerySet(ScopedQuerySet["Participation"]):
    def with_labels(self) -> Self:
        return self.select_related("person__regency", "business", "activity__office__province")

    def search(self, text: str) -> Self:
        """By name, and listed by name: to list the first found by age, the database would walk every participation."""
        found = self.filter(person__name_key__contains=normalise_person(text))
        return found.order_by("person__name_key", "pk")


class Participation(HangsOnActivity):
    """A person's part in an activity, once per activity. Carries province, office and year of the activity, so that a
    province's list is read in its order from an index, and so that the table can be partitioned.

    `sex` repeats the person's, so that the nation's women are counted without reading every person; tallies.py keeps
    it true, `verify_figures` proves it.
    """

    scope_path = ScopePath(province="province_id", regency="activity__regency_id")

    activity = models.ForeignKey(  # found through the index with the IKM
        Activity, models.PROTECT, related_name="participations", verbose_name=_("kegiatan"), db_index=False
    )
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False, db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", editable=False)
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+", editable=False, db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="participations", verbose_name=_("orang"))
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True, default="", editable=False)
    business = models.ForeignKey(
        Business, models.PROTECT, null=True, blank=True, related_name="participations", verbose_name=_("IKM")
    )
    role = models.CharField(
        _("sebagai"), max_length=10, choices=ParticipationRole.choices, default=ParticipationRole.PARTICIPANT
    )
    position = models.CharField(_("jabatan"), max_length=100, blank=True)
    new_entrepreneur = models.BooleanField(
        _("wirausaha industri baru (WUB)"), null=True, blank=True, help_text=_("Kosongkan bila belum diketahui.")
    )
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="participations", editable=False
    )
    batch_row = models.PositiveIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("kepesertaan")
        verbose_name_plural = pgettext_lazy("plural", "kepesertaan")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "person"],
                name="person_once_per_activity",
                violation_error_message=_("Orang ini sudah menjadi peserta kegiatan ini."),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["province", "id"], name="participation_province"),
            models.Index(fields=["activity", "business"], name="participation_of_business"),
            models.Index(fields=["fiscal_year", "office", "business"], name="participation_year_business"),
            models.Index(fields=["fiscal_year", "sex", "office"], name="participation_year_sex"),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.province_id = self.activity.office.province_id
        self.office_id = self.activity.office_id
        self.fiscal_year_id = self.activity.fiscal_year_id
        self.sex = self.person.sex
        super().save(*args, **kwargs)
