"""An uploaded list on its way in: the batch, its staged rows (encrypted), what was found wrong (R13, R14)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.fields import EncryptedTextField
from programs.models import Activity


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", _("Diunggah")
    CHECKING = "checking", _("Sedang diperiksa")
    CHECKED = "checked", _("Siap disimpan")
    UNREADABLE = "unreadable", _("Tidak terbaca")
    COMMITTING = "committing", _("Sedang disimpan")
    COMMITTED = "committed", _("Tersimpan")
    REFUSED = "refused", _("Ditolak")
    DISCARDED = "discarded", _("Dibuang")

    @property
    def colour(self) -> str:
        return {
            "uploaded": "grey", "checking": "blue", "checked": "azure", "unreadable": "red",
            "committing": "blue", "committed": "green", "refused": "red", "discarded": "grey",
        }[self.value]  # fmt: skip

    @property
    def icon(self) -> str:
        return {"committed": "check", "unreadable": "ban", "refused": "ban"}.get(self.value, "clock")


class Verdict(models.TextChoices):
    OK = "ok", _("Siap")
    WARNING = "warning", _("Perlu dilihat")
    ERROR = "error", _("Perlu diperbaiki")
    ASK = "ask", _("Perlu jawaban")


class ImportBatch(ScopedModel):
    """One uploaded file for one activity, from upload to commit. File and rows are purged after commit or 30 days."""

    scope_path = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="import_batches", verbose_name=_("kegiatan"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("diunggah"), auto_now_add=True)
    file_name = models.CharField(_("nama berkas"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True, help_text="The file, encrypted; NULL once purged.")
    state = models.CharField(_("status"), max_length=12, choices=BatchState.choices, default=BatchState.UPLOADED)
    problem = models.TextField(blank=True, help_text="The sentence for the person when the batch cannot go on.")
    sheet = models.CharField(_("lembar"), max_length=100, blank=True)
    header_row = models.PositiveIntegerField(null=True)
    columns = models.JSONField(default=list, help_text="[{header, field, reason, confidence, samples}] in sheet order")
    decisions = models.JSONField(
        default=dict, help_text="What the person settled: column fields, date order, separators"
    )
    questions = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict, help_text="rows, ok, warning, error, ask, created, updated, unchanged")
    good_rows_only = models.BooleanField(default=False)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who asked for the commit; the work goes on in that person's name.",
    )
    committed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("impor")
        verbose_name_plural = pgettext_lazy("plural", "impor")
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("participants:import_batch", args=[self.pk])

    @property
    def batch_state(self) -> BatchState:
        return BatchState(self.state)

    @property
    def trail_root(self) -> Any:
        return self.activity


class StagedRow(ScopedModel):
    """One row of the sheet, parsed, not yet visible anywhere else. Its values are encrypted as one JSON text."""

    scope_path = ScopePath(province="batch__activity__office__province_id", regency="batch__activity__regency_id")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The row number the spreadsheet shows.")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    values = EncryptedTextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "number"], name="staged_row_once")]
        indexes: ClassVar = [models.Index(fields=["batch", "verdict", "number"], name="staged_row_verdict")]
        ordering = ("number",)


class ImportIssue(ScopedModel):
    """One problem of one cell: code and place; the sentence comes from the catalogue. Never holds the value."""

    scope_path = ScopePath(province="batch__activity__office__province_id", regency="batch__activity__regency_id")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="issues")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8, choices=Verdict.choices)
    params = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "code", "row"], name="import_issue_code")]
        ordering = ("row", "pk")
