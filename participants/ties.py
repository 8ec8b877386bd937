"""What of learning hangs on a participation: what holds it in its activity, and what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from .models import Participation, Sheet, SurveyLink

if TYPE_CHECKING:
    from django.db.models import QuerySet


def held(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """Those with a score, or whose survey was answered: means and counts stand on them."""
    scored = Sheet._base_manager.filter(participation=OuterRef("pk"), score__isnull=False)
    heard = SurveyLink._base_manager.filter(participation=OuterRef("pk"), is_used=True)
    return participations.filter(Exists(scored) | Exists(heard))


def release(participations: QuerySet[Participation]) -> None:
    """Links that nobody answered go with their participation; for those that are not held."""
    keys = participations.values("pk")
    for rows in (Sheet._base_manager, SurveyLink._base_manager):
        rows.filter(participation__in=keys).delete()
