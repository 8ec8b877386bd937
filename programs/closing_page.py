"""The final report as a page draws it: the blocks with what a template cannot reckon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .closing_writing import with_rows_of_photos
from .models import ChapterMode

if TYPE_CHECKING:
    from .final_reports import Content
    from .models import Activity

_TEMPLATES: Final = {
    kind: f"programs/report/_{kind}.html" for kind in ("paragraph", "facts", "table", "bars", "photos")
}


def chapters_of(content: Content, activity: Activity) -> list[dict[str, Any]]:
    """Each chapter with its number and blocks, and whether its office wrote in it."""
    written = activity.report_chapters.exclude(mode=ChapterMode.COMPOSED)
    modes = {row.key: row.get_mode_display() for row in written.only("key", "mode")}
    return [
        {
            **one,
            "number": number,
            "written": modes.get(one["key"]),
            "blocks": [_block(block) for block in with_rows_of_photos(one["blocks"])],
        }
        for number, one in enumerate(content["chapters"], start=1)
    ]


def _block(block: dict[str, Any]) -> dict[str, Any]:
    shown = {**block, "template": _TEMPLATES[block["kind"]]}
    if block["kind"] == "table":
        shown["rows"] = [_cells(row, block) for row in block["rows"]]
        shown["closing"] = _cells(block["closing"], block) if block["closing"] else []
        shown["headings"] = _cells(block["headings"], block)
    elif block["kind"] == "bars":
        shown["most"] = max((count for _label, count in block["lines"]), default=0) or 1
    return shown


def _cells(texts: list[str], table: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(text, heading of its column, whether it is a number) of each."""
    return [
        (text, heading, column in table["numeric"])
        for column, (text, heading) in enumerate(zip(texts, table["headings"], strict=True))
    ]
