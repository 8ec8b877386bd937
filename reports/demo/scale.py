"""Very many made-up activities, for measuring: N of 25 people each, in 34 provinces (`seed_demo --scale N`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from programs.models import (
    Activity,
    ActivityKind,
    Commodity,
    DeliveryState,
    Mode,
    Product,
    Recipient,
    Regency,
    State,
)

from .cast import YEAR, Cast
from .crowd import Crowd
from .plans import Goods, Plan
from .sample import RETURNED, places_of, recipients_of
from .writer import Writer

PEOPLE: Final = 25
TITLE: Final = "Kegiatan skala"
BATCH: Final = 400
_STATES: Final = (State.APPROVED,) * 11 + (State.SUBMITTED,) * 4 + (State.DRAFT,) * 3 + (State.RETURNED,) * 2
_HANDOVERS: Final = (DeliveryState.SIGNED, DeliveryState.SIGNED, DeliveryState.REPORTED, DeliveryState.DRAFTED, None)


def ensure(cast: Cast, wanted: int, tell: Callable[[str], None]) -> int:
    """Fill up to `wanted` activities of this kind; the number made. `tell` hears how far it is."""
    there = Activity._base_manager.filter(is_sample=True, title__startswith=TITLE).count()
    if there >= wanted:
        return 0
    planner = _Planner(cast)
    # About five visits per IKM.
    businesses = max(8, wanted * PEOPLE // len(cast.offices) // 5)
    crowds = {
        code: Crowd(office, planner.places[code], Random(f"skala {code}"), businesses)  # noqa: S311
        for code, office in cast.offices.items()
    }
    writer = Writer(cast, crowds, detailed=False)
    for start in range(there, wanted, BATCH):
        writer.write(list(planner.plans(start, min(start + BATCH, wanted))))
        tell(f"{min(start + BATCH, wanted)} dari {wanted} kegiatan skala")
    return wanted - there


class _Planner:
    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._codes = sorted(cast.offices)
        self.places: dict[str, list[Regency]] = places_of(self._codes)
        self._recipients: dict[str, list[Recipient]] = recipients_of(cast, self._codes)
        self._products = list(Product.objects.order_by("code"))
        self._commodities = list(Commodity.objects.order_by("code"))
        self._now = timezone.now().replace(minute=0, second=0, microsecond=0)

    def plans(self, start: int, stop: int) -> Iterator[Plan]:
        for number in range(start, stop):
            yield self._plan(number, self._codes[number % len(self._codes)], Random(number))  # noqa: S311

    def _plan(self, number: int, province: str, rng: Random) -> Plan:
        regency = rng.choice(self.places[province])
        day = date(YEAR, 1, 10) + timedelta(days=rng.randint(0, 340))
        return Plan(
            office=self._cast.offices[province],
            title=f"{TITLE} {number + 1} di {regency} (contoh)",
            kind=rng.choice(list(ActivityKind)),
            commodity=rng.choice(self._commodities),
            mode=rng.choice(list(Mode)),
            state=rng.choice(_STATES),
            regency=regency,
            # Few distinct moments: their times are set by one update each.
            begun=self._now - timedelta(days=rng.randint(1, 40)),
            people=PEOPLE,
            start=day,
            end=day + timedelta(days=2),
            comment=RETURNED,
            goods=self._goods(province, day, rng) if rng.random() < 0.5 else None,
        )

    def _goods(self, province: str, day: date, rng: Random) -> Goods:
        made = rng.choice((None, 500, 1000, 2500, 4000))
        delivery = rng.choice(_HANDOVERS) if made else DeliveryState.REPORTED
        return Goods(
            product=rng.choice(self._products),
            made=made,
            ordered=rng.choice((None, None, 1000, 5000)),
            delivered=made * rng.randint(3, 10) // 10 if made and delivery == DeliveryState.SIGNED else None,
            delivery=delivery,
            recipient=rng.choice(self._recipients[province]),
            handed_over_on=min(day + timedelta(days=10), date(YEAR, 12, 31)),
        )
