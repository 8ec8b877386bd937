"""A modest, labelled year of work in each of the 34 provinces of 2020, so that lists and dashboards are not empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from programs.models import (
    Activity,
    ActivityKind,
    ActivityPartner,
    Commodity,
    DeliveryState,
    Mode,
    Partner,
    PartnerKind,
    Product,
    Recipient,
    RecipientKind,
    Regency,
    Session,
    State,
)

from .cast import YEAR, Cast
from .crowd import Crowd
from .plans import Goods, Plan
from .receiving import receive
from .trail import Trail
from .writer import Writer

BUSINESSES: Final = 8
DELAYED: Final = "Pembatasan sosial berskala besar (PSBB) menggeser pelaksanaan (contoh)."
RETURNED: Final = "Daftar hadir hari kedua belum dilampirkan, dan jumlah peserta berbeda dengan undangan (contoh)."
REOPENED: Final = "Jumlah masker pada BAST akan diperbaiki (contoh)."


@dataclass(frozen=True)
class Recipe:
    """One kind of activity as it recurs in the provinces; `every` n-th province has it."""

    title: str
    kind: ActivityKind
    commodity: str
    mode: Mode
    month: int
    state: State
    people: int
    product: str = ""
    makes: bool = True
    ordered: bool = False
    delivery: DeliveryState | None = None
    dated: bool = False
    every: int = 1


RECIPES: Final = (
    Recipe("Bimtek Menjahit Masker Kain", ActivityKind.TRAINING, "sandang", Mode.ONLINE, 6, State.APPROVED, 20,
           "masker-kain", delivery=DeliveryState.SIGNED, dated=True),
    Recipe("Pendampingan Mutu Masker Dua Lapis", ActivityKind.MENTORING, "sandang", Mode.MIXED, 7, State.APPROVED, 12,
           "masker-kain-2-lapis", delivery=DeliveryState.SIGNED, dated=True, every=2),
    Recipe("Bimtek Produksi Face Shield", ActivityKind.TRAINING, "aneka", Mode.MIXED, 7, State.SUBMITTED, 15,
           "face-shield", delivery=DeliveryState.REPORTED, dated=True),
    Recipe("Bimtek Wirausaha Industri Baru Pangan", ActivityKind.TRAINING, "pangan", Mode.ONLINE, 6, State.RETURNED, 18,
           dated=True),
    Recipe("Produksi Pesanan Baju Hazmat", ActivityKind.ORDERED_PRODUCTION, "sandang", Mode.UNKNOWN, 8, State.DRAFT, 6,
           "hazmat", makes=False, ordered=True, delivery=DeliveryState.REPORTED),
    Recipe("Fasilitasi Kemasan Pangan", ActivityKind.FACILITATION, "pangan", Mode.ONLINE, 9, State.DRAFT, 0, every=2),
    Recipe("Sosialisasi Protokol Kesehatan", ActivityKind.OUTREACH, "sandang", Mode.ONLINE, 6, State.SUBMITTED, 25,
           dated=True, every=3),
    Recipe("Pembinaan Sentra Kerajinan", ActivityKind.CLUSTER, "kerajinan", Mode.MIXED, 8, State.REOPENED, 14,
           dated=True, every=5),
)  # fmt: skip


def ensure(cast: Cast) -> int:
    """Give every province that has no sample activity its year; the number of activities made."""
    done = set(
        Activity._base_manager.filter(is_sample=True, office__in=cast.offices.values()).values_list(
            "office__province", flat=True
        )
    )
    empty = [code for code in sorted(cast.offices) if code not in done]
    if not empty:
        return 0
    places = places_of(empty)
    crowds = {
        code: Crowd(cast.offices[code], places[code], Random(code), BUSINESSES)  # noqa: S311
        for code in empty
    }
    plans = _Planner(cast, places).plans(empty)
    writer = Writer(cast, crowds, detailed=True)
    activities = writer.write(plans)
    _surround(cast, activities, plans)
    receive(cast, activities)
    return len(plans)


class _Planner:
    def __init__(self, cast: Cast, places: dict[str, list[Regency]]) -> None:
        self._cast, self._places = cast, places
        self._products = {product.code: product for product in Product.objects.all()}
        self._commodities = {commodity.code: commodity for commodity in Commodity.objects.all()}
        self._recipients = recipients_of(cast, list(places))

    def plans(self, provinces: Sequence[str]) -> list[Plan]:
        return [
            self._plan(recipe, code, Random(f"{code} {recipe.title}"))  # noqa: S311
            for place, code in enumerate(provinces)
            for turn, recipe in enumerate(RECIPES)
            if (place + turn) % recipe.every == 0
        ]

    def _plan(self, recipe: Recipe, province: str, rng: Random) -> Plan:
        # The first regency is the capital, so that its own officer finds work too.
        regency = self._places[province][0] if recipe.dated else rng.choice(self._places[province])
        start = date(YEAR, recipe.month, rng.randint(1, 20)) if recipe.dated else None
        return Plan(
            office=self._cast.offices[province],
            title=f"{recipe.title} di {regency} (contoh)",
            kind=recipe.kind,
            commodity=self._commodities[recipe.commodity],
            mode=recipe.mode,
            state=recipe.state,
            regency=regency,
            begun=timezone.now() - timedelta(days=rng.randint(2, 30), hours=rng.randint(0, 8)),
            people=recipe.people + rng.randint(-3, 5) if recipe.people else 0,
            month=None if recipe.dated else date(YEAR, recipe.month, 1),
            start=start,
            end=start + timedelta(days=rng.randint(1, 3)) if start else None,
            delay_reason=DELAYED if recipe.month >= 8 else "",
            comment=REOPENED if recipe.state == State.REOPENED else RETURNED,
            goods=self._goods(recipe, province, start, rng) if recipe.product else None,
        )

    def _goods(self, recipe: Recipe, province: str, start: date | None, rng: Random) -> Goods:
        made = rng.randint(8, 40) * 100 if recipe.makes else None
        return Goods(
            product=self._products[recipe.product],
            made=made,
            ordered=rng.randint(2, 10) * 100 if recipe.ordered else None,
            delivered=made * rng.randint(4, 9) // 10 if made and recipe.delivery == DeliveryState.SIGNED else None,
            delivery=recipe.delivery,
            recipient=rng.choice(self._recipients[province]),
            handed_over_on=start + timedelta(days=rng.randint(4, 15)) if start else None,
        )


def places_of(provinces: Sequence[str]) -> dict[str, list[Regency]]:
    """Regencies per province as it was in 2020, the capital first."""
    places: dict[str, list[Regency]] = {code: [] for code in provinces}
    rows = Regency.objects.select_related("province", "province_before_2022").order_by("code")
    for regency in rows:
        province = regency.province_before_2022 or regency.province
        if province.code in places:
            is_capital = regency.name == province.capital and regency.kind == Regency.Kind.CITY
            places[province.code].insert(0 if is_capital else len(places[province.code]), regency)
    return places


def recipients_of(cast: Cast, provinces: Sequence[str]) -> dict[str, list[Recipient]]:
    wanted = [
        Recipient(province=cast.offices[code].province, kind=kind, name=name % cast.offices[code].province)
        for code in provinces
        for kind, name in (
            (RecipientKind.TASK_FORCE, "Gugus Tugas Covid-19 Provinsi %s (contoh)"),
            (RecipientKind.HEALTH_FACILITY, "RSUD Provinsi %s (contoh)"),
        )
    ]
    Recipient._base_manager.bulk_create(wanted, ignore_conflicts=True)
    found: dict[str, list[Recipient]] = {code: [] for code in provinces}
    stored = Recipient._base_manager.filter(name__in=[row.name for row in wanted]).prefetch_related("names")
    for recipient in stored.order_by("pk"):
        found[recipient.province_id].append(recipient)
    return found


def _surround(cast: Cast, activities: Sequence[Activity], plans: Sequence[Plan]) -> None:
    """Two sessions for each activity that has a day, and the dinas of its regency as a partner."""
    trail = Trail()
    partners = _partners(plans)
    sessions: list[Session] = []
    parts: list[ActivityPartner] = []
    for activity, plan in zip(activities, plans, strict=True):
        parts.append(
            ActivityPartner(activity=activity, partner=partners[plan.regency.code], part="Mengusulkan peserta (contoh)")
        )
        if plan.start and plan.end:
            sessions += [
                Session(activity=activity, date=day, topic=topic, hours=4, mode=plan.mode, trainer="Narasumber Contoh")
                for day, topic in ((plan.start, "Pembukaan dan teori (contoh)"), (plan.end, "Praktik (contoh)"))
            ]
    Session._base_manager.bulk_create(sessions)
    ActivityPartner._base_manager.bulk_create(parts)
    begun = {activity.pk: plan.begun for activity, plan in zip(activities, plans, strict=True)}
    rows: list[Session | ActivityPartner] = [*sessions, *parts]
    for row in rows:
        trail.added(row, cast.officers[row.activity.office.province_id], begun[row.activity_id])
    trail.write()


def _partners(plans: Sequence[Plan]) -> dict[str, Partner]:
    regencies = {plan.regency.code: plan for plan in plans}
    wanted = [
        Partner(
            province=plan.office.province,
            regency=plan.regency,
            kind=PartnerKind.REGENCY_OFFICE,
            name=f"Dinas Perindustrian {plan.regency} (contoh)",
        )
        for plan in regencies.values()
    ]
    Partner._base_manager.bulk_create(wanted, ignore_conflicts=True)
    found = Partner._base_manager.filter(name__in=[row.name for row in wanted], regency__in=regencies)
    return {str(partner.regency_id): partner for partner in found}
