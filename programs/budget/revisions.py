"""DIPA revisions: drafted from the one before, changed, enacted; from then on a snapshot that nobody changes (R9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dekon_portal.core import audit
from dekon_portal.core.dates import format_date
from dekon_portal.core.editing import require_on
from dekon_portal.core.numbers import format_rupiah
from dekon_portal.core.refusal import Refusal
from programs.models import BudgetLine, BudgetRevision, FiscalYear, Office, PlannedSpending, RevisionLine

from .ceilings import spent_on
from .codes import parse_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dekon_portal.accounts.models import User

audit.register(
    {
        "budget.drafted": gettext_lazy("%(who)s menyiapkan revisi DIPA %(what)s"),
        "budget.changed": gettext_lazy("%(who)s mengubah revisi DIPA %(what)s"),
        "budget.enacted": gettext_lazy("%(who)s menetapkan revisi DIPA %(what)s"),
        "budget.discarded": gettext_lazy("%(who)s membuang rancangan revisi DIPA %(what)s"),
        "budget.line_set": gettext_lazy("%(who)s mengisi pagu %(what)s"),
        "budget.planned": gettext_lazy("%(who)s mengisi rencana per bulan %(what)s"),
        "budget.line_removed": gettext_lazy("%(who)s mengeluarkan %(what)s dari rancangan revisi"),
    }
)


def latest(office: Office, year: FiscalYear) -> BudgetRevision | None:
    """The last enacted revision, whether in force yet or not."""
    rows = BudgetRevision._base_manager.filter(office=office, fiscal_year=year, enacted_at__isnull=False)
    return rows.order_by("-number").first()


def predecessor(revision: BudgetRevision) -> BudgetRevision | None:
    """The enacted one that the revision follows."""
    rows = BudgetRevision._base_manager.filter(office=revision.office_id, fiscal_year=revision.fiscal_year_id)
    return rows.filter(number__lt=revision.number, enacted_at__isnull=False).order_by("-number").first()


def draft(revision: BudgetRevision, *, by: User) -> BudgetRevision:
    """Begin the next revision with the lines and the plan of the last enacted one.

    Raises NotAllowed; Refusal when the year is closed or another draft is open.
    """
    with transaction.atomic():
        office = _turn(revision.office_id)
        require_on(office, by, "budget.write")
        if not revision.fiscal_year.is_open:
            raise Refusal(
                _("%(year)s sudah ditutup, sehingga DIPA-nya tidak dapat direvisi.") % {"year": revision.fiscal_year}
            )
        others = BudgetRevision._base_manager.filter(office=office, fiscal_year=revision.fiscal_year)
        if others.filter(enacted_at__isnull=True).exists():
            raise Refusal(_("Masih ada rancangan revisi yang belum ditetapkan. Selesaikan atau buang dahulu."))
        before = latest(office, revision.fiscal_year)
        highest = others.aggregate(last=Max("number"))["last"]
        revision.number = 0 if highest is None else highest + 1
        revision.created_by = by
        revision.save()
        if before:
            _copy(before, revision)
        audit.record("budget.drafted", revision, by=by)
    return revision


def _copy(before: BudgetRevision, into: BudgetRevision) -> None:
    rows = list(RevisionLine._base_manager.filter(revision=before))
    copies = RevisionLine._base_manager.bulk_create(
        RevisionLine(
            revision=into, line_id=row.line_id, amount=row.amount, blocked=row.blocked, block_note=row.block_note
        )
        for row in rows
    )
    new = {old.pk: copy.pk for old, copy in zip(rows, copies, strict=True)}
    plan = PlannedSpending._base_manager.filter(revision_line__in=new)
    PlannedSpending._base_manager.bulk_create(
        PlannedSpending(revision_line_id=new[one.revision_line_id], month=one.month, amount=one.amount) for one in plan
    )


def change(revision: BudgetRevision, *, by: User) -> BudgetRevision:
    """Keep the changed facts of a draft. Raises NotAllowed, Refusal when it is enacted."""
    with transaction.atomic():
        _open_draft(revision, by)
        before = audit.snapshot(BudgetRevision._base_manager.get(pk=revision.pk))
        revision.save()
        changes = audit.difference(before, audit.snapshot(revision))
        if changes:
            audit.record("budget.changed", revision, by=by, changes=changes)
    return revision


def set_line(
    revision: BudgetRevision, code: str, description: str, *, amount: int, blocked: int, block_note: str, by: User,
    loan_number: str | None = None,
) -> RevisionLine:  # fmt: skip
    """Grant a line its ceiling in a draft; a code that is new in this office and year becomes a line.

    Raises ValueError for a code of another structure, Refusal when the revision is enacted or the code is known by
    another description or loan number (None: not said).
    """
    parsed = parse_code(code, revision.fiscal_year)
    with transaction.atomic():
        _open_draft(revision, by)
        line, made = BudgetLine._base_manager.get_or_create(
            office=revision.office,
            fiscal_year=revision.fiscal_year,
            code=parsed.text,
            defaults={
                "description": description,
                "loan_number": loan_number or "",
                "is_sample": revision.is_sample,
            },
        )
        if made:
            audit.record("row.added", line, by=by)
        else:
            ensure_same_line(line, description, loan_number)
        row = RevisionLine._base_manager.filter(revision=revision, line=line).first() or RevisionLine(
            revision=revision, line=line
        )
        before = (row.amount, row.blocked) if row.pk else (None, None)
        row.amount, row.blocked, row.block_note = amount, blocked, block_note
        row.full_clean(validate_unique=False)
        row.save()
        changes = {"amount": (before[0], amount), "blocked": (before[1], blocked)}
        audit.record("budget.line_set", row, by=by, changes=changes)
    return row


def ensure_same_line(line: BudgetLine, description: str, loan_number: str | None) -> None:
    """Raise Refusal when a known code is given another description or loan number: revisions in force show them too."""
    if " ".join(description.split()).casefold() != " ".join(line.description.split()).casefold():
        raise Refusal(_("Kode ini sudah dipakai untuk “%(known)s”. Samakan uraiannya.") % {"known": line.description})
    if loan_number is not None and loan_number.strip() != line.loan_number:
        raise Refusal(
            _("Nomor PHLN kode ini sudah tercatat “%(known)s”. Samakan nomornya.")
            % {"known": line.loan_number or _("kosong (rupiah murni)")}
        )


def set_plan(row: RevisionLine, plan: Mapping[int, int], *, by: User) -> None:
    """Say how much of a draft's line is meant to be spent in each month (1 to 12); what is left out is 0.

    Raises Refusal when the months add up to more than the line grants.
    """
    planned = sum(plan.values())
    _ensure_plan_fits(row, planned)
    with transaction.atomic():
        _open_draft(row.revision, by)
        before = dict(row.plan.values_list("month", "amount"))
        PlannedSpending._base_manager.filter(revision_line=row).delete()
        PlannedSpending._base_manager.bulk_create(
            PlannedSpending(revision_line=row, month=month, amount=amount) for month, amount in plan.items() if amount
        )
        after = {month: amount for month, amount in plan.items() if amount}
        changes = {"plan": (sum(before.values()), planned)} if before != after else {}
        audit.record("budget.planned", row, by=by, changes=changes)


def _ensure_plan_fits(row: RevisionLine, planned: int) -> None:
    if planned > row.amount:
        raise Refusal(
            f"{row.line.code}: "
            + _("Rencana seluruh bulan berjumlah %(planned)s, melebihi pagunya %(amount)s.")
            % {"planned": format_rupiah(planned), "amount": format_rupiah(row.amount)}
        )


def drop_line(row: RevisionLine, *, by: User) -> None:
    """Leave a line out of a draft: from its day on it may not be spent from."""
    with transaction.atomic():
        _open_draft(row.revision, by)
        audit.record("budget.line_removed", row, by=by, changes={"amount": (row.amount, None)})
        row.delete()


def discard(revision: BudgetRevision, *, by: User) -> None:
    """Throw a draft away. Raises Refusal when it is enacted."""
    with transaction.atomic():
        _open_draft(revision, by)
        audit.record("budget.discarded", revision, by=by)
        PlannedSpending._base_manager.filter(revision_line__revision=revision).delete()
        RevisionLine._base_manager.filter(revision=revision).delete()
        BudgetRevision._base_manager.filter(pk=revision.pk).delete()


def enact(revision: BudgetRevision, *, by: User) -> BudgetRevision:
    """Put a draft in force from its day on. Raises NotAllowed, Refusal naming what stands against it."""
    with transaction.atomic():
        revision = _open_draft(revision, by, action="budget.enact")
        _ensure_follows(revision)
        rows = list(
            RevisionLine._base_manager.filter(revision=revision).select_related("line").prefetch_related("plan")
        )
        if not rows:
            raise Refusal(_("Revisi ini belum memuat satu rincian pun."))
        for row in rows:  # a line may have been lowered since its months were planned
            _ensure_plan_fits(row, sum(one.amount for one in row.plan.all()))
        _ensure_covers_spending(revision, {row.line_id: row.ceiling for row in rows})
        stamps: dict[str, Any] = {"enacted_at": timezone.now(), "enacted_by": by}
        BudgetRevision._base_manager.filter(pk=revision.pk).update(**stamps)
        for name, value in stamps.items():
            setattr(revision, name, value)
        audit.record("budget.enacted", revision, by=by)
    return revision


def _ensure_follows(revision: BudgetRevision) -> None:
    before = latest(revision.office, revision.fiscal_year)
    if before and revision.in_force_on < before.in_force_on:
        raise Refusal(
            _("Revisi ini berlaku sejak %(day)s, lebih awal dari revisi %(number)s (%(earlier)s).")
            % {
                "day": format_date(revision.in_force_on),
                "number": before.number,
                "earlier": format_date(before.in_force_on),
            }
        )


def _ensure_covers_spending(revision: BudgetRevision, ceilings: dict[int, int]) -> None:
    """What is paid already cannot lose its ceiling."""
    for line, spent in spent_on(revision.office, revision.fiscal_year).items():
        ceiling = ceilings.get(line.pk, 0)
        if spent > ceiling:
            raise Refusal(
                _(
                    "Pagu efektif %(line)s menjadi %(ceiling)s, padahal sudah dibelanjakan %(spent)s. "
                    "Naikkan pagunya atau kurangi blokirnya."
                )
                % {"line": line.code, "ceiling": format_rupiah(ceiling), "spent": format_rupiah(spent)}
            )


def _turn(office: int) -> Office:
    """One act on an office's budget at a time: payments wait for it too (ceilings.py)."""
    return Office._base_manager.select_for_update(of=("self",)).select_related("province").get(pk=office)


