"""Pages of the warehouse: the flow of an office and its rows (R5, R10), movements, the age of what is left."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dekon_portal.core.known import Known
from programs import ageing, flow, goods, stocktaking
from programs.models import Production, StockBalance
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2020, 12, 31)


def url(name, *args, **query):
    address = reverse(f"programs:{name}", args=args)
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else address


def exported(client, address):
    answer = client.get(f"{address}{'&' if '?' in address else '?'}_export=csv")
    return b"".join(answer.streaming_content).decode().lstrip("\ufeff").splitlines()


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


@pytest.fixture
def work(office_sumsel, officer_sumsel, mask):
    """Two activities of two years: 1,100 made, 100 rejected, 300 delivered, 40 reported, 5 lost; left 695."""
    first = make.activity(office_sumsel, officer_sumsel)
    later = make.activity(office_sumsel, officer_sumsel, fiscal_year=make.year(2021))
    make.order(first, officer_sumsel, 5000)
    make.production(first, officer_sumsel, 600, rejected=100, rejected_reason="Jahitan lepas")
    make.production(later, officer_sumsel, 500)
    goods.sign(make.delivery(first, officer_sumsel, {mask: 300}, number="001/BAST"), by=officer_sumsel)
    make.delivery(first, officer_sumsel, {mask: 40})
    balance = StockBalance._base_manager.select_related("office", "product").get()
    stocktaking.correct(balance, counted=695, activity=later, reason="Hilang", by=officer_sumsel)
    return first


# --- Flow of an office ---


def test_r5_an_office_has_its_facts_side_by_side_and_what_is_left_follows(work, officer_sumsel):
    [row] = flow.of_offices(officer_sumsel, {})
    facts = {key: getattr(row, key).total for key in flow.FACTS}
    assert facts == {
        "target": None, "ordered": 5000, "produced": 1100, "rejected": 100, "delivered": 300, "reported": 40,
        "received": None, "corrected": -5,
    }  # fmt: skip
    assert row.left == 1100 - 100 - 300 - 5


def test_a_year_narrows_what_happened_never_what_is_left(work, officer_sumsel):
    [row] = flow.of_offices(officer_sumsel, {"tahun": make.year(2021)})
    assert (row.produced.total, row.delivered.of, row.left) == (500, 0, 695)


def test_r1_the_flow_of_another_province_is_not_seen(work, client, officer_bali):
    client.force_login(officer_bali)
    assert flow.of_offices(officer_bali, {}) == []
    assert client.get(url("stock_flow", satker=work.office_id)).context["table"].is_empty
    assert exported(client, url("stock_flow_rows", fakta="produced")) == [
        "Kode kegiatan;Kegiatan;Produk;Jumlah;Satuan;Tanggal;Rincian;Satuan kerja;Provinsi"
    ]


@pytest.mark.parametrize("key", sorted(flow.FACTS))
def test_r10_every_figure_opens_to_rows_that_add_up_to_it(key, work, officer, officer_sumsel, mask):
    [row] = flow.of_offices(officer_sumsel, {})
    figure = getattr(row, key)
    chosen = {"satker": row.office, "produk": row.product, "satuan": row.unit}
    assert flow.total_of(key, officer_sumsel, chosen) == figure
    page = url("stock_flow_rows", fakta=key, satker=row.office.pk, produk=mask.pk, satuan="helai")
    assert len(exported(officer, page)) == figure.of + 1
    shown = officer.get(url("stock_flow")).content.decode()
    assert (f"fakta={key}&amp;satker={row.office.pk}" in shown) == bool(figure.of)


def test_r4_rows_say_what_is_unknown(officer, activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, None)
    make.production(activity_sumsel, officer_sumsel, 7)
    page = url("stock_flow_rows", fakta="produced", produk=mask.pk, satuan="helai")
    shown = officer.get(page).content.decode()
    assert "Jumlah 7 (1 dari 2 diketahui)" in shown
    flow_page = officer.get(url("stock_flow")).content.decode()
    assert '<br><span class="soft small">1 dari 2 diketahui</span>' in flow_page
    assert "&lt;" not in flow_page
    assert 'data-label="Dibuat"' in flow_page
    assert flow.total_of("produced", officer_sumsel, {}) == Known(7, 1, 2)


def test_no_sum_over_different_units(officer, work):
    assert (
        "yang berbeda satuan tidak dijumlahkan"
        in officer.get(url("stock_flow_rows", fakta="produced")).content.decode()
    )


def test_a_fact_that_does_not_exist_is_no_page(officer):
    assert officer.get(url("stock_flow_rows", fakta="laba")).status_code == 404


def test_kalsel_ordered_100000_and_nothing_else(officer_sumsel, activity_sumsel):
    make.order(activity_sumsel, officer_sumsel, 100_000)
    [row] = flow.of_offices(officer_sumsel, {})
    assert (row.ordered.total, row.produced.of, row.delivered.of, row.reported.of, row.left) == (100_000, 0, 0, 0, 0)


# --- Movements ---


def test_movements_of_all_goods_are_filtered_and_exported(officer, work, activity_sumsel, officer_sumsel):
    suit = make.product("hazmat", name="Baju hazmat", unit="buah")
    make.production(activity_sumsel, officer_sumsel, 9, product=suit)
    assert len(exported(officer, url("stock_movements"))) == 1 + 5
    assert len(exported(officer, url("stock_movements", produk=suit.pk))) == 1 + 1
    assert len(exported(officer, url("stock_movements", jenis="delivered"))) == 1 + 1
    assert len(exported(officer, url("stock_movements", cari="Hilang"))) == 1 + 1
    assert len(exported(officer, url("stock_movements", sampai="2020-01-01"))) == 1


# --- Age ---


def ages(balance=None):
    [found] = ageing.of_balances(
        StockBalance._base_manager.filter(quantity__gt=0).select_related("office__province"), DAY
    ).values()
    return found


def test_first_in_first_out_what_is_left_is_the_latest(activity_sumsel, officer_sumsel, mask):
    for days, amount in ((10, 100), (60, 100), (120, 100), (200, 100)):
        make.production(activity_sumsel, officer_sumsel, amount, made_on=DAY - timedelta(days))
    assert ages().parts == (100, 100, 100, 100)
    goods.sign(make.delivery(activity_sumsel, officer_sumsel, {mask: 150}, number="001/BAST"), by=officer_sumsel)
    assert ages().parts == (100, 100, 50, 0)
    assert ages().oldest == DAY - timedelta(120)


@pytest.mark.parametrize(("days", "place"), [(0, 0), (30, 0), (31, 1), (90, 1), (91, 2), (180, 2), (181, 3)])
def test_the_edges_of_the_buckets(days, place, activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 5, made_on=DAY - timedelta(days))
    assert ages().parts[place] == 5


def test_goods_back_from_an_annulled_bast_are_as_old_as_before(activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 100, made_on=DAY - timedelta(200))
    signed = goods.sign(
        make.delivery(activity_sumsel, officer_sumsel, {mask: 100}, number="001/BAST"), by=officer_sumsel
    )
    goods.annul(signed, by=officer_sumsel, reason="Salah penerima")
    assert ages().parts == (0, 0, 0, 100)


def test_a_corrected_production_keeps_its_day_and_what_was_taken_back_is_gone(activity_sumsel, officer_sumsel):
    made = make.production(activity_sumsel, officer_sumsel, 100, made_on=DAY - timedelta(200))
    made.quantity = 120
    goods.save_production(made, by=officer_sumsel)
    gone = make.production(activity_sumsel, officer_sumsel, 50, made_on=DAY)
    goods.withdraw_productions(
        gone.activity, Production._base_manager.filter(pk=gone.pk), by=officer_sumsel, reason="Salah daftar"
    )
    assert ages().parts == (0, 0, 0, 120)


def test_the_parts_are_always_what_is_left(work):
    balance = StockBalance._base_manager.get()
    assert sum(ages().parts) == balance.quantity


def test_the_page_of_ages_explains_itself_and_is_exported(officer, work):
    shown = officer.get(url("stock_ageing")).content.decode()
    assert "masuk pertama, keluar pertama" in shown
    [heading, line] = exported(officer, url("stock_ageing"))
    assert heading.startswith("Produk;Sisa;Satuan;0–30 hari;31–90 hari;91–180 hari;lebih dari 180 hari")
    assert line.startswith("Masker kain;695;helai;695;0;0;0;")


def test_pages_of_the_warehouse_take_as_many_queries_for_twenty_goods_as_for_two(
    officer, activity_sumsel, officer_sumsel
):
    def fill(amount):
        for n in range(amount):
            product = make.product(f"p{n}", name=f"Produk {n}")
            make.order(activity_sumsel, officer_sumsel, 5, product=product)
            make.production(activity_sumsel, officer_sumsel, 5, product=product)
            make.delivery(activity_sumsel, officer_sumsel, {product: 1})

    pages = [
        url("stock_flow"),
        url("stock_movements"),
        url("stock_ageing"),
        *(url("stock_flow_rows", fakta=key) for key in flow.FACTS),
    ]

    def counted():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert officer.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    fill(2)
    counted()
    few = counted()
    fill(20)
    assert counted() == few
