"""What a row says otherwise than the record of a person who takes part already: told, never written over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from participants.models import Person

from .fields import FIELDS
from .lookup import rows_by
from .parse import Parsed

_COMPARED: Final = (
    "sex", "birth_place", "birth_date", "phone", "email", "education", "address", "village", "district", "regency",
)  # fmt: skip


def differing(parsed: Parsed, people: Mapping[int, int]) -> dict[int, str]:
    """Row number → the names of the fields in which the row, where it says anything, is not as its person's record.

    `people` are the persons of the rows asked about.
    """
    taken = [key for key in _COMPARED if key in parsed.values]
    columns = ["regency_id" if key == "regency" else key for key in taken]
    stored = {pk: values for pk, *values in rows_by(Person, "pk", people.values(), *columns)}
    index = {number: i for i, number in enumerate(parsed.numbers)}
    found: dict[int, str] = {}
    for number, pk in people.items():
        said = [parsed.values[key][index[number]] for key in taken]
        others = [
            key for key, new, old in zip(taken, said, stored[pk], strict=True) if new and _plain(new) != _plain(old)
        ]
        if others:
            found[number] = ", ".join(str(FIELDS[key].label) for key in others)
    return found


def _plain(value: Any) -> Any:
    """Letters of another size are no other value."""
    return value.casefold() if isinstance(value, str) else value
