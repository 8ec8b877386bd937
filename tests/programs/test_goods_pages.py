"""Pages of goods as a person meets them: who sees and may what, forms that keep what was typed, lists, the PDF."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dekon_portal.core.once import new_token
from programs import goods, review, stock
from programs.models import ActivityTarget, Delivery, Order, Production, Recipient, StockBalance, StockEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


CONFIRMED = {"way": "page", "confirmed": "on"}


def url(name, *args):
    return reverse(f"programs:{name}", args=args)


def rows_data(*lines, initial=0):
    """POST values of the item lines."""
    data = {"items-TOTAL_FORMS": str(len(lines)), "items-INITIAL_FORMS": str(initial)}
    for n, line in enumerate(lines):
        data |= {f"items-{n}-{key}": value for key, value in line.items()}
    return data


# --- R1 and roles ---


@pytest.mark.parametrize("name", ["delivery", "delivery_edit", "delivery_sign", "delivery_annul", "bast_pdf"])
def test_r1_a_handover_of_another_province_does_not_exist(name, client, officer_bali, activity_sumsel, officer_sumsel):
    delivery = make.delivery(activity_sumsel, officer_sumsel)
    client.force_login(officer_bali)
    assert client.get(url(name, delivery.pk)).status_code == 404


@pytest.mark.parametrize(
    "name", ["activity_goods", "activity_deliveries", "order_new", "production_new", "delivery_new"]
)
def test_r1_goods_of_another_provinces_activity_do_not_exist(name, client, officer_bali, activity_sumsel):
    client.force_login(officer_bali)
    assert client.get(url(name, activity_sumsel.code)).status_code == 404


def test_r1_an_order_cannot_name_a_recipient_of_another_province(officer, activity_sumsel, mask):
    elsewhere = make.recipient("51", name="Gugus Tugas Bali")
    answer = officer.post(url("order_new", activity_sumsel.code), {"orderer": elsewhere.pk, "product": mask.pk})
    assert answer.status_code == 200
    assert not Order._base_manager.exists()


def test_who_only_looks_sees_the_goods_and_no_buttons(client, auditor, activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 10)
    delivery = make.delivery(activity_sumsel, officer_sumsel)
    client.force_login(auditor)
    for page in (url("activity_goods", activity_sumsel.code), url("activity_deliveries", activity_sumsel.code)):
        answer = client.get(page).content.decode()
        assert "Masker kain" in answer
        assert "Catat " not in answer
    answer = client.get(delivery.get_absolute_url()).content.decode()
    assert "Siapkan BAST" not in answer
    assert "Hapus penyerahan" not in answer


# --- Goods of an activity ---


def test_the_goods_page_says_n_of_m_known(officer, activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 3000)
    make.production(activity_sumsel, officer_sumsel, None)
    page = officer.get(url("activity_goods", activity_sumsel.code)).content.decode()
    assert "1 dari 2 diketahui" in page
    assert "3.000" in page


def test_pages_of_goods_take_as_many_queries_for_twenty_rows_as_for_two(officer, activity_sumsel, officer_sumsel):
    def fill(amount):
        for n in range(amount):
            product = make.product(f"p{n}", name=f"Produk {n}")
            make.order(activity_sumsel, officer_sumsel, 5, product=product)
            make.production(activity_sumsel, officer_sumsel, 5, product=product)
            make.delivery(activity_sumsel, officer_sumsel, {product: 1, make.product(): None})

    pages = [
        url("activity_goods", activity_sumsel.code),
        url("activity_deliveries", activity_sumsel.code),
        url("delivery_list"),
        url("stock"),
    ]

    def counted():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert officer.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    fill(2)
    counted()  # the first visit also writes the session
    few = counted()
    fill(20)
    assert counted() == few


def test_the_form_of_a_handover_takes_as_many_queries_for_thirty_lines_as_for_one(
    officer, activity_sumsel, officer_sumsel, django_assert_num_queries
):
    short = make.delivery(activity_sumsel, officer_sumsel)
    long = make.delivery(
        activity_sumsel, officer_sumsel, {make.product(f"p{n}", name=f"Produk {n}"): 1 for n in range(30)}
    )
    officer.get(url("delivery_edit", short.pk))
    with CaptureQueriesContext(connection) as few:
        officer.get(url("delivery_edit", short.pk))
    with django_assert_num_queries(len(few)):
        assert b"Produk 29" in officer.get(url("delivery_edit", long.pk)).content


def test_an_order_from_a_new_orderer_in_one_form(officer, activity_sumsel, mask):
    answer = officer.post(
        url("order_new", activity_sumsel.code),
        {
            "new_name": "Gugus Tugas Covid-19 Palembang",
            "new_kind": "gugus_tugas",
            "product": mask.pk,
            "quantity": "100.000",
        },
    )
    assert answer.status_code == 302
    order = Order._base_manager.get()
    assert (order.quantity, order.unit, order.orderer.name) == (100_000, "helai", "Gugus Tugas Covid-19 Palembang")
    assert order.orderer.province_id == "16"


def test_naming_a_known_orderer_again_makes_no_second_one(officer, activity_sumsel, mask, recipient_sumsel):
    officer.post(
        url("order_new", activity_sumsel.code),
        {"new_name": recipient_sumsel.name.upper(), "new_kind": "gugus_tugas", "product": mask.pk},
    )
    assert Order._base_manager.get().orderer == recipient_sumsel
    assert Recipient._base_manager.count() == 1


def test_a_double_click_records_one_production(officer, activity_sumsel, mask):
    data = {"product": mask.pk, "quantity": "12.500", "form_token": new_token()}
    for _ in range(2):
        assert officer.post(url("production_new", activity_sumsel.code), data).status_code == 302
    assert list(Production._base_manager.values_list("quantity", "unit")) == [(12_500, "helai")]
    assert StockEntry._base_manager.count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("0", "lebih dari nol", id="zero"),
        pytest.param("-5", "lebih dari nol", id="negative"),
        pytest.param("2,5", "bilangan bulat", id="fraction"),
        pytest.param("banyak", "bilangan bulat", id="words"),
        pytest.param("9" * 30, "terlalu besar", id="too-much"),
        pytest.param("😷", "bilangan bulat", id="emoji"),
    ],
)
def test_a_quantity_that_cannot_be_is_told_and_what_was_typed_stays(typed, told, officer, activity_sumsel, mask):
    answer = officer.post(
        url("production_new", activity_sumsel.code), {"product": mask.pk, "quantity": typed, "lot": "LOT-7"}
    )
    page = answer.content.decode()
    assert told in page
    assert "LOT-7" in page
    assert not Production._base_manager.exists()


def test_text_is_shown_as_text(officer, activity_sumsel, mask):
    officer.post(
        url("production_new", activity_sumsel.code), {"product": mask.pk, "note": "<script>alert(1)</script> 😷"}
    )
    page = officer.get(url("activity_goods", activity_sumsel.code)).content.decode()
    assert "<script>alert" not in page
    assert "😷" in page


def test_r6_lowering_a_delivered_production_is_told_in_the_form(officer, activity_sumsel, officer_sumsel, mask):
    production = make.production(activity_sumsel, officer_sumsel, 100)
    goods.sign(make.delivery(activity_sumsel, officer_sumsel, {mask: 80}, number="001"), by=officer_sumsel)
    answer = officer.post(
        url("production_edit", production.pk), {"product": mask.pk, "unit": "helai", "quantity": "10", "version": "1"}
    )
    assert "tinggal 20 helai" in answer.content.decode()
    production.refresh_from_db()
    assert production.quantity == 100


def test_targets_are_set_changed_and_removed(officer, activity_sumsel, mask):
    officer.post(url("target_new", activity_sumsel.code), {"product": mask.pk, "quantity": "5.000"})
    target = ActivityTarget._base_manager.get()
    officer.post(url("target_edit", target.pk), {"product": mask.pk, "unit": "pak", "quantity": "100"})
    target.refresh_from_db()
    assert (target.quantity, target.unit) == (100, "pak")
    officer.post(url("target_remove", target.pk))
    assert not ActivityTarget._base_manager.exists()


def test_the_same_target_twice_is_told(officer, activity_sumsel, mask):
    for _ in range(2):
        answer = officer.post(url("target_new", activity_sumsel.code), {"product": mask.pk, "quantity": "5"})
    assert answer.status_code == 200
    assert ActivityTarget._base_manager.count() == 1


# --- Handovers ---


def test_a_handover_without_counts_and_paper_is_reported(officer, activity_sumsel, recipient_sumsel, mask):
    answer = officer.post(
        url("delivery_new", activity_sumsel.code),
        {"recipient": recipient_sumsel.pk, **rows_data({"product": mask.pk}, {}, {})},
    )
    delivery = Delivery._base_manager.get()
    assert answer.url == delivery.get_absolute_url()
    assert list(delivery.items.values_list("product", "unit", "quantity")) == [(mask.pk, "helai", None)]
    page = officer.get(delivery.get_absolute_url()).content.decode()
    assert "Dilaporkan" in page
    assert "Lengkapi nomor BAST." in page
    assert "Lengkapi jumlah Masker kain." in page


def test_from_reported_to_signed_bast_with_the_suggested_number(officer, activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 1000)
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: None})
    form = officer.get(url("delivery_edit", delivery.pk) + "?bast=1").context["form"]
    number = form["number"].value()
    assert number.startswith("001/BAST/DISPERIN/")
    officer.post(
        url("delivery_edit", delivery.pk) + "?bast=1",
        {
            "recipient": delivery.recipient_id,
            "number": number,
            **{key: value for key, value in make.BAST.items()},
            "giver_nip": "19700101 199503 1 001",
            "version": delivery.version,
            **rows_data({"product": mask.pk, "unit": "helai", "quantity": "400", "condition": "baik"}, initial=1),
        },
    )
    delivery.refresh_from_db()
    assert (delivery.state, delivery.giver_nip) == ("drafted", "197001011995031001")
    page = officer.get(url("delivery_sign", delivery.pk)).content.decode()
    assert "1.000" in page
    assert "600" in page
    officer.post(url("delivery_sign", delivery.pk), {"version": delivery.version, **CONFIRMED})
    delivery.refresh_from_db()
    assert delivery.state == "signed"
    assert stock.balance(activity_sumsel.office, mask, "helai") == 600


def test_r6_signing_more_than_there_is_says_how_much_is_left(officer, activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 300)
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 400}, number="001/BAST")
    assert "kurang 100" in officer.get(delivery.get_absolute_url()).content.decode()
    answer = officer.post(url("delivery_sign", delivery.pk), {"version": delivery.version, **CONFIRMED})
    assert "tinggal 300 helai" in answer.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == "drafted"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param({"quantity": "5"}, "Pilih produknya", id="quantity-without-product"),
        pytest.param({"product": "MASK", "quantity": "0"}, "lebih dari nol", id="zero"),
        pytest.param({"product": "99999"}, "Pilih", id="no-such-product"),
    ],
)
def test_a_wrong_line_is_told_and_nothing_is_lost(line, told, officer, activity_sumsel, recipient_sumsel, mask):
    line = {key: mask.pk if value == "MASK" else value for key, value in line.items()}
    answer = officer.post(
        url("delivery_new", activity_sumsel.code),
        {"recipient": recipient_sumsel.pk, "place": "Jakabaring", **rows_data(line)},
    )
    page = answer.content.decode()
    assert told in page
    assert "Jakabaring" in page
    assert not Delivery._base_manager.exists()


def test_the_same_goods_in_two_lines_are_told(officer, activity_sumsel, recipient_sumsel, mask):
    line = {"product": mask.pk, "quantity": "5"}
    answer = officer.post(
        url("delivery_new", activity_sumsel.code), {"recipient": recipient_sumsel.pk, **rows_data(line, line)}
    )
    assert "Jumlahkan di satu baris" in answer.content.decode()


def test_a_handover_in_the_future_is_told(officer, activity_sumsel, recipient_sumsel):
    answer = officer.post(
        url("delivery_new", activity_sumsel.code),
        {"recipient": recipient_sumsel.pk, "handed_over_on": "2999-01-01", **rows_data()},
    )
    assert "masih di depan" in answer.content.decode()
    assert not Delivery._base_manager.exists()


def test_a_taken_number_is_told_and_what_was_typed_stays(
    officer, activity_sumsel, officer_sumsel, recipient_sumsel, mask
):
    make.delivery(activity_sumsel, officer_sumsel, {mask: 1}, number="001/BAST")
    answer = officer.post(
        url("delivery_new", activity_sumsel.code),
        {
            "recipient": recipient_sumsel.pk,
            "number": "001/BAST",
            "place": "Jakabaring",
            **rows_data({"product": mask.pk}),
        },
    )
    page = answer.content.decode()
    assert "001/BAST sudah dipakai" in page
    assert "Jakabaring" in page


def test_more_lines_are_numbered_on(officer):
    page = officer.get(url("delivery_rows"), {"items-TOTAL_FORMS": "5"}).content.decode()
    assert 'name="items-5-product"' in page
    assert 'name="items-9-product"' in page
    assert 'value="10" id="id_items-TOTAL_FORMS"' in page


@pytest.mark.parametrize("asked", ["", "x", "-1", "99999", "200"])
def test_more_lines_of_nonsense_are_harmless(asked, officer):
    assert officer.get(url("delivery_rows"), {"items-TOTAL_FORMS": asked}).status_code == 200


def test_r7_a_form_kept_open_over_the_signing_changes_nothing(officer, activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 100)
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 80}, number="001/BAST")
    goods.sign(delivery, by=officer_sumsel)
    answer = officer.post(
        url("delivery_edit", delivery.pk),
        {"recipient": delivery.recipient_id, "number": "002/BAST", **rows_data(), "version": "1"},
        follow=True,
    )
    assert "sudah ditandatangani, sehingga tidak dapat diubah" in answer.content.decode()
    assert Delivery._base_manager.get().number == "001/BAST"


def test_annulment_asks_why_and_shows_it(officer, activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 100)
    delivery = goods.sign(
        make.delivery(activity_sumsel, officer_sumsel, {mask: 80}, number="001/BAST"), by=officer_sumsel
    )
    form = officer.get(url("delivery_annul", delivery.pk)).context["form"]
    stated = {name: form[name].value() for name in form.fields}
    assert officer.post(url("delivery_annul", delivery.pk), stated).status_code == 200, "it asks why"
    answer = officer.post(url("delivery_annul", delivery.pk), {**stated, "reason": "Salah penerima"}, follow=True)
    page = answer.content.decode()
    assert "BAST ini dibatalkan" in page
    assert "Salah penerima" in page
    assert stock.balance(activity_sumsel.office, mask, "helai") == 100


def test_r8_pages_of_an_approved_activity_say_why_nothing_can_be_changed(
    officer, activity_sumsel, officer_sumsel, reviewer, mask
):
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 1}, number="001/BAST")
    review.take("submit", activity_sumsel, by=officer_sumsel)
    review.take("approve", activity_sumsel, by=reviewer)
    for page in (
        url("activity_goods", activity_sumsel.code),
        url("activity_deliveries", activity_sumsel.code),
        delivery.get_absolute_url(),
        url("production_new", activity_sumsel.code),
    ):
        answer = officer.get(page).content.decode()
        assert "sudah disetujui oleh Ratna Contoh" in answer
        assert "Catat penandatanganan" not in answer
    answer = officer.post(url("delivery_sign", delivery.pk), {"version": delivery.version, **CONFIRMED})
    assert "sudah disetujui oleh Ratna Contoh" in answer.content.decode()


def test_the_pdf_is_answered_with_its_number_and_kept_by_no_cache(officer, activity_sumsel, officer_sumsel, mask):
    delivery = make.delivery(activity_sumsel, officer_sumsel, {mask: 1}, number="012/BAST/DISPERIN/VII/2020")
    answer = officer.get(url("bast_pdf", delivery.pk))
    assert answer.content.startswith(b"%PDF-1.7")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="012-BAST-DISPERIN-VII-2020.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


# --- Lists ---


@pytest.fixture
def handovers(activity_sumsel, officer_sumsel, activity_bali, officer_bali, mask):
    hospital = make.recipient(name="RSUD Contoh", kind="fasyankes")
    make.production(activity_sumsel, officer_sumsel, 100)
    signed = make.delivery(activity_sumsel, officer_sumsel, {mask: 5}, number="001/BAST", recipient=hospital)
    goods.sign(signed, by=officer_sumsel)
    make.delivery(activity_sumsel, officer_sumsel, {mask: None}, recipient=make.recipient(name="Gugus Tugas Sumsel"))
    make.delivery(activity_bali, officer_bali, {mask: None}, recipient=make.recipient("51", name="Satgas Bali"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"RSUD Contoh", "Gugus Tugas Sumsel"}),
        ({"status": "signed"}, {"RSUD Contoh"}),
        ({"bast": "belum"}, {"Gugus Tugas Sumsel"}),
        ({"penerima": "fasyankes"}, {"RSUD Contoh"}),
        ({"cari": "001/bast"}, {"RSUD Contoh"}),
        ({"cari": "satgas"}, set()),
        ({"status": "bukan-status"}, {"RSUD Contoh", "Gugus Tugas Sumsel"}),
    ],
)
def test_the_list_of_handovers_is_filtered_within_the_own_province(asked, found, officer, handovers):
    page = officer.get(url("delivery_list"), asked).content.decode()
    hasil = page[page.index('id="hasil"') :]
    assert {name for name in ("RSUD Contoh", "Gugus Tugas Sumsel", "Satgas Bali") if name in hasil} == found


def test_jakarta_filters_handovers_by_province(client, reviewer, handovers):
    client.force_login(reviewer)
    page = client.get(url("delivery_list"), {"provinsi": "51"}).content.decode()
    hasil = page[page.index('id="hasil"') :]
    assert "Satgas Bali" in hasil
    assert "RSUD Contoh" not in hasil


def test_what_is_shown_is_what_is_exported(officer, handovers):
    answer = officer.get(url("delivery_list"), {"status": "signed", "_export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["001/BAST"]
    assert rows[0][5] == "5 helai Masker kain"


def test_the_stock_page_leads_to_the_movements_behind_each_balance(officer, handovers):
    page = officer.get(url("stock")).content.decode()
    assert "95" in page
    balance = StockBalance._base_manager.get(office__province="16")
    movements = officer.get(balance.get_absolute_url()).content.decode()
    assert "100" in movements
    assert "−5" in movements
    assert "001/BAST" in movements


def test_r1_the_stock_of_another_province_does_not_exist(client, officer_bali, handovers):
    client.force_login(officer_bali)
    balance = StockBalance._base_manager.get(office__province="16")
    assert client.get(balance.get_absolute_url()).status_code == 404
    assert "Sumatera Selatan" not in client.get(url("stock")).content.decode()
