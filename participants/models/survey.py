"""Survei kepuasan: who may answer, and what was answered. Nothing joins the two."""

from __future__ import annotations

import uuid
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopePath
from programs.models import Activity, Session
from programs.models.base import HangsOnActivity

from .people import Participation

WORST: Final = 1
FINEST: Final = 5


def _marks(name: str, *fields: str) -> models.CheckConstraint:
    condition = Q(**{f"{field}__range": (WORST, FINEST) for field in fields})
    return models.CheckConstraint(name=name, condition=condition)


class SurveyLink(HangsOnActivity):
    """Whether somebody has answered, and nothing of what; when is kept nowhere."""

    scope_path = ScopePath(
        province="participation__activity__office__province_id", regency="participation__activity__regency_id"
    )

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="survey_link")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    is_used = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("tautan survei")
        verbose_name_plural = pgettext_lazy("plural", "tautan survei")

    def __str__(self) -> str:
        return str(self.participation)

    @property
    def trail_root(self) -> Activity:
        return self.participation.activity


class SurveyAnswer(HangsOnActivity):
    """Of nobody in particular: without a time, and with a random key, so that not even the order of answers is told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="survey_answers")
    overall = models.PositiveSmallIntegerField(_("kegiatan secara keseluruhan"))
    material = models.PositiveSmallIntegerField(_("materi"))
    place = models.PositiveSmallIntegerField(_("tempat"))
    text = models.TextField(_("saran"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("jawaban survei")
        verbose_name_plural = pgettext_lazy("plural", "jawaban survei")
        constraints: ClassVar = [_marks("survey_marks", "overall", "material", "place")]

    def __str__(self) -> str:
        return str(self.activity)


class TrainerRating(HangsOnActivity):
    """Of one session's trainer. The name stays as it stood, whatever becomes of the session."""

    scope_path = ScopePath(province="answer__activity__office__province_id", regency="answer__activity__regency_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(SurveyAnswer, models.CASCADE, related_name="ratings")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="+")
    topic = models.CharField(_("materi"), max_length=300)
    trainer = models.CharField(_("narasumber/pendamping"), max_length=200)
    mark = models.PositiveSmallIntegerField(_("nilai"))

    class Meta:
        verbose_name = _("nilai narasumber")
        verbose_name_plural = pgettext_lazy("plural", "nilai narasumber")
        constraints: ClassVar = [_marks("trainer_rating_mark", "mark")]

    def __str__(self) -> str:
        return self.topic

    @property
    def trail_root(self) -> Activity:
        return self.answer.activity
