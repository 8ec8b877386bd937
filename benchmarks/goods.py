"""Goods: pages over a ledger of a million entries, the signing of a handover, the BAST as PDF. On PostgreSQL.

All is made inside one transaction that is rolled back: nothing of it stays for the next run, and the wait for the disk
at a commit is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from itertools import islice, product
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from programs import goods
from programs.bast import bast_pdf
from programs.models import Delivery, DeliveryItem, Product, Production, StockEntry, Unit
from programs.stock import differences

from .measure import Times, print_table, timed, verdict
from .pages import signed_in
from .scene import Scene, build
from .ways import OFFICER

ENTRIES = 1_000_000
AT_ONE_BALANCE = 100_000
ITEMS = 20
TARGET = 0.100  # seconds, 95th percentile


def run(requests: int) -> None:
    import_module("dekon_portal.wsgi")  # what a server does as it starts
    scene = build(1_000)
    officer = User.objects.get(username=OFFICER)
    with transaction.atomic():
        seconds, _ = timed(lambda: _fill_ledger(scene, officer))
        print(f"{StockEntry._base_manager.count():,} entries ({seconds:,.0f} s)", flush=True)
        lines = [_line(label, act, requests) for label, act in _acts(scene, officer, requests)]
        seconds, found = timed(differences)
        if found:
            raise RuntimeError("The ledger and its balances disagree.")
        transaction.set_rollback(True)
    print_table(
        f"Goods, {ENTRIES:,} ledger entries, {requests} times each (target: p95 < {TARGET * 1000:.0f} ms)",
        ["What", "p50 ms", "p95 ms", "Target"],
        lines,
    )
    print(f"Balances compared with all entries in {seconds:,.1f} s.", flush=True)


def _line(label: str, act: Callable[[], Any], requests: int) -> list[str]:
    times = Times.of(act, requests)
    figures = [f"{times.percentile(share) * 1000:,.0f}" for share in (0.5, 0.95)]
    return [label, *figures, verdict(times.percentile(0.95) < TARGET)]


def _acts(scene: Scene, officer: User, requests: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    clients = {"officer": signed_in(OFFICER), "reviewer": signed_in("peninjau")}
    pages = {
        "Persediaan": reverse("programs:stock"),
        f"Mutasi satu persediaan ({AT_ONE_BALANCE:,})": scene.balance.get_absolute_url(),
        "Kegiatan: produksi": reverse("programs:activity_goods", args=[scene.draft.code]),
        "Kegiatan: penyerahan": reverse("programs:activity_deliveries", args=[scene.draft.code]),
        "Penyerahan": reverse("programs:delivery_list"),
    }
    for label, url in pages.items():
        for who, client in clients.items():
            yield f"{label}, {who}", lambda client=client, url=url: _get(client, url)
    drafts = iter(_drafts(scene, officer, requests + 1))
    yield f"Menandatangani BAST, {ITEMS} barang", lambda: _sign(next(drafts), officer)
    signed = Delivery._base_manager.filter(number__startswith="UKUR/").latest("pk")
    yield f"PDF BAST, {ITEMS} barang", lambda: bast_pdf(signed)


def _get(client: Client, url: str) -> None:
    status = client.get(url).status_code
    if status != 200:
        raise RuntimeError(f"{url} answered {status}")


def _fill_ledger(scene: Scene, officer: User) -> None:
    """Up and down by one in turn, so that every balance stays what it is."""
    made = Production._base_manager.filter(quantity__isnull=False)
    one = made.filter(activity__office=scene.balance.office_id, product=scene.balance.product_id).first()
    _move(f"AND production.id = {one.pk}" if one else "", AT_ONE_BALANCE // 2, officer)
    rest = ENTRIES - StockEntry._base_manager.count()
    _move("", rest // made.count() // 2, officer)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE programs_stockentry")


def _move(which: str, pairs: int, officer: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO programs_stockentry
                (office_id, activity_id, product_id, unit, amount, kind, production_id, reason, by_id, at)
            SELECT activity.office_id, activity.id, production.product_id, production.unit, amount, 'corrected',
                   production.id, 'Ukur', %s, now() - pair * interval '1 minute'
            FROM programs_production production
            JOIN programs_activity activity ON activity.id = production.activity_id
            CROSS JOIN generate_series(1, %s) AS pair
            CROSS JOIN (VALUES (1), (-1)) AS moves (amount)
            WHERE production.quantity IS NOT NULL {which}
            """,
            [officer.pk, pairs],
        )


def _drafts(scene: Scene, officer: User, wanted: int) -> list[Delivery]:
    """BAST of twenty goods each that lack only the signature, and enough in stock for them all."""
    kinds = list(islice(product(Product.objects.order_by("code"), Unit.values), ITEMS))
    recipient = scene.delivery.recipient
    drafts = []
    with acting_as(officer):
        for made, unit in kinds:
            lot = Production(activity=scene.draft, product=made, unit=unit, quantity=wanted * 10)
            goods.save_production(lot, by=officer)
        for number in range(wanted):
            row = Delivery(
                activity=scene.draft,
                recipient=recipient,
                number=f"UKUR/{number}",
                handed_over_on=date(2020, 6, 15),
                place="Palembang",
                giver_name="Contoh Pemberi",
                giver_position="Pejabat Pembuat Komitmen",
                receiver_name="Contoh Penerima",
                receiver_position="Ketua",
            )
            items = [DeliveryItem(product=made, unit=unit, quantity=10, condition="baik") for made, unit in kinds]
            drafts.append(goods.save_delivery(row, items, by=officer))
    return drafts


def _sign(delivery: Delivery, officer: User) -> None:
    with acting_as(officer):
        goods.sign(delivery, by=officer)
