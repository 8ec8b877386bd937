"""The short way for 100,000 rows: texts that are written already as they are kept, recognised without a full reading.

Whatever is not recognised here goes to its reader (values.py); both give the same value, which a property test proves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from dekon_portal.core.nik import is_birth_day

from .fields import Field
from .values import SPECIAL

_TEXTS: Final = ("text", "regency")
_PHONE: Final = re.compile(r"08[0-9]{8,11}")


def quick_for(field: Field) -> Callable[[str], Any] | None:
    """For 100,000 rows: the value of a text that is already as it is kept, None when the reader must look closer."""
    makers: dict[str, Callable[[Field], Callable[[str], Any]]] = {
        **dict.fromkeys(_TEXTS, _quick_text),
        "nik": lambda _: _quick_nik,
        "phone": lambda _: _quick_phone,
        "nib": lambda _: _quick_nib,
    }
    return makers[field.kind](field) if field.kind in makers else None


def _quick_text(field: Field) -> Callable[[str], Any]:
    limit = field.max_length

    def quick(cell: str) -> Any:
        if cell.isascii() and cell.isprintable() and len(cell) <= limit and "  " not in cell and cell == cell.strip():
            return None if cell.lower() in SPECIAL else cell
        return None

    return quick


def _quick_nik(cell: str) -> Any:
    if len(cell) != 16 or not cell.isascii() or not cell.isdecimal() or cell.endswith("0000"):
        return None
    return cell if is_birth_day(cell[6:12]) else None


def _quick_phone(cell: str) -> Any:
    return f"+62{cell[1:]}" if _PHONE.fullmatch(cell) else None


def _quick_nib(cell: str) -> Any:
    return cell if len(cell) == 13 and cell.isascii() and cell.isdecimal() else None


def is_plain_column(cells: list[Any], field: Field) -> bool:
    """Whether every cell is a text as it is kept: asked of all of them joined, in a fifth of the time."""
    if field.kind not in _TEXTS or set(map(type, cells)) != {str}:
        return False
    joined = "\n".join(cells)
    return (
        joined.count("\n") == len(cells) - 1
        and joined.isascii()
        and joined.replace("\n", "").isprintable()
        and not any(space in joined for space in ("  ", " \n", "\n "))
        and joined == joined.strip()
        and max(map(len, cells)) <= field.max_length
        and SPECIAL.isdisjoint(map(str.lower, cells))
    )
