"""A row mended in the preview: its cells are read again, and only the rows that depend on them are checked again.

Mended cells are kept beside the file (overlay.py), which may be read anew after other answers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dekon_portal.core.editing import require_on
from dekon_portal.core.refusal import Refusal
from participants.models import BatchState, ImportBatch, ImportIssue, StagedBlock
from programs.regions import RegionIndex

from . import issues, kinds, staging
from .alike import LIKELY, NPWP_TAKEN
from .check import REGENCIES
from .checked import GOOD, own_regencies
from .completing import COMPLETES, LOCKED
from .issues import Issue
from .lookup import Among
from .overlay import read
from .parse import Parsed
from .staging import IKM, LETTERS, NAME, NIB, NIK, NPWP, RAW, VERDICTS, Place
from .values import Bad

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

HERE: Final = frozenset({
    "already_here", "already_here_differs", "same_name_here", "business_known", "production_known",
})  # fmt: skip
"""Codes of rows whose person takes part already, whose IKM or production is on record."""
REPEATED: Final = frozenset({"row_repeated", "business_repeated", "production_repeated"})
"""Codes of rows that say again what an earlier one says."""

ACROSS: Final = frozenset({
    "name_missing", "nik_missing", "nik_repeated", "nik_province", "nik_regency", "nik_sex", "nik_birth_date",
    "birth_date_future", "age", "workers_sum", "regency_not_own", "nik_other_name", "served_elsewhere",
    "business_name_missing", "province_elsewhere", "business_unknown", "business_several", "product_missing",
    "product_unknown", "quantity_zero", "made_on_future", LIKELY, NPWP_TAKEN, COMPLETES, LOCKED, "business_large",
    *HERE, *REPEATED,
})  # fmt: skip
"""Codes that are found from more than the text of their own cell: found anew with every mended cell of the row."""

OF_FIRM: Final = frozenset({
    "business_known", "business_repeated", "production_repeated", LIKELY, NPWP_TAKEN, COMPLETES,
})  # fmt: skip
OF_PERSON: Final = OF_FIRM | {"nik_repeated", "row_repeated", LOCKED}
"""What mending a row can change of rows with its IKM or NPWP, and of rows with its name or NIK."""

PERSON, FIRM = (NAME, NIK), (IKM, NPWP, NIB)
Key = tuple[int, str]
"""Which part of a line of words (staging.py), and what it says."""


class Line(NamedTuple):
    """A row's place, its number and the parts of its line of words."""

    place: Place
    number: int
    parts: list[str]

    def keys(self, *which: int) -> set[Key]:
        return {(at, self.parts[at]) for at in which if self.parts[at]}


def mend(batch: ImportBatch, number: int, texts: Mapping[str, str], *, by: User) -> None:
    """Take these texts for the cells of a row: {field: text}.

    Raises NotAllowed, and Refusal when the list is not open to it, has no such row, or a text cannot be read.
    """
    require_on(batch, by, kinds.of(batch).action)
    with transaction.atomic():
        batch = _locked(batch)
        lines = _Lines(batch)
        line = lines.of(number)
        values = _values(batch, line.place)
        for key, text in texts.items():
            value = read(key, text)
            if isinstance(value, Bad) or key not in values:
                raise Refusal(
                    _("Baris %(row)d tidak dapat diperbaiki seperti ini. Muat ulang halaman.") % {"row": number}
                )
            values[key] = value.isoformat() if isinstance(value, date) else value
            batch.mended.update_or_create(row=number, field=key, defaults={"text": text, "mended_by": by})
        if "nik" in texts:
            values["nik_masked"] = None
        _Recheck(batch, lines, line, values, frozenset(texts), by).run()
        ImportBatch._base_manager.filter(pk=batch.pk).update(counts=_counts(batch))


def _locked(batch: ImportBatch) -> ImportBatch:
    """Two people who mend at once come one after the other."""
    batch = ImportBatch.locked(batch.pk)
    if batch.state != BatchState.CHECKED:
        raise Refusal(
            _("Daftar ini %(state)s, sehingga barisnya tidak dapat diperbaiki sekarang.")
            % {"state": batch.batch_state.label.lower()}
        )
    return batch


