"""Issued reports (R10): what was frozen, its files, the numbers of a year, and requests to issue.

An issued report is one revision of one report with one choice of parameters. It is written once and never changed;
issuing again makes the next revision under the same number. reports/issuing/ writes these tables.
"""

from __future__ import annotations

import uuid
from typing import ClassVar, Self, get_args

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.models import User
from dekon_portal.accounts.roles import Action
from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.models import AppendOnly
from programs.models import FiscalYear, Province, Regency
from programs.patterns import check_pattern
from reports.seal import Seal

NUMBER_PATTERN = "{urut:03}/LAP/{kode}/{bulan}/{tahun}"


class ReportNumbers(models.Model):
    """The numbers of the reports issued in a calendar year: how they are written, and the last one given.

    Who takes a number holds this row until the report is stored, so numbers have no gaps.
    """

    year = models.PositiveSmallIntegerField(_("tahun terbit"), primary_key=True)
    pattern = models.CharField(
        _("pola nomor"),
        max_length=50,
        default=NUMBER_PATTERN,
        validators=[check_pattern],
        help_text=_("{urut} nomor urut tahun itu, {kode} IKMA, {bulan} bulan Romawi, {tahun} tahun terbit."),
    )
    last = models.PositiveIntegerField(_("nomor terakhir"), default=0, editable=False)

    class Meta:
        verbose_name = _("penomoran laporan terbit")
        verbose_name_plural = pgettext_lazy("plural", "penomoran laporan terbit")
        ordering = ("-year",)

    def __str__(self) -> str:
        return str(self.year)


class IssuedStanding(models.TextChoices):
    """What an issued report is worth to whoever holds it; derived from whether a later revision exists."""

    VALID = "valid", _("Berlaku")
    REVISED = "replaced", _("Sudah direvisi")

    @property
    def colour(self) -> str:
        return {"valid": "green", "replaced": "amber"}[self.value]

    @property
    def icon(self) -> str:
        return {"valid": "check-circle", "replaced": "refresh"}[self.value]


class IssuedReportQuerySet(ScopedQuerySet["IssuedReport"]):
    def readable_by(self, user: User) -> Self:
        """A province's reports by who sees the whole of it, national ones by who has national figures; in both only
        reports that the person's role includes."""
        includes = [action for action in get_args(Action) if user.may(action)]
        return self.countable_by(user).filter(needs__in=includes)

    def with_standing(self) -> Self:
        """Whether a later revision exists is told with the rows, and not asked for each."""
        later = IssuedReport._base_manager.filter(identity=OuterRef("identity"), revision__gt=OuterRef("revision"))
        return self.annotate(is_revised=Exists(later)).select_related("province", "regency", "fiscal_year")


