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

REVIEW_PANELS: list[Panel] = []
"""On the review page, between the activity and its goods."""
