"""What may be spent from a line on a day, and what has been: the effective ceiling of the revision in force (R9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_date
from dekon_portal.core.numbers import format_rupiah
from dekon_portal.core.refusal import Refusal
from programs.models import BudgetLine, BudgetRevision, Realisation, RevisionLine

if TYPE_CHECKING:
    from programs.models import FiscalYear, Office


class OverCeiling(Refusal):
    """More than the line may bear."""


@dataclass(frozen=True)
class Span:
    """A revision, the day from which it is in force and the day from which the next one is (None: no next one)."""

    revision: BudgetRevision
    since: date
    until: date | None


def spans(office: Office, year: FiscalYear) -> list[Span]:
    """The enacted revisions in their order; one that the next replaces on its very first day is left out."""
    rows = BudgetRevision._base_manager.filter(office=office, fiscal_year=year, enacted_at__isnull=False)
    ordered = list(rows.order_by("number"))
    ends = [after.in_force_on for after in ordered[1:]]
    found = [Span(one, one.in_force_on, end) for one, end in zip_longest(ordered, ends)]
    return [span for span in found if span.until is None or span.since < span.until]


def revision_in_force(office: Office, year: FiscalYear, day: date) -> BudgetRevision | None:
    """The revision that counts on the day; None before the first."""
    return next((span.revision for span in reversed(spans(office, year)) if span.since <= day), None)


def ceiling(line: BudgetLine, day: date) -> int | None:
    """Pagu efektif of the line on the day, whole rupiah; 0 when the revision leaves it out, None before the first."""
    revision = revision_in_force(line.office, line.fiscal_year, day)
    return None if revision is None else _granted(line, revision)


def _granted(line: BudgetLine, revision: BudgetRevision) -> int:
    row = RevisionLine._base_manager.filter(revision=revision, line=line).first()
    return row.ceiling if row else 0


def spent(line: BudgetLine, until: date | None = None) -> int:
    """What was paid from the line, until the day, corrections counted; whole rupiah."""
    rows = Realisation._base_manager.filter(line=line)
    rows = rows.filter(dated__lt=until) if until else rows
    return rows.aggregate(all=Sum("amount", default=0))["all"]  # type: ignore[no-any-return]


def spent_on(office: Office, year: FiscalYear) -> dict[BudgetLine, int]:
    """The same of every line of an office that anything was paid from."""
    rows = Realisation._base_manager.filter(office=office, fiscal_year=year).order_by()
    sums: dict[int, int] = dict(rows.values_list("line").annotate(Sum("amount")))
    lines = BudgetLine._base_manager.in_bulk(list(sums))
    return {lines[pk]: amount for pk, amount in sums.items()}


def ensure_within(line: BudgetLine, dated: date, more: int) -> None:
    """Raise OverCeiling unless `more`, paid on the day, fits under that day's ceiling and every later one.

    To be called with the office's budget locked (revisions.py). Raises Refusal before the first revision.
    """
    found = spans(line.office, line.fiscal_year)
    concerned = [span for span in found if span.until is None or dated < span.until]
    if not concerned or dated < concerned[0].since:
        first = found[0].since if found else None
        raise Refusal(
            _("SP2D bertanggal %(day)s mendahului DIPA yang pertama (berlaku sejak %(first)s).")
            % {"day": format_date(dated), "first": format_date(first)}
            if first
            else _("Satuan kerja ini belum punya DIPA yang ditetapkan untuk tahun itu.")
        )
    for span in concerned:
        limit, so_far = _granted(line, span.revision), spent(line, span.until)
        if so_far + more > limit:
            raise OverCeiling(
                _(
                    "Belanja %(line)s melampaui pagu efektif revisi %(number)s: pagu %(limit)s, sudah dibelanjakan "
                    "%(spent)s, sisa %(rest)s, sedangkan SP2D ini %(more)s."
                )
                % {
                    "line": line.code,
                    "number": span.revision.number,
                    "limit": format_rupiah(limit),
                    "spent": format_rupiah(so_far),
                    "rest": format_rupiah(limit - so_far),
                    "more": format_rupiah(more),
                }
            )
