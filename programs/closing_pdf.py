"""The final report as PDF/A. Only what `reading` holds is printed, so a frozen report prints the same for good (R8)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.files.storage import default_storage
from django.utils import timezone

from dekon_portal.core.documents import pdf, photo, picture
from dekon_portal.core.numbers import format_integer

from .closing_writing import DRAFT, LOST, printed, short_state, state_line, with_rows_of_photos
from .final_reports import photos
from .logos import stored

if TYPE_CHECKING:
    from .final_reports import Content, Reading

_TEMPLATE: Final = Path(__file__).parent / "documents" / "closing.typ"
_SHORT, _WIDEST = 12, 26
"""Letters of a column: a short text stays on its line, a longer one takes several."""


def report_pdf(reading: Reading) -> bytes:
    """The report with cover, contents and numbered chapters; before approval it is marked DRAF."""
    head = reading.content["head"]
    pictures = _pictures(reading.content)
    names = _named(pictures)
    logo = stored(default_storage, head["logo"]) if head["logo"] else b""
    data = {
        **head,
        "mark": "" if reading.report else DRAFT,
        "number": short_state(reading),
        "state": state_line(reading),
        "activity": {"code": head["code"]},
        "chapters": [_chapter(one, names) for one in reading.content["chapters"]],
    }
    made_at = reading.report.approved_at if reading.report else timezone.now()
    inputs = {
        "logo": picture(logo) if logo else "",
        **{names[file]: drawn for file, drawn in pictures.items() if drawn},
    }
    return pdf(_TEMPLATE, data, made_at=made_at, inputs=inputs)


def _pictures(content: Content) -> dict[str, str]:
    """Each photo's file → the picture as a document takes it; "" when it is gone."""
    found = {}
    for block in photos(content):
        drawn = printed(block["file"])
        found[block["file"]] = photo(drawn.jpeg, drawn.width, drawn.height) if drawn else ""
    return found


def _named(pictures: dict[str, str]) -> dict[str, str]:
    """Each photo's file → by what short name the template finds it; "" when it is gone."""
    return {file: f"photo-{number}" if drawn else "" for number, (file, drawn) in enumerate(pictures.items())}


def _chapter(one: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    blocks = [_drawn(block, names) for block in with_rows_of_photos(one["blocks"])]
    return {"title": one["title"], "blocks": blocks}


def _drawn(block: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    if block["kind"] == "table":
        return {**block, "widths": _widths(block)}
    if block["kind"] == "bars":
        most = max((count for _label, count in block["lines"]), default=0) or 1
        lines = [(label, format_integer(count), count * 100 // most) for label, count in block["lines"]]
        return {**block, "lines": lines}
    if block["kind"] == "photos":
        shown = [_photo(one, names[one["file"]]) for one in block["photos"]]
        return {"kind": "photos", "photos": shown}
    return block


def _photo(block: dict[str, Any], name: str) -> dict[str, str]:
    return {"input": name, "caption": block["caption"] if name else f"{block['caption']} ({LOST})"}


def _widths(table: dict[str, Any]) -> list[int]:
    """How wide each column is to the others: at least its longest word, and more for longer texts."""
    columns = zip(*[table["headings"], *table["rows"], *([table["closing"]] if table["closing"] else [])], strict=True)
    return [_width(texts) for texts in columns]


def _width(texts: tuple[str, ...]) -> int:
    word = max((len(word) for text in texts for word in text.split()), default=0)
    longest = max(len(text) for text in texts)
    return min(_WIDEST, max(word + 2, min(longest, _SHORT), longest // 2))
