"""One province's work that can grow: `grow(n)` adds n of everything that a page lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import count
from random import Random

from django.utils import timezone

from dekon_portal.accounts.models import User
from participants.imports import batches
from participants.models import ImportBatch, OrderTaker, ProductionMaker
from programs import review
from programs.models import (
    Activity,
    ActivityKind,
    ActivityPartner,
    ActivityTarget,
    Attachment,
    DeliveryItem,
    DeliveryState,
    Mode,
    Office,
    Partner,
    Session,
    SessionTrainer,
    State,
    StockBalance,
    Trainer,
)
from reports.demo.cast import Cast
from reports.demo.crowd import Crowd
from reports.demo.plans import Goods, Plan
from reports.demo.writer import Writer
from tests import make

STATES = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED)


@dataclass
class Scene:
    office: Office
    officer: User
    reviewer: User
    numbers: count = field(default_factory=count)

    def __post_init__(self) -> None:
        self.year, self.regency = make.year(), make.regency("16.71")
        self.activity = make.activity(self.office, self.officer, regency=self.regency)
        self.delivery = make.delivery(self.activity, self.officer)
        self.business = make.business("16", regency=self.regency)
        self.person = make.person("16", regency=self.regency, nik=make.nik(7))
        self.trainer = Trainer.objects.create(province=self.office.province, name="Narasumber Contoh")
        self.batch: ImportBatch

    def grow(self, wanted: int) -> None:
        """`wanted` more activities of every state, and as many more rows of each kind on the one activity."""
        self._activities(wanted)
        for number in (next(self.numbers) for _ in range(wanted)):
            self._schedule(number)
            self._goods(number)
            self._people(number)
            self._papers(number)
            self._accompaniment(number)
        self._imports(wanted)

    @property
    def submitted(self) -> Activity:
        return Activity._base_manager.filter(state=State.SUBMITTED).order_by("pk")[0]

    @property
    def balance(self) -> StockBalance:
        return StockBalance._base_manager.order_by("pk")[0]

    def _activities(self, wanted: int) -> None:
        """With people, goods, review and trail; some approved ones ask to be opened again."""
        cast = Cast(self.year, {"16": self.office}, {"16": self.officer}, self.reviewer)
        writer = Writer(cast, {"16": Crowd(self.office, [self.regency], Random(1), 3)}, detailed=True)
        goods = Goods(
            make.product(), 300, 100, 20, DeliveryState.SIGNED, make.recipient("16"), handed_over_on=date(2020, 6, 15)
        )
        plans = [
            Plan(
                office=self.office,
                title=f"Bimtek {state.label}",
                kind=ActivityKind.TRAINING,
                commodity=make.commodity(),
                mode=Mode.ONLINE,
                state=state,
                regency=self.regency,
                begun=timezone.now() - timedelta(days=2),
                people=1,
                comment="Lengkapi daftar hadir.",
                goods=goods,
            )
            for state in STATES
            for _ in range(wanted)
        ]
        for activity in writer.write(plans):
            if activity.state == State.APPROVED:
                review.ask_reopening(activity, by=self.officer, reason="Jumlah masker salah tulis.")

    def _schedule(self, number: int) -> None:
        session = Session.objects.create(
            activity=self.activity, date=date(2020, 6, 15), start_time=time(9), topic=f"Materi {number}", mode="luring"
        )
        colleague = Trainer.objects.create(province=self.office.province, name=f"Narasumber {number}")
        for trainer in (self.trainer, colleague):
            SessionTrainer.objects.create(session=session, trainer=trainer)
        partner = Partner.objects.create(province=self.office.province, kind="lainnya", name=f"Mitra {number}")
        ActivityPartner.objects.create(activity=self.activity, partner=partner)

    def _goods(self, number: int) -> None:
        product = make.product(f"barang-{number}", name=f"Barang {number}")
        business = make.business("16", regency=self.regency)
        ActivityTarget.objects.create(activity=self.activity, product=product, unit=product.unit, quantity=5)
        order = make.order(self.activity, self.officer, 5, product=product)
        production = make.production(self.activity, self.officer, 5, product=product)
        OrderTaker.objects.create(order=order, business=business)
        ProductionMaker.objects.create(production=production, business=business, quantity=2)
        make.delivery(self.activity, self.officer, {product: 1})
        DeliveryItem.objects.create(delivery=self.delivery, product=product, unit=product.unit, quantity=1)

    def _people(self, number: int) -> None:
        """More people in the activity, more activities of one person, more people of one IKM."""
        make.participation(
            self.activity, self.officer, business=self.business, person=make.person("16", regency=self.regency)
        )
        make.participation(make.activity(self.office, self.officer), self.officer, person=self.person)

    def _accompaniment(self, number: int) -> None:
        """Visits of which a step is overdue, and permits that end soon."""
        today = timezone.localdate()
        make.visit(self.activity, self.officer, business=self.business, next_step="Daftar", next_step_due=today)
        make.permit(self.business, self.officer, valid_until=today + timedelta(days=30), for_life=False)
        make.permit(self.business, self.officer, kind="sni", for_life=True)

    def _papers(self, number: int) -> None:
        for delivery, content_type in ((None, "application/pdf"), (self.delivery, "image/jpeg")):
            Attachment.objects.create(
                activity=self.activity,
                delivery=delivery,
                kind="laporan",
                file=f"berkas/{number}",
                name=f"Laporan {number}.pdf",
                content_type=content_type,
                size=10,
                uploaded_by=self.officer,
            )

    def _imports(self, wanted: int) -> None:
        rows = [f"Orang {next(self.numbers)};{make.nik(n)};tidak tahu" for n in range(wanted)]
        sheet = "\n".join(["Nama;NIK;Tanggal Lahir", *rows]).encode()
        for _ in range(wanted):
            self.batch = batches.upload(self.activity, sheet, "daftar.csv", by=self.officer)
        self.batch = batches.examine(self.batch, by=self.officer)
