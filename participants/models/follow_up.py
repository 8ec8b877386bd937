"""Tindak lanjut: what became of a participant three, six and twelve months after the activity.

None of it is held by the lock of an approved activity (R8): it happens months after the approval and changes nothing
that was approved. So these are rows of the scope (ScopedModel) and not of HangsOnActivity.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel, ScopedQuerySet, ScopePath
from dekon_portal.core.models import AppendOnly
from dekon_portal.core.names import normalise_person

from .follow_up_choices import (
    OVERDUE_AFTER,
    UNREACHABLE_AFTER,
    Market,
    PermitGained,
    Round,
    Sales,
    Standing,
    Way,
    labels_of,
    sets_of,
)
from .people import Participation

if TYPE_CHECKING:
    from programs.models import Activity

LONGEST_NOTE: Final = 1000


class FollowUpQuerySet(ScopedQuerySet["FollowUp"]):
    def with_labels(self) -> Self:
        return self.select_related(
            "participation__person__regency",
            "participation__business",
            "participation__activity__office__province",
            "answer__by",
        )

    def due(self) -> Self:
        """Waiting for an answer today."""
        return self.filter(answer=None, due_on__lte=timezone.localdate())

    def with_standing(self) -> Self:
        """`tried` is how often somebody was not reached, `standing` how far the round is."""
        today = timezone.localdate()
        attempts = FollowUpAttempt._base_manager.filter(follow_up=OuterRef("pk")).order_by()
        tried = Subquery(attempts.values("follow_up").annotate(times=Count("pk")).values("times"))
        return self.annotate(tried=Coalesce(tried, 0)).annotate(
            standing=Case(
                When(answer__isnull=False, then=Value(Standing.ANSWERED.value)),
                When(tried__gte=UNREACHABLE_AFTER, then=Value(Standing.UNREACHABLE.value)),
                When(due_on__gt=today, then=Value(Standing.UPCOMING.value)),
                When(due_on__gt=today - timedelta(days=OVERDUE_AFTER), then=Value(Standing.DUE.value)),
                default=Value(Standing.OVERDUE.value),
            )
        )

    def search(self, text: str) -> Self:
        return self.filter(participation__person__name_key__contains=normalise_person(text))


_OF_PARTICIPATION: Final = ScopePath(
    province="participation__province_id", regency="participation__activity__regency_id"
)
_OF_FOLLOW_UP: Final = ScopePath(
    province="follow_up__participation__province_id", regency="follow_up__participation__activity__regency_id"
)


class FollowUp(ScopedModel):
    """One round of asking one participant; made by follow_up_plans.plan. Not held by R8 (see above).

    `answer` is the answer that counts: the latest, since a correction is a new answer. `workers_before` is what was
    known of the IKM when the round was planned, to tell growth by; NULL is unknown (R4).
    """

    scope_path = _OF_PARTICIPATION

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="follow_ups", db_index=False)
    round = models.PositiveSmallIntegerField(_("putaran"), choices=Round.choices)
    due_on = models.DateField(_("jatuh tempo"))
    workers_before = models.PositiveIntegerField(_("tenaga kerja sebelumnya"), null=True)
    asked_at = models.DateTimeField(_("ditanyakan"), null=True)
    answer = models.OneToOneField(
        "participants.FollowUpAnswer", models.PROTECT, null=True, related_name="+", verbose_name=_("jawaban")
    )

    objects = FollowUpQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("tindak lanjut")
        verbose_name_plural = pgettext_lazy("plural", "tindak lanjut")
        ordering = ("due_on", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "round"], name="follow_up_once_per_round"),
            models.CheckConstraint(name="follow_up_round_known", condition=Q(round__in=Round.values)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="follow_up_waiting", condition=Q(answer=None)),
        ]

    def __str__(self) -> str:
        return f"{self.participation.person} ({self.get_round_display()})"

    def get_absolute_url(self) -> str:
        return reverse("participants:follow_up", args=[self.pk])

    @property
    def trail_root(self) -> Activity:
        return self.participation.activity


class FollowUpAnswer(AppendOnly, ScopedModel):
    """What a participant said; never changed: a correction is another answer, with its reason. Not held by R8.

    Each fact may be unknown (NULL), which is not none: "" of permits says that there are none yet.
    """

    scope_path = _OF_FOLLOW_UP

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="answers")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    reason = models.CharField(_("alasan koreksi"), max_length=500, blank=True)
    at = models.DateTimeField(_("dijawab"), auto_now_add=True)
    how = models.CharField(_("lewat"), max_length=10, choices=Way.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    producing = models.BooleanField(_("masih berproduksi"), null=True)
    workers = models.PositiveIntegerField(_("tenaga kerja"), null=True)
    sales = models.CharField(_("penjualan sebulan"), max_length=10, choices=Sales.choices, null=True)
    permits = models.CharField(_("izin dan sertifikat yang sudah diperoleh"), max_length=60, null=True)
    markets = models.CharField(_("pasar"), max_length=60, null=True)
    note = models.TextField(_("catatan"), blank=True, validators=[MaxLengthValidator(LONGEST_NOTE)])

    class Meta:
        verbose_name = _("jawaban tindak lanjut")
        verbose_name_plural = pgettext_lazy("plural", "jawaban tindak lanjut")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follow_up"], condition=Q(corrects=None), name="follow_up_answered_once"),
            models.CheckConstraint(
                name="follow_up_correction_has_reason",
                condition=Q(Q(corrects=None), Q(reason="")) | Q(Q(corrects__isnull=False), ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="follow_up_answer_by_whom",
                condition=Q(how=Way.LINK, by=None) | Q(how__in=[Way.CALL, Way.VISIT], by__isnull=False),
            ),
            models.CheckConstraint(
                name="follow_up_answer_says_something",
                condition=Q(producing__isnull=False)
                | Q(workers__isnull=False)
                | Q(sales__isnull=False)
                | Q(permits__isnull=False)
                | Q(markets__isnull=False),
            ),
            models.CheckConstraint(name="follow_up_sales_known", condition=Q(sales=None) | Q(sales__in=Sales.values)),
            models.CheckConstraint(
                name="follow_up_permits_known", condition=Q(permits=None) | Q(permits__in=sets_of(PermitGained))
            ),
            models.CheckConstraint(
                name="follow_up_markets_known", condition=Q(markets=None) | Q(markets__in=sets_of(Market))
            ),
        ]

    def __str__(self) -> str:
        return str(self.follow_up)

    @property
    def trail_root(self) -> Activity:
        return self.follow_up.trail_root

    @property
    def permit_labels(self) -> str | None:
        return labels_of(PermitGained, self.permits)

    @property
    def market_labels(self) -> str | None:
        return labels_of(Market, self.markets)


class FollowUpLink(ScopedModel):
    """An address by which one participant answers one round, once. Only the hash of its token is kept."""

    scope_path = _OF_FOLLOW_UP

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("berlaku sampai"))
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tautan tindak lanjut")
        verbose_name_plural = pgettext_lazy("plural", "tautan tindak lanjut")
        ordering = ("-made_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="follow_up_link_used_or_revoked", condition=Q(used_at=None) | Q(revoked_at=None)
            ),
            models.UniqueConstraint(
                fields=["follow_up"], condition=Q(used_at=None, revoked_at=None), name="follow_up_one_open_link"
            ),
        ]

    def __str__(self) -> str:
        return str(self.follow_up)

    @property
    def trail_root(self) -> Activity:
        return self.follow_up.trail_root

    @property
    def is_live(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()


class FollowUpAttempt(AppendOnly, ScopedModel):
    """Somebody tried to reach the participant and did not."""

    scope_path = _OF_FOLLOW_UP

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    how = models.CharField(_("lewat"), max_length=10, choices=Way.choices)
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("percobaan menghubungi")
        verbose_name_plural = pgettext_lazy("plural", "percobaan menghubungi")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(name="follow_up_attempt_way", condition=Q(how__in=[Way.CALL, Way.VISIT]))
        ]

    def __str__(self) -> str:
        return str(self.follow_up)

    @property
    def trail_root(self) -> Activity:
        return self.follow_up.trail_root
