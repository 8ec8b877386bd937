"""A chart to take away: PNG of the same drawing (by typst, as all printed things), XLSX of its table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

import typst
import xlsxwriter
from django.conf import settings

from dekon_portal.core.exports import XLSX_TYPE, CellWriter
from dekon_portal.core.known import Known
from reports.words import shown

from . import svg
from .chart import Cell, Chart, Figure, Key

TEMPLATE: Final = Path(__file__).with_name("chart.typ")
STYLE: Final = (Path(__file__).with_name("chart.css")).read_text()


def write_png(chart: Chart, scope: str, file: IO[bytes]) -> None:
    """The drawing with its colours written into it, since a picture has no style sheet beside it."""
    hatching = f"<defs>{svg.HATCH.format(chart.pattern)}</defs>"
    body = chart.body or svg.text(0, 14, shown(Known()))
    data = {
        "title": str(chart.title),
        "scope": scope,
        "note": chart.note,
        "legend": [{"words": key.words, "swatch": _swatch(key)} for key in (chart.keys if chart.body else ())],
    }
    inputs = {
        "data": json.dumps(data),
        "drawing": f"{_head(svg.WIDTH, chart.height if chart.body else 20)}{hatching}{body}</svg>",
    }
    made = typst.compile(
        str(TEMPLATE),
        root=str(settings.BASE_DIR),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="png",
        ppi=144,
    )
    file.write(made if isinstance(made, bytes) else made[0])


def _head(width: int, height: int) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><style>{STYLE}</style>'


def _swatch(key: Key) -> str:
    head = _head(24, 15)
    if not key.css:
        return f"{head}<defs>{svg.HATCH.format('s')}</defs>{svg.hatched(0.5, 0.5, 23, 14, 's')}</svg>"
    if key.css.startswith("stroke"):
        return f"{head}{svg.line([(0, 7.5), (24, 7.5)], key.css)}</svg>"
    return f"{head}{svg.bar(0, 0, 24, 15, key.css)}</svg>"


def write_xlsx(chart: Chart, scope: str, file: IO[bytes]) -> None:
    """Numbers as numbers; what is unknown or not recorded in words, never as 0."""
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        cells = CellWriter(book, sheet)
        cells.value(0, 0, str(chart.title), book.add_format({"bold": True, "font_size": 14}))
        cells.value(1, 0, scope)
        sheet.set_column(0, len(chart.headings), 20)
        for column, words in enumerate(chart.headings):
            cells.heading(3, column, words)
        for line, row in enumerate(chart.rows, 4):
            for column, cell in enumerate(row):
                cells.value(line, column, _plain(cell))


def _plain(cell: Cell) -> Any:
    value = cell.value if isinstance(cell, Figure) else cell
    if not isinstance(value, Known):
        return value
    return value.total if value.of and value.is_complete else shown(value)


FILES: Final[dict[str, tuple[str, str, Callable[[Chart, str, IO[bytes]], None]]]] = {
    "png": ("PNG", "image/png", write_png),
    "xlsx": ("XLSX", XLSX_TYPE, write_xlsx),
}
"""By kind: its name, content type, and who writes it."""
