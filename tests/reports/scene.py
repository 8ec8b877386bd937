"""A mixed year in two provinces: unknown quantities, every state of a handover, people of whom little is known."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from dekon_portal.accounts.models import User
from participants import follow_ups
from participants.follow_ups import Said
from participants.models import Business, Participation
from programs import goods, review
from programs.models import Activity, Commodity, Delivery, Office, Product
from tests import make


class Scene:
    """Rows drawn at random from `seed`; the same seed makes the same rows."""

    def __init__(self, seed: int, reviewer: User) -> None:
        self.rng, self.reviewer = Random(seed), reviewer
        self.products = [make.product(), make.product("hazmat", name="Baju hazmat", kind="hazmat", unit="buah")]
        other = Commodity.objects.get_or_create(code="pangan", defaults={"name": "Pangan"})[0]
        self.commodities = [make.commodity(), other]
        self.number = 0

    def fill(self, office: Office, officer: User, regencies: list[str], activities: int = 6) -> None:
        province = office.province_id
        businesses = [make.business(province, regency=make.regency(self.rng.choice(regencies))) for _ in range(4)]
        for _again in range(activities):
            self._activity(office, officer, regencies, businesses)

    def _activity(self, office: Office, officer: User, regencies: list[str], businesses: list[Business]) -> Activity:
        rng = self.rng
        activity = make.activity(
            office,
            officer,
            regency=make.regency(rng.choice(regencies)),
            commodity=rng.choice(self.commodities),
            planned_month=rng.choice([None, date(2020, 3, 1), date(2020, 8, 1)]),
        )
        for _again in range(rng.randint(0, 4)):
            row = make.participation(
                activity,
                officer,
                person=make.person(office.province_id, sex=rng.choice("LP") if rng.random() < 0.8 else ""),
                business=rng.choice([*businesses, None]),
                new_entrepreneur=rng.choice([True, False, None]),
            )
            self._follow_up(row, officer)
        for product in self.products:
            self._goods(activity, officer, product)
        self._review(activity, officer)
        return activity

    def _follow_up(self, row: Participation, officer: User) -> None:
        for months in self.rng.sample([3, 6, 12], self.rng.randint(0, 3)):
            asked = make.round_of(row, months, workers_before=self.rng.choice([None, 2]))
            if self.rng.random() < 0.6:
                producing = self.rng.choice([True, False, None])
                said = Said(producing=producing, workers=self.rng.choice([None, 4]), sales="5")
                follow_ups.record(asked, said, by=officer, how="telepon")

    def _goods(self, activity: Activity, officer: User, product: Product) -> None:
        rng = self.rng
        if rng.random() < 0.5:
            make.order(activity, officer, rng.choice([None, 100, 250]), product=product)
        made = rng.choice([None, 500, 800])
        make.production(activity, officer, made, product=product)
        if rng.random() < 0.6:
            make.delivery(activity, officer, {product: rng.choice([None, 40])}, **self._papers(rng.random() < 0.5))
        if made:
            self._signed(activity, officer, product, annulled=rng.random() < 0.4)

    def _signed(self, activity: Activity, officer: User, product: Product, *, annulled: bool) -> Delivery:
        signed = goods.sign(
            make.delivery(activity, officer, {product: self.rng.randint(1, 200)}, **self._papers(True)), by=officer
        )
        return goods.annul(signed, by=officer, reason="Salah alamat.") if annulled else signed

    def _papers(self, numbered: bool) -> dict[str, Any]:
        self.number += 1
        return {"number": f"BAST-{self.number}"} if numbered else {}

    def _review(self, activity: Activity, officer: User) -> None:
        step = self.rng.choice(["", "submit", "return", "approve"])
        if step:
            review.take("submit", activity, by=officer)
        if step in ("return", "approve"):
            review.take(step, activity, by=self.reviewer, comment="Lengkapi." if step == "return" else "")
