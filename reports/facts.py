"""What can be counted, declared once: figures add it up, drill pages list the very rows (R10).

A fact names its model, the way to its activity, which rows it means and what each contributes: one, or an amount that
may be unknown (R4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Now, TruncDate
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dekon_portal.accounts.scope import ScopedModel
from dekon_portal.core.known import NOTHING, Known
from participants import entrepreneurs
from participants.models import Business, FollowUp, Participation, Round, ServedBusiness
from participants.models.tallies import WHOLE_YEAR
from programs.models import Activity, Delivery, DeliveryItem, DeliveryState, Order, Production, State
from programs.models.receipts import RECEIVED
from reports.models import Flag, FlagState

if TYPE_CHECKING:
    from .selection import Selection

NOT_SIGNED: Final = (DeliveryState.REPORTED.value, DeliveryState.DRAFTED.value)
_YES_OR_NO = Case(
    When(new_entrepreneur=True, then=Value(1)),
    When(new_entrepreneur=False, then=Value(0)),
    default=None,
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Fact:
    key: str
    label: Any
    unit: Any  # of what is counted; "" when every row states its own
    model: type[ScopedModel]
    activity: str  # the way to the activity: "activity__", "" for an activity itself
    where: Q = field(default_factory=Q)
    amount: Any = None  # an expression; None: each row counts one
    is_goods: bool = False
    kept: str | None = None  # the way to the row's own copy of year and office
    province: str = ""  # the way to the row's own province
    recipient: str = ""  # the way to who received or ordered
    labels: tuple[str, ...] = ()  # what a list of the rows shows, fetched with them

    @property
    def place(self) -> str:
        """The way to the office."""
        return self.activity if self.kept is None else self.kept

    def condition(self, selection: Selection) -> Q:
        """What narrows the rows to the selection, whatever of them the fact means."""
        condition = selection.of_activity(self.activity, self.kept, self.province)
        if self.recipient:
            condition &= selection.of_recipient(self.recipient)
        return condition & selection.of_goods() if self.is_goods else condition

    def rows(self, selection: Selection) -> QuerySet[Any]:
        """The rows the person may open, the largest amount first and unknown last; `counted` is that amount."""
        rows = self.model.objects.visible_to(selection.user).filter(self.condition(selection), self.where)  # type: ignore[attr-defined]
        rows = rows.select_related(*self.labels) if self.labels else rows
        if self.amount is None:
            return rows.order_by("pk")  # type: ignore[no-any-return]
        rows = rows.annotate(counted=self.amount)
        return rows.order_by(OrderBy(self.amount, descending=True, nulls_last=True), "pk")  # type: ignore[no-any-return]

    def figure(self, selection: Selection) -> Known:
        """The total of what the person may count."""
        rows = self.model.objects.countable_by(selection.user).filter(self.condition(selection), self.where)  # type: ignore[attr-defined]
        return self.total_of(rows)

    def total_of(self, rows: QuerySet[Any]) -> Known:
        """What listed rows add up to, to be held against the figure."""
        return self.known(rows.order_by().aggregate(**self.aggregates()))

    def aggregates(self, where: Q | None = None) -> dict[str, Any]:
        counted = {f"{self.key}_of": Count("pk", filter=where)}
        if self.amount is None:
            return counted
        return {
            **counted,
            f"{self.key}_total": Sum(self.amount, filter=where),
            f"{self.key}_known": Count(self.amount, filter=where),
        }

    def known(self, row: dict[str, Any]) -> Known:
        of = row[f"{self.key}_of"]
        return Known(row.get(f"{self.key}_total", of), row.get(f"{self.key}_known", of), of)


def sums(facts: Sequence[Fact], selection: Selection, *keys: str) -> dict[tuple[Any, ...], dict[str, Known]]:
    """Totals by province and `keys` (fields of the row), for facts of one model in one query, by the fact's key."""
    model, names = facts[0].model, (f"{facts[0].place}office", *keys)
    rows: QuerySet[Any] = model.objects.countable_by(selection.user).filter(facts[0].condition(selection))  # type: ignore[attr-defined]
    aggregates: dict[str, Any] = {}
    for fact in facts:
        aggregates |= fact.aggregates(fact.where or None)
    found: dict[tuple[Any, ...], dict[str, Known]] = defaultdict(lambda: dict.fromkeys((f.key for f in facts), NOTHING))
    for row in rows.order_by().values(*names).annotate(**aggregates):
        office, *others = (row[name] for name in names)
        parts = found[selection.province_of[office], *others]
        for fact in facts:
            parts[fact.key] += fact.known(row)
    return dict(found)


