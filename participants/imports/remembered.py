"""What an office settled for the columns of a list, used again for the next list with the same headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dekon_portal.core.crypto import blind_index
from participants.models import ImportBatch, ListOf, RememberedLayout

from .fields import FIELDS, heading_key

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

Mapping = dict[str, str | None]
"""Column index as text → field, or None for a column that is not taken."""


def recall(batch: ImportBatch, headings: Sequence[str], *, by: User) -> Mapping:
    """The office's last choice for these headings in a list of this kind; empty when there is none."""
    kept = RememberedLayout._base_manager.filter(office=_office(batch, by), headings=_key(batch, headings))
    fields: Mapping = kept.values_list("fields", flat=True).first() or {}
    return {index: field for index, field in fields.items() if field is None or field in FIELDS}


def remember(batch: ImportBatch, *, by: User) -> None:
    """Keep how the columns stand, where a person changed something about them."""
    office = _office(batch, by)
    if batch.decisions.get("fields") and office:
        RememberedLayout._base_manager.update_or_create(
            office_id=office,
            headings=_key(batch, [column["header"] for column in batch.columns]),
            defaults={"fields": {str(column["index"]): column["field"] for column in batch.columns}},
        )


def _office(batch: ImportBatch, by: User) -> int | None:
    """The activity's; of a list without one, the office for which the person works in its province."""
    if batch.activity is not None:
        return batch.activity.office_id
    offices = (membership.office for membership in by.current_memberships)
    return next((office.pk for office in offices if office and office.province_id == batch.province_id), None)


def _key(batch: ImportBatch, headings: Sequence[str]) -> str:
    """Keyed, since a heading can be anything, also somebody's name; the same headings mean other things elsewhere."""
    purpose = "headings" if batch.kind == ListOf.PEOPLE else f"headings of {batch.kind}"
    return blind_index("\n".join(map(heading_key, headings)), purpose)
