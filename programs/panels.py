"""What apps above add to pages of an activity: (template, what it shows), drawn with `panel`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .models import Activity

Panel = tuple[str, Callable[["Activity", "User"], dict[str, Any]]]

PRODUCTION_PANELS: list[Panel] = []
"""On the goods page, under the productions."""

GENERAL_PANELS: list[Panel] = []
"""On the first page of an activity and that of what it lacks, under the latter."""

REVIEW_PANELS: list[Panel] = []
"""On the review page, between the activity and its goods."""

REVIEW_SIGNS: list[Panel] = []
"""On the review page, above the activity: what to look at twice."""


def drawn(panels: list[Panel], activity: Activity, user: User) -> list[tuple[str, dict[str, Any]]]:
    """(template, `panel`) of each."""
    return [(template, context(activity, user)) for template, context in panels]
