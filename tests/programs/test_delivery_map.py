"""Where delivered goods went: tiles of regencies and provinces with their numbers (R1, R5, R10)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import delivery_map, goods, recipients
from programs.delivery_map import UNPLACED
from programs.models import UnitConversion
from tests import make

pytestmark = pytest.mark.django_db

PAGE = reverse("programs:delivery_map")


@pytest.fixture
def palembang(db):
    return make.regency("16.71")


@pytest.fixture
def stocked(activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 10_000)
    return activity_sumsel


@pytest.fixture
def delivered(stocked, officer_sumsel, mask):
    def to(regency, amount):
        number = f"{to.number:03d}/BAST"
        to.number += 1
        recipient = make.recipient("16", regency=regency)
        draft = make.delivery(stocked, officer_sumsel, {mask: amount}, recipient=recipient, number=number)
        return goods.sign(draft, by=officer_sumsel)

    to.number = 1
    return to


def tiles(client, **query):
    return {tile.code: tile.figure and tile.figure.total for tile, _url in client.get(PAGE, query).context["tiles"]}


def test_each_regency_has_a_tile_with_what_was_delivered_there(client, officer_sumsel, palembang, delivered):
    make.regency("16.74")
    delivered(palembang, 300)
    delivered(palembang, 50)
    delivered(None, 7)
    client.force_login(officer_sumsel)
    assert tiles(client) == {"16.71": 350, "16.74": None, UNPLACED: 7}
    shown = client.get(PAGE).content.decode()
    assert "Kota Palembang" in shown
    assert "Diserahkan dengan BAST: 357 helai" in shown
    assert "Kabupaten/kota penerima belum diketahui" in shown
    assert "Batas kabupaten/kota belum tersedia" in shown


def test_r5_only_signed_bast_counts(client, officer_sumsel, palembang, delivered, stocked, mask):
    make.delivery(stocked, officer_sumsel, {mask: 99}, recipient=make.recipient("16", regency=palembang))
    annulled = delivered(palembang, 40)
    delivered(palembang, 5)
    goods.annul(annulled, by=officer_sumsel, reason="Salah penerima")
    client.force_login(officer_sumsel)
    assert tiles(client) == {"16.71": 5}


def test_r10_a_tile_leads_to_the_handovers_that_make_it(client, officer_sumsel, palembang, delivered):
    delivered(palembang, 300)
    delivered(palembang, 50)
    delivered(None, 7)
    client.force_login(officer_sumsel)
    for tile, url in client.get(PAGE).context["tiles"]:
        listed = client.get(url).context["table"].rows
        assert sum(item.quantity for row in listed for item in row.record.items.all()) == tile.figure.total


def test_a_double_counts_where_the_other_is(client, officer_sumsel, palembang, delivered):
    double = delivered(None, 7).recipient
    recipients.merge(double, make.recipient("16", regency=palembang), reason="Sama", by=officer_sumsel)
    client.force_login(officer_sumsel)
    assert tiles(client) == {"16.71": 7}


def test_units_are_never_added_up_and_a_declared_total_stands_beside(
    client, officer_sumsel, palembang, delivered, stocked, mask
):
    delivered(palembang, 10)
    UnitConversion.objects.create(product=mask, unit="pak", holds=50)
    make.production(stocked, officer_sumsel, 4, unit="pak")
    client.force_login(officer_sumsel)
    assert tiles(client, satuan="pak") == {"16.71": None}
    assert tiles(client) == {"16.71": 10}


def test_jakarta_picks_a_province_from_tiles_first(client, reviewer, palembang, delivered):
    delivered(palembang, 300)
    client.force_login(reviewer)
    assert tiles(client) == {"16": 300}
    [(_tile, url)] = client.get(PAGE).context["tiles"]
    assert {tile.code for tile, _url in client.get(f"{PAGE}{url}").context["tiles"]} == {"16.71"}


def test_r1_a_province_out_of_reach_is_no_choice(client, officer_bali, palembang, delivered):
    delivered(palembang, 300)
    client.force_login(officer_bali)
    assert not client.get(PAGE, {"provinsi": "16"}).context["tiles"]
    assert tiles(client) == {}


def test_the_file_says_the_same(client, officer_sumsel, palembang, delivered):
    delivered(palembang, 300)
    client.force_login(officer_sumsel)
    lines = b"".join(client.get(PAGE, {"_export": "csv"}).streaming_content).decode().splitlines()
    assert lines[1] == "16.71;Kota Palembang;Masker kain;300;helai;"


def test_r11_regencies_are_those_of_the_year(officer_sumsel, palembang, delivered, mask):
    delivered(palembang, 1)
    chosen = {"produk": mask, "satuan": "helai", "tahun": make.year(2020)}
    picture = delivery_map.of_regencies(officer_sumsel, palembang.province, chosen)
    assert [tile.code for tile in picture.tiles] == ["16.71"]
    later = delivery_map.of_regencies(officer_sumsel, palembang.province, {**chosen, "tahun": make.year(2021)})
    assert [tile.figure for tile in later.tiles] == [None]


def test_the_map_takes_as_many_queries_for_many_as_for_few(client, officer_sumsel, palembang, delivered):
    client.force_login(officer_sumsel)

    def counted():
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    delivered(palembang, 1)
    counted()
    few = counted()
    for _ in range(10):
        delivered(palembang, 1)
    assert counted() == few
