"""What is wrong with the rows of a small list that a form takes as a whole: all of it at once (R14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from .refusal import Refusal

MOST_FAULTS: Final = 200
"""Nobody mends more at once."""


@dataclass(frozen=True)
class Fault:
    row: int
    column: str
    said: str

    def __str__(self) -> str:
        return _("Baris %(row)d, kolom %(column)s: %(said)s") % {
            "row": self.row,
            "column": self.column,
            "said": self.said,
        }


class BadRows(Refusal):
    """Nothing of the list is taken; `faults` are all there is to mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(_("Belum ada yang disimpan. Perbaiki semua yang disebut di bawah, lalu kirim lagi."))
        self.faults = faults


@contextmanager
def told_in(form: Any) -> Iterator[None]:
    """Every fault of a list as a line above its form."""
    try:
        yield
    except BadRows as bad:
        for fault in bad.faults:
            form.add_error(None, str(fault))
        raise
