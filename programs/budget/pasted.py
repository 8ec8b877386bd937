"""Lines of a revision pasted from the office's own sheet, headings first; every fault is told at once (R14)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from dekon_portal.core.bad_rows import MOST_FAULTS, BadRows, Fault
from dekon_portal.core.dates import MONTHS
from dekon_portal.core.numbers import parse_form_integer
from dekon_portal.core.refusal import Refusal

from .codes import parse_code
from .revisions import set_line, set_plan

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models import BudgetRevision, FiscalYear

LARGEST: Final = 999_999_999_999_999
"""Whole rupiah; more is a slip."""
_HEADINGS: Final = {
    "kode": "kode", "kode rincian": "kode", "uraian": "uraian", "pagu": "pagu", "jumlah": "pagu", "blokir": "blokir",
    "catatan": "catatan", "catatan blokir": "catatan", "phln": "phln", "nomor phln": "phln",
    **{month.lower(): month for month in MONTHS},
    **{month.lower()[:3]: month for month in MONTHS},
}  # fmt: skip
_NEEDED: Final = frozenset({"kode", "uraian", "pagu"})


@dataclass(frozen=True)
class PastedLine:
    code: str
    description: str
    amount: int
    blocked: int = 0
    block_note: str = ""
    loan_number: str = ""
    plan: dict[int, int] = field(default_factory=dict)


def lines_of(text: str, year: FiscalYear) -> list[PastedLine]:
    """The lines in `text`, cells parted by tabs (as Excel copies them) or semicolons.

    Raises Refusal without the headings kode, uraian, pagu; BadRows with every fault of every row.
    """
    separator = "\t" if "\t" in text else ";"
    rows = list(csv.reader(text.splitlines(), delimiter=separator))
    names: list[str] = []
    lines: list[PastedLine] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, cells in enumerate(rows, 1):
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = [_HEADINGS.get(" ".join(cell.replace("(Rp)", "").split()).lower(), "") for cell in cells]
            if not names or not set(names) >= _NEEDED:
                raise Refusal(_("Baris judul tidak ditemukan. Salin juga judul kolomnya: Kode, Uraian, Pagu."))
            continue
        values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        reader = _Row(number, values, year)
        line = reader.line()
        if line and line.code in seen:
            reader.faults.append(Fault(number, "Kode", _("kode ini sudah ada di atas.")))
        seen.update([line.code] if line else [])
        faults += reader.faults
        if line:
            lines.append(line)
        if len(faults) > MOST_FAULTS:
            break
    if faults:
        raise BadRows(faults)
    if not lines:
        raise Refusal(_("Tidak ada satu rincian pun di bawah judul kolom."))
    return lines


class _Row:
    """One row read cell by cell; what is wrong gathers in `faults`."""

    def __init__(self, number: int, values: dict[str, str], year: FiscalYear) -> None:
        self.number, self.values, self.year = number, values, year
        self.faults: list[Fault] = []

    def line(self) -> PastedLine | None:
        """None when anything of it cannot be taken."""
        code, description = self._code(), self.values.get("uraian", "")
        if not description:
            self._fault("Uraian", _("isi uraiannya."))
        elif len(description) > 300:
            self._fault("Uraian", _("lebih panjang dari 300 huruf."))
        amount, blocked = self._money("pagu", "Pagu"), self._money("blokir", "Blokir")
        note = self.values.get("catatan", "")[:300]
        if amount is None and not self.values.get("pagu"):
            self._fault("Pagu", _("isi pagunya; tulis 0 bila memang nol."))
        if blocked and amount is not None and blocked > amount:
            self._fault("Blokir", _("paling banyak sebesar pagunya."))
        if blocked and not note:
            self._fault("Catatan", _("jelaskan blokirnya."))
        plan = {number: planned for number, planned in self._months() if planned}
        if amount is not None and sum(plan.values()) > amount:
            self._fault("Pagu", _("rencana seluruh bulan melebihi pagunya."))
        if self.faults or amount is None:
            return None
        return PastedLine(code, description, amount, blocked or 0, note, self.values.get("phln", "")[:60], plan)

    def _months(self) -> Iterator[tuple[int, int | None]]:
        for number, month in enumerate(MONTHS, 1):
            yield number, self._money(month, month)

    def _code(self) -> str:
        try:
            return parse_code(self.values.get("kode", ""), self.year).text
        except ValueError as wrong:
            self._fault("Kode", str(wrong))
            return ""

    def _money(self, name: str, column: str) -> int | None:
        """Whole rupiah; None when the cell is empty or, which is told, no such number."""
        text = self.values.get(name, "").removeprefix("Rp").strip()
        if not text:
            return None
        try:
            amount = parse_form_integer(text)
        except ValueError:
            amount = -1
        if not 0 <= amount <= LARGEST:
            self._fault(column, _("“%(text)s” bukan rupiah bulat, misalnya 12.500.000.") % {"text": text[:30]})
            return None
        return amount

    def _fault(self, column: str, said: str) -> None:
        self.faults.append(Fault(self.number, column, said))


def take(revision: BudgetRevision, text: str, *, by: User) -> int:
    """Set all pasted lines in a draft, or none; how many. Raises as `lines_of`, and Refusal when it is enacted."""
    lines = lines_of(text, revision.fiscal_year)
    with transaction.atomic():
        for line in lines:
            row = set_line(
                revision,
                line.code,
                line.description,
                amount=line.amount,
                blocked=line.blocked,
                block_note=line.block_note,
                loan_number=line.loan_number,
                by=by,
            )
            if line.plan:
                set_plan(row, line.plan, by=by)
    return len(lines)
