"""Activities: what an office does with dekonsentrasi money, when and where, as far as it is known."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.dates import format_date
from dekon_portal.core.versions import Versioned

from .base import HangsOnActivity
from .offices import BudgetLine, FiscalYear, Office
from .regions import Province, Regency
from .review import OPEN_STATES, State


class ActivityKind(models.TextChoices):
    TRAINING = "bimtek", _("Bimtek")
    MENTORING = "pendampingan", _("Pendampingan")
    ORDERED_PRODUCTION = "produksi_pesanan", _("Produksi pesanan")
    OUTREACH = "sosialisasi", _("Sosialisasi")
    FACILITATION = "fasilitasi", _("Fasilitasi")
    EXHIBITION = "pameran", _("Pameran")
    CLUSTER = "pembinaan_sentra", _("Pembinaan sentra")
    APPRENTICESHIP = "magang", _("Magang")
    OTHER = "lainnya", _("Lainnya")


class Mode(models.TextChoices):
    UNKNOWN = "unknown", _("Belum diketahui")
    ONLINE = "daring", _("Daring")
    OFFLINE = "luring", _("Luring")
    MIXED = "gabungan", _("Gabungan")


class Commodity(models.Model):
    """A cabang industri/komoditas; data, since directorates rename them (domain.md section 5)."""

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=100)
    is_active = models.BooleanField(_("dipakai"), default=True)

    class Meta:
        verbose_name = _("komoditas")
        verbose_name_plural = pgettext_lazy("plural", "komoditas")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    def in_year(self, year: int) -> Self:
        return self.filter(fiscal_year=year)

    def search(self, text: str) -> Self:
        text = text.strip()
        return self.filter(Q(title__icontains=text) | Q(code__icontains=text) | Q(place__icontains=text))

    def open_for_changes(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def awaiting_review(self) -> Self:
        """What Jakarta should look at: submitted where no endorsement is asked for, or endorsed; oldest first."""
        return self.filter(Q(state=State.ENDORSED) | Q(state=State.SUBMITTED, fiscal_year__endorsement=False)).order_by(
            "state_since", "pk"
        )

    def awaiting_endorsement(self) -> Self:
        return self.filter(state=State.SUBMITTED, fiscal_year__endorsement=True).order_by("state_since", "pk")

    def with_labels(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related("office__province", "regency", "commodity", "fiscal_year")


class Activity(Versioned, ScopedModel):
    """A kegiatan. Dates may be days, only a month, or unknown; so may nearly everything else (R4)."""

    scope_path = ScopePath(province="office__province_id", regency="regency_id")

    office = models.ForeignKey(Office, models.PROTECT, related_name="activities", verbose_name=_("satuan kerja"))
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="activities", verbose_name=_("tahun anggaran")
    )
    code = models.CharField(_("kode kegiatan"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("judul"), max_length=300)
    kind = models.CharField(_("jenis kegiatan"), max_length=20, choices=ActivityKind.choices)
    commodity = models.ForeignKey(
        Commodity, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("komoditas")
    )
    mode = models.CharField(_("cara pelaksanaan"), max_length=10, choices=Mode.choices, default=Mode.UNKNOWN)
    planned_start = models.DateField(_("rencana mulai"), null=True, blank=True)
    planned_end = models.DateField(_("rencana selesai"), null=True, blank=True)
    planned_month = models.DateField(_("rencana bulan"), null=True, blank=True)
    actual_start = models.DateField(_("mulai"), null=True, blank=True)
    actual_end = models.DateField(_("selesai"), null=True, blank=True)
    actual_month = models.DateField(_("bulan pelaksanaan"), null=True, blank=True)
    begins_on = models.GeneratedField(
        expression=Coalesce("actual_start", "actual_month", "planned_start", "planned_month"),
        output_field=models.DateField(null=True),
        db_persist=True,
        help_text="The first day or month known, as carried out before as planned.",
    )
    regency = models.ForeignKey(
        Regency, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("kabupaten/kota")
    )
    place = models.CharField(_("tempat"), max_length=300, blank=True)
    target_participants = models.PositiveIntegerField(_("target peserta (orang)"), null=True, blank=True)
    target_businesses = models.PositiveIntegerField(_("target IKM"), null=True, blank=True)
    budget_line = models.ForeignKey(
        BudgetLine, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("rincian anggaran")
    )
    delay_reason = models.TextField(_("alasan penundaan"), max_length=2000, blank=True)
    description = models.TextField(_("uraian"), max_length=4000, blank=True)
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("status sejak"), auto_now_add=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("diubah"), auto_now=True)

    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("kegiatan")
        verbose_name_plural = pgettext_lazy("plural", "kegiatan")
        ordering = ("-fiscal_year_id", "code")  # by the relation, it would follow FiscalYear's own falling order
        indexes: ClassVar = [
            # What dashboards ask of all activities, so that they read this and not 500 bytes for each.
            models.Index(
                fields=["fiscal_year", "office", "state"],
                include=["id", "commodity", "begins_on"],
                name="activity_year_office",
            ),
            models.Index(fields=["state", "state_since"], name="activity_queue"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="activity_planned_end_after_start",
                condition=Q(planned_end__isnull=True) | Q(planned_end__gte=F("planned_start")),
                violation_error_message=_("Tanggal rencana selesai mendahului tanggal rencana mulai."),
            ),
            models.CheckConstraint(
                name="activity_actual_end_after_start",
                condition=Q(actual_end__isnull=True) | Q(actual_end__gte=F("actual_start")),
                violation_error_message=_("Tanggal selesai mendahului tanggal mulai."),
            ),
            models.CheckConstraint(
                name="activity_planned_day_or_month",
                condition=Q(planned_month__isnull=True) | Q(planned_start__isnull=True, planned_end__isnull=True),
                violation_error_message=_("Isi tanggal rencana atau bulan rencana saja, tidak keduanya."),
            ),
            models.CheckConstraint(
                name="activity_actual_day_or_month",
                condition=Q(actual_month__isnull=True) | Q(actual_start__isnull=True, actual_end__isnull=True),
                violation_error_message=_("Isi tanggal pelaksanaan atau bulan pelaksanaan saja, tidak keduanya."),
            ),
            models.CheckConstraint(
                name="activity_end_needs_start",
                condition=(Q(planned_end__isnull=True) | Q(planned_start__isnull=False))
                & (Q(actual_end__isnull=True) | Q(actual_start__isnull=False)),
                violation_error_message=_("Tanggal selesai memerlukan tanggal mulai."),
            ),
            models.CheckConstraint(name="activity_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="activity_kind_known", condition=Q(kind__in=ActivityKind.values)),
            models.CheckConstraint(name="activity_mode_known", condition=Q(mode__in=Mode.values)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programs:activity", args=[self.code])

    @property
    def province(self) -> Province:
        return self.office.province

    @property
    def trail_province(self) -> str:
        return self.office.province_id

    @property
    def trail_regency(self) -> str | None:
        return self.regency_id

    @property
    def review_state(self) -> State:
        return State(self.state)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def when(self) -> tuple[date | None, date | None, date | None]:
        """(start, end, month) as carried out where known, otherwise as planned."""
        if self.actual_start or self.actual_month:
            return self.actual_start, self.actual_end, self.actual_month
        return self.planned_start, self.planned_end, self.planned_month

    @classmethod
    def locked_open(cls, pk: int) -> Activity:
        """The activity's row, locked until the transaction ends; raises Locked unless it is open (R8)."""
        from programs.review import ensure_open

        activity = cls._base_manager.select_for_update(of=("self",)).select_related("office__province").get(pk=pk)
        ensure_open(activity)
        return activity

    def writable_by(self, user: User, action: str = "activity.write") -> bool:
        return user.may(action, province=self.office.province_id, regency=self.regency_id)  # type: ignore[arg-type]


