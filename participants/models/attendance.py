"""Who sat in which session. No row says "not marked", which is unknown and never "absent" (R4)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopePath
from dekon_portal.core.models import AppendOnly
from programs.models import Session
from programs.models.base import HangsOnActivity

from .people import Participation


class Mark(models.TextChoices):
    PRESENT = "hadir", _("Hadir")
    LATE = "terlambat", _("Terlambat")
    HALF = "setengah", _("Setengah sesi")
    EXCUSED = "izin", _("Izin")
    ABSENT = "tidak_hadir", _("Tidak hadir")

    @property
    def halves(self) -> int:
        """How many halves of the session's hours it counts: late counts in full."""
        return {"hadir": 2, "terlambat": 2, "setengah": 1}.get(self.value, 0)


class How(models.TextChoices):
    OFFICER = "petugas", _("petugas")
    CARD = "kartu", _("kartu QR")
    CODE = "kode", _("kode sesi")
    PAPER = "kertas", _("daftar hadir kertas")


class Marked(models.Model):
    """What is said of one person in one session, by whom and how; `marked_at` is when it happened on the device."""

    how = models.CharField(_("lewat"), max_length=10, choices=How.choices)
    minutes = models.PositiveSmallIntegerField(_("menit terlambat"), null=True, blank=True)
    note = models.CharField(_("keterangan"), max_length=200, blank=True)
    marked_at = models.DateTimeField(_("ditandai"))
    received_at = models.DateTimeField(_("diterima"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )
    device = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        abstract = True


class Attendance(Marked, HangsOnActivity):
    """The mark that counts; every mark that was ever made stands in AttendanceMark.

    `disputed` while two marked the person differently without knowing of each other and no officer has confirmed one.
    """

    scope_path = ScopePath(
        province="participation__activity__office__province_id", regency="participation__activity__regency_id"
    )

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances", verbose_name=_("sesi"))
    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="attendances", verbose_name=_("peserta"), db_index=False
    )
    mark = models.CharField(_("kehadiran"), max_length=12, choices=Mark.choices)
    disputed = models.BooleanField(_("ditandai berbeda"), default=False)

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = pgettext_lazy("plural", "kehadiran")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "session"], name="attendance_once"),
            models.CheckConstraint(name="attendance_mark_known", condition=Q(mark__in=Mark.values)),
            models.CheckConstraint(name="attendance_how_known", condition=Q(how__in=How.values)),
            models.CheckConstraint(
                name="attendance_minutes_of_late", condition=Q(minutes__isnull=True) | Q(mark=Mark.LATE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation}: {self.get_mark_display()}"

    @property
    def trail_root(self) -> Any:
        return self.session.activity

    @property
    def state(self) -> str:
        """What a page showed before somebody marked again: "terlambat|15||"; with "!" while it is disputed."""
        return state_of(self.mark, self.minutes, self.note, disputed=self.disputed)


def state_of(mark: str, minutes: int | None, note: str, *, disputed: bool = False) -> str:
    """As static/src/attendance.js says it too; "" for nobody marked."""
    if not mark:
        return ""
    return f"{mark}|{'' if minutes is None else minutes}|{'!' if disputed else ''}|{note}"


class AttendanceMark(Marked, AppendOnly, ScopedModel):
    """One mark as it came, whether it counted or not; "" takes an earlier one back. Goes only with its participation or
    its session, neither of which goes while anybody is marked.

    The device's own number of the mark makes a double sending known.
    """

    scope_path = ScopePath(
        province="participation__activity__office__province_id", regency="participation__activity__regency_id"
    )

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance_marks")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="attendance_marks", db_index=False)
    mark = models.CharField(_("kehadiran"), max_length=12, choices=Mark.choices, blank=True)
    sequence = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("catatan kehadiran")
        verbose_name_plural = pgettext_lazy("plural", "catatan kehadiran")
        ordering = ("marked_at", "pk")
        indexes: ClassVar = [models.Index(fields=["participation", "session"], name="attendance_mark_of_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "sequence"], name="attendance_mark_once"),
            models.CheckConstraint(name="attendance_mark_kind_known", condition=Q(mark__in=["", *Mark.values])),
            models.CheckConstraint(name="attendance_mark_how_known", condition=Q(how__in=How.values)),
        ]

    def __str__(self) -> str:
        return f"{self.participation}: {self.get_mark_display() or _('belum ditandai')}"
