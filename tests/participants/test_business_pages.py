"""Pages of IKM: add, change, find; numbers that others have are refused; which IKM made and took goods."""

import pytest
from django.urls import reverse

from participants import people
from participants.models import Business, OrderTaker, ProductionMaker
from programs import review
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def url(name, *args):
    return reverse(f"participants:{name}", args=args)


def save(client, business=None, **typed):
    path = url("business_edit", business.pk) if business else url("business_new")
    return client.post(path, {"province": "16", "name": "Konveksi Musi", **typed})


def errors(answer):
    return answer.context["form"].errors


def test_an_ikm_is_recorded_with_local_numbers(officer):
    answer = save(
        officer, workers_male="1", workers_female="2", sales="1.250.000.000", kbli="14111", kbli_edition="2020"
    )
    business = Business._base_manager.get()
    assert answer.url == business.get_absolute_url()
    assert (business.workers_total, business.sales) == (3, 1_250_000_000)
    page = officer.get(answer.url).content.decode()
    assert "3 orang (1 laki-laki, 2 perempuan)" in page
    assert "Rp 1.250.000.000" in page
    assert "14111 (2020)" in page


def test_r4_what_is_not_known_of_an_ikm_is_said(officer):
    page = officer.get(make.business().get_absolute_url()).content.decode()
    facts = page.partition("facts-list")[2].partition("</dl>")[0]
    assert facts.count("belum diketahui") == facts.count("<dd>")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 500}, "name"),
        ({"nib": "123"}, "nib"),
        ({"npwp": "12"}, "npwp"),
        ({"kbli": "141"}, "kbli"),
        ({"kbli": "14111"}, "kbli_edition"),
        ({"workers": "-1"}, "workers"),
        ({"workers": "2,5"}, "workers"),
        ({"workers": "9", "workers_male": "1", "workers_female": "1"}, "workers"),
        ({"province": "51"}, "province"),
    ],
)
def test_bad_input_is_told_beside_its_field(officer, typed, field):
    make.province("51")
    assert field in errors(save(officer, **typed))
    assert not Business._base_manager.exists()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        pytest.param({"nib": "1234567890123"}, "NIB ini sudah dipakai IKM lain di provinsi ini.", id="NIB"),
        pytest.param({"npwp": "091234567890000"}, "NPWP ini sudah dipakai IKM lain di provinsi ini.", id="NPWP"),
    ],
)
def test_a_number_of_another_ikm_is_refused_with_a_sentence(officer, number, sentence):
    make.business(**number)
    answer = save(officer, **number)
    assert sentence in str(errors(answer))
    assert Business._base_manager.count() == 1


def test_r1_the_same_nib_in_two_provinces_is_two_ikm(officer):
    make.business("51", nib="1234567890123")
    assert save(officer, nib="1234567890123").status_code == 302


def test_r3_npwp_and_phone_are_masked_on_the_page_and_npwp_never_travels_into_the_form(officer):
    business = make.business(npwp=make.nik(), phone="+6281234567890")
    page = officer.get(business.get_absolute_url()).content.decode()
    form = officer.get(url("business_edit", business.pk)).content.decode()
    assert "1671••••••••••99" in page
    assert make.nik() not in page + form
    assert "+6281234567890" not in page


def test_an_empty_npwp_field_leaves_the_stored_number(officer):
    business = make.business(npwp="091234567890000")
    save(officer, business, npwp="")
    business.refresh_from_db()
    assert (business.name, business.npwp) == ("Konveksi Musi", "091234567890000")


def test_ikm_are_found_by_name_nib_place_and_year(officer, officer_sumsel, activity_sumsel):
    served = make.business(name="CV Maju Jaya", nib="1234567890123", regency=make.regency("16.71"))
    make.business(name="Lain")
    make.participation(activity_sumsel, officer_sumsel, business=served)
    for query in ({"cari": "maju"}, {"cari": "1234567890123"}, {"kabkota": "16.71"}, {"nib": "ada"}, {"tahun": "2020"}):
        rows = officer.get(url("business_list"), query).context["table"].rows
        assert [row.record for row in rows] == [served], query


def test_who_sees_all_provinces_sees_which_one(client, reviewer):
    make.business()
    client.force_login(reviewer)
    assert "Sumatera Selatan" in client.get(url("business_list")).content.decode()


def test_a_regency_officer_records_ikm_of_the_own_regency_only(client, regency_officer_palembang):
    make.regency("16.74")
    client.force_login(regency_officer_palembang)
    assert "regency" in errors(save(client))
    assert "regency" in errors(save(client, regency="16.74"))
    assert save(client, regency="16.71").status_code == 302


# --- Who made and took goods ---


def goods_page(client, activity):
    return client.get(reverse("programs:activity_goods", args=[activity.code])).content.decode()


@pytest.fixture
def tailors(activity_sumsel, officer_sumsel):
    """Ten IKM that take part."""
    made = [make.business(name=f"Penjahit {n:02}") for n in range(10)]
    for tailor in made:
        make.participation(activity_sumsel, officer_sumsel, business=tailor)
    return made


