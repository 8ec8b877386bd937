"""Drafting a handover: its lines, its number, the first party, and what to look at before signing."""

from datetime import date

import pytest

from dekon_portal.core.refusal import Refusal
from programs import drafting, goods, numbering
from programs.models import Appointment, BudgetLine, Delivery, DeliveryItem
from tests import make

pytestmark = pytest.mark.django_db


def line(product, quantity, unit="helai", condition="baik"):
    return DeliveryItem(product=product, unit=unit, quantity=quantity, condition=condition)


def kept(delivery):
    return set(delivery.items.values_list("product__code", "unit", "quantity"))


def test_lines_are_known_by_product_and_unit(activity_sumsel, officer_sumsel, mask):
    suit = make.product("hazmat", unit="buah")
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: None, suit: 5})
    first = delivery.items.get(product=mask)
    goods.save_delivery(delivery, [line(mask, 30), line(mask, 2, "pak")], by=officer_sumsel)
    assert kept(delivery) == {("masker-kain", "helai", 30), ("masker-kain", "pak", 2)}
    assert delivery.items.get(unit="helai").pk == first.pk


def test_two_lines_may_change_places(activity_sumsel, officer_sumsel, mask):
    suit = make.product("hazmat", unit="helai")
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 1, suit: 2})
    goods.save_delivery(delivery, [line(suit, 1), line(mask, 2)], by=officer_sumsel)
    assert kept(delivery) == {("hazmat", "helai", 1), ("masker-kain", "helai", 2)}


def test_the_same_goods_twice_are_refused(activity_sumsel, officer_sumsel, mask):
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 1})
    with pytest.raises(Refusal, match="Jumlahkan menjadi satu baris"):
        goods.save_delivery(delivery, [line(mask, 1), line(mask, 2)], by=officer_sumsel)
    assert kept(delivery) == {("masker-kain", "helai", 1)}


def test_a_number_is_used_once_in_an_office_and_year(activity_sumsel, officer_sumsel, mask):
    gugus_tugas = make.recipient(name="Gugus Tugas Sumsel")
    make.delivery(activity_sumsel, officer_sumsel, {mask: 1}, number="001/BAST", recipient=gugus_tugas)
    with pytest.raises(Refusal, match=r"001/BAST sudah dipakai .* kepada Gugus Tugas Sumsel"):
        make.delivery(activity_sumsel, officer_sumsel, {mask: 1}, number="001/BAST")
    assert Delivery._base_manager.count() == 1


def test_another_year_and_another_office_may_use_the_same_number(
    activity_sumsel, officer_sumsel, activity_bali, officer_bali, mask
):
    next_year = make.activity(activity_sumsel.office, officer_sumsel, fiscal_year=make.year(2021))
    make.delivery(activity_sumsel, officer_sumsel, {mask: 1}, number="001/BAST")
    make.delivery(next_year, officer_sumsel, {mask: 1}, number="001/BAST")
    make.delivery(activity_bali, officer_bali, {mask: 1}, number="001/BAST")
    assert Delivery._base_manager.filter(number="001/BAST").count() == 3


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        pytest.param([], "001/BAST/DISPERIN/VII/2020", id="first-of-the-office"),
        pytest.param(["012/BAST/DISPERIN/VI/2020"], "013/BAST/DISPERIN/VII/2020", id="own-pattern-next-month"),
        pytest.param(["9/BA-ST/IKM/2020", "007/BAST/X/III/2020"], "010/BAST/X/VII/2020", id="highest-latest-pattern"),
        pytest.param(["99/BAST/2020"], "100/BAST/2020", id="without-month"),
        pytest.param(["tanpa pola"], "001/BAST/DISPERIN/VII/2020", id="no-pattern-to-follow"),
    ],
)
def test_the_next_number_follows_the_offices_own_pattern(used, expected, activity_sumsel, officer_sumsel, mask):
    for number in used:
        make.delivery(activity_sumsel, officer_sumsel, {mask: 1}, number=number)
    suggested = numbering.next_number(activity_sumsel.office, activity_sumsel.fiscal_year, date(2020, 7, 2))
    assert suggested == expected


def test_a_number_of_an_annulled_bast_does_not_return(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 5)
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 5}, number="001/BAST/VI/2020")
    goods.annul(goods.sign(delivery, by=officer_sumsel), by=officer_sumsel, reason="Salah penerima")
    suggested = numbering.next_number(activity_sumsel.office, activity_sumsel.fiscal_year, date(2020, 7, 2))
    assert suggested == "003/BAST/VII/2020", "002 is the annulment's own"


def appoint(office, role, name, since, until=None):
    return Appointment._base_manager.create(
        office=office, role=role, name=name, nip="1" * 18, valid_from=since, valid_to=until
    )


def test_the_first_party_is_the_official_in_force_on_that_day(activity_sumsel, office_sumsel):
    appoint(office_sumsel, "ppk", "PPK Lama", date(2020, 1, 1), date(2020, 6, 30))
    appoint(office_sumsel, "ppk", "PPK Baru", date(2020, 7, 1))
    appoint(office_sumsel, "kpa", "Kepala Dinas", date(2020, 1, 1))
    assert drafting.first_party(activity_sumsel, date(2020, 6, 15))["giver_name"] == "PPK Lama"
    assert drafting.first_party(activity_sumsel, date(2020, 7, 15)) == {
        "giver_name": "PPK Baru",
        "giver_nip": "1" * 18,
        "giver_position": "Pejabat Pembuat Komitmen",
        "giver_decree": "",
    }


def test_without_a_ppk_the_kpa_hands_over_and_without_both_nobody_is_invented(activity_sumsel, office_sumsel):
    assert drafting.first_party(activity_sumsel, date(2020, 6, 15)) == {}
    appoint(office_sumsel, "bendahara", "Bendahara", date(2020, 1, 1))
    appoint(office_sumsel, "kpa", "Kepala Dinas", date(2020, 1, 1))
    assert drafting.first_party(activity_sumsel, date(2020, 6, 15))["giver_position"] == "Kuasa Pengguna Anggaran"


def test_what_a_bast_lacks_is_named_with_its_field(activity_sumsel, officer_sumsel, mask):
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: None})
    assert [lack.field for lack in drafting.missing_for_bast(delivery)] == [
        "number", "handed_over_on", "place", "giver_name", "giver_position", "receiver_name", "receiver_position",
        "items-0-quantity",
    ]  # fmt: skip


def test_a_handover_before_the_first_production_is_pointed_out(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 10, made_on=date(2020, 6, 20))
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 10}, handed_over_on=date(2020, 6, 15))
    assert drafting.cautions(delivery) == [
        "Tanggal penyerahan (15 Juni 2020) mendahului tanggal produksi Masker kain yang pertama (20 Juni 2020)."
    ]


def test_a_production_without_a_date_accuses_nobody(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 10, made_on=date(2020, 6, 20))
    make.production(activity_sumsel, officer_sumsel, 10)
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 10}, handed_over_on=date(2020, 6, 15))
    assert drafting.cautions(delivery) == []


def test_goods_paid_from_account_521811_are_pointed_out(activity_sumsel, officer_sumsel, office_sumsel, mask):
    activity_sumsel.budget_line = BudgetLine._base_manager.create(
        office=office_sumsel,
        fiscal_year=activity_sumsel.fiscal_year,
        code="019.06.07.1234.001.001.051.A.521811",
        description="contoh",
        is_sample=True,
    )
    activity_sumsel.save()
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 10})
    [caution] = drafting.cautions(delivery)
    assert "521811" in caution
    assert "Menteri Keuangan" in caution
