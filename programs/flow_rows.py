"""A row behind a figure of the flow, in the one shape a list of them has."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse

from .models import DeliveryItem, Order, Production, StockEntry

if TYPE_CHECKING:
    from .models import Activity


class FlowRow(NamedTuple):
    activity: Activity
    amount: int | None
    day: date | None
    detail: str
    url: str


def described(row: Any) -> FlowRow:
    """What an order, a production, a line of a handover, a correction or a target contributes (`flow.rows_of`)."""
    activity = row.delivery.activity if isinstance(row, DeliveryItem) else row.activity
    day, detail = _said(row)
    if isinstance(row, DeliveryItem):
        url = row.delivery.get_absolute_url()
    else:
        url = reverse("programs:activity_goods", args=[activity.code])
    return FlowRow(activity, row.counted, day, detail, url)


def _said(row: Any) -> tuple[date | None, str]:
    if isinstance(row, Order):
        return row.ordered_on, row.orderer.label
    if isinstance(row, Production):
        return row.made_on, " · ".join(filter(None, (row.lot, row.rejected_reason)))
    if isinstance(row, DeliveryItem):
        delivery = row.delivery
        return delivery.handed_over_on, " · ".join(filter(None, (delivery.number, delivery.recipient.label)))
    if isinstance(row, StockEntry):
        return row.at.astimezone(row.activity.province.zone).date(), row.reason
    return None, ""
