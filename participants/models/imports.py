"""An uploaded list on its way in: the batch, its staged rows (encrypted), what was found wrong (R13, R14)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.fields import EncryptedJSONField, EncryptedTextField
from programs.models import Activity, Office, Province, Regency


class ListOf(models.TextChoices):
    """What a list holds, one a row."""

    PEOPLE = "people", _("Peserta")
    BUSINESSES = "businesses", _("IKM")
    PRODUCTION = "production", _("Hasil produksi")


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", _("Diunggah")
    CHECKING = "checking", _("Sedang diperiksa")
    CHECKED = "checked", _("Menunggu keputusan")
    UNREADABLE = "unreadable", _("Tidak terbaca")
    COMMITTING = "committing", _("Sedang disimpan")
    COMMITTED = "committed", _("Tersimpan")
    REFUSED = "refused", _("Ditolak")
    DISCARDED = "discarded", _("Dibuang")
    UNDOING = "undoing", _("Sedang dibatalkan")
    UNDONE = "undone", _("Dibatalkan")

    @property
    def colour(self) -> str:
        return {
            "uploaded": "grey", "checking": "blue", "checked": "azure", "unreadable": "red",
            "committing": "blue", "committed": "green", "refused": "red", "discarded": "grey",
            "undoing": "blue", "undone": "grey",
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
    """One uploaded file, for one activity or (a list of IKM) for a province or regency, from upload to commit and
    perhaps undo.

    File and rows are purged after commit or 30 days; the file of a list that went in partly is kept so long. What is
    for an activity is where the activity is.
    """

    scope_path = ScopePath(province="province_id", regency="regency_id")

    kind = models.CharField(_("isi daftar"), max_length=12, choices=ListOf.choices, default=ListOf.PEOPLE)
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        related_name="import_batches",
        verbose_name=_("kegiatan"),
        help_text="NULL for a list of IKM.",
    )
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", db_index=False)
    regency = models.ForeignKey(Regency, models.PROTECT, null=True, related_name="+", db_index=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("diunggah"), auto_now_add=True)
    file_name = models.CharField(_("nama berkas"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True, help_text="The file, encrypted; NULL once purged.")
    state = models.CharField(_("status"), max_length=12, choices=BatchState.choices, default=BatchState.UPLOADED)
    problem = models.TextField(blank=True, help_text="The sentence for the person when the batch cannot go on.")
    sheet = models.CharField(_("lembar"), max_length=100, blank=True)
    header_row = models.PositiveIntegerField(null=True)
    columns = EncryptedJSONField(
        default=list, help_text="[{header, field, reason, confidence, samples}] in sheet order"
    )
    decisions = models.JSONField(
        default=dict, help_text="What the person settled: column fields, date order, separators"
    )
    questions = EncryptedJSONField(default=list, help_text="With examples from the cells.")
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
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who asked for the undo, whether or not it was carried out; the reason beside it is theirs.",
    )
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("impor")
        verbose_name_plural = pgettext_lazy("plural", "impor")
        ordering = ("-uploaded_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["province", "-uploaded_at"], name="import_of_province")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="import_activity_fits_kind",
                condition=Q(kind=ListOf.BUSINESSES, activity__isnull=True)
                | (~Q(kind=ListOf.BUSINESSES) & Q(activity__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    def of_activity(cls, activity: Activity, **values: Any) -> ImportBatch:
        """A new list of what belongs to an activity; not saved."""
        place = {"province_id": activity.office.province_id, "regency_id": activity.regency_id}
        return cls(activity=activity, **place, **values)

    @classmethod
    def of_businesses(cls, province: str, regency: str | None, **values: Any) -> ImportBatch:
        """A new list of IKM of a province, or of a regency of it; not saved."""
        return cls(kind=ListOf.BUSINESSES, province_id=province, regency_id=regency, **values)

    def get_absolute_url(self) -> str:
        return reverse("participants:import_batch", args=[self.pk])

    @property
    def batch_state(self) -> BatchState:
        return BatchState(self.state)

    @property
    def trail_root(self) -> Any:
        return self.activity or self

    @property
    def trail_province(self) -> str:
        return self.province_id

    @property
    def trail_regency(self) -> str | None:
        return self.regency_id

    @property
    def has_file(self) -> bool:
        """Whether the file is still kept; asked of the database, for pages do not read the file itself."""
        return ImportBatch._base_manager.filter(pk=self.pk, content__isnull=False).exists()

    @property
    def left_out(self) -> int:
        """Rows that a commit did not take."""
        taken = sum(self.counts.get(name, 0) for name in ("created", "updated", "unchanged"))
        return self.counts.get("rows", 0) - taken  # type: ignore[no-any-return]

    @classmethod
    def locked(cls, pk: int) -> ImportBatch:
        """The batch as it stands now, locked until the transaction ends; its file is not read again."""
        rows = cls._base_manager.select_for_update(of=("self",)).select_related(
            "province", "activity__office__province"
        )
        return rows.defer("content").get(pk=pk)

    def lock_activity(self) -> None:
        """Lock its activity's row, if it has one, until the transaction ends; raises Locked unless open (R8)."""
        if self.activity is not None:
            self.activity = Activity.locked_open(self.activity.pk)


class RememberedLayout(ScopedModel):
    """What an office settled for the columns of a list; used again when a list has the same headings.

    Keeps no heading and no value: `headings` is a keyed hash, `fields` are column index → field or None.
    """

    scope_path = ScopePath(province="office__province_id")

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    headings = models.CharField(max_length=64)
    fields = models.JSONField()
    settled_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "headings"], name="layout_once_per_office")]


class OfBatch(ScopedModel):
    """What hangs on a batch."""

    scope_path = ScopePath(province="batch__province_id", regency="batch__regency_id")

    class Meta:
        abstract = True


class StagedBlock(OfBatch):
    """Up to a thousand rows of the sheet, parsed, not yet visible anywhere else (imports/staging.py).

    A block and not a row is written and read, since encrypting and storing 100,000 rows one by one takes the longest.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="blocks", db_index=False)
    place = models.PositiveIntegerField(help_text="0 for the first block of the list.")
    numbers = models.JSONField(help_text="The row numbers the spreadsheet shows.")
    verdicts = models.TextField(help_text="One letter per row (staging.LETTERS).")
    values = EncryptedJSONField(help_text="{field: [value per row]}")
    words = EncryptedTextField(help_text="One line per row: what a search of the preview looks in.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "place"], name="staged_block_once")]
        ordering = ("place",)


class MendedCell(OfBatch):
    """A cell as the person mended it in the preview; it replaces the file's text whenever the file is read again."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="mended", db_index=False)
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=20)
    text = EncryptedTextField(blank=True)
    mended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mended_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "row", "field"], name="mended_cell_once")]


class ImportIssue(OfBatch):
    """One problem of one cell: code and place; the sentence comes from the catalogue. Never holds the value."""

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
