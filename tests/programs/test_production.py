"""Productions (R5, R4): what IKM made; an unknown count stays unknown, a share is never invented."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dekon_portal.core.known import Known
from dekon_portal.core.refusal import NotAllowed, Stale
from participants import people
from programs import flow, goods, stock
from programs.models import Production, StockEntry
from tests import make

pytestmark = pytest.mark.django_db


def test_sulteng_3000_helai_by_ten_ikm_without_a_share_for_any(office_sumsel, officer_sumsel):
    activity = make.activity(office_sumsel, officer_sumsel, title="Pendampingan penjahitan", kind="pendampingan")
    production = make.production(activity, officer_sumsel, 3000)
    ten = [make.business() for _ in range(10)]
    people.set_makers(production, ten, by=officer_sumsel)
    assert set(production.makers.values_list("quantity", flat=True)) == {None}
    [row] = flow.of_activity(activity)
    assert (row.produced.total, row.unit, row.left) == (3000, "helai", 3000)


def test_r4_totals_say_how_many_are_known(activity_sumsel, officer_sumsel):
    for quantity in (None, 100, None, 200):
        make.production(activity_sumsel, officer_sumsel, quantity)
    [row] = flow.of_activity(activity_sumsel)
    assert row.produced == Known(total=300, known=2, of=4)


def test_r4_nothing_known_is_not_zero(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, None)
    [row] = flow.of_activity(activity_sumsel)
    assert row.produced == Known(total=None, known=0, of=1)


def test_the_flow_takes_the_same_queries_for_many_products(
    activity_sumsel, officer_sumsel, django_assert_max_num_queries
):
    for n in range(12):
        make.production(activity_sumsel, officer_sumsel, 5, product=make.product(f"barang-{n}", name=f"Barang {n}"))
    with django_assert_max_num_queries(7):
        assert len(flow.of_activity(activity_sumsel)) == 12


@pytest.mark.parametrize("quantity", [0, -1, 1_000_000_000])
def test_quantities_that_cannot_be_are_refused(quantity, activity_sumsel, mask):
    with pytest.raises(ValidationError) as refusal:
        Production(activity=activity_sumsel, product=mask, unit="helai", quantity=quantity).full_clean()
    assert set(refusal.value.error_dict) <= {"quantity", "__all__"}
    assert "quantity" in refusal.value.error_dict


def test_a_production_is_not_dated_in_the_future(activity_sumsel, mask):
    with pytest.raises(ValidationError, match="masih di depan"):
        Production(activity=activity_sumsel, product=mask, unit="helai", made_on=date(2999, 1, 1)).full_clean()


def test_a_regency_officer_records_production_of_the_own_regency_only(office_sumsel, regency_officer_palembang):
    own = make.activity(office_sumsel, regency=make.regency("16.71"))
    other = make.activity(office_sumsel, regency=make.regency("16.74"))
    make.production(own, regency_officer_palembang, 10)
    with pytest.raises(NotAllowed):
        make.production(other, regency_officer_palembang, 10)
    assert stock.balance(office_sumsel, make.product(), "helai") == 10


def test_the_second_of_two_officers_is_told_and_the_ledger_is_untouched(activity_sumsel, officer_sumsel, head_sumsel):
    production = make.production(activity_sumsel, officer_sumsel, 10)
    mine, theirs = (Production._base_manager.get(pk=production.pk) for _ in range(2))
    theirs.quantity = 20
    goods.save_production(theirs, by=head_sumsel, seen_version=1)
    mine.quantity = 30
    with pytest.raises(Stale, match="baru saja diubah"):
        goods.save_production(mine, by=officer_sumsel, seen_version=1)
    assert list(StockEntry._base_manager.order_by("pk").values_list("amount", flat=True)) == [10, 10]
