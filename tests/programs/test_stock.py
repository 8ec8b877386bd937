"""The ledger (R6): produced + corrections − delivered is never below zero, and every movement stays on record."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dekon_portal.core.refusal import Refusal
from programs import goods, stock
from programs.models import EntryKind, StockBalance, StockEntry
from tests import make

pytestmark = pytest.mark.django_db


def movements(office):
    rows = StockEntry._base_manager.filter(office=office).order_by("pk")
    return list(rows.values_list("kind", "amount"))


def test_a_known_quantity_is_in_stock_from_the_moment_it_is_recorded(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 3000)
    assert stock.balance(activity_sumsel.office, mask, "helai") == 3000


def test_r4_an_unknown_quantity_moves_nothing(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, None)
    assert movements(activity_sumsel.office) == []


def test_each_unit_is_its_own_stock_and_nothing_is_converted(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 100, unit="helai")
    make.production(activity_sumsel, officer_sumsel, 2, unit="pak")
    assert stock.balances(activity_sumsel.office_id) == {(mask.pk, "helai"): 100, (mask.pk, "pak"): 2}


def test_r6_more_than_there_is_cannot_leave_and_the_sentence_says_what_is_left(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 1000)
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 1001}, number="001/BAST")
    with pytest.raises(stock.NotEnough) as refusal:
        goods.sign(delivery, by=officer_sumsel)
    assert refusal.value.sentence == (
        "1.001 helai Masker kain tidak dapat dikeluarkan: sisa persediaan Dinas Perindustrian Sumatera Selatan "
        "tinggal 1.000 helai. Kurangi jumlahnya, atau catat dahulu hasil produksi yang belum masuk."
    )
    assert movements(activity_sumsel.office) == [("produced", 1000)]
    delivery.refresh_from_db()
    assert delivery.state == "drafted"


def test_r6_stock_of_another_office_does_not_help(activity_sumsel, officer_sumsel, activity_bali, officer_bali, mask):
    make.production(activity_bali, officer_bali, 1000)
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 1}, number="001/BAST")
    with pytest.raises(stock.NotEnough, match="tinggal 0 helai"):
        goods.sign(delivery, by=officer_sumsel)
    assert stock.balance(activity_bali.office, mask, "helai") == 1000


def test_goods_of_one_activity_may_leave_through_another_of_the_same_office(activity_sumsel, officer_sumsel, mask):
    later = make.activity(activity_sumsel.office, officer_sumsel)
    make.production(activity_sumsel, officer_sumsel, 10)
    goods.sign(make.delivery(later, officer_sumsel, {mask: 10}, number="001/BAST"), by=officer_sumsel)
    assert stock.balance(later.office, mask, "helai") == 0


def test_r6_a_changed_production_is_a_counter_entry_with_author_and_reason(activity_sumsel, officer_sumsel):
    production = make.production(activity_sumsel, officer_sumsel, 1000)
    production.quantity = 950
    goods.save_production(production, by=officer_sumsel)
    assert movements(activity_sumsel.office) == [("produced", 1000), ("corrected", -50)]
    correction = StockEntry._base_manager.latest("pk")
    assert (correction.by, correction.reason) == (officer_sumsel, "Perubahan hasil produksi")


def test_r6_what_was_delivered_cannot_be_unmade(activity_sumsel, officer_sumsel, mask):
    production = make.production(activity_sumsel, officer_sumsel, 100)
    goods.sign(make.delivery(activity_sumsel, officer_sumsel, {mask: 80}, number="001/BAST"), by=officer_sumsel)
    production.quantity = 79
    with pytest.raises(stock.NotEnough, match="tinggal 20 helai"):
        goods.save_production(production, by=officer_sumsel)
    production.refresh_from_db()
    assert production.quantity == 100


def test_a_production_moved_to_another_product_moves_both_stocks(activity_sumsel, officer_sumsel, mask):
    suit = make.product("hazmat", name="Baju hazmat", kind="hazmat", unit="buah")
    production = make.production(activity_sumsel, officer_sumsel, 100)
    production.product, production.unit = suit, "buah"
    goods.save_production(production, by=officer_sumsel)
    assert stock.balances(activity_sumsel.office_id) == {(mask.pk, "helai"): 0, (suit.pk, "buah"): 100}


def test_a_production_that_was_in_stock_is_not_removed_but_withdrawn(activity_sumsel, officer_sumsel, mask):
    production = make.production(activity_sumsel, officer_sumsel, 100)
    with pytest.raises(Refusal, match="Ubah jumlahnya menjadi kosong"):
        goods.remove_production(production, by=officer_sumsel)
    production.quantity = None
    goods.save_production(production, by=officer_sumsel)
    assert stock.balance(activity_sumsel.office, mask, "helai") == 0
    assert movements(activity_sumsel.office) == [("produced", 100), ("corrected", -100)]


def test_r6_an_entry_is_never_changed_or_removed(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 100)
    entry = StockEntry._base_manager.get()
    entry.amount = 1
    with pytest.raises(Refusal, match="hanya dapat ditambah"):
        entry.save()
    with pytest.raises(Refusal, match="hanya dapat ditambah"):
        entry.delete()


def test_r6_the_database_itself_refuses_a_balance_below_zero(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 100)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockBalance._base_manager.update(quantity=-1)


@pytest.mark.parametrize(
    ("kind", "amount", "reason"),
    [
        pytest.param("corrected", 0, "x", id="nothing-moved"),
        pytest.param("corrected", 5, "", id="correction-without-reason"),
        pytest.param("produced", -5, "", id="production-out-of-stock"),
        pytest.param("delivered", -5, "", id="delivery-without-its-line"),
    ],
)
def test_r6_the_database_itself_refuses_an_entry_that_makes_no_sense(
    kind, amount, reason, activity_sumsel, officer_sumsel
):
    production = make.production(activity_sumsel, officer_sumsel, 100)
    entry = StockEntry(
        office=activity_sumsel.office,
        activity=activity_sumsel,
        product=production.product,
        unit="helai",
        production=production,
        by=officer_sumsel,
        kind=kind,
        amount=amount,
        reason=reason,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


def test_a_movement_of_nothing_leaves_no_entry(activity_sumsel, officer_sumsel, mask):
    moved = stock.post(
        activity=activity_sumsel, product=mask, unit="helai", amount=0, kind=EntryKind.PRODUCED, by=officer_sumsel
    )
    assert moved is None
    assert not StockBalance._base_manager.exists()


def test_r6_differences_names_a_balance_that_was_tampered_with(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 100)
    assert stock.differences() == []
    StockBalance._base_manager.update(quantity=99)
    assert stock.differences() == [(activity_sumsel.office_id, mask.pk, "helai", 99, 100)]


def test_posting_to_a_known_stock_takes_two_statements(activity_sumsel, officer_sumsel, mask):
    production = make.production(activity_sumsel, officer_sumsel, 100)
    with CaptureQueriesContext(connection) as queries:
        stock.post(
            activity=activity_sumsel,
            product=mask,
            unit="helai",
            amount=-1,
            kind=EntryKind.CORRECTED,
            by=officer_sumsel,
            production=production,
            reason="hitung ulang",
        )
    assert [sql for q in queries if "SAVEPOINT" not in (sql := q["sql"].split()[0]) and sql != "RELEASE"] == [
        "UPDATE",
        "INSERT",
    ]
