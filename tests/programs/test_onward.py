"""Goods passed on by recipients: province → regency → health facility; never more than arrived, and no stock moves."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs import goods, onward, receipts, review
from programs.models import Onward, OnwardItem, Receipt, StockEntry
from programs.receipts import Count
from tests import make

pytestmark = pytest.mark.django_db

WHO = {"who": "Yusuf Contoh", "position": "Ketua"}


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


@pytest.fixture
def signed(activity_sumsel, officer_sumsel, mask):
    return make.signed(activity_sumsel, officer_sumsel, {mask: 100}, recipient=make.recipient(name="Gugus Tugas"))


def pass_on(delivery, by, quantity, *, product=None, parent=None, to="Puskesmas", **fields):
    product = product or make.product()
    row = Onward(delivery=delivery, parent=parent, recipient=make.recipient(name=f"{to} {timezone.now()}"), **fields)
    return onward.pass_on(row, [OnwardItem(product=product, unit=product.unit, quantity=quantity)], by=by)


def numbers(delivery):
    return [(place.level, *[(s.here, s.passed_on, s.remains) for s in place.lines]) for place in onward.tree(delivery)]


def test_a_chain_is_told_as_a_tree_with_totals(signed, officer_sumsel):
    regency = pass_on(signed, officer_sumsel, 60)
    pass_on(signed, officer_sumsel, 30)
    pass_on(signed, officer_sumsel, 25, parent=regency)
    assert numbers(signed) == [(0, (100, 90, 10)), (1, (60, 25, 35)), (2, (25, 0, 25)), (1, (30, 0, 30))]


def test_no_more_goes_on_than_was_handed_over(signed, officer_sumsel):
    pass_on(signed, officer_sumsel, 60)
    with pytest.raises(Refusal, match="hanya dapat meneruskan 40 helai"):
        pass_on(signed, officer_sumsel, 41)
    assert pass_on(signed, officer_sumsel, 40)


def test_no_more_goes_on_than_was_received_once_that_is_known(signed, officer_sumsel):
    receipts.confirm(make.link(signed, officer_sumsel), [Count(90)], **WHO)
    with pytest.raises(Refusal, match="hanya dapat meneruskan 90 helai"):
        pass_on(signed, officer_sumsel, 91)


def test_a_recipient_further_along_has_no_more_than_it_got(signed, officer_sumsel):
    regency = pass_on(signed, officer_sumsel, 60)
    with pytest.raises(Refusal, match="hanya dapat meneruskan 60"):
        pass_on(signed, officer_sumsel, 61, parent=regency)
    receipts.confirm(make.link(signed, officer_sumsel, onward=regency), [Count(50)], **WHO)
    with pytest.raises(Refusal, match="hanya dapat meneruskan 50"):
        pass_on(signed, officer_sumsel, 51, parent=regency)


def test_a_receipt_below_what_went_on_already_is_shown_and_not_refused(client, signed, officer_sumsel):
    pass_on(signed, officer_sumsel, 95)
    receipts.confirm(make.link(signed, officer_sumsel), [Count(90)], **WHO)
    assert numbers(signed)[0] == (0, (90, 95, -5))
    client.force_login(officer_sumsel)
    assert "lebih dari yang diterima" in client.get(signed.get_absolute_url()).content.decode()


def test_each_may_confirm_by_its_own_link_and_a_difference_there_binds_nobody(signed, officer_sumsel, activity_sumsel):
    health = pass_on(signed, officer_sumsel, 60)
    own, whole = make.link(signed, officer_sumsel, onward=health), make.link(signed, officer_sumsel)
    receipts.confirm(own, [Count(55, 2)], **WHO)
    receipts.confirm(whole, [Count(100)], **WHO)
    assert [receipt.differs for receipt in Receipt._base_manager.order_by("pk")] == [True, False]
    review.take("submit", activity_sumsel, by=officer_sumsel)  # nothing required lacks


def test_no_stock_moves(signed, officer_sumsel):
    before = StockEntry._base_manager.count()
    pass_on(signed, officer_sumsel, 60)
    assert StockEntry._base_manager.count() == before


def test_r8_goods_go_on_after_approval(signed, activity_sumsel, officer_sumsel, reviewer):
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    assert pass_on(signed, officer_sumsel, 60)


def test_other_goods_another_chain_and_other_days_are_refused(signed, activity_sumsel, officer_sumsel, mask):
    other = make.signed(activity_sumsel, officer_sumsel, {mask: 5})
    with pytest.raises(Refusal, match="hanya dapat meneruskan 0"):
        pass_on(signed, officer_sumsel, 1, product=make.product("hazmat", unit="buah"))
    with pytest.raises(Refusal, match="bukan bagian"):
        pass_on(other, officer_sumsel, 1, parent=pass_on(signed, officer_sumsel, 1))
    with pytest.raises(Refusal, match="masih di depan"):
        pass_on(signed, officer_sumsel, 1, passed_on=timezone.localdate() + timedelta(days=2))
    with pytest.raises(Refusal, match="mendahului"):
        pass_on(signed, officer_sumsel, 1, passed_on=date(2020, 6, 1))
    with pytest.raises(Refusal, match="sedikitnya satu"):
        onward.pass_on(Onward(delivery=signed, recipient=make.recipient()), [], by=officer_sumsel)


def test_nothing_goes_on_from_an_annulled_bast(signed, officer_sumsel):
    goods.annul(signed, by=officer_sumsel, reason="Salah penerima")
    with pytest.raises(Refusal, match="tidak dibatalkan"):
        pass_on(signed, officer_sumsel, 1)


def test_a_mistake_is_taken_back_until_somebody_confirmed_or_passed_on(signed, officer_sumsel):
    mistake, regency = pass_on(signed, officer_sumsel, 10), pass_on(signed, officer_sumsel, 60)
    onward.withdraw(mistake, by=officer_sumsel)
    assert numbers(signed)[0] == (0, (100, 60, 40))
    assert AuditEntry._base_manager.filter(verb="row.removed").exists()
    confirmed = pass_on(signed, officer_sumsel, 5, parent=regency)
    receipts.confirm(make.link(signed, officer_sumsel, onward=confirmed), [Count(5)], **WHO)
    for stays in (regency, confirmed):
        with pytest.raises(Refusal):
            onward.withdraw(stays, by=officer_sumsel)


def test_r1_another_province_passes_nothing_on(signed, officer_bali):
    with pytest.raises(NotAllowed):
        pass_on(signed, officer_bali, 1)


def test_the_page_of_passing_on(client, signed, officer_sumsel):
    client.force_login(officer_sumsel)
    url = reverse("programs:onward_new", args=[signed.pk])
    assert "Paling banyak 100." in client.get(url).content.decode()
    said = {"new_name": "Puskesmas Contoh", "new_kind": "fasyankes", "note": "", "passed_on": "2020-06-20"}
    assert "paling besar 100" in client.post(url, {**said, "quantity_0": "101"}).content.decode()
    client.post(url, {**said, "quantity_0": "40"})
    passed = Onward._base_manager.get()
    assert (passed.recipient.name, passed.items.get().quantity) == ("Puskesmas Contoh", 40)
    page = client.get(signed.get_absolute_url()).content.decode()
    assert "Puskesmas Contoh" in page
    assert f"?terusan={passed.pk}" in page
    further = client.get(f"{url}?terusan={passed.pk}")
    assert "Barang diteruskan oleh Puskesmas Contoh" in further.content.decode()
    assert client.get(f"{url}?terusan=99999").status_code == client.get(f"{url}?terusan=x").status_code == 404
    link = client.post(f"{reverse('programs:receipt_link', args=[signed.pk])}?terusan={passed.pk}")
    assert "Yth. Puskesmas Contoh" in link.content.decode()
    client.post(reverse("programs:onward_remove", args=[passed.pk]))
    assert not Onward._base_manager.exists()


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 120)), max_size=8))
def test_whatever_is_tried_no_place_passes_on_more_than_it_has(signed, officer_sumsel, steps):
    for earlier in Onward._base_manager.order_by("-pk"):
        earlier.delete()
    for origin, quantity in steps:
        places = onward.tree(signed)
        parent = places[origin % len(places)].onward
        with suppress(Refusal):
            pass_on(signed, officer_sumsel, quantity, parent=parent)
    for place in onward.tree(signed):
        assert all(0 <= share.remains <= share.here <= 100 for share in place.lines)
