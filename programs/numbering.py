"""Numbers of an office's papers: BAST and their annulments share one sequence in a year (domain.md section 7)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dekon_portal.core.dates import ROMAN, roman_month
from dekon_portal.core.refusal import Refusal

from .models import Annulment, Delivery, Office
from .patterns import pattern_of

if TYPE_CHECKING:
    from .models import FiscalYear

_SEQUENCE = re.compile(r"(?P<sequence>\d{1,6})/(?P<rest>.+)")
_YEAR = re.compile(r"(19|20)\d\d")


def next_number(office: Office, fiscal_year: FiscalYear, day: date | None) -> str:
    """One more than the office's highest of the year, written as it writes them, with month and year of `day`.

    By its own pattern, else as it wrote the latest, else `001/BAST/<kode surat>/<bulan>/<tahun>`.
    """
    day = day or timezone.localdate()
    numbers = _used(office, fiscal_year)
    sequence = max((found for number in numbers if (found := sequence_of(office, number))), default=0) + 1
    if office.number_pattern:
        return pattern_of(office.number_pattern).filled(sequence, _code(office), day)
    latest = next((match for number in reversed(numbers) if (match := _SEQUENCE.match(number))), None)
    if latest is None:
        return f"{sequence:03d}/BAST/{_code(office)}/{roman_month(day.month)}/{day.year}"
    digits = f"{sequence:0{len(latest['sequence'])}d}"
    return "/".join([digits, *_this_month(latest["rest"].split("/"), day)])


def sequence_of(office: Office, number: str) -> int | None:
    """Which of the year's papers a number is: by the office's pattern, else by the digits it begins with."""
    by_pattern = pattern_of(office.number_pattern).sequence_of(number) if office.number_pattern else None
    if by_pattern is not None:
        return by_pattern
    match = _SEQUENCE.match(number)
    return int(match["sequence"]) if match else None


def _used(office: Office, fiscal_year: FiscalYear) -> list[str]:
    """Annulments first, so that the latest to be written like is a BAST."""
    same = {"office": office, "fiscal_year": fiscal_year}
    annulments = Annulment._base_manager.filter(**same).order_by("pk").values_list("number", flat=True)
    deliveries = Delivery._base_manager.filter(**same).exclude(number="").order_by("pk")
    return [*annulments, *deliveries.values_list("number", flat=True)]


def _code(office: Office) -> str:
    return office.letter_code or "DINAS"


def _this_month(parts: list[str], day: date) -> list[str]:
    """With the year and the last Roman part, the month, of `day`: an earlier one (BAST/V/…) may be a unit's code."""
    months = [place for place, part in enumerate(parts) if part in ROMAN]
    renewed = [str(day.year) if _YEAR.fullmatch(part) else part for part in parts]
    if months:
        renewed[months[-1]] = roman_month(day.month)
    return renewed


def claim(number: str, delivery: Delivery, *, itself: bool) -> None:
    """Raise Refusal when another paper of the office and year has the number.

    Holds the office's numbers until the transaction ends: two kinds of paper know no constraint in common, and two
    that are written at once would not see each other. `itself`: the number is the handover's own.
    """
    Office._base_manager.select_for_update(no_key=True).get(pk=delivery.office_id)
    refuse_taken(number, delivery, itself=itself)


def refuse_taken(number: str, delivery: Delivery, *, itself: bool) -> None:
    same = {"office": delivery.office_id, "fiscal_year": delivery.fiscal_year_id, "number": number}
    others = Delivery._base_manager.filter(**same).select_related("recipient")
    twin = (others.exclude(pk=delivery.pk) if itself and delivery.pk else others).first()
    if twin:
        raise Refusal(
            _(
                "Nomor BAST %(number)s sudah dipakai satuan kerja ini pada penyerahan kepada %(recipient)s. "
                "Pakai nomor lain."
            )
            % {"number": number, "recipient": twin.recipient}
        )
    annulment = Annulment._base_manager.filter(**same).select_related("delivery").first()
    if annulment:
        raise Refusal(
            _("Nomor %(number)s sudah dipakai satuan kerja ini untuk membatalkan BAST %(bast)s. Pakai nomor lain.")
            % {"number": number, "bast": annulment.delivery.number}
        )
