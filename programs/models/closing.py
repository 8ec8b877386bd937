"""The final report of an activity: what its office wrote into a chapter, and the report as it was approved."""

from __future__ import annotations

import uuid
from typing import ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly
from dekon_portal.core.versions import Versioned

from .activities import Activity
from .base import HangsOnActivity

LONGEST_CHAPTER: Final = 20_000
"""Characters that an office may write into one chapter."""


class ChapterMode(models.TextChoices):
    COMPOSED = "composed", _("Seperti yang disusun portal")
    BOTH = "both", _("Susunan portal, ditambah teks di bawah ini")
    OWN = "own", _("Hanya teks di bawah ini")


class ReportChapter(Versioned, HangsOnActivity):
    """How a chapter of the final report is to read; one without a row reads as it is composed."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="report_chapters", verbose_name=_("kegiatan"), editable=False
    )
    key = models.CharField(_("bab"), max_length=40, editable=False)
    mode = models.CharField(_("isi bab"), max_length=10, choices=ChapterMode.choices, default=ChapterMode.COMPOSED)
    text = models.TextField(_("teks"), max_length=LONGEST_CHAPTER, blank=True)

    class Meta:
        verbose_name = _("bab laporan kegiatan")
        verbose_name_plural = pgettext_lazy("plural", "bab laporan kegiatan")
        ordering = ("activity", "key")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "key"],
                name="report_chapter_once",
                violation_error_message=_(
                    "Bab ini baru saja ditulis oleh orang lain. Isian Anda masih ada di bawah: salin dahulu, muat "
                    "ulang halaman ini, lalu gabungkan."
                ),
            ),
            models.CheckConstraint(name="report_chapter_mode_known", condition=Q(mode__in=ChapterMode.values)),
            models.CheckConstraint(name="report_chapter_own_has_text", condition=Q(mode="composed") | ~Q(text="")),
        ]

    def __str__(self) -> str:
        from programs.closing import title_of

        return str(_("bab “%(title)s” laporan kegiatan")) % {"title": title_of(self.key)}

    def clean(self) -> None:
        super().clean()
        if self.mode != ChapterMode.COMPOSED and not self.text:
            raise ValidationError({"text": _("Tulis teksnya, atau pilih “Seperti yang disusun portal”.")})


class FinalReport(AppendOnly, ScopedModel):
    """The final report as it was approved: revision n of it, for good.

    It is written by the approval itself, when the activity is locked already (R8), and never changes; reopening and
    approving again makes the next revision.
    """

    scope_path: ClassVar = ScopePath(province="activity__office__province_id", regency="activity__regency_id")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="final_reports", verbose_name=_("kegiatan"))
    revision = models.PositiveSmallIntegerField(_("revisi"))
    content = models.JSONField(_("isi"), help_text="What closing.composed gave; pictures by the names of their files.")
    approved_by = models.CharField(_("disetujui oleh"), max_length=200)
    approved_at = models.DateTimeField(_("disetujui pada"))

    class Meta:
        verbose_name = _("laporan kegiatan")
        verbose_name_plural = pgettext_lazy("plural", "laporan kegiatan")
        ordering = ("activity", "-revision")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "revision"], name="final_report_revision_once"),
            models.CheckConstraint(name="final_report_revision_from_1", condition=Q(revision__gte=1)),
        ]

    def __str__(self) -> str:
        return str(_("laporan kegiatan revisi %(revision)d")) % {"revision": self.revision}

    @property
    def trail_root(self) -> Activity:
        return self.activity


def stored_report(paper: FinalReportPaper, filename: str) -> str:
    """A random name, as for every file of the portal."""
    return f"laporan/{uuid.uuid4().hex}"


class FinalReportPaper(AppendOnly, ScopedModel):
    """The PDF of an approved report as it was first given out; what is downloaded later are these bytes."""

    scope_path: ClassVar = ScopePath(
        province="report__activity__office__province_id", regency="report__activity__regency_id"
    )

    report = models.OneToOneField(FinalReport, models.PROTECT, related_name="paper")
    file = models.FileField(_("berkas"), upload_to=stored_report, max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    size = models.PositiveIntegerField(_("ukuran (bita)"), editable=False)
    made_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    class Meta:
        verbose_name = _("PDF laporan kegiatan")
        verbose_name_plural = pgettext_lazy("plural", "PDF laporan kegiatan")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return str(self.report)