def _values(batch: ImportBatch, place: Place) -> dict[str, Any]:
    """The row's values before mending, in all columns that the list has."""
    stored = batch.blocks.get(pk=place.block).values
    return {key: column[place.at] for key, column in stored.items() if key != RAW}


class _Recheck:
    """One row as it now is, with the rows that depend on it."""

    def __init__(
        self,
        batch: ImportBatch,
        lines: _Lines,
        line: Line,
        values: dict[str, Any],
        mended: frozenset[str],
        by: User,
    ) -> None:
        self.batch, self.number, self.place, self.by = batch, line.number, line.place, by
        self.values, self.mended = values, mended
        self.words = staging.words_of({key: [value] for key, value in values.items()}, 1)
        now = line._replace(parts=self.words.split("\t"))
        people = {one.number: one for one in lines.with_any(line.keys(*PERSON) | now.keys(*PERSON))} | {now.number: now}
        reached = line.keys(*FIRM).union(*(one.keys(*FIRM) for one in people.values()))
        self.people = people.keys()
        self.lines = {one.number: one for one in lines.linked(reached, FIRM)} | people
        self.blocks = {block.pk: block for block in batch.blocks.filter(pk__in=self._block_pks())}

    def _block_pks(self) -> set[int]:
        return {line.place.block for line in self.lines.values()}

    def run(self) -> None:
        batch, province, numbers = self.batch, self.batch.province_id, sorted(self.lines)
        self._take_values()
        told = self._told(numbers)
        parsed = self._parsed(numbers, told)
        own = own_regencies(self.by, province)
        kind = kinds.of(batch)
        found = kind.check(parsed, RegionIndex.from_database(), province, timezone.localdate(), own=own)
        known = kind.match(parsed, batch, batch.decisions.get("businesses"), by=self.by)
        for key in self.mended.intersection(REGENCIES):
            self._take_regency(key, parsed, numbers.index(self.number))
        block = self.blocks[self.place.block]
        StagedBlock._base_manager.filter(pk=block.pk).update(values=block.values, words=block.words)
        self._write_issues(told, [*found, *known.issues])

    def _take_values(self) -> None:
        block, i = self.blocks[self.place.block], self.place.at
        stored = block.values
        for key, value in self.values.items():
            stored.setdefault(key, [None] * len(block.numbers))[i] = value
        for key in self.mended:
            stored.get(RAW, {}).get(key, {}).pop(str(self.number), None)
        lines = block.words.split("\n")
        lines[i] = self.words
        block.words = "\n".join(lines)

    def _take_regency(self, key: str, parsed: Parsed, at: int) -> None:
        """The check has made a code of the text, or noted the text."""
        stored = self.blocks[self.place.block].values
        stored[key][self.place.at] = parsed.value(key, at)
        for number, text in parsed.raw.get(key, {}).items():
            stored.setdefault(RAW, {}).setdefault(key, {})[str(number)] = text

    def _told(self, numbers: list[int]) -> list[ImportIssue]:
        """The problems that these rows have so far; the batch of a mended row has few of them."""
        return list(self.batch.issues.filter(Among("row", numbers)))

    def _stays(self, issue: ImportIssue) -> bool:
        """Whether the issue is not found anew."""
        if issue.row != self.number:
            return issue.code not in self._dependent(issue.row)
        masked = issue.code == "nik_masked" and self.values.get("nik_masked")  # compared with the people again
        return not (issue.code in ACROSS or issue.field in self.mended or masked)

    def _dependent(self, row: int) -> frozenset[str]:
        return OF_PERSON if row in self.people else OF_FIRM

    def _parsed(self, numbers: list[int], told: list[ImportIssue]) -> Parsed:
        """These rows as columns, with the problems of their cells."""
        keys = {key for block in self.blocks.values() for key in block.values} - {RAW}
        values: dict[str, list[Any]] = {key: [] for key in keys}
        for number in numbers:
            place = self.lines[number].place
            stored = self.blocks[place.block].values
            for key, column in values.items():
                column.append(stored[key][place.at] if key in stored else None)
        staging.read_dates(values)
        of_cells = [one for one in told if one.code not in ACROSS and self._stays(one)]
        headers = staging.headers_of(self.batch)
        return Parsed(numbers, values, headers, [Issue(one.row, one.column, one.field, one.code) for one in of_cells])

    def _write_issues(self, told: list[ImportIssue], found: list[Issue]) -> None:
        repeated = {one.row for one in told if self._stays(one) and one.code in REPEATED}
        settled = {one.row for one in told if self._stays(one) and one.code in HERE} | repeated
        new = [
            one
            for one in found
            if (one.row == self.number or one.code in self._dependent(one.row))
            and not (one.code == LIKELY and one.row in settled)
            and not (one.code == COMPLETES and one.row in repeated)
        ]
        stays = [one for one in told if self._stays(one)]
        gone = [one.pk for one in told if not self._stays(one)]
        ImportIssue._base_manager.filter(Among("pk", gone)).delete()
        staging.add_issues(self.batch, new)
        self._write_verdicts([(one.row, one.code) for one in stays] + [(one.row, one.code) for one in new])

    def _write_verdicts(self, found: list[tuple[int, str]]) -> None:
        codes: dict[int, list[str]] = {number: [] for number in self.lines}
        for number, code in found:
            codes[number].append(code)
        judged = {pk: list(block.verdicts) for pk, block in self.blocks.items()}
        for number, line in self.lines.items():
            judged[line.place.block][line.place.at] = LETTERS[issues.verdict(codes[number])]
        for pk, letters in judged.items():
            if "".join(letters) != self.blocks[pk].verdicts:
                StagedBlock._base_manager.filter(pk=pk).update(verdicts="".join(letters))


