"""The year's numbers of an office as its sequence: which are used, which lack, which were given twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from dekon_portal.core.editing import may_on, require

from .models import Annulment, Delivery, FiscalYear, Office
from .numbering import sequence_of

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User


class NumberUse(models.TextChoices):
    USED = "used", _("Dipakai")
    GAP = "gap", _("Tidak terpakai")
    DOUBLE = "double", _("Ganda")
    UNREAD = "unread", _("Urutan tidak terbaca")

    @property
    def colour(self) -> str:
        return {"used": "green", "gap": "orange", "double": "red", "unread": "grey"}[self.value]

    @property
    def icon(self) -> str:
        return {"used": "check", "gap": "alert", "double": "x-circle", "unread": "question"}[self.value]


@dataclass(frozen=True)
class Entry:
    """A paper and its place in the sequence; or one gap, from its first missing number to its last."""

    sequence: str
    use: NumberUse
    number: str = ""
    kind: object = ""
    state: object = ""
    day: date | None = None
    url: str = ""


def offices_of(user: User) -> list[Office]:
    """Those whose numbers the person may see: an office's sequence is whole or it tells of gaps that are none.

    Raises NotAllowed for who sees a regency's part only, or no rows at all.
    """
    if not user.scope.national:
        require(user, "delivery.sign", province=None)
    offices = Office.objects.visible_to(user).select_related("province")
    return [office for office in offices if user.scope.national or may_on(office, user, "delivery.sign")]


def years_of(office: Office) -> list[FiscalYear]:
    """The years in which it numbered papers, latest first."""
    return list(FiscalYear.objects.filter(pk__in=office.deliveries.exclude(number="").values("fiscal_year")))


def entries(office: Office, year: FiscalYear) -> list[Entry]:
    """In the order of the sequence; what no sequence is read from comes last."""
    placed: dict[int | None, list[Entry]] = defaultdict(list)
    for number, entry in [*_deliveries(office, year), *_annulments(office, year)]:
        placed[sequence_of(office, number)].append(entry)
    unread = placed.pop(None, [])
    found: list[Entry] = []
    last = 0
    for sequence in sorted(key for key in placed if key is not None):
        if sequence > last + 1:
            missing = str(last + 1) if sequence == last + 2 else f"{last + 1}–{sequence - 1}"
            found.append(Entry(missing, NumberUse.GAP))
        use = NumberUse.DOUBLE if len(placed[sequence]) > 1 else NumberUse.USED
        found += [_at(entry, str(sequence), use) for entry in placed[sequence]]
        last = sequence
    return found + unread


def _at(entry: Entry, sequence: str, use: NumberUse) -> Entry:
    return Entry(sequence, use, entry.number, entry.kind, entry.state, entry.day, entry.url)


def _deliveries(office: Office, year: FiscalYear) -> Iterator[tuple[str, Entry]]:
    for delivery in office.deliveries.filter(fiscal_year=year).exclude(number="").order_by("number", "pk"):
        yield delivery.number, _entry(delivery, _("BAST"), delivery.get_state_display(), delivery.handed_over_on)


def _annulments(office: Office, year: FiscalYear) -> Iterator[tuple[str, Entry]]:
    for paper in office.annulments.filter(fiscal_year=year).order_by("number", "pk"):
        yield paper.number, _entry(paper, _("Pembatalan"), _("Ditandatangani"), paper.dated_on)


def _entry(paper: Delivery | Annulment, kind: object, state: object, day: date | None) -> Entry:
    return Entry("", NumberUse.UNREAD, paper.number, kind, state, day, paper.get_absolute_url())
