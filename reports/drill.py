"""The rows behind a figure as a report of their own, so that page, table and files are the same as any report's (R10).

What a row shows is declared here once per model. People are shown with their masked NIK only (R3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.known import Known
from participants.models import Business, FollowUp, Participation
from programs.models import Activity, Delivery, DeliveryItem, Order, Production
from programs.when import period
from reports.models import Flag

from . import figures
from .facts import FACTS, Fact
from .lazy_rows import LazyRows
from .registry import Column, Report, Row

if TYPE_CHECKING:
    from dekon_portal.accounts.models import User

    from .selection import Selection

_ACTIVITY = Column("activity", pgettext_lazy("singular", "Kegiatan"))
_CODE = Column("code", gettext_lazy("Kode kegiatan"))
_PROVINCE = Column("province", gettext_lazy("Provinsi"))
_REGENCY = Column("regency", gettext_lazy("Kabupaten/Kota"))
_PRODUCT = Column("product", gettext_lazy("Produk"))
_UNIT = Column("unit", gettext_lazy("Satuan"))
_RECIPIENT = Column("recipient", gettext_lazy("Penerima"))
_STATE = Column("state", gettext_lazy("Status"))
_NUMBER = Column("number", gettext_lazy("Nomor BAST"))
_HANDED_OVER = Column("handed_over_on", gettext_lazy("Tanggal penyerahan"), kind="date")


def _of_activity(activity: Activity) -> dict[str, Any]:
    return {"activity": activity.title, "code": activity.code, "province": activity.office.province.name}


def _activity(row: Activity) -> dict[str, Any]:
    return {
        **_of_activity(row),
        "regency": row.regency and str(row.regency),
        "kind": str(row.get_kind_display()),
        "commodity": row.commodity and row.commodity.name,
        "when": period(*row.when) or None,
        "state": str(row.get_state_display()),
    }


def _participation(row: Participation) -> dict[str, Any]:
    person = row.person
    return {
        **_of_activity(row.activity),
        "person": person.name,
        "nik": person.masked_nik or None,
        "sex": str(person.get_sex_display()) if person.sex else None,
        "business": row.business and row.business.name,
        "new_entrepreneur": row.new_entrepreneur,
    }


def _follow_up(row: FollowUp) -> dict[str, Any]:
    person, answer = row.participation.person, row.answer
    return {
        **_of_activity(row.participation.activity),
        "person": person.name,
        "nik": person.masked_nik or None,
        "round": str(row.get_round_display()),
        "due_on": row.due_on,
        "answered": answer is not None,
        "producing": answer and answer.producing,
        "workers_before": row.workers_before,
        "workers": answer and answer.workers,
    }


def _counted(row: Participation) -> dict[str, Any]:
    """The flag of the enrolment beside what the figure says of it (1, 0, or unknown)."""
    counted = row.counted  # type: ignore[attr-defined]
    return {**_participation(row), "counted": None if counted is None else bool(counted)}


def _business(row: Business) -> dict[str, Any]:
    return {"business": row.name, "province": row.province.name, "regency": row.regency and str(row.regency)}


def _goods(row: Any) -> dict[str, Any]:
    """Of an order, a production or a line handed over: what the fact counts of it."""
    return {"product": row.product.name, "unit": str(row.get_unit_display()), "quantity": row.counted}


def _order(row: Order) -> dict[str, Any]:
    given = {"orderer": row.orderer.standing.name, "ordered_on": row.ordered_on, "due_on": row.due_on}
    return {**_of_activity(row.activity), **_goods(row), **given}


def _production(row: Production) -> dict[str, Any]:
    return {**_of_activity(row.activity), **_goods(row), "made_on": row.made_on}


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        **_of_activity(row.activity),
        "recipient": row.recipient.standing.name,
        "state": str(row.get_state_display()),
        "number": row.number or _("belum ada"),
        "handed_over_on": row.handed_over_on,
    }


def _item(row: DeliveryItem) -> dict[str, Any]:
    return {**_delivery(row.delivery), **_goods(row)}


def _flag(row: Flag) -> dict[str, Any]:
    return {
        **_of_activity(row.activity),
        "flag": str(row),
        "message": row.message,
        "state": str(row.state.label),
        "reason": row.reason or "–",
    }


def _can_open(user: User, row: Any) -> bool:
    return any(reach.covers(row.trail_province, row.trail_regency) for reach in user.scope.reaches)


def _page_of_person(row: Participation, user: User) -> str:
    """The person, or the participants of the activity where the person belongs to a neighbouring regency."""
    if _can_open(user, row.person):
        return row.person.get_absolute_url()
    return reverse("participants:activity_people", args=[row.activity.code])


def _page_of_business(row: Business, user: User) -> str:
    return row.get_absolute_url() if _can_open(user, row) else ""


def _page_of_goods(row: Order | Production, user: User) -> str:
    return reverse("programs:activity_goods", args=[row.activity.code])


@dataclass(frozen=True)
class Shown:
    """How the rows of a model are listed; the first column leads to the page of the thing itself."""

    columns: tuple[Column, ...]
    values: Callable[[Any], dict[str, Any]]
    page: Callable[[Any, User], str]


def _quantity(label: Any) -> Column:
    return Column("quantity", label, kind="integer", total=True)


_PERSON = (
    Column("person", gettext_lazy("Nama")),
    Column("nik", gettext_lazy("NIK")),
    Column("sex", gettext_lazy("Jenis kelamin")),
    Column("new_entrepreneur", gettext_lazy("Wirausaha industri baru (WUB)")),
)
_TAKES_PART = (Column("business", gettext_lazy("IKM")), _ACTIVITY, _CODE, _PROVINCE)

SHOWN: Final[dict[type, Shown]] = {
    Activity: Shown(
        (
            _ACTIVITY,
            _CODE,
            _STATE,
            Column("kind", gettext_lazy("Jenis kegiatan")),
            Column("commodity", gettext_lazy("Komoditas")),
            Column("when", gettext_lazy("Waktu")),
            _PROVINCE,
            _REGENCY,
        ),
        _activity,
        lambda row, user: row.get_absolute_url(),
    ),
    Participation: Shown((*_PERSON, *_TAKES_PART), _participation, _page_of_person),
    FollowUp: Shown(
        (
            Column("person", gettext_lazy("Nama")),
            Column("nik", gettext_lazy("NIK")),
            Column("round", gettext_lazy("Putaran")),
            Column("due_on", gettext_lazy("Jatuh tempo"), kind="date"),
            Column("answered", gettext_lazy("Dijawab")),
            Column("producing", gettext_lazy("Masih berproduksi")),
            Column("workers_before", gettext_lazy("Tenaga kerja sebelumnya"), kind="integer"),
            Column("workers", gettext_lazy("Tenaga kerja"), kind="integer"),
            _ACTIVITY,
            _CODE,
            _PROVINCE,
        ),
        _follow_up,
        lambda row, user: row.get_absolute_url(),
    ),
    Business: Shown((Column("business", gettext_lazy("IKM")), _PROVINCE, _REGENCY), _business, _page_of_business),
    Order: Shown(
        (
            _ACTIVITY,
            _CODE,
            _PROVINCE,
            _PRODUCT,
            _quantity(gettext_lazy("Jumlah dipesan")),
            _UNIT,
            Column("orderer", gettext_lazy("Pemesan")),
            Column("ordered_on", gettext_lazy("Tanggal pesanan"), kind="date"),
            Column("due_on", gettext_lazy("Batas penyelesaian"), kind="date"),
        ),
        _order,
        _page_of_goods,
    ),
    Production: Shown(
        (
            _ACTIVITY,
            _CODE,
            _PROVINCE,
            _PRODUCT,
            _quantity(gettext_lazy("Jumlah dibuat")),
            _UNIT,
            Column("made_on", gettext_lazy("Tanggal"), kind="date"),
        ),
        _production,
        _page_of_goods,
    ),
    Delivery: Shown(
        (_RECIPIENT, _STATE, _NUMBER, _HANDED_OVER, _ACTIVITY, _CODE, _PROVINCE),
        _delivery,
        lambda row, user: row.get_absolute_url(),
    ),
    DeliveryItem: Shown(
        (
            _RECIPIENT,
            _PRODUCT,
            _quantity(gettext_lazy("Jumlah")),
            _UNIT,
            _STATE,
            _NUMBER,
            _HANDED_OVER,
            _ACTIVITY,
            _CODE,
            _PROVINCE,
        ),
        _item,
        lambda row, user: row.delivery.get_absolute_url(),
    ),
}

SHOWN[Flag] = Shown(
    (
        Column("flag", pgettext_lazy("singular", "Tanda janggal")),
        Column("message", gettext_lazy("Yang ditemukan")),
        _STATE,
        Column("reason", gettext_lazy("Penjelasan")),
        _ACTIVITY,
        _CODE,
        _PROVINCE,
    ),
    _flag,
    lambda row, user: row.url,
)
SHOWN_OF: Final[dict[str, Shown]] = {
    key: Shown((*_PERSON, Column("counted", FACTS[key].label), *_TAKES_PART), _counted, _page_of_person)
    for key in ("wub", "wub_nib")
}
"""Facts whose rows show more than others of their model: by the rule of the year, not by the flag alone."""


class FactRows(LazyRows):
    """Rows of a fact, counted and added up in one query."""

    def __init__(self, fact: Fact, selection: Selection, as_row: Callable[[Any], Row]) -> None:
        super().__init__(fact.rows(selection), as_row)
        self.fact = fact

    @cached_property
    def total(self) -> Known:
        return self.fact.total_of(self.queryset)

    def __len__(self) -> int:
        return self.total.of


class RowsBehind(Report):
    """The very rows that make the figures of one column of a report, for one selection."""

    needs = "rows.read"

    def __init__(self, report: Report, column: Column) -> None:
        self.fact = FACTS[column.fact]
        self.shown = SHOWN_OF.get(self.fact.key) or SHOWN[self.fact.model]
        self.key = f"{report.key}-{self.fact.key}"
        self.title = _("%(report)s: %(figure)s") % {"report": report.title, "figure": column.label}
        self.description = _("Baris-baris yang membentuk angka itu, sesuai jangkauan Anda.")
        self.columns = self.shown.columns

    def rows(self, selection: Selection) -> FactRows:
        return FactRows(self.fact, selection, partial(self._row, selection.user))

    def _row(self, user: User, item: Any) -> Row:
        return Row(self.shown.values(item), url=self.shown.page(item, user))

    def closing(self, selection: Selection, rows: Sequence[Row]) -> list[Row]:
        """What the rows add up to, where they hold amounts of one product in one unit."""
        if not self.fact.is_goods or not isinstance(rows, FactRows) or not rows:
            return []
        return [Row({"quantity": rows.total})]


@dataclass(frozen=True)
class Proof:
    """A figure as the report states it, beside what its listed rows add up to."""

    stated: Known
    listed: Known

    @classmethod
    def of(cls, selection: Selection, rows: FactRows) -> Proof:
        return cls(figures.figure_of(selection, rows.fact.key), rows.total)

    @property
    def holds(self) -> bool:
        return self.stated == self.listed
