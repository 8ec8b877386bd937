"""What can be counted, declared once: figures add it up, drill pages list the very rows (R10).

A fact names its model, the way to its activity, which rows it means and what each contributes: one, or an amount that
may be unknown (R4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from dekon_portal.accounts.scope import ScopedModel
from participants.models import Business, Participation
from programs.models import Activity, Delivery, DeliveryItem, DeliveryState, Order, Production, State

from .known import Known

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
    labels: tuple[str, ...] = ()  # what a list of the rows shows, fetched with them

    def condition(self, selection: Selection) -> Q:
        condition = self.where & selection.of_activity(self.activity)
        return condition & selection.of_goods() if self.is_goods else condition

    def rows(self, selection: Selection) -> QuerySet[Any]:
        """The rows the person may open, each with its `amount`, largest first and unknown last."""
        rows = self.model.objects.visible_to(selection.user).filter(self.condition(selection))  # type: ignore[attr-defined]
        rows = rows.select_related(*self.labels) if self.labels else rows
        if self.amount is None:
            return rows.annotate(contribution=Value(1)).order_by("pk")  # type: ignore[no-any-return]
        return rows.annotate(contribution=self.amount).order_by(F("contribution").desc(nulls_last=True), "pk")  # type: ignore[no-any-return]

    def sums(self, selection: Selection, keys: Iterable[str]) -> dict[tuple[Any, ...], Known]:
        """Totals of what the person may count, per combination of `keys` (field look-ups from the row)."""
        names = list(keys)
        rows: QuerySet[Any] = (
            self.model.objects.countable_by(selection.user).filter(self.condition(selection)).order_by()
        )  # type: ignore[attr-defined]
        if not names:
            return {(): self.total_of(rows)}
        found = rows.values(*names).annotate(**self._aggregates())
        return {tuple(row[name] for name in names): _known(row) for row in found}

    def total_of(self, rows: QuerySet[Any]) -> Known:
        """What listed rows add up to, to be held against the figure."""
        return _known(rows.order_by().aggregate(**self._aggregates()))

    def _aggregates(self) -> dict[str, Any]:
        if self.amount is None:
            return {"figure_of": Count("pk")}
        return {"figure_total": Sum(self.amount), "figure_known": Count(self.amount), "figure_of": Count("pk")}


def _known(row: dict[str, Any]) -> Known:
    of = row["figure_of"]
    return Known(row.get("figure_total", of), row.get("figure_known", of), of)


@dataclass(frozen=True)
class DistinctBusinesses(Fact):
    """IKM that take part in at least one of the activities, each counted once."""

    def rows(self, selection: Selection) -> QuerySet[Any]:
        joined = Participation.objects.visible_to(selection.user).filter(selection.of_activity("activity__"))
        return (
            Business.objects.visible_to(selection.user)
            .filter(Exists(joined.filter(business=OuterRef("pk"))))
            .select_related(*self.labels)
            .annotate(contribution=Value(1))
        )


_GOODS: Final[dict[str, Any]] = {"amount": F("quantity"), "is_goods": True, "unit": ""}
_PEOPLE: Final[dict[str, Any]] = {
    "model": Participation,
    "activity": "activity__",
    "unit": _("orang"),
    "labels": ("person", "business", "activity__office__province"),
}
_HANDED: Final[dict[str, Any]] = {
    "model": DeliveryItem,
    "activity": "delivery__activity__",
    "labels": ("product", "delivery__recipient", "delivery__activity__office__province"),
}
_MADE = ("product", "activity__office__province")
_ACTIVITY: Final[dict[str, Any]] = {
    "model": Activity,
    "activity": "",
    "unit": _("kegiatan"),
    "labels": ("office__province", "regency", "commodity"),
}
_HANDOVER: Final[dict[str, Any]] = {
    "model": Delivery,
    "activity": "activity__",
    "unit": _("penyerahan"),
    "labels": ("recipient", "activity__office__province"),
}

_DECLARED = (
    Fact("activities", _("Kegiatan"), **_ACTIVITY),
    *(Fact(state.value, state.label, where=Q(state=state.value), **_ACTIVITY) for state in State),
    Fact("participants", _("Peserta"), **_PEOPLE),
    Fact("women", _("Perempuan"), where=Q(person__sex="P"), **_PEOPLE),
    Fact("men", _("Laki-laki"), where=Q(person__sex="L"), **_PEOPLE),
    Fact("sex_unknown", _("Jenis kelamin belum diketahui"), where=Q(person__sex=""), **_PEOPLE),
    Fact("new_entrepreneurs", _("Wirausaha industri baru (WUB)"), amount=_YES_OR_NO, **_PEOPLE),
    DistinctBusinesses("businesses", _("IKM"), _("IKM"), Business, "", labels=("province", "regency")),
    Fact("ordered", _("Dipesan"), model=Order, activity="activity__", labels=("orderer", *_MADE), **_GOODS),
    Fact("produced", _("Dibuat"), model=Production, activity="activity__", labels=_MADE, **_GOODS),
    Fact("delivered", _("Diserahkan (BAST)"), where=Q(delivery__state=DeliveryState.SIGNED), **_HANDED, **_GOODS),
    Fact("reported", _("Dilaporkan diserahkan"), where=Q(delivery__state__in=NOT_SIGNED), **_HANDED, **_GOODS),
    Fact("handovers_signed", _("BAST ditandatangani"), where=Q(state=DeliveryState.SIGNED), **_HANDOVER),
    Fact("handovers_reported", _("Penyerahan belum ber-BAST"), where=Q(state__in=NOT_SIGNED), **_HANDOVER),
)
FACTS: Final[dict[str, Fact]] = {fact.key: fact for fact in _DECLARED}
GOODS: Final = tuple(fact for fact in _DECLARED if fact.is_goods)
