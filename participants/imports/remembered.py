"""What an office settled for the columns of a list, used again for the next list with the same headings."""

from __future__ import annotations

from collections.abc import Sequence

from dekon_portal.core.crypto import blind_index
from participants.models import ImportBatch, RememberedLayout
from programs.models import Activity

from .fields import FIELDS, heading_key

Mapping = dict[str, str | None]
"""Column index as text → field, or None for a column that is not taken."""


def recall(activity: Activity, headings: Sequence[str]) -> Mapping:
    """The office's last choice for these headings; empty when there is none."""
    kept = RememberedLayout._base_manager.filter(office=activity.office_id, headings=_key(headings))
    fields: Mapping = kept.values_list("fields", flat=True).first() or {}
    return {index: field for index, field in fields.items() if field is None or field in FIELDS}


def remember(batch: ImportBatch) -> None:
    """Keep how the columns stand, where a person changed something about them."""
    if batch.decisions.get("fields"):
        RememberedLayout._base_manager.update_or_create(
            office_id=batch.activity.office_id,
            headings=_key([column["header"] for column in batch.columns]),
            defaults={"fields": {str(column["index"]): column["field"] for column in batch.columns}},
        )


def _key(headings: Sequence[str]) -> str:
    """Keyed, since a heading can be anything, also somebody's name."""
    return blind_index("\n".join(map(heading_key, headings)), "headings")