def test_r4_three_thousand_by_ten_ikm_are_never_three_hundred_each(officer, activity_sumsel, officer_sumsel, tailors):
    production = make.production(activity_sumsel, officer_sumsel, 3000)
    answer = officer.post(url("production_makers", production.pk), {"businesses": [t.pk for t in tailors]})
    assert answer.status_code == 302
    makers = ProductionMaker._base_manager.all()
    assert {maker.business for maker in makers} == set(tailors)
    assert {maker.quantity for maker in makers} == {None}
    page = goods_page(officer, activity_sumsel)
    assert "10 IKM" in page
    assert "Penjahit 09" in page
    assert "(300 " not in page


def test_a_share_that_is_known_is_told(officer, activity_sumsel, officer_sumsel, tailors):
    production = make.production(activity_sumsel, officer_sumsel, 3000)
    ProductionMaker(production=production, business=tailors[0], quantity=1200).save()
    assert "(1.200 helai)" in goods_page(officer, activity_sumsel)


def test_the_goods_page_leads_to_makers_and_takers(officer, activity_sumsel, officer_sumsel):
    production = make.production(activity_sumsel, officer_sumsel, 5)
    order = make.order(activity_sumsel, officer_sumsel, 100_000)
    page = goods_page(officer, activity_sumsel)
    assert url("production_makers", production.pk) in page
    assert url("order_takers", order.pk) in page


def test_who_took_an_order_is_chosen_or_named_and_makes_nothing(officer, activity_sumsel, officer_sumsel, tailors):
    order = make.order(activity_sumsel, officer_sumsel, 100_000)
    officer.post(url("order_takers", order.pk), {"businesses": [tailors[0].pk], "business_name": "Konveksi Baru"})
    assert sorted(str(taker) for taker in OrderTaker._base_manager.all()) == ["Konveksi Baru", "Penjahit 00"]
    assert not ProductionMaker._base_manager.exists()


def test_who_is_no_longer_ticked_is_taken_off_and_the_trail_says_so(officer, activity_sumsel, officer_sumsel, tailors):
    production = make.production(activity_sumsel, officer_sumsel, 5)
    people.set_makers(production, tailors[:2], by=officer_sumsel)
    officer.post(url("production_makers", production.pk), {"businesses": [tailors[1].pk]})
    assert [maker.business for maker in ProductionMaker._base_manager.all()] == [tailors[1]]
    trail = officer.get(reverse("programs:activity_history", args=[activity_sumsel.code])).content.decode()
    assert "menghapus Penjahit 00" in trail


def test_a_regency_officer_does_not_take_off_makers_out_of_reach(
    client, regency_officer_palembang, office_sumsel, officer_sumsel
):
    activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    elsewhere = make.business(name="Dari Prabumulih", regency=make.regency("16.74"))
    production = make.production(activity, officer_sumsel, 5)
    people.set_makers(production, [elsewhere], by=officer_sumsel)
    client.force_login(regency_officer_palembang)
    form = client.get(url("production_makers", production.pk)).context["form"]
    assert form["businesses"].value() == [elsewhere.pk]
    client.post(url("production_makers", production.pk), {"businesses": [elsewhere.pk]})
    assert [maker.business for maker in ProductionMaker._base_manager.all()] == [elsewhere]


@pytest.mark.parametrize("page", ["production_makers", "order_takers"])
def test_r1_goods_of_another_province_do_not_exist(client, officer_bali, activity_sumsel, officer_sumsel, page):
    row = (make.production if page == "production_makers" else make.order)(activity_sumsel, officer_sumsel, 5)
    client.force_login(officer_bali)
    assert client.get(url(page, row.pk)).status_code == 404


def test_r1_an_ikm_of_another_province_cannot_be_chosen(officer, activity_sumsel, officer_sumsel, tailors):
    production = make.production(activity_sumsel, officer_sumsel, 5)
    elsewhere = make.business("51")
    answer = officer.post(url("production_makers", production.pk), {"businesses": [elsewhere.pk]})
    assert "businesses" in errors(answer)
    assert not ProductionMaker._base_manager.exists()


def test_r8_makers_and_takers_of_an_approved_activity_are_locked(
    officer, activity_sumsel, officer_sumsel, reviewer, tailors
):
    production = make.production(activity_sumsel, officer_sumsel, 5)
    order = make.order(activity_sumsel, officer_sumsel, 5)
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    for page, row in (("production_makers", production), ("order_takers", order)):
        answer = officer.post(url(page, row.pk), {"businesses": [tailors[0].pk]})
        assert "sudah disetujui oleh Ratna Contoh" in str(errors(answer)["__all__"])
    assert not ProductionMaker._base_manager.exists()
    assert not OrderTaker._base_manager.exists()
    assert "Pilih IKM" not in goods_page(officer, activity_sumsel)
