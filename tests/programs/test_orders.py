"""Orders (R5): somebody ordered; nothing is said of production, stock or delivery."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from dekon_portal.core.known import Known
from dekon_portal.core.refusal import NotAllowed
from programs import flow, goods
from programs.models import Delivery, Order, Production, StockEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def kalsel(db):
    office = make.office("63")
    officer = make.user("petugas_provinsi", office)
    return make.activity(office, officer, title="Produksi masker pesanan", kind="produksi_pesanan"), officer


def test_r5_kalsels_order_of_100_000_stays_an_order(kalsel):
    activity, officer = kalsel
    gugus_tugas = make.recipient("63", name="Gugus Tugas Penanganan Covid-19 Kalimantan Selatan")
    masks = make.product("masker", name="Masker", unit="buah")
    make.order(activity, officer, 100_000, product=masks, orderer=gugus_tugas)
    [row] = flow.of_activity(activity)
    assert (row.product, row.unit, row.ordered.total) == (masks, "buah", 100_000)
    assert (row.produced, row.delivered, row.reported) == (flow.NOTHING, flow.NOTHING, flow.NOTHING)
    assert row.left == 0
    for nothing in (Production, Delivery, StockEntry):
        assert not nothing._base_manager.exists()


def test_r4_an_order_may_have_no_known_quantity(kalsel):
    activity, officer = kalsel
    make.order(activity, officer, None)
    make.order(activity, officer, 500)
    [row] = flow.of_activity(activity)
    assert row.ordered == Known(total=500, known=1, of=2)


@pytest.mark.parametrize("quantity", [0, -5])
def test_an_order_of_nothing_is_refused_by_form_and_database(quantity, kalsel):
    activity, officer = kalsel
    order = make.order(activity, officer, 10)
    order.quantity = quantity
    with pytest.raises(ValidationError, match="lebih dari nol"):
        order.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        goods.save_order(order, by=officer)


def test_a_due_date_before_the_order_is_refused(kalsel):
    activity, officer = kalsel
    order = make.order(activity, officer, 10, ordered_on=date(2020, 6, 10))
    order.due_on = date(2020, 6, 9)
    with pytest.raises(ValidationError, match="mendahului tanggal pesanan"):
        order.full_clean()


def test_an_order_is_not_dated_in_the_future(kalsel):
    activity, officer = kalsel
    order = make.order(activity, officer, 10)
    order.ordered_on = date(2999, 1, 1)
    with pytest.raises(ValidationError, match="masih di depan"):
        order.full_clean()


def test_who_only_looks_records_no_order(kalsel, auditor):
    activity, _officer = kalsel
    with pytest.raises(NotAllowed):
        make.order(activity, auditor, 10)
    assert not Order._base_manager.exists()


def test_removing_an_order_leaves_its_trace(kalsel):
    from dekon_portal.core.models import AuditEntry

    activity, officer = kalsel
    order = make.order(activity, officer, 10)
    goods.remove_order(order, by=officer)
    assert not Order._base_manager.exists()
    entry = AuditEntry._base_manager.filter(verb="row.removed").get()
    assert entry.changes["quantity"] == [10, None]
