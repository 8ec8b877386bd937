"""Steps 4 to 6 together: a list that was found, with every problem of every row and what a commit would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from participants.models import ImportBatch
from programs.regions import RegionIndex

from . import kinds
from .check import codes_by_row
from .issues import OK, Issue, verdict
from .layout import Layout, lay_out
from .overlay import MendedText, lay_over
from .parse import Parsed, parse
from .remembered import recall

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

GOOD = ("ok", "warning")
"""Verdicts of rows that may go in."""


class Checked:
    """The rows of one list as `by` would import them; the batch may be unsaved. Raises the layout's problem, if any."""

    def __init__(
        self,
        layout: Layout,
        batch: ImportBatch,
        decisions: Mapping[str, Any],
        *,
        by: User,
        today: date,
        mended: Iterable[MendedText] = (),
    ) -> None:
        if layout.problem or layout.table is None:
            raise layout.problem or ValueError("a layout has a table or a problem")
        self.table, self.columns = layout.table, layout.columns
        self.parsed: Parsed = parse(self.table, self.columns, decisions)
        lay_over(self.parsed, mended)
        kind, province = kinds.of(batch), batch.province_id
        own, regions = own_regencies(by, province), RegionIndex.from_database()
        match = partial(kind.match, asked=kind.ask(self.parsed)) if kind.ask else kind.match
        found = kind.check(self.parsed, regions, province, today, own=own)
        self.matches = match(self.parsed, batch, decisions.get("businesses"), by=by)
        self.issues: list[Issue] = [*self.parsed.issues, *found, *self.matches.issues]
        codes = codes_by_row(self.issues)
        self.verdicts: list[str] = [verdict(codes[number]) if number in codes else OK for number in self.parsed.numbers]

    def counts(self) -> dict[str, int]:
        """The summary of design.md section 7; `created` to `unchanged` are what a commit of the good rows would do."""
        good = {
            number
            for number, kind in zip(self.parsed.numbers, self.verdicts, strict=True)
            if kind in GOOD
        }  # fmt: skip
        repeated = {number for number, first in self.matches.repeated.items() if first in good}
        updated = self.matches.updated(good)
        unchanged = good & (self.matches.here | repeated) - updated
        return {
            "rows": len(self.verdicts),
            **{kind: self.verdicts.count(kind) for kind in ("ok", "warning", "error", "ask")},
            "created": len(good) - len(updated) - len(unchanged),
            "updated": len(updated),
            "unchanged": len(unchanged),
        }


def look(
    data: bytes,
    name: str,
    batch: ImportBatch,
    decisions: Mapping[str, Any],
    *,
    by: User,
    today: date,
    mended: Iterable[MendedText] = (),
) -> tuple[Layout, Checked | None]:
    """All the pure steps: the file's layout and, unless that has a problem, its rows checked. Writes nothing.

    `mended` cells take the place of the file's.
    """
    kind = kinds.of(batch)
    layout = lay_out(data, name, decisions, kind, lambda headings: recall(batch, headings, by=by))
    return layout, None if layout.problem else Checked(layout, batch, decisions, by=by, today=today, mended=mended)


def own_regencies(user: User, province: str) -> frozenset[str] | None:
    """The regencies whose people `user` may write in the province (R1); None is all of them."""
    reaches = [reach.regency for reach in user.scope.reaches if reach.province == province]
    return None if None in reaches else frozenset(code for code in reaches if code)
