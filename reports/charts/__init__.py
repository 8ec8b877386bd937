"""The charts of the dashboard, declared once: page, wall screen, PNG and XLSX follow from the list."""

from typing import Final

from .absorption import Absorption
from .chart import Chart, ChartKind
from .funnel import Funnel
from .states import States
from .timeline import Timeline

CHARTS: Final[dict[str, ChartKind]] = {kind.key: kind for kind in (Timeline(), States(), Funnel(), Absorption())}

__all__ = ["CHARTS", "Chart", "ChartKind"]
