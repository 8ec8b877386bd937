"""R6 under pressure: many officers deliver from one stock at the same moment, each on a connection of their own.

The same tests run on PostgreSQL and on SQLite (then on a file, since a database in memory knows no rivals).
"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from time import monotonic

import pytest
from django.db import connection, connections

from dekon_portal.core.refusal import Refusal, Stale
from programs import goods, stock, stocktaking
from programs.models import Delivery, DeliveryState, Production, StockBalance, StockEntry
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

OFFICERS = 24
CONNECTIONS = 40
"""As many at most at the same moment; the others' turn comes as these end."""


@pytest.fixture
def office(transactional_db):
    return make.office()


@pytest.fixture
def officer(office):
    return make.user("petugas_provinsi", office)


@pytest.fixture
def shared_file(monkeypatch, tmp_path):
    """Call it when the scene is set: from then on new connections share one database that can lock."""

    def share():
        if connection.vendor == "sqlite":
            path = tmp_path / "bersama.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(path)])
            with closing(sqlite3.connect(path)) as first:
                # As every database is since its first migration; of many that change it at once, SQLite refuses some.
                first.execute("PRAGMA journal_mode=WAL")
            monkeypatch.setitem(connections.settings["default"], "NAME", str(path))

    return share


def at_once(acts):
    """What each act answers (its Refusal if it was refused), as many as there are connections started together."""
    workers = min(len(acts), CONNECTIONS)
    start = Barrier(workers)

    def run(act):
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers, initializer=start.wait, initargs=(30,)) as officers:
        return list(officers.map(run, acts))


def elsewhere(question):
    """The answer as another connection sees it."""
    [answer] = at_once([question])
    return answer


def signing(delivery, officer):
    return lambda: goods.sign(Delivery._base_manager.get(pk=delivery.pk), by=officer)


def split(answers):
    refusals = [answer for answer in answers if isinstance(answer, Refusal)]
    return [answer for answer in answers if answer not in refusals], refusals


def test_r6_exactly_the_possible_deliveries_succeed_and_the_others_hear_what_is_left(office, officer, shared_file):
    """24 × 50 helai of a stock of 1,010: twenty leave, four are told that 10 are left."""
    mask = make.product()
    make.production(make.activity(office, officer), officer, 1010)
    # An activity each, so that it is the stock they meet at and not the activity's lock.
    deliveries = [
        make.delivery(make.activity(office, officer), officer, {mask: 50}, number=f"{n:03d}/BAST")
        for n in range(OFFICERS)
    ]
    shared_file()
    signed, refused = split(at_once([signing(delivery, officer) for delivery in deliveries]))
    assert (len(signed), len(refused)) == (20, 4)
    assert all(isinstance(refusal, stock.NotEnough) for refusal in refused)
    assert {refusal.sentence.partition("tinggal ")[2].partition(".")[0] for refusal in refused} == {"10 helai"}
    assert elsewhere(lambda: stock.balance(office, mask, "helai")) == 10
    assert elsewhere(stock.differences) == []
    assert elsewhere(lambda: Delivery._base_manager.filter(state=DeliveryState.SIGNED).count()) == 20


def test_r6_two_hundred_deliveries_at_once_against_one_stock(office, officer, shared_file):
    """200 × 50 helai of a stock of 5,010: a hundred leave, the others hear that 10 are left, within seconds."""
    mask = make.product()
    make.production(make.activity(office, officer), officer, 5010)
    deliveries = [
        make.delivery(make.activity(office, officer), officer, {mask: 50}, number=f"{n:03d}/BAST") for n in range(200)
    ]
    shared_file()
    begun = monotonic()
    signed, refused = split(at_once([signing(delivery, officer) for delivery in deliveries]))
    took = monotonic() - begun
    assert (len(signed), len(refused)) == (100, 100)
    assert all(isinstance(refusal, stock.NotEnough) for refusal in refused)
    assert {refusal.sentence.partition("tinggal ")[2].partition(".")[0] for refusal in refused} == {"10 helai"}
    assert elsewhere(lambda: stock.balance(office, mask, "helai")) == 10
    assert elsewhere(stock.differences) == []
    assert took < 60


def test_r6_two_officers_at_once_only_one_of_whom_finds_enough(office, officer, shared_file):
    mask, other = make.product(), make.user("pejabat_provinsi", office)
    make.production(make.activity(office, officer), officer, 100)
    deliveries = [
        make.delivery(make.activity(office, officer), officer, {mask: 60}, number=f"{n}/BAST") for n in range(2)
    ]
    shared_file()
    signed, refused = split(at_once([signing(deliveries[0], officer), signing(deliveries[1], other)]))
    assert (len(signed), len(refused)) == (1, 1)
    assert "tinggal 40 helai" in refused[0].sentence
    assert elsewhere(lambda: stock.balance(office, mask, "helai")) == 40


