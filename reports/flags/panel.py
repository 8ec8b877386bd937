"""Flags on the pages of an activity and in the review queue; each is counted anew when the activity is submitted or
opened in review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from programs import review
from programs.panels import GENERAL_PANELS, REVIEW_SIGNS
from programs.review_queue import SIGNS, Signs
from reports.models import Flag

from . import recount
from .limits import Kept
from .registry import choices

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import Activity, ReviewEvent


def shown(activity: Activity, user: User) -> dict[str, Any]:
    """The flags whose figures hold now, open ones first, each with the thresholds of the activity's year."""
    kept, year = Kept(), activity.fiscal_year_id
    flags = list(activity.flags.all())
    standing = sorted((flag for flag in flags if flag.gone_at is None), key=lambda flag: flag.cleared_at is not None)
    for flag in standing:
        flag.activity = activity
    return {
        "flags": [(flag, in_words(flag, kept, year)) for flag in standing],
        "open": sum(flag.cleared_at is None for flag in standing),
        "gone": len(flags) - len(standing),
        "may_clear": activity.writable_by(user, "flag.clear"),
        "activity": activity,
    }


def in_words(flag: Flag, kept: Kept, year: int) -> list[str]:
    """The thresholds of a flag's rule in a year: "lebih dari 2.000 per IKM per hari"."""
    rule = flag.declared
    limits = kept.of(rule, year) or {}
    return [threshold.in_words(limits[threshold.key]) for threshold in rule.thresholds if threshold.key in limits]


def counted_anew(activity: Activity, user: User) -> dict[str, Any]:
    recount.of_one(activity)
    return shown(activity, user)


@review.follows("submit")
def count_when_submitted(activity: Activity, event: ReviewEvent) -> None:
    recount.of_one(activity)


def _open() -> Any:
    return Flag._base_manager.filter(activity=OuterRef("pk"), gone_at__isnull=True, cleared_at__isnull=True).order_by()


def _of_open(figure: Any) -> Any:
    """A figure of an activity's open flags, 0 when it has none."""
    of_each = _open().values("activity").annotate(figure=figure).values("figure")
    return Coalesce(Subquery(of_each, output_field=IntegerField()), 0)


SIGNS.append(
    Signs(
        count=lambda: _of_open(Count("pk")),
        weight=lambda: _of_open(Sum("weight")),
        choices=choices,
        having=lambda key: Q(Exists(_open().filter(rule=key))),
    )
)
GENERAL_PANELS.append(("reports/_flags.html", shown))
REVIEW_SIGNS.append(("reports/_flags.html", counted_anew))
