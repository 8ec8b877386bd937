"""What a made-up activity shall look like, before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from programs.models import ActivityKind, Commodity, DeliveryState, Mode, Office, Product, Recipient, Regency, State

STEPS_TO: Final[dict[str, tuple[str, ...]]] = {
    State.DRAFT: (),
    State.SUBMITTED: ("submit",),
    State.RETURNED: ("submit", "return"),
    State.APPROVED: ("submit", "approve"),
    State.REOPENED: ("submit", "approve", "reopen"),
}
"""The steps of programs/review.py that bring a draft into each state."""


@dataclass(frozen=True)
class Goods:
    """What an activity made, was asked for and gave away, in the product's usual unit; None is unknown."""

    product: Product
    made: int | None = None
    ordered: int | None = None
    delivered: int | None = None
    delivery: DeliveryState | None = None
    recipient: Recipient | None = None
    handed_over_on: date | None = None


@dataclass(frozen=True)
class Plan:
    office: Office
    title: str
    kind: ActivityKind
    commodity: Commodity
    mode: Mode
    state: State
    regency: Regency
    begun: datetime
    """When its first row was written; each later step follows an hour after the one before."""
    people: int
    month: date | None = None
    start: date | None = None
    end: date | None = None
    delay_reason: str = ""
    comment: str = ""
    """The reviewer's words when it is returned or reopened."""
    goods: Goods | None = None
