"""Money (R9): DIPA revisions as whole snapshots, the plan by month, what was paid, and physical progress apart from it.

Amounts are whole rupiah; codes are text in the structure of their year (domain.md section 3). programs/budget/ is the
only writer of what is in force.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly
from dekon_portal.core.refusal import Refusal

from .activities import Activity
from .base import HangsOnActivity
from .offices import BudgetLine, FiscalYear, Office


class RevisionAuthority(models.TextChoices):
    """Who decides a revision (domain.md section 3)."""

    DJA = "dja", _("Direktorat Jenderal Anggaran")
    REGIONAL = "kanwil", _("Kanwil DJPb")
    KPA = "kpa", _("KPA (POK)")


class RevisionReason(models.TextChoices):
    ORIGINAL = "awal", _("DIPA awal")
    REFOCUSING = "refocusing", _("Refocusing")
    REALLOCATION = "realokasi", _("Realokasi")
    BLOCKING = "blokir", _("Pemblokiran atau pembukaan blokir")
    OTHER = "lainnya", pgettext_lazy("reason", "Lainnya")


def stored_revision_file(revision: BudgetRevision, filename: str) -> str:
    """A random name: the number of a DIPA is no secret, but nobody guesses its file."""
    return f"dipa/{uuid.uuid4().hex}.pdf"


class BudgetRevision(ScopedModel):
    """A DIPA revision: the whole budget of an office in a year as one snapshot. Drafted, then enacted and immutable.

    In force on a day is the enacted one with the latest `in_force_on` not after it.
    """

    scope_path = ScopePath(province="office__province_id")

    office = models.ForeignKey(Office, models.PROTECT, related_name="budget_revisions", verbose_name=_("satuan kerja"))
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="budget_revisions", verbose_name=_("tahun anggaran")
    )
    number = models.PositiveSmallIntegerField(_("revisi ke"))
    document = models.CharField(_("nomor DIPA"), max_length=100)
    dated = models.DateField(_("tanggal DIPA"))
    in_force_on = models.DateField(_("berlaku sejak"))
    authority = models.CharField(_("disahkan oleh"), max_length=10, choices=RevisionAuthority.choices)
    reason = models.CharField(_("sebab"), max_length=12, choices=RevisionReason.choices)
    note = models.TextField(_("penjelasan"), max_length=2000, blank=True)
    file = models.FileField(_("berkas DIPA (PDF)"), upload_to=stored_revision_file, max_length=100, blank=True)
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)
    enacted_at = models.DateTimeField(_("ditetapkan"), null=True, blank=True, editable=False)
    enacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("revisi DIPA")
        verbose_name_plural = pgettext_lazy("plural", "revisi DIPA")
        ordering = ("office", "-fiscal_year_id", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "fiscal_year", "number"],
                name="budget_revision_number_once",
                violation_error_message=_("Revisi dengan nomor ini sudah ada."),
            ),
            models.CheckConstraint(
                name="budget_revision_enacted_by_somebody",
                condition=Q(enacted_at__isnull=True, enacted_by__isnull=True)
                | Q(enacted_at__isnull=False, enacted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} (revisi {self.number})"

    def get_absolute_url(self) -> str:
        return reverse("programs:budget_revision", args=[self.pk])

    @property
    def is_enacted(self) -> bool:
        return self.enacted_at is not None

    def ensure_draft(self) -> None:
        """Raise Refusal when what is stored is in force already (R9): it is a snapshot that others refer to."""
        stored = BudgetRevision._base_manager.filter(pk=self.pk, enacted_at__isnull=False).first()
        if stored:
            raise Refusal(
                gettext("Revisi %(number)s sudah ditetapkan, sehingga tidak dapat diubah. Buat revisi berikutnya.")
                % {"number": stored.number}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.ensure_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.ensure_draft()
        return super().delete(*args, **kwargs)

    @property
    def trail_root(self) -> Office:
        return self.office


class RevisionLine(ScopedModel):
    """What a revision grants to one line, and how much of it may not be spent yet."""

    scope_path = ScopePath(province="revision__office__province_id")

    revision = models.ForeignKey(BudgetRevision, models.CASCADE, related_name="lines")
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="revision_lines", verbose_name=_("rincian anggaran")
    )
    amount = models.BigIntegerField(_("pagu (Rp)"))
    blocked = models.BigIntegerField(_("blokir (Rp)"), default=0)
    block_note = models.CharField(_("catatan blokir"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("pagu rincian")
        verbose_name_plural = pgettext_lazy("plural", "pagu rincian")
        ordering = ("revision", "line__code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "line"], name="revision_line_once"),
            models.CheckConstraint(
                name="revision_line_blocked_within_amount",
                condition=Q(amount__gte=0, blocked__gte=0, blocked__lte=F("amount")),
                violation_error_message=_("Blokir paling banyak sebesar pagunya."),
            ),
            models.CheckConstraint(
                name="revision_line_block_is_explained",
                condition=Q(blocked=0) | ~Q(block_note=""),
                violation_error_message=_("Jelaskan blokirnya pada catatan blokir."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.line)

    @property
    def ceiling(self) -> int:
        """Pagu efektif, whole rupiah."""
        return self.amount - self.blocked

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.revision.ensure_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.revision.ensure_draft()
        return super().delete(*args, **kwargs)

    @property
    def trail_root(self) -> Office:
        return self.revision.office


class PlannedSpending(ScopedModel):
    """How much of a revision's line is meant to be spent in one month (rencana penarikan)."""

    scope_path = ScopePath(province="revision_line__revision__office__province_id")

    revision_line = models.ForeignKey(RevisionLine, models.CASCADE, related_name="plan")
    month = models.PositiveSmallIntegerField(_("bulan"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    amount = models.BigIntegerField(_("rencana (Rp)"))

    class Meta:
        verbose_name = _("rencana penarikan")
        verbose_name_plural = pgettext_lazy("plural", "rencana penarikan")
        ordering = ("revision_line", "month")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision_line", "month"], name="planned_spending_month_once"),
            models.CheckConstraint(
                name="planned_spending_in_a_month", condition=Q(month__gte=1, month__lte=12, amount__gte=0)
            ),
        ]

    @property
    def trail_root(self) -> Office:
        return self.revision_line.revision.office


class Realisation(AppendOnly, ScopedModel):
    """What an SP2D paid out of one line. Never changed: a mistake is undone by a correction with its reason.

    `office` and `fiscal_year` repeat the line's: sums and the uniqueness of an SP2D need no join.
    """

    scope_path = ScopePath(province="office__province_id")

    office = models.ForeignKey(Office, models.PROTECT, related_name="realisations", verbose_name=_("satuan kerja"))
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="realisations", verbose_name=_("tahun anggaran")
    )
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="realisations", verbose_name=_("rincian anggaran")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="realisations", verbose_name=_("kegiatan")
    )
    sp2d = models.CharField(_("nomor SP2D"), max_length=60)
    dated = models.DateField(_("tanggal SP2D"))
    amount = models.BigIntegerField(_("jumlah (Rp)"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("koreksi atas")
    )
    reason = models.CharField(_("alasan"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("dicatat"), auto_now_add=True)

    class Meta:
        verbose_name = _("realisasi")
        verbose_name_plural = pgettext_lazy("plural", "realisasi")
        ordering = ("-dated", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["line", "dated"], include=["amount"], name="realisation_line_dated"),
            models.Index(fields=["fiscal_year", "office", "dated"], include=["amount"], name="realisation_year_office"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "fiscal_year", "sp2d", "line"],
                condition=Q(corrects__isnull=True),
                name="realisation_sp2d_once",
                violation_error_message=_("SP2D ini sudah dicatat untuk rincian anggaran itu."),
            ),
            models.CheckConstraint(
                name="realisation_pays_or_corrects",
                condition=Q(corrects__isnull=True, amount__gt=0)
                | (Q(corrects__isnull=False) & ~Q(amount=0) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"SP2D {self.sp2d}"

    @property
    def trail_root(self) -> Office:
        return self.office


class PhysicalProgress(HangsOnActivity):
    """How far an activity's work has come on a day, in percent; apart from its money (domain.md section 3)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="progress")
    as_of = models.DateField(_("per tanggal"))
    percent = models.DecimalField(_("realisasi fisik (%)"), max_digits=5, decimal_places=2)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("dicatat"), auto_now=True)

    class Meta:
        verbose_name = _("realisasi fisik")
        verbose_name_plural = pgettext_lazy("plural", "realisasi fisik")
        ordering = ("activity", "-as_of")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "as_of"],
                name="physical_progress_day_once",
                violation_error_message=_("Realisasi fisik untuk tanggal ini sudah ada."),
            ),
            models.CheckConstraint(
                name="physical_progress_percent",
                condition=Q(percent__gte=0, percent__lte=100),
                violation_error_message=_("Realisasi fisik di antara 0 dan 100 persen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"