class _Lines:
    """The lines of words of a whole list; blocks where nothing can fit are passed over without taking them apart."""

    def __init__(self, batch: ImportBatch) -> None:
        self.blocks = list(batch.blocks.values_list("pk", "numbers", "words"))

    def of(self, number: int) -> Line:
        for pk, numbers, words in self.blocks:
            if number in numbers:
                i = numbers.index(number)
                return Line(Place(pk, i), number, words.split("\n")[i].split("\t"))
        raise Refusal(_("Daftar ini tidak lagi memuat baris %(row)d. Muat ulang halaman.") % {"row": number})

    def with_any(self, keys: set[Key]) -> Iterator[Line]:
        for pk, numbers, words in self.blocks:
            if not any(text in words for _at, text in keys):
                continue
            for i, line in enumerate(words.split("\n")):
                parts = line.split("\t")
                if any(parts[at] == text for at, text in keys):
                    yield Line(Place(pk, i), numbers[i], parts)

    def linked(self, keys: set[Key], which: tuple[int, ...]) -> Iterator[Line]:
        """Rows that share one of the keys, rows that share one with these, and so on."""
        seen: set[Key] = set()
        while keys:
            seen |= keys
            found = list(self.with_any(keys))
            yield from found
            keys = {key for line in found for key in line.keys(*which)} - seen


def _counts(batch: ImportBatch) -> dict[str, int]:
    """The summary, counted now. A repeated row changes nothing only if the row that it repeats goes in."""
    counted = staging.counts(batch)
    told = batch.issues.order_by()
    here = set(told.filter(code__in=HERE).values_list("row", flat=True))
    firsts = [(row, params["first"]) for row, params in told.filter(code__in=REPEATED).values_list("row", "params")]
    good = _good_among(batch, here.union(*firsts))
    repeated = {row for row, first in firsts if {row, first} <= good}
    here &= good
    updated = here.intersection(told.filter(code=COMPLETES).values_list("row", flat=True))
    unchanged = (here | repeated) - updated
    goes_in = sum(counted[kind] for kind in GOOD)
    created = goes_in - len(updated) - len(unchanged)
    changed = {"created": created, "updated": len(updated), "unchanged": len(unchanged)}
    return {**batch.counts, **counted, **changed}


def _good_among(batch: ImportBatch, rows: set[int]) -> set[int]:
    """Those of the rows that may go in. Blocks hold their numbers in order, so nobody walks through 100,000."""
    good: set[int] = set()
    sought = sorted(rows)
    for numbers, judged in batch.blocks.values_list("numbers", "verdicts") if sought else ():
        some = sought[bisect_left(sought, numbers[0]) : bisect_right(sought, numbers[-1])]
        places = ((number, bisect_left(numbers, number)) for number in some)
        good |= {row for row, at in places if numbers[at] == row and VERDICTS[judged[at]] in GOOD}
    return good
