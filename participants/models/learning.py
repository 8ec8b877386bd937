"""Uji: what an activity asks before and after it, what a trainer judges, and what everybody scored.

`Exam`, and not Test, because pytest takes a class of that name for one of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dekon_portal.accounts.scope import ScopePath
from programs.models import Activity
from programs.models.base import HangsOnActivity

from .people import Participation

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

FEWEST_CHOICES: Final = 2
MOST_CHOICES: Final = 6
LETTERS: Final = "ABCDEF"
MOST_POINTS: Final = 100
BEST: Final = 100
"""The highest score."""

_OF_EXAM: Final = ScopePath(province="exam__activity__office__province_id", regency="exam__activity__regency_id")


class ExamKind(models.TextChoices):
    PRE = "pre", _("Pra-uji")
    POST = "post", _("Pasca-uji")
    PRACTICE = "praktik", _("Penilaian praktik")


class Exam(HangsOnActivity):
    """One of each kind at most, so that a gain is always between the same two. Times are UTC; empty means no limit."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="exams")
    kind = models.CharField(_("jenis uji"), max_length=10, choices=ExamKind.choices)
    title = models.CharField(_("judul"), max_length=200)
    instructions = models.TextField(_("petunjuk"), max_length=2000, blank=True)
    opens_at = models.DateTimeField(_("dibuka"), null=True, blank=True)
    closes_at = models.DateTimeField(_("ditutup"), null=True, blank=True)
    shows_score = models.BooleanField(_("tampilkan nilai kepada peserta setelah mengirim"), default=False)

    class Meta:
        verbose_name = _("uji")
        verbose_name_plural = pgettext_lazy("plural", "uji")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "kind"],
                name="exam_once_per_kind",
                violation_error_message=_("Kegiatan ini sudah mempunyai uji jenis ini."),
            ),
            models.CheckConstraint(name="exam_kind_known", condition=Q(kind__in=ExamKind.values)),
            models.CheckConstraint(
                name="exam_closes_after_opening",
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("Waktu ditutup harus sesudah waktu dibuka."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def is_written(self) -> bool:
        """Answered by participants; a practice is judged by its trainer."""
        return self.kind != ExamKind.PRACTICE

    @property
    def zone(self) -> ZoneInfo:
        return self.activity.province.zone

    @property
    def not_open_yet(self) -> bool:
        return self.opens_at is not None and timezone.now() < self.opens_at

    @property
    def is_over(self) -> bool:
        """By the server's clock, which is the one that counts when a form arrives."""
        return self.closes_at is not None and timezone.now() > self.closes_at


class Question(HangsOnActivity):
    scope_path = _OF_EXAM

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(editable=False)
    text = models.TextField(_("soal"), max_length=1000)
    choices = models.JSONField(_("pilihan"))
    right = models.PositiveSmallIntegerField(_("kunci"))
    points = models.PositiveSmallIntegerField(
        _("bobot"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_POINTS)]
    )

    class Meta:
        verbose_name = _("soal")
        verbose_name_plural = pgettext_lazy("plural", "soal")
        ordering = ("order", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="question_points", condition=Q(points__gte=1, points__lte=MOST_POINTS)),
            models.CheckConstraint(name="question_right_is_a_choice", condition=Q(right__lt=MOST_CHOICES)),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def trail_root(self) -> Activity:
        return self.exam.activity

    @property
    def lettered(self) -> list[tuple[str, str, bool]]:
        """(letter, text, whether it is the right one)."""
        return [(LETTERS[n], text, n == self.right) for n, text in enumerate(self.choices)]

    def clean(self) -> None:
        """Every way in (form, sheet, copy) passes here: two to six different choices, of which one is right."""
        super().clean()
        choices = self.choices
        if not isinstance(choices, list) or not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
            raise ValidationError(gettext("Isi dua sampai enam pilihan jawaban, berurutan dari A."))
        if len(set(choices)) < len(choices):
            raise ValidationError(gettext("Dua pilihan jawaban berbunyi sama."))
        if self.right is not None and not 0 <= self.right < len(choices):
            raise ValidationError(gettext("Pilih kunci jawaban di antara pilihan yang terisi."))


class ScoreSource(models.TextChoices):
    LINK = "tautan", _("Tautan")
    TYPED = "diketik", _("Diketik")


class Sheet(HangsOnActivity):
    """Of one person in one exam: the link by which it is answered, what was answered, the score (NULL is unknown, R4).

    When somebody began is not kept: a messenger that previews a link opens it too.
    """

    scope_path = _OF_EXAM

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="sheets")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="sheets")
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    sent_at = models.DateTimeField(_("dikirim"), null=True, editable=False)
    answers = models.JSONField(default=dict, editable=False, help_text="Question → number of the choice, from 0.")
    score = models.PositiveSmallIntegerField(_("nilai"), null=True, blank=True)
    source = models.CharField(max_length=10, choices=ScoreSource.choices, blank=True, default="")
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lembar jawaban")
        verbose_name_plural = pgettext_lazy("plural", "lembar jawaban")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exam", "participation"], name="sheet_once_per_person"),
            models.CheckConstraint(name="sheet_score", condition=Q(score__isnull=True) | Q(score__lte=BEST)),
            models.CheckConstraint(name="sheet_source_known", condition=Q(source__in=["", *ScoreSource.values])),
            models.CheckConstraint(
                name="sheet_sent_has_a_score",
                condition=Q(sent_at__isnull=True) | Q(score__isnull=False, source="tautan"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam.get_kind_display()} · {self.participation}"

    @property
    def trail_root(self) -> Activity:
        return self.exam.activity