def _open_draft(revision: BudgetRevision, by: User, action: Any = "budget.write") -> BudgetRevision:
    office = _turn(revision.office_id)
    require_on(office, by, action)
    stored = BudgetRevision._base_manager.select_related("fiscal_year", "office").filter(pk=revision.pk).first()
    if stored is None:
        raise Refusal(_("Rancangan revisi ini sudah dibuang."))
    stored.ensure_draft()
    return stored


@dataclass(frozen=True)
class LineChange:
    """One line in two revisions; None where it does not stand in one of them."""

    line: BudgetLine
    before: RevisionLine | None
    after: RevisionLine | None

    @property
    def kind(self) -> str:
        if self.before is None:
            return str(_("baru"))
        return str(_("dihapus")) if self.after is None else str(_("berubah"))

    @property
    def difference(self) -> int:
        """Of the effective ceiling, whole rupiah."""
        return (self.after.ceiling if self.after else 0) - (self.before.ceiling if self.before else 0)

    @property
    def months(self) -> list[tuple[int, int, int]]:
        """(month, planned before, planned after) of the months whose plan differs, whole rupiah."""
        old, new = _plan(self.before), _plan(self.after)
        return [
            (month, old.get(month, 0), new.get(month, 0))
            for month in range(1, 13)
            if old.get(month, 0) != new.get(month, 0)
        ]


def differences(before: BudgetRevision | None, after: BudgetRevision) -> list[LineChange]:
    """The lines in which two revisions differ, in amount, block, note or plan, in the order of their codes."""
    old, new = (_by_line(one) if one else {} for one in (before, after))
    found = []
    for line in sorted(old.keys() | new.keys(), key=lambda one: one.code):
        change = LineChange(line, old.get(line), new.get(line))
        if _granted(change.before) != _granted(change.after) or change.months:
            found.append(change)
    return found


def _granted(row: RevisionLine | None) -> tuple[int, int, str] | None:
    return (row.amount, row.blocked, row.block_note) if row else None


def _plan(row: RevisionLine | None) -> dict[int, int]:
    return {one.month: one.amount for one in row.plan.all()} if row else {}


def _by_line(revision: BudgetRevision) -> dict[BudgetLine, RevisionLine]:
    rows = RevisionLine._base_manager.filter(revision=revision).select_related("line").prefetch_related("plan")
    return {row.line: row for row in rows}
