"""What a report or dashboard counts: whose reach, which year, and what narrows it further."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from dekon_portal.accounts.scope import Reach
from dekon_portal.core.dates import format_date, format_datetime, roman_month
from programs.models import (
    Activity,
    ActivityKind,
    Commodity,
    Office,
    Product,
    Province,
    Recipient,
    RecipientKind,
    Regency,
    Unit,
)

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User
    from programs.models.activities import ActivityQuerySet


@dataclass(frozen=True)
class Selection:
    """One choice of parameters by one person; `product`, `unit` and the recipient narrow goods and handovers only."""

    user: User
    year: int
    quarter: int | None = None
    province: Province | None = None
    commodity: Commodity | None = None
    regency: Regency | None = None
    kind: str = ""
    product: Product | None = None
    unit: str = ""
    recipient_kind: str = ""
    recipient: Recipient | None = None

    def narrowed(self, **to: Any) -> Selection:
        return replace(self, **to)

    # --- Rows ---
    def of_activity(self, path: str, kept: str | None = None, province: str = "") -> Q:
        """The condition on rows that reach their activity by `path` ("activity__", or "" for the activity itself).

        `kept` is the way to the row's own copy of year and office where it has one, `province` to its own province: the
        big tables need no join then.
        """
        place = path if kept is None else kept
        condition = Q(**{f"{place}fiscal_year": self.year})
        if self.province:
            condition &= Q(**{province or f"{place}office__province": self.province})
        if self.regency:
            condition &= Q(**{f"{path}regency": self.regency})
        if self.commodity:
            condition &= Q(**{f"{path}commodity": self.commodity})
        if self.kind:
            condition &= Q(**{f"{path}kind": self.kind})
        if self.quarter:
            condition &= _begins_in(path, self.year, self.quarter)
        return condition

    def of_goods(self) -> Q:
        """The condition on goods, beyond that on their activity."""
        condition = Q(product=self.product) if self.product else Q()
        return condition & Q(unit=self.unit) if self.unit else condition

    def of_recipient(self, path: str) -> Q:
        """The condition on rows that reach who received or ordered by `path`; a double counts with what it became."""
        condition = Q(**{f"{path}__kind": self.recipient_kind}) if self.recipient_kind else Q()
        if self.recipient:
            condition &= Q(**{path: self.recipient}) | Q(**{f"{path}__merged_into": self.recipient})
        return condition

    def activities(self) -> ActivityQuerySet:
        """For totals only (Pimpinan counts what they may not list)."""
        return Activity.objects.countable_by(self.user).filter(self.of_activity(""))

    @property
    def covers_whole_provinces(self) -> bool:
        """Whether all of a year's or quarter's work in each province is counted, so that kept counts hold."""
        inside_regencies = not self.user.scope.national_figures and any(r.regency for r in self.user.scope.reaches)
        return not (self.commodity or self.regency or self.kind or inside_regencies)

    @cached_property
    def opens_to_rows(self) -> bool:
        """Whether the person may open every row that is counted here (Pimpinan counts what they may not list)."""
        scope = self.user.scope
        if not self.user.may("rows.read"):
            return False
        if scope.national or not scope.national_figures:
            return True
        return self.province is not None and Reach(self.province.pk) in scope.reaches

    @cached_property
    def province_of(self) -> dict[int, str]:
        """By office: totals are grouped by office, as an index holds them, and brought to provinces in a third of the
        time that joining each row with its office takes."""
        return dict(Office._base_manager.values_list("pk", "province"))

    def provinces(self, also: Iterable[str] = ()) -> list[Province]:
        """The provinces of that year within reach (R11: 34 in 2020, 38 today), and those of `also`, which have data."""
        of_the_year = Province.objects.valid_on(date(self.year, 12, 31)).values("pk")
        found = Province.objects.filter(Q(pk__in=of_the_year) | Q(pk__in=list(also)))
        if self.province:
            found = found.filter(pk=self.province.pk)
        elif not self.user.scope.national_figures:
            found = found.filter(pk__in=self.user.scope.provinces)
        return list(found)

    # --- Words ---
    @property
    def unit_label(self) -> str:
        return str(Unit(self.unit).label) if self.unit else ""

    @property
    def place(self) -> str:
        """ "Nasional", "Sumatera Selatan", "Kota Palembang, Sumatera Selatan"."""
        if self.regency:
            return f"{self.regency}, {self.province}" if self.province else str(self.regency)
        if self.user.scope.national_figures:
            return self.province.name if self.province else _("Nasional")
        offices = [m for m in self.user.current_memberships if m.office and self._includes(m.office.province_id)]
        names = [
            f"{m.regency}, {m.office.province}" if m.regency else str(m.office.province) for m in offices if m.office
        ]
        return "; ".join(dict.fromkeys(names))

    def _includes(self, province: str) -> bool:
        return self.province is None or self.province.pk == province

    @property
    def _narrower(self) -> list[tuple[str, str]]:
        """What only the address of an opened figure says."""
        told = [
            (_("Jenis kegiatan"), str(ActivityKind(self.kind).label) if self.kind else ""),
            (_("Produk"), str(self.product) if self.product else ""),
            (_("Satuan"), self.unit_label),
            (_("Jenis penerima"), str(RecipientKind(self.recipient_kind).label) if self.recipient_kind else ""),
            (_("Penerima"), str(self.recipient) if self.recipient else ""),
        ]
        return [(label, words) for label, words in told if words]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The parameters in words, as a file or a page states them."""
        stated = [(_("Wilayah"), self.place), (_("Tahun anggaran"), str(self.year))]
        if self.quarter:
            stated.append((_("Triwulan"), roman_month(self.quarter)))
        if self.commodity:
            stated.append((_("Komoditas"), str(self.commodity)))
        return stated + self._narrower

    @property
    def sentence(self) -> str:
        """ "Sumatera Selatan, TA 2020, triwulan II, komoditas Sandang"."""
        parts = [self.place, f"TA {self.year}"]
        if self.quarter:
            parts.append(_("triwulan %(quarter)s") % {"quarter": roman_month(self.quarter)})
        if self.commodity:
            parts.append(_("komoditas %(name)s") % {"name": self.commodity})
        return ", ".join([*parts, *(words for _label, words in self._narrower)])

    @property
    def period(self) -> str:
        """ "TW II 2020"; "TA 2020"."""
        return f"TW {roman_month(self.quarter)} {self.year}" if self.quarter else f"TA {self.year}"

    @property
    def period_before(self) -> Selection:
        """The quarter before, which for the first is the last of the year before; of a year the year before."""
        if self.quarter and self.quarter > 1:
            return self.narrowed(quarter=self.quarter - 1)
        return self.narrowed(year=self.year - 1, quarter=4 if self.quarter else None)

    def preliminary_on(self, day: date) -> str:
        """That figures can still grow, while the quarter or year has not ended by `day`; else ""."""
        last = date(self.year, 12, 31)
        if self.quarter and self.quarter < 4:
            last = date(self.year, 3 * self.quarter + 1, 1) - timedelta(days=1)
        if day > last:
            return ""
        ends = {"day": format_date(last), "year": self.year, "quarter": self.quarter and roman_month(self.quarter)}
        if self.quarter:
            return _("Angka sementara: triwulan %(quarter)s TA %(year)s baru berakhir pada %(day)s.") % ends
        return _("Angka sementara: TA %(year)s baru berakhir pada %(day)s.") % ends

    def as_of(self, moment: datetime) -> str:
        """ "Sumatera Selatan, TA 2020, per 15 Juni 2020 10.12 WIB"."""
        return f"{self.sentence}, {self.made(moment)}"

    def made(self, moment: datetime) -> str:
        """ "per 15 Juni 2020 10.12 WIB", by the clock of the person's office, else Jakarta's."""
        offices = [membership.office for membership in self.user.current_memberships if membership.office]
        zone = offices[0].province.zone if offices else settings.TIME_ZONE
        return _("per %(when)s") % {"when": format_datetime(moment, zone)}

    @property
    def query(self) -> dict[str, Any]:
        """The parameters as an address carries them (filters.py reads them back)."""
        given = {
            "year": self.year,
            "quarter": self.quarter,
            "province": self.province and self.province.pk,
            "regency": self.regency and self.regency.pk,
            "commodity": self.commodity and self.commodity.code,
            "kind": self.kind,
            "product": self.product and self.product.code,
            "unit": self.unit,
            "recipient_kind": self.recipient_kind,
            "recipient": self.recipient and self.recipient.pk,
        }
        return {name: value for name, value in given.items() if value}

    @cached_property
    def address(self) -> str:
        """The same as text: a row with ten figures leads ten times to it."""
        return urlencode(self.query)


def _begins_in(path: str, year: int, quarter: int) -> Q:
    """An activity belongs to the quarter it begins in; where that is unknown, to none."""
    first = date(year, 3 * quarter - 2, 1)
    after = date(year, 3 * quarter + 1, 1) if quarter < 4 else date(year + 1, 1, 1)
    return Q(**{f"{path}begins_on__gte": first, f"{path}begins_on__lt": after})