def test_r6_a_count_of_the_shelves_and_deliveries_at_once_lose_nothing(office, officer, shared_file):
    mask = make.product()
    activity = make.activity(office, officer)
    make.production(activity, officer, 1000)
    seen = StockBalance._base_manager.select_related("office", "product").get()
    deliveries = [
        make.delivery(make.activity(office, officer), officer, {mask: 50}, number=f"{n:03d}/BAST") for n in range(8)
    ]
    shared_file()

    def count():
        return stocktaking.correct(seen, counted=900, activity=activity, reason="Hitung fisik", by=officer)

    answers = at_once([count, *(signing(delivery, officer) for delivery in deliveries), count])
    counts = [answers[0], answers[-1]]
    corrected = [answer for answer in counts if not isinstance(answer, Refusal)]
    assert len(corrected) <= 1
    assert all(isinstance(answer, Stale) for answer in counts if answer not in corrected)
    assert elsewhere(lambda: stock.balance(office, mask, "helai")) == 1000 - 8 * 50 - 100 * len(corrected)
    assert elsewhere(stock.differences) == []


def test_r6_rebuilding_the_balances_meanwhile_changes_nothing(office, officer, shared_file):
    mask = make.product()
    make.production(make.activity(office, officer), officer, 1000)
    deliveries = [
        make.delivery(make.activity(office, officer), officer, {mask: 50}, number=f"{n:03d}/BAST") for n in range(8)
    ]
    shared_file()
    answers = at_once([*(signing(delivery, officer) for delivery in deliveries), *[stock.rebuild] * 3])
    assert answers[-3:] == [[], [], []]
    assert elsewhere(lambda: stock.balance(office, mask, "helai")) == 600


def test_r6_two_products_in_opposite_order_never_wait_for_each_other_in_a_ring(office, officer, shared_file):
    mask, suit = make.product(), make.product("hazmat", name="Baju hazmat", unit="buah")
    maker = make.activity(office, officer)
    for product in (mask, suit):
        make.production(maker, officer, OFFICERS * 5, product=product)
    deliveries = [
        make.delivery(
            make.activity(office, officer),
            officer,
            {mask: 10, suit: 10} if n % 2 else {suit: 10, mask: 10},
            number=f"{n:03d}/BAST",
        )
        for n in range(OFFICERS)
    ]
    shared_file()
    signed, refused = split(at_once([signing(delivery, officer) for delivery in deliveries]))
    assert (len(signed), len(refused)) == (OFFICERS // 2, OFFICERS // 2)
    assert set(elsewhere(lambda: stock.balances(office.pk)).values()) == {0}
    assert elsewhere(stock.differences) == []


def test_r6_productions_changing_product_meanwhile_close_no_ring_either(office, officer, shared_file):
    mask, suit = make.product(), make.product("hazmat", name="Baju hazmat", unit="buah")
    productions = [
        make.production(make.activity(office, officer), officer, 10, product=product)
        for _ in range(OFFICERS // 4)
        for product in (mask, suit)
    ]
    deliveries = [
        make.delivery(make.activity(office, officer), officer, {mask: 1, suit: 1}, number=f"{n:03d}/BAST")
        for n in range(OFFICERS // 2)
    ]

    def turned(production):
        def act():
            row = Production._base_manager.select_related("product", "activity__office__province").get(pk=production.pk)
            row.product = suit if row.product == mask else mask
            row.unit = row.product.unit
            return goods.save_production(row, by=officer)

        return act

    shared_file()
    answers = at_once([*map(turned, productions), *(signing(delivery, officer) for delivery in deliveries)])
    _done, refused = split(answers)
    assert all(isinstance(refusal, stock.NotEnough) for refusal in refused)
    assert elsewhere(stock.differences) == []
    assert elsewhere(lambda: StockBalance._base_manager.filter(quantity__lt=0).count()) == 0


def test_r6_the_first_productions_of_new_goods_make_one_balance(office, officer, shared_file):
    mask = make.product()
    activities = [make.activity(office, officer) for _ in range(8)]
    shared_file()

    def recording(activity):
        row = Production(activity=activity, product=mask, unit="helai", quantity=100)
        return lambda: goods.save_production(row, by=officer)

    at_once([recording(activity) for activity in activities])
    assert elsewhere(lambda: list(StockBalance._base_manager.values_list("quantity", flat=True))) == [800]


def test_r7_one_bast_signed_by_many_at_once_leaves_once(office, officer, shared_file):
    mask = make.product()
    activity = make.activity(office, officer)
    make.production(activity, officer, 1000)
    delivery = make.delivery(activity, officer, {mask: 100}, number="001/BAST")
    shared_file()
    signed, refused = split(at_once([signing(delivery, officer)] * 8))
    assert (len(signed), len(refused)) == (1, 7)
    assert {refusal.sentence for refusal in refused} == {
        "BAST 001/BAST sudah ditandatangani, sehingga tidak dapat diubah. Kesalahan diperbaiki dengan pembatalan."
    }
    assert elsewhere(lambda: StockEntry._base_manager.filter(kind="delivered").count()) == 1
