"""Rules about goods, each exactly at its threshold and just beyond it."""

from datetime import date

import pytest

from participants.models import ProductionMaker
from programs import goods
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 10)


def makers(production, *shares):
    for share in shares:
        ProductionMaker.objects.create(production=production, business=make.business(), quantity=share)


# --- Produced per IKM per day ---
def test_an_ikm_may_make_as_much_in_a_day_as_the_threshold_and_no_piece_more(found, activity_sumsel, officer_sumsel):
    production = make.production(activity_sumsel, officer_sumsel, 2000, made_on=DAY)
    makers(production, 2000)
    assert found("produksi-per-ikm-per-hari") == {}
    makers(production, 2001)
    assert found("produksi-per-ikm-per-hari") == {activity_sumsel.pk: {"made": 2001, "days": 1}}


def test_productions_of_one_ikm_on_one_day_are_added_up(found, activity_sumsel, officer_sumsel):
    firm = make.business()
    for quantity in (1500, 501):
        production = make.production(activity_sumsel, officer_sumsel, quantity, made_on=DAY)
        ProductionMaker.objects.create(production=production, business=firm, quantity=quantity)
    assert found("produksi-per-ikm-per-hari") == {activity_sumsel.pk: {"made": 2001, "days": 1}}


def test_unknown_shares_are_equal_parts_and_an_unknown_day_says_nothing(found, activity_sumsel, officer_sumsel):
    makers(make.production(activity_sumsel, officer_sumsel, 4002, made_on=DAY), None, None)
    makers(make.production(activity_sumsel, officer_sumsel, 9000), None)
    makers(make.production(activity_sumsel, officer_sumsel, None, made_on=DAY), None)
    assert found("produksi-per-ikm-per-hari") == {activity_sumsel.pk: {"made": 2001, "days": 2}}


# --- Delivered before made ---
def handed(activity, by, day):
    return make.delivery(activity, by, {make.product(): 10}, handed_over_on=day)


def test_handed_over_on_the_day_of_production_is_in_order_and_a_day_before_is_not(
    found, activity_sumsel, activity_bali, officer_sumsel, officer_bali
):
    for activity, by, day in (
        (activity_sumsel, officer_sumsel, DAY),
        (activity_bali, officer_bali, date(2020, 6, 9)),
    ):
        make.production(activity, by, 10, made_on=DAY)
        handed(activity, by, day)
    assert found("serah-sebelum-produksi") == {activity_bali.pk: {"days": 1}}
    assert found("serah-sebelum-produksi", lebih_dari=1) == {}


def test_a_production_of_unknown_day_or_another_product_proves_nothing(found, activity_sumsel, officer_sumsel):
    handed(activity_sumsel, officer_sumsel, date(2020, 6, 1))
    make.production(activity_sumsel, officer_sumsel, 10, made_on=DAY, product=make.product("hazmat", name="Hazmat"))
    assert found("serah-sebelum-produksi") == {}
    make.production(activity_sumsel, officer_sumsel, 10, made_on=DAY)
    assert found("serah-sebelum-produksi") == {activity_sumsel.pk: {"days": 9}}
    make.production(activity_sumsel, officer_sumsel, 10)
    assert found("serah-sebelum-produksi") == {}


def test_an_annulled_handover_does_not_count(found, activity_sumsel, officer_sumsel):
    signed = make.signed(activity_sumsel, officer_sumsel, {make.product(): 10}, handed_over_on=date(2020, 6, 1))
    activity_sumsel.productions.update(made_on=DAY)
    assert found("serah-sebelum-produksi") == {activity_sumsel.pk: {"days": 9}}
    goods.annul(signed, by=officer_sumsel, reason="Salah tanggal.")
    assert found("serah-sebelum-produksi") == {}


# --- Figures that end in 000 ---
def record(activity, by, *quantities):
    for quantity in quantities:
        make.production(activity, by, quantity)


def test_sixty_percent_round_figures_are_few_enough_and_more_are_told(found, activity_sumsel, officer_sumsel):
    record(activity_sumsel, officer_sumsel, 1000, 2000, 3000, 17, 18)
    assert found("angka-bulat") == {}
    make.delivery(activity_sumsel, officer_sumsel, {make.product(): 5000})
    assert found("angka-bulat") == {activity_sumsel.pk: {"round": 4, "of": 6, "percent": 66}}


def test_four_figures_are_too_few_to_say_and_unknown_ones_are_none(found, activity_sumsel, officer_sumsel):
    record(activity_sumsel, officer_sumsel, 1000, 2000, 3000, 4000, None)
    assert found("angka-bulat") == {}
    record(activity_sumsel, officer_sumsel, 5000)
    assert found("angka-bulat") == {activity_sumsel.pk: {"round": 5, "of": 5, "percent": 100}}


def test_five_hundred_is_no_round_thousand(found, activity_sumsel, officer_sumsel):
    record(activity_sumsel, officer_sumsel, 500, 1500, 2500, 3500, 4500)
    assert found("angka-bulat") == {}


# --- Makers that take no part ---
def test_an_ikm_that_makes_goods_without_a_participant_is_told_once(found, activity_sumsel, officer_sumsel):
    firm, stranger = make.business(), make.business()
    make.participation(activity_sumsel, officer_sumsel, business=firm)
    for business in (firm, stranger, stranger):
        production = make.production(activity_sumsel, officer_sumsel, 10)
        ProductionMaker.objects.create(production=production, business=business)
    assert found("pembuat-bukan-peserta") == {activity_sumsel.pk: {"makers": 1}}
    assert found("pembuat-bukan-peserta", lebih_dari=1) == {}


def test_taking_part_in_another_activity_is_not_taking_part(found, activity_sumsel, officer_sumsel, office_sumsel):
    firm = make.business()
    make.participation(make.activity(office_sumsel, officer_sumsel), officer_sumsel, business=firm)
    ProductionMaker.objects.create(production=make.production(activity_sumsel, officer_sumsel, 10), business=firm)
    assert found("pembuat-bukan-peserta") == {activity_sumsel.pk: {"makers": 1}}