class ActivityTarget(HangsOnActivity):
    """How much of a product the activity is meant to bring; unknown stays NULL."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="targets")
    product = models.ForeignKey("Product", models.PROTECT, related_name="+", verbose_name=_("produk"))
    unit = models.CharField(_("satuan"), max_length=10)
    quantity = models.PositiveIntegerField(_("target"), null=True, blank=True)

    class Meta:
        verbose_name = _("target produk")
        verbose_name_plural = pgettext_lazy("plural", "target produk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "product", "unit"], name="target_once_per_product")
        ]

    def __str__(self) -> str:
        return str(self.product)


class Session(HangsOnActivity):
    """One sitting of an activity: day, hours (JP), topic, mode. Times are local to the office's province.

    Who teaches are the `session_trainers`; `trainer` names others, as it was typed. The link of a meeting lets in
    whoever holds it, so that only the office sees it, not even the trail.
    """

    personal_fields = ("meeting_link",)

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="sessions")
    date = models.DateField(_("tanggal"))
    start_time = models.TimeField(_("pukul mulai"), null=True, blank=True)
    end_time = models.TimeField(_("pukul selesai"), null=True, blank=True)
    topic = models.CharField(_("materi"), max_length=300)
    hours = models.PositiveSmallIntegerField(_("jam pelajaran (JP)"), null=True, blank=True)
    mode = models.CharField(_("cara pelaksanaan"), max_length=10, choices=Mode.choices, default=Mode.UNKNOWN)
    place = models.CharField(_("tempat"), max_length=300, blank=True)
    room = models.CharField(_("ruang"), max_length=100, blank=True)
    meeting_link = models.URLField(_("tautan rapat"), max_length=500, blank=True)
    trainer = models.CharField(_("narasumber lain"), max_length=200, blank=True)
    restriction_reason = models.CharField(_("alasan tatap muka pada masa PSBB"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("sesi")
        verbose_name_plural = pgettext_lazy("plural", "sesi")
        ordering = ("date", "start_time", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(end_time__isnull=True) | Q(start_time__isnull=True) | Q(end_time__gt=F("start_time")),
                violation_error_message=_("Pukul selesai harus sesudah pukul mulai."),
            ),
            models.CheckConstraint(
                name="session_link_needs_a_meeting",
                condition=Q(meeting_link="") | Q(mode__in=[Mode.ONLINE, Mode.MIXED]),
                violation_error_message=_("Tautan rapat hanya untuk sesi daring atau gabungan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} ({format_date(self.date)})"

    @property
    def clock(self) -> str:
        """ "09.00–11.30" by the office's clock; "" when unknown."""
        if self.start_time is None:
            return f"s.d. {self.end_time:%H.%M}" if self.end_time else ""
        return f"{self.start_time:%H.%M}–{self.end_time:%H.%M}" if self.end_time else f"{self.start_time:%H.%M}"

    @property
    def spot(self) -> str:
        """Place and room in one line; "" when neither is known."""
        return ", ".join(filter(None, (self.place, self.room)))

    @property
    def taught_by(self) -> list[str]:
        """Names as papers write them: the trainers of the province, then those typed beside."""
        return [*(str(row.trainer) for row in self.session_trainers.all()), *filter(None, [self.trainer])]
