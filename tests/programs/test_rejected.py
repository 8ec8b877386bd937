"""What the check rejected (R6): it was made, it never enters the stock, and somebody said why."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from dekon_portal.core.known import Known
from programs import flow, goods, stock
from programs.models import Production, StockEntry
from tests import make

pytestmark = pytest.mark.django_db


def production(activity, mask, **fields):
    return Production(activity=activity, product=mask, unit="helai", **fields)


def movements(activity):
    return list(StockEntry._base_manager.filter(activity=activity).order_by("pk").values_list("kind", "amount"))


def test_r6_only_what_passed_the_check_enters_the_stock(activity_sumsel, officer_sumsel, mask):
    made = make.production(activity_sumsel, officer_sumsel, 1000, rejected=40, rejected_reason="Jahitan lepas")
    assert stock.balance(activity_sumsel.office, mask, "helai") == 960
    [row] = flow.of_activity(activity_sumsel)
    assert (row.produced.total, row.rejected.total, row.left) == (1000, 40, 960)
    assert made.quantity == 1000


def test_r6_a_check_after_the_fact_is_a_counter_entry(activity_sumsel, officer_sumsel, mask):
    made = make.production(activity_sumsel, officer_sumsel, 1000)
    made.rejected, made.rejected_reason = 40, "Jahitan lepas"
    goods.save_production(made, by=officer_sumsel)
    assert movements(activity_sumsel) == [("produced", 1000), ("corrected", -40)]


def test_r6_all_rejected_leaves_nothing_in_stock(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 10, rejected=10, rejected_reason="Bahan salah")
    assert movements(activity_sumsel) == []


def test_r6_what_was_delivered_cannot_be_rejected_afterwards(activity_sumsel, officer_sumsel, mask):
    made = make.production(activity_sumsel, officer_sumsel, 100)
    goods.sign(make.delivery(activity_sumsel, officer_sumsel, {mask: 80}, number="001/BAST"), by=officer_sumsel)
    made.rejected, made.rejected_reason = 21, "Jahitan lepas"
    with pytest.raises(stock.NotEnough, match="tinggal 20 helai"):
        goods.save_production(made, by=officer_sumsel)
    assert Production._base_manager.get(pk=made.pk).rejected is None


def test_r4_not_checked_yet_is_not_nothing_rejected(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 100)
    make.production(activity_sumsel, officer_sumsel, 100, rejected=0)
    [row] = flow.of_activity(activity_sumsel)
    assert row.rejected == Known(total=0, known=1, of=2)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        pytest.param({"quantity": 10, "rejected": 11, "rejected_reason": "x"}, "rejected", id="more-than-made"),
        pytest.param({"quantity": None, "rejected": 1, "rejected_reason": "x"}, "rejected", id="of-an-unknown-count"),
        pytest.param({"quantity": 10, "rejected": 1}, "rejected_reason", id="without-reason"),
        pytest.param({"quantity": 10, "rejected": 1, "rejected_reason": "  "}, "rejected_reason", id="blank-reason"),
    ],
)
def test_r6_a_rejection_that_cannot_be_is_refused_by_form_and_database(fields, wrong, activity_sumsel, mask):
    row = production(activity_sumsel, mask, **fields)
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert wrong in refusal.value.error_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_form_keeps_the_rejected_and_the_goods_page_tells_why(client, officer_sumsel, activity_sumsel, mask):
    client.force_login(officer_sumsel)
    sent = {"product": mask.pk, "quantity": "3.000", "rejected": "1.200", "rejected_reason": "Jahitan lepas"}
    assert client.post(reverse("programs:production_new", args=[activity_sumsel.code]), sent).status_code == 302
    page = client.get(reverse("programs:activity_goods", args=[activity_sumsel.code])).content.decode()
    assert "1.200 helai" in page
    assert "Jahitan lepas" in page
    assert "1.800" in page
    assert "&lt;" not in page


def test_the_form_says_beside_the_field_what_lacks(client, officer_sumsel, activity_sumsel, mask):
    client.force_login(officer_sumsel)
    sent = {"product": mask.pk, "quantity": "10", "rejected": "2"}
    page = client.post(reverse("programs:production_new", args=[activity_sumsel.code]), sent).content.decode()
    assert "Tuliskan mengapa ditolak" in page
    assert not Production._base_manager.exists()
