"""The rows that the measured pages show: the same ones in every run on one database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from participants.models import BatchState, Business, ImportBatch, Participation, Person
from participants.ties import remove
from programs.models import Activity, Delivery, IssuedDocument, Product, State, StockBalance

from .sheet import sheet
from .ways import OFFICER, checked

PROVINCE = "16"
PREVIEW = "ukur-pratinjau-{rows}.xlsx"


@dataclass(frozen=True)
class Scene:
    approved: Activity
    draft: Activity
    submitted: Activity
    person: Person
    business: Business
    delivery: Delivery
    balance: StockBalance
    product: Product
    batch: ImportBatch


def build(rows: int) -> Scene:
    """Of Sumatera Selatan; a batch of `rows` rows waits for its commit (made once)."""
    officer = User.objects.get(username=OFFICER)
    of_state = partial(
        Activity._base_manager.filter(office__province=PROVINCE, title__startswith="Kegiatan skala").filter
    )
    full = Participation._base_manager.filter(activity__in=of_state(state=State.APPROVED), business__isnull=False)
    seen = full.select_related("person", "business", "activity").order_by("pk").first()
    signed = Delivery._base_manager.filter(activity__in=of_state(), state="signed").order_by("pk").first()
    balance = StockBalance._base_manager.filter(office__province=PROVINCE).order_by("-quantity").first()
    draft = of_state(state=State.DRAFT, orders__isnull=False).order_by("pk").first()
    submitted = of_state(state=State.SUBMITTED, deliveries__isnull=False).order_by("pk").first()
    if not (seen and signed and balance and draft and submitted):
        raise SystemExit("Too few activities for the pages: give a larger BENCH_SCALE (10000 will do).")
    product = balance.product
    remove(IssuedDocument._base_manager.filter(delivery=signed))  # its file went with the run that drew it
    return Scene(
        seen.activity,
        draft,
        submitted,
        seen.person,
        seen.business,
        signed,
        balance,
        product,
        _batch(draft, officer, rows),
    )


def _batch(activity: Activity, officer: User, rows: int) -> ImportBatch:
    name = PREVIEW.format(rows=rows)
    there = ImportBatch._base_manager.filter(file_name=name, state=BatchState.CHECKED).order_by("pk").first()
    if there:
        return there
    with acting_as(officer):
        return checked(activity, officer, sheet(rows), name)
