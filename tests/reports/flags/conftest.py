"""What the tests of flags share: one count of one rule."""

from __future__ import annotations

from typing import Any

import pytest

from programs.models import Activity
from reports.flags.registry import RULES


@pytest.fixture
def found(db: None) -> Any:
    """What a rule finds in all activities, with its declared thresholds unless the test states others."""

    def find(key: str, **limits: int) -> dict[int, dict[str, int]]:
        rule = RULES[key]
        held = {threshold.key: threshold.default for threshold in rule.thresholds} | limits
        return {one.activity: dict(one.figures) for one in rule.find(Activity._base_manager.all(), held)}

    return find
