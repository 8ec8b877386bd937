"""The budgets of the demo's offices (contoh): a first DIPA, the refocusing of April 2020, and some SP2D.

Codes and amounts are invented and marked so (domain.md section 11, 9). Written in bulk: no verb is in anybody's way.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random
from typing import TYPE_CHECKING, Final

from programs.models import (
    BudgetLine,
    BudgetRevision,
    FiscalYear,
    Office,
    PlannedSpending,
    Realisation,
    RevisionAuthority,
    RevisionLine,
    RevisionReason,
)

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .cast import Cast

MILLION: Final = 1_000_000
_CODE: Final = "019.06.07.1234.001.001.051.A."
LINES: Final = (
    ("521211", "Bahan pelatihan dan pembuatan APD (kode contoh)", 300, 520),
    ("522151", "Jasa profesi narasumber dan pendamping (kode contoh)", 200, 230),
    ("524119", "Perjalanan dan paket pertemuan (kode contoh)", 400, 150),
)
"""Account, words, millions of rupiah before and after the refocusing, which took from journeys and meetings."""
REVISIONS: Final = (
    (date(2020, 1, 2), RevisionReason.ORIGINAL, RevisionAuthority.DJA, "DIPA awal contoh"),
    (date(2020, 4, 20), RevisionReason.REFOCUSING, RevisionAuthority.REGIONAL, "Refocusing Covid-19 (contoh)"),
)
PAID: Final = (date(2020, 3, 12), date(2020, 6, 18), date(2020, 7, 23), date(2020, 9, 10))


def ensure(cast: Cast) -> int:
    """Give each office of the demo that has no DIPA a budget; how many got one."""
    known = set(BudgetRevision._base_manager.filter(fiscal_year=cast.year).values_list("office", flat=True))
    poor = {code: office for code, office in cast.offices.items() if office.pk not in known}
    for code, office in poor.items():
        _give(office, cast.year, cast.officers[code], Random(f"anggaran {code}"))  # noqa: S311
    return len(poor)


def _give(office: Office, year: FiscalYear, by: User, chance: Random) -> None:
    share = chance.randint(60, 140)
    lines = [_line(office, year, account, words) for account, words, _before, _after in LINES]
    for number, (day, reason, authority, note) in enumerate(REVISIONS):
        revision = BudgetRevision._base_manager.create(
            office=office,
            fiscal_year=year,
            number=number,
            document=f"DIPA contoh {office.code}/{year.pk}",
            dated=day,
            in_force_on=day,
            authority=authority,
            reason=reason,
            note=note,
            is_sample=True,
            created_by=by,
        )
        granted = RevisionLine._base_manager.bulk_create(
            RevisionLine(revision=revision, line=line, amount=(before, after)[number] * share * MILLION // 100)
            for line, (_account, _words, before, after) in zip(lines, LINES, strict=True)
        )
        PlannedSpending._base_manager.bulk_create(
            PlannedSpending(revision_line=row, month=month, amount=row.amount // 4)
            for row in granted
            for month in (3, 6, 9, 11)
        )
        at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        BudgetRevision._base_manager.filter(pk=revision.pk).update(enacted_at=at, enacted_by=by)
    Realisation._base_manager.bulk_create(
        Realisation(
            office=office,
            fiscal_year=year,
            line=line,
            sp2d=f"contoh-{office.code}-{turn}",
            dated=day,
            amount=min(before, after) * share * MILLION // 100 * chance.randint(12, 24) // 100,
            by=by,
        )
        for turn, day in enumerate(PAID, start=1)
        for line, (_account, _words, before, after) in zip(lines, LINES, strict=True)
    )


def _line(office: Office, year: FiscalYear, account: str, words: str) -> BudgetLine:
    return BudgetLine._base_manager.get_or_create(
        office=office, fiscal_year=year, code=_CODE + account, defaults={"description": words, "is_sample": True}
    )[0]
