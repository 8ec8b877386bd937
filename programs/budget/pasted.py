"""Lines of a revision pasted from the office's own sheet, headings first; every fault is told at once (R14)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from dekon_portal.core.bad_rows import MOST_FAULTS, BadRows, Fault
from dekon_portal.core.dates import MONTHS
from dekon_portal.core.numbers import parse_form_integer
from dekon_portal.core.refusal import Refusal
from programs.models import BudgetLine, PlannedSpending

from .codes import parse_code
from .revisions import ensure_same_line, set_line, set_plan

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
    loan_number: str | None = None
    """None where the sheet has no such column."""
    plan: dict[int, int] = field(default_factory=dict)
    """Whole rupiah by month, what the draft plans already included; empty where neither plans anything."""


@dataclass(frozen=True)
class Standing:
    """What is there before the paste, by code: the lines of the office's year, and what the draft plans by month."""

    lines: Mapping[str, BudgetLine] = field(default_factory=dict)
    plans: Mapping[str, dict[int, int]] = field(default_factory=dict)


_NOTHING: Final = Standing()


@dataclass(frozen=True)
class Pasted:
    lines: list[PastedLine]
    left_out: list[str]
    """Headings of columns that are not taken, to be told."""


def read(text: str, year: FiscalYear, standing: Standing = _NOTHING) -> Pasted:
    """The lines in `text`, cells parted by tabs (as Excel copies them) or semicolons.

    Raises Refusal without the headings kode, uraian, pagu, with two columns for the same, or with a cell that no sheet
    has; BadRows with every fault of every row.
    """
    names: list[str] = []
    left_out: list[str] = []
    lines: list[PastedLine] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, cells in enumerate(_rows(text), 1):
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = _names(cells)
            left_out = [cell.strip()[:60] for name, cell in zip(names, cells, strict=True) if not name and cell.strip()]
            continue
        values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        reader = _Row(number, values, year, standing)
        if any(cell.strip() for cell in cells[len(names) :]):
            column = _("ke-%(number)d") % {"number": len(names) + 1}
            reader.faults.append(Fault(number, column, _("kolom ini tidak berjudul. Beri judul atau hapus isinya.")))
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
    return Pasted(lines, left_out)


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ";"))
    except csv.Error as wrong:
        raise Refusal(_("Ada sel yang tidak dapat dibaca. Salin hanya tabel rinciannya.")) from wrong


def _names(headings: list[str]) -> list[str]:
    """What each column is; "" for one that is not taken. Two columns for the same are never chosen between (R14)."""
    names: list[str] = []
    for cell in headings:
        name = _HEADINGS.get(" ".join(cell.replace("(Rp)", "").split()).lower(), "")
        if name and name in names:
            raise Refusal(
                _("Kolom “%(first)s” dan “%(second)s” berisi hal yang sama. Hapus salah satunya, lalu tempel lagi.")
                % {"first": headings[names.index(name)].strip()[:60], "second": cell.strip()[:60]}
            )
        names.append(name)
    if not set(names) >= _NEEDED:
        raise Refusal(_("Baris judul tidak ditemukan. Salin juga judul kolomnya: Kode, Uraian, Pagu."))
    return names


class _Row:
    """One row read cell by cell; what is wrong gathers in `faults`."""

    def __init__(self, number: int, values: dict[str, str], year: FiscalYear, standing: Standing) -> None:
        self.number, self.values, self.year, self.standing = number, values, year, standing
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
        loan = self.values["phln"][:60] if "phln" in self.values else None
        self._same_line(code, description, loan)
        # An empty cell leaves a month as it was planned; 0 clears it.
        plan = {
            **self.standing.plans.get(code, {}),
            **{month: planned for month, planned in self._months() if planned is not None},
        }
        if amount is not None and sum(plan.values()) > amount:
            self._fault("Pagu", _("rencana seluruh bulan melebihi pagunya."))
        if self.faults or amount is None:
            return None
        return PastedLine(code, description, amount, blocked or 0, note, loan, plan)

    def _same_line(self, code: str, description: str, loan: str | None) -> None:
        known = self.standing.lines.get(code)
        if known and description:
            try:
                ensure_same_line(known, description, loan)
            except Refusal as other:
                self._fault("Uraian", str(other))

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


def _standing(revision: BudgetRevision) -> Standing:
    lines = BudgetLine._base_manager.filter(office=revision.office_id, fiscal_year=revision.fiscal_year_id)
    planned = PlannedSpending._base_manager.filter(revision_line__revision=revision)
    plans: dict[str, dict[int, int]] = {}
    for code, month, amount in planned.values_list("revision_line__line__code", "month", "amount"):
        plans.setdefault(code, {})[month] = amount
    return Standing({line.code: line for line in lines}, plans)


def take(revision: BudgetRevision, text: str, *, by: User) -> Pasted:
    """Set all pasted lines in a draft, or none; what was taken. Raises as `read`, and Refusal when it is enacted."""
    pasted = read(text, revision.fiscal_year, _standing(revision))
    with transaction.atomic():
        for line in pasted.lines:
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
    return pasted