@dataclass(frozen=True)
class DistinctBusinesses(Fact):
    """IKM that take part in at least one of the activities, each counted once."""

    def rows(self, selection: Selection) -> QuerySet[Any]:
        """Reached through participations in reach, so an IKM of a neighbouring regency that came is listed too."""
        if selection.covers_whole_provinces:
            served = ServedBusiness.objects.visible_to(selection.user)
            served = served.filter(fiscal_year=selection.year, quarter=selection.quarter or WHOLE_YEAR)
            rows = of_businesses(served.filter(province=selection.province) if selection.province else served)
        else:
            joined = Participation.objects.visible_to(selection.user)
            rows = of_businesses(joined.filter(selection.of_activity("activity__", kept="", province="province")))
        return rows.select_related(*self.labels).order_by("pk")


def of_businesses(rows: QuerySet[Any]) -> QuerySet[Business]:
    """The IKM that these scoped rows name: who reaches the rows reaches them."""
    return Business.objects.all()._scoped_by(Q(Exists(rows.filter(business=OuterRef("pk")))))


_GOODS: Final[dict[str, Any]] = {"amount": F("quantity"), "is_goods": True, "unit": ""}
_RECEIVED: Final[dict[str, Any]] = {**_GOODS, "amount": RECEIVED}
_PEOPLE: Final[dict[str, Any]] = {
    "model": Participation,
    "activity": "activity__",
    "kept": "",
    "province": "province",
    "unit": _("orang"),
    "labels": ("person", "business", "activity__office__province"),
}
_HANDED: Final[dict[str, Any]] = {
    "model": DeliveryItem,
    "activity": "delivery__activity__",
    "kept": "delivery__",
    "recipient": "delivery__recipient",
    "labels": ("product", "delivery__recipient__merged_into", "delivery__activity__office__province"),
}
_MADE = ("product", "activity__office__province")
_ACTIVITY: Final[dict[str, Any]] = {
    "model": Activity,
    "activity": "",
    "unit": pgettext_lazy("unit", "kegiatan"),
    "labels": ("office__province", "regency", "commodity"),
}
_HANDOVER: Final[dict[str, Any]] = {
    "model": Delivery,
    "activity": "activity__",
    "kept": "",
    "recipient": "recipient",
    "unit": pgettext_lazy("unit", "penyerahan"),
    "labels": ("recipient__merged_into", "activity__office__province"),
}

_ASKED: Final[dict[str, Any]] = {
    "model": FollowUp,
    "activity": "participation__activity__",
    "kept": "participation__",
    "province": "participation__province",
    "unit": _("orang"),
    "labels": ("participation__person", "participation__activity__office__province", "answer"),
}
_ANSWERED = Q(answer__isnull=False)
_LATER = FollowUp._base_manager.filter(
    participation=OuterRef("participation"), round__gt=OuterRef("round"), answer__isnull=False
)
_LATEST = Q(_ANSWERED, ~Exists(_LATER))
"""Of each participant the last round they answered, so that nobody counts twice."""
TODAY = TruncDate(Now(), tzinfo=ZoneInfo(settings.TIME_ZONE))
_DUE = Q(due_on__lte=TODAY) | _ANSWERED
_STILL_PRODUCES = Case(
    When(answer__producing=True, then=Value(1)),
    When(answer__producing=False, then=Value(0)),
    default=None,
    output_field=IntegerField(),
)
_MORE_WORKERS = ExpressionWrapper(F("answer__workers") - F("workers_before"), output_field=IntegerField())


