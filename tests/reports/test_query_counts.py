"""Dashboards, reports and drill pages cost the same at 3 and at 30 activities."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make

pytestmark = pytest.mark.django_db
GOODS = "product=masker-kain&unit=helai"
PAGES = [
    "/",
    "/dasbor/?year=2020",
    "/laporan/rekap-provinsi/?year=2020",
    "/laporan/rekap-produk/?year=2020",
    "/laporan/daftar-kegiatan/?year=2020",
    "/dasbor/?year=2020&measure=absorbed",
    "/dasbor/?year=2020&measure=late",
    "/dasbor/?year=2020&province=16&regency=16.71",
    "/dasbor/grafik/?year=2020",
    "/dasbor/wilayah/?year=2020&province=16",
    "/dasbor/terlambat/?year=2020",
    "/dasbor/layar/?year=2020",
    "/dasbor/tindak-lanjut/?year=2020",
    "/laporan/wirausaha-baru/?year=2020",
    "/laporan/wirausaha-baru/baris/?year=2020&column=wub",
    "/laporan/wirausaha-baru/baris/?year=2020&column=due_3",
    "/tindak-lanjut/",
    "/laporan/rekap-provinsi/baris/?year=2020&column=activities",
    "/laporan/rekap-provinsi/baris/?year=2020&column=participants",
    "/laporan/rekap-provinsi/baris/?year=2020&column=businesses",
    "/laporan/rekap-provinsi/baris/?year=2020&column=handovers_reported",
    f"/laporan/rekap-produk/baris/?year=2020&column=ordered&{GOODS}",
    f"/laporan/rekap-produk/baris/?year=2020&column=produced&{GOODS}",
    f"/laporan/rekap-produk/baris/?year=2020&column=reported&{GOODS}",
    "/laporan/rekap-jenis/?year=2020",
    "/laporan/rekap-jenis/baris/?year=2020&kind=bimtek&column=businesses",
    "/laporan/penyerahan-penerima/?year=2020",
    "/laporan/produk-jenis-penerima/?year=2020",
    "/laporan/peserta/?year=2020",
    "/laporan/tinjauan/?year=2020",
    "/laporan/kepatuhan/?year=2020",
    "/laporan/terbit/?cari=lap",
    "/laporan/terbit/",
    "/laporan/daftar-kegiatan/unduh/csv/?year=2020",
    "/laporan/rekap-provinsi/unduh/json/?year=2020",
]
MOST = 28


def work(office, officer, activities):
    for _again in range(activities):
        activity = make.activity(office, officer)
        make.round_of(make.participation(activity, officer, business=make.business(office.province_id)))
        make.order(activity, officer, 10)
        make.production(activity, officer, 10)
        make.delivery(activity, officer)


def costs(client):
    found = {}
    for url in PAGES:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
            assert response.status_code == 200, url
            if response.streaming:
                b"".join(response.streaming_content)
        found[url] = len(queries)
    return found


@pytest.mark.parametrize("who", ["reviewer", "officer_sumsel"])
def test_queries_do_not_grow_with_rows(client, request, office_sumsel, officer_sumsel, who):
    client.force_login(request.getfixturevalue(who))
    work(office_sumsel, officer_sumsel, 3)
    costs(client)  # what is kept after the first request of a session does not count
    few = costs(client)
    work(office_sumsel, officer_sumsel, 27)
    assert costs(client) == few
    assert max(few.values()) <= MOST, few


def test_queries_do_not_grow_with_provinces(client, reviewer, office_sumsel, officer_sumsel, office_bali, officer_bali):
    client.force_login(reviewer)
    work(office_sumsel, officer_sumsel, 3)
    costs(client)
    few = costs(client)
    work(office_bali, officer_bali, 3)
    assert costs(client) == few
