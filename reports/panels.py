"""What other parts add to the dashboard: (template, what it shows of a selection), drawn with `panel`.

None keeps a panel away. Panels are fetched once the page is there, with who is late.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .selection import Selection

Panel = tuple[str, Callable[["Selection"], dict[str, Any] | None]]

DASHBOARD_PANELS: list[Panel] = []