def _of_round(months: int) -> tuple[Fact, ...]:
    here, name = Q(round=months), Round(months).label

    def called(words: Any) -> Any:
        return format_lazy("{words}, {name}", words=words, name=name)

    return (
        Fact(f"due_{months}", called(_("Jatuh tempo")), where=Q(here, _DUE), **_ASKED),
        Fact(f"answered_{months}", called(_("Dijawab")), where=here & _ANSWERED, **_ASKED),
        Fact(
            f"producing_{months}",
            called(_("Masih berproduksi")),
            where=here & _ANSWERED,
            amount=_STILL_PRODUCES,
            **_ASKED,
        ),
    )


AFTERWARDS: Final = (
    *(fact for months in Round.values for fact in _of_round(months)),
    Fact("producing", _("Masih berproduksi, jawaban terakhir"), where=_LATEST, amount=_STILL_PRODUCES, **_ASKED),
    Fact("workers_change", _("Perubahan tenaga kerja"), where=_LATEST, amount=_MORE_WORKERS, **_ASKED),
)
"""What became of participants, round by round and by what they said last."""
ENTREPRENEURS: Final = (
    Fact("participants", _("Peserta"), **_PEOPLE),
    Fact("wub", _("WUB menurut aturan tahunnya"), amount=entrepreneurs.STATUS, **_PEOPLE),
    Fact("wub_nib", _("WUB dengan NIB"), where=entrepreneurs.COUNTS, amount=entrepreneurs.LEGAL, **_PEOPLE),
)
_FLAG: Final[dict[str, Any]] = {
    "unit": pgettext_lazy("unit", "tanda"),
    "model": Flag,
    "activity": "activity__",
    "labels": ("activity__office__province",),
}
FLAGS: Final = tuple(Fact(f"flags_{state.value}", state.label, where=state.condition, **_FLAG) for state in FlagState)
_DECLARED = (
    Fact("activities", _("Kegiatan"), **_ACTIVITY),
    *(Fact(state.value, state.label, where=Q(state=state.value), **_ACTIVITY) for state in State),
    *ENTREPRENEURS,
    Fact("women", _("Perempuan"), where=Q(sex="P"), **_PEOPLE),
    Fact("men", _("Laki-laki"), where=Q(sex="L"), **_PEOPLE),
    Fact("sex_unknown", _("Jenis kelamin belum diketahui"), where=Q(sex=""), **_PEOPLE),
    Fact("new_entrepreneurs", _("Wirausaha industri baru (WUB)"), amount=_YES_OR_NO, **_PEOPLE),
    DistinctBusinesses("businesses", _("IKM"), _("IKM"), Business, "", labels=("province", "regency")),
    Fact(
        "ordered",
        _("Dipesan"),
        model=Order,
        activity="activity__",
        recipient="orderer",
        labels=("orderer__merged_into", *_MADE),
        **_GOODS,
    ),
    # All that was made, also what the check rejected: that is told on the goods pages and never entered the stock.
    Fact("produced", _("Dibuat"), model=Production, activity="activity__", labels=_MADE, **_GOODS),
    Fact("delivered", _("Diserahkan (BAST)"), where=Q(delivery__state=DeliveryState.SIGNED), **_HANDED, **_GOODS),
    Fact("received", _("Diterima"), where=Q(delivery__state=DeliveryState.SIGNED), **_HANDED, **_RECEIVED),
    Fact("reported", _("Dilaporkan diserahkan"), where=Q(delivery__state__in=NOT_SIGNED), **_HANDED, **_GOODS),
    Fact("handovers_signed", _("BAST ditandatangani"), where=Q(state=DeliveryState.SIGNED), **_HANDOVER),
    Fact("handovers_reported", _("Penyerahan belum ber-BAST"), where=Q(state__in=NOT_SIGNED), **_HANDOVER),
    *AFTERWARDS,
    *FLAGS,
)
FACTS: Final[dict[str, Fact]] = {fact.key: fact for fact in _DECLARED}
GOODS: Final = tuple(fact for fact in _DECLARED if fact.is_goods)