class IssuedReport(AppendOnly, ScopedModel):
    """One revision of a report as it was issued. `identity` names the report and its parameters; `seal_texts` is what
    its files state of the issuing (reports/seal.py); the data themselves are a file of their own."""

    scope_path: ClassVar = ScopePath(province="province_id", regency="regency_id")

    key = models.CharField(_("laporan"), max_length=60)
    title = models.CharField(_("judul"), max_length=200)
    scope = models.CharField(_("isi"), max_length=500, help_text="Place, parameters and time, as the files state them.")
    needs = models.CharField(max_length=40, help_text="The right that reading it asks for.")
    identity = models.CharField(max_length=300)
    parameters = models.JSONField(_("parameter"))
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+", verbose_name=_("tahun anggaran"))
    quarter = models.PositiveSmallIntegerField(_("triwulan"), null=True)
    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+", verbose_name=_("provinsi"))
    regency = models.ForeignKey(Regency, models.PROTECT, null=True, related_name="+", verbose_name=_("kabupaten/kota"))
    number_year = models.PositiveSmallIntegerField(_("tahun nomor"))
    sequence = models.PositiveIntegerField(_("nomor urut"))
    number = models.CharField(_("nomor laporan"), max_length=100)
    revision = models.PositiveSmallIntegerField(_("revisi"))
    reason = models.CharField(_("alasan revisi"), max_length=500, blank=True)
    preliminary = models.BooleanField(_("sementara"), default=False)
    is_sample = models.BooleanField(_("contoh"), default=False)
    row_count = models.PositiveIntegerField(_("jumlah baris"))
    changed_figures = models.PositiveIntegerField(_("angka yang berubah"), null=True)
    seal_texts = models.JSONField()
    check_token = models.CharField(max_length=22, unique=True, help_text="Carried by the paper's QR code.")
    issued_at = models.DateTimeField(_("diterbitkan"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_by_name = models.CharField(_("diterbitkan oleh"), max_length=200)

    objects = IssuedReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("laporan terbit")
        verbose_name_plural = pgettext_lazy("plural", "laporan terbit")
        ordering = ("-issued_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identity", "revision"], name="issued_report_revision_once"),
            models.UniqueConstraint(fields=["number_year", "sequence", "revision"], name="issued_report_number_once"),
            models.CheckConstraint(
                name="issued_report_revised_with_reason",
                condition=Q(revision=1, reason="", changed_figures__isnull=True)
                | (Q(revision__gt=1, changed_figures__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(name="issued_report_quarter", condition=Q(quarter=None) | Q(quarter__range=(1, 4))),
        ]

    def __str__(self) -> str:
        return self.seal.number_and_revision

    def get_absolute_url(self) -> str:
        return reverse("reports:issued", args=[self.pk])

    @property
    def trail_root(self) -> IssuedReport:
        return self

    @property
    def trail_province(self) -> str:
        return self.province_id or ""

    @property
    def trail_regency(self) -> str:
        return self.regency_id or ""

    @property
    def file_name(self) -> str:
        """ "rekap-provinsi-2020-tw2-bali-revisi1", without its ending."""
        place = self.regency or self.province
        parts = [self.key, str(self.fiscal_year_id), f"tw{self.quarter}" if self.quarter else ""]
        return "-".join(filter(None, [*parts, slugify(str(place)) if place else "", f"revisi{self.revision}"]))

    @property
    def seal(self) -> Seal:
        return Seal(**self.seal_texts)

    @property
    def latest(self) -> IssuedReport:
        """The revision that holds now; of a report within reach all revisions are."""
        return IssuedReport._base_manager.filter(identity=self.identity).order_by("revision").last() or self

    @property
    def standing(self) -> IssuedStanding:
        """Of a row that `with_standing` fetched without a further query."""
        revised = self.__dict__.get("is_revised")
        if revised is None:
            revised = self.latest.revision > self.revision
        return IssuedStanding.REVISED if revised else IssuedStanding.VALID


class IssuedFileKind(models.TextChoices):
    DATA = "data", _("Data beku")
    XLSX = "xlsx", _("XLSX")
    PDF = "pdf", _("PDF/A")


def stored_issue(file: IssuedFile, filename: str) -> str:
    """A random name, as for every file of the portal."""
    return f"laporan-terbit/{uuid.uuid4().hex}"


class IssuedFile(AppendOnly, ScopedModel):
    """One file of an issued report, as it was given out; DATA is what the others can be made from again."""

    scope_path: ClassVar = ScopePath(province="report__province_id", regency="report__regency_id")

    report = models.ForeignKey(IssuedReport, models.PROTECT, related_name="files", verbose_name=_("laporan terbit"))
    kind = models.CharField(_("jenis"), max_length=4, choices=IssuedFileKind.choices)
    file = models.FileField(_("berkas"), upload_to=stored_issue, max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    size = models.PositiveBigIntegerField(_("ukuran (bita)"), editable=False)

    class Meta:
        verbose_name = _("berkas laporan terbit")
        verbose_name_plural = pgettext_lazy("plural", "berkas laporan terbit")
        ordering = ("report", "kind")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "kind"], name="issued_file_once_per_report"),
            models.CheckConstraint(name="issued_file_kind_known", condition=Q(kind__in=IssuedFileKind.values)),
            models.CheckConstraint(name="issued_file_has_digest", condition=~Q(file="") & ~Q(sha256="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.report}"

    @property
    def trail_root(self) -> IssuedReport:
        return self.report


class IssueState(models.TextChoices):
    WAITING = "waiting", _("Sedang diterbitkan")
    ISSUED = "issued", _("Terbit")
    FAILED = "failed", _("Gagal")


class IssueRequest(ScopedModel):
    """That a person asked to issue a report; long ones are made by the worker. Gone after a month, the report stays."""

    scope_path: ClassVar = ScopePath(province="province_id")

    key = models.CharField(max_length=60)
    parameters = models.JSONField()
    province = models.ForeignKey(Province, models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    row_count = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=IssueState.choices, default=IssueState.WAITING)
    refusal = models.TextField(blank=True, help_text="Why it was not issued, where a rule said no.")
    report = models.ForeignKey(IssuedReport, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("permintaan penerbitan")
        verbose_name_plural = pgettext_lazy("plural", "permintaan penerbitan")
        ordering = ("-asked_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="issue_request_ends_with_report",
                condition=(Q(state="issued", report__isnull=False) | (~Q(state="issued") & Q(report__isnull=True))),
            ),
            models.CheckConstraint(name="issue_request_state_known", condition=Q(state__in=IssueState.values)),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("reports:issue_request", args=[self.pk])
