"""Made-up people and IKM in bulk. Names say *contoh*; a NIK ends in 9999, which no district hands out in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Final

from participants.models import Business, Participation, ParticipationRole, Person
from programs.models import Activity, Office, Regency

from .plans import Plan

_WOMEN: Final = ("Siti", "Dewi", "Sri", "Rina", "Wati", "Ayu", "Nur", "Lestari", "Maria", "Fitri")
_MEN: Final = ("Budi", "Agus", "Made", "Yusuf", "Andi", "Joko", "Rahmat", "Hendra", "Petrus", "Iwan")
_FAMILY: Final = ("Aminah", "Saputra", "Hidayat", "Rahayu", "Wijaya", "Lubis", "Siregar", "Hasan", "Putri", "Kusuma")
_TRADES: Final = (
    ("Konveksi", "14111", "pakaian jadi"),
    ("Penjahit", "14120", "jahitan pesanan"),
    ("Batik", "13134", "kain batik"),
    ("Rajut", "14301", "pakaian rajut"),
    ("Plastik", "22299", "face shield"),
)
_FLOWERS: Final = ("Melati", "Mawar", "Kenanga", "Anggrek", "Cempaka", "Teratai", "Dahlia", "Flamboyan")
_OLDEST: Final = date(1955, 1, 1)
_BIRTH_DAYS: Final = 45 * 365  # born 1955–1999: of age in 2020
_APART: Final = 7919  # days between two who are counted one after another; has no divisor in common with the days


class Crowd:
    """People and IKM of one office's province; deterministic for a given Random."""

    def __init__(self, office: Office, regencies: Sequence[Regency], rng: Random, businesses: int) -> None:
        self._office, self._regencies, self._rng = office, regencies, rng
        known = Person._base_manager.filter(province=office.province_id, is_sample=True)
        self._numbers = count(known.count() + 1)
        self.founded: list[Business] = []
        """The IKM made now, beside those that were there."""
        self._businesses = self._make_businesses(businesses)

    def attend(self, activity: Activity, plan: Plan) -> list[Participation]:
        """Unsaved participations with unsaved new people, some of unknown sex or without a NIK."""
        participations = []
        for _ in range(plan.people):
            person = self._person(plan.regency)
            business = self._rng.choice(self._businesses) if self._rng.random() < 0.8 else None
            participations.append(
                Participation(
                    activity=activity,
                    province_id=activity.office.province_id,
                    office_id=activity.office_id,
                    fiscal_year_id=activity.fiscal_year_id,
                    person=person,
                    sex=person.sex,
                    business=business,
                    role=ParticipationRole.OWNER if business else ParticipationRole.PARTICIPANT,
                    new_entrepreneur=self._rng.choice((True, False, False, None)),
                )
            )
        return participations

    def _person(self, regency: Regency) -> Person:
        number = next(self._numbers)
        woman = self._rng.random() < 0.6
        name = f"{self._rng.choice(_WOMEN if woman else _MEN)} {self._rng.choice(_FAMILY)} {number} (contoh)"
        born = _OLDEST + timedelta(days=number * _APART % _BIRTH_DAYS)
        person = Person(province=self._office.province, name=name, regency=regency, birth_date=born, is_sample=True)
        if self._rng.random() < 0.95:
            person.sex = "P" if woman else "L"
            # Every day of birth once, then the district counts up (10–99), so that no two numbers are equal.
            day = f"{born.day + 40 * woman:02d}{born:%m%y}"
            person.nik = f"{self._regencies[0].code.replace('.', '')}{number // _BIRTH_DAYS % 90 + 10}{day}9999"
        person.refresh_keys()
        return person

    def _make_businesses(self, wanted: int) -> list[Business]:
        """The sample IKM of the province, filled up to `wanted`."""
        mine = Business._base_manager.filter(
            province=self._office.province_id, is_sample=True, name__endswith="(contoh)"
        )
        known = list(mine.order_by("pk"))
        self.founded = [self._business(number) for number in range(len(known) + 1, wanted + 1)]
        return known + Business._base_manager.bulk_create(self.founded, batch_size=2000)

    def _business(self, number: int) -> Business:
        word, kbli, product = self._rng.choice(_TRADES)
        workers = self._rng.choice((None, 2, 3, 5, 8, 12))
        women = self._rng.randint(0, workers) if workers else None
        business = Business(
            province=self._office.province,
            regency=self._rng.choice(self._regencies),
            name=f"{word} {self._rng.choice(_FLOWERS)} {number} (contoh)",
            kbli=kbli,
            kbli_edition="2020",
            product=product,
            workers=workers,
            workers_female=women,
            workers_male=workers - women if workers is not None and women is not None else None,
            sales=self._rng.choice((None, 60_000_000, 120_000_000, 300_000_000)),
            figures_on=date(2020, 1, 31),
            is_sample=True,
        )
        business.refresh_keys()
        return business
