"""The quarterly report of an office (laporan triwulan, PP 39/2006): its words per activity, its way through the review.

Its money is not kept here: forms count it from DIPA revisions and SP2D (programs/quarterly/figures.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly
from dekon_portal.core.versions import Versioned
from programs.quarters import Quarter

from .activities import Activity
from .offices import FiscalYear, Office
from .review import OPEN_STATES, State, StepTaken

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


class QuarterReport(Versioned, ScopedModel):
    """One office's report on one quarter. `signed_*` is what its forms summed up to when the head signed, whole rupiah:
    a later difference is told."""

    scope_path = ScopePath(province="office__province_id")

    office = models.ForeignKey(Office, models.PROTECT, related_name="quarter_reports", verbose_name=_("satuan kerja"))
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="quarter_reports", verbose_name=_("tahun anggaran")
    )
    number = models.PositiveSmallIntegerField(_("triwulan"))
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("status sejak"), auto_now_add=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    signed_ceiling = models.BigIntegerField(_("pagu efektif saat ditandatangani (Rp)"), null=True, editable=False)
    signed_spent = models.BigIntegerField(_("realisasi saat ditandatangani (Rp)"), null=True, editable=False)
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("diubah"), auto_now=True)

    class Meta:
        verbose_name = _("laporan triwulan")
        verbose_name_plural = pgettext_lazy("plural", "laporan triwulan")
        ordering = ("-fiscal_year_id", "-number", "office")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "fiscal_year", "number"], name="quarter_report_once"),
            models.CheckConstraint(name="quarter_report_number", condition=Q(number__gte=1, number__lte=4)),
            models.CheckConstraint(name="quarter_report_state_known", condition=Q(state__in=State.values)),
        ]

    def __str__(self) -> str:
        return f"{self.quarter}, {self.office}"

    def get_absolute_url(self) -> str:
        return reverse("programs:quarter", args=[self.office.code, self.fiscal_year_id, self.number])

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.fiscal_year_id, self.number)

    @property
    def review_state(self) -> State:
        return State(self.state)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def trail_province(self) -> str:
        return self.office.province_id

    def writable_by(self, user: User, action: Any = "form.write") -> bool:
        return user.may(action, province=self.office.province_id)


class QuarterEntry(ScopedModel):
    """What the office says of one activity in the quarter. Once it is saved, empty words mean that there is nothing to
    tell; the planned percentage stays NULL until it is known (R4)."""

    scope_path = ScopePath(province="report__office__province_id")

    report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="entries")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="quarter_entries", verbose_name=_("kegiatan"))
    planned_percent = models.DecimalField(
        _("sasaran fisik kumulatif (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    obstacles = models.TextField(_("kendala"), max_length=2000, blank=True)
    follow_up = models.TextField(_("tindak lanjut yang diperlukan"), max_length=2000, blank=True)
    helper = models.CharField(_("pihak yang diharapkan membantu"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("isian triwulan")
        verbose_name_plural = pgettext_lazy("plural", "isian triwulan")
        ordering = ("report", "activity")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "activity"], name="quarter_entry_once"),
            models.CheckConstraint(
                name="quarter_entry_percent",
                condition=Q(planned_percent__isnull=True) | Q(planned_percent__gte=0, planned_percent__lte=100),
                violation_error_message=_("Sasaran fisik di antara 0 dan 100 persen."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity)

    @property
    def trail_root(self) -> QuarterReport:
        return self.report

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only into a report that is open, which stays so in this transaction (R8)."""
        from programs.quarterly.review import ensure_open

        with transaction.atomic():
            rows = QuarterReport._base_manager.select_for_update(of=("self",))
            ensure_open(rows.select_related("office__province").get(pk=self.report_id))
            super().save(*args, **kwargs)


class QuarterEvent(StepTaken):
    """One step of a quarterly report's review; that to *Disetujui dinas* is the head's signature."""

    scope_path: ClassVar = ScopePath(province="report__office__province_id")

    report = models.ForeignKey(QuarterReport, models.PROTECT, related_name="events")

    class Meta:
        verbose_name = _("peristiwa laporan triwulan")
        verbose_name_plural = pgettext_lazy("plural", "peristiwa laporan triwulan")
        ordering = ("at", "pk")


class FormReminder(AppendOnly, ScopedModel):
    """A letter about a deadline that was sent to somebody, so that it is sent once."""

    scope_path = ScopePath(province="office__province_id")

    office = models.ForeignKey(Office, models.CASCADE, related_name="form_reminders")
    fiscal_year = models.ForeignKey(FiscalYear, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    deadline = models.CharField(max_length=20)
    moment = models.CharField(max_length=10)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("pengingat formulir")
        verbose_name_plural = pgettext_lazy("plural", "pengingat formulir")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "fiscal_year", "number", "deadline", "moment", "user"], name="form_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline} {self.moment} · {self.user_id}"


class CalendarLink(models.Model):
    """The private address of a person's calendar of deadlines; kept is only the hash of its token (core/tokens.py)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tautan kalender")
        verbose_name_plural = pgettext_lazy("plural", "tautan kalender")

    def __str__(self) -> str:
        return str(self.user)


class BudgetCode(models.Model):
    """What a code means in a year, at any level (program, kegiatan, output): its name, and its indicator where forms
    ask for one. Data of the ministry; without a row a form says that the name is not known."""

    fiscal_year = models.ForeignKey(
        FiscalYear, models.CASCADE, related_name="budget_codes", verbose_name=_("tahun anggaran")
    )
    code = models.CharField(_("kode"), max_length=60)
    name = models.CharField(_("nama"), max_length=300)
    indicator = models.CharField(_("indikator"), max_length=300, blank=True)
    unit = models.CharField(_("satuan indikator"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("nama kode anggaran")
        verbose_name_plural = pgettext_lazy("plural", "nama kode anggaran")
        ordering = ("-fiscal_year", "code")
        constraints: ClassVar = [models.UniqueConstraint(fields=["fiscal_year", "code"], name="budget_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class FormColumnChoice(models.Model):
    """How an office form shows a column that no source confirmed: under which heading, or not at all."""

    form = models.CharField(_("formulir"), max_length=1, choices=[(letter, letter) for letter in "ABC"])
    column = models.CharField(_("kolom"), max_length=40)
    heading = models.CharField(
        _("judul"), max_length=100, blank=True, help_text=_("Kosongkan agar memakai judul bawaan.")
    )
    shown = models.BooleanField(_("ditampilkan"), default=True)

    class Meta:
        verbose_name = _("kolom formulir")
        verbose_name_plural = pgettext_lazy("plural", "kolom formulir")
        ordering = ("form", "column")
        constraints: ClassVar = [models.UniqueConstraint(fields=["form", "column"], name="form_column_once")]

    def __str__(self) -> str:
        return f"{self.form}: {self.column}"

    def clean(self) -> None:
        """Only columns that are declared and were not confirmed can be changed."""
        from programs.quarterly.columns import ensure_open_to_choice

        super().clean()
        ensure_open_to_choice(self.form, self.column)
