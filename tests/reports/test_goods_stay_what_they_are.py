"""R4, R5: an order stays an order, a report of a handover is no handover, unknown is never 0; on pages and in files."""

import pytest

from dekon_portal.core.known import NOTHING, Known
from programs import goods
from tests import make

from .pages import row_of, text_of

pytestmark = pytest.mark.django_db
URL = "/laporan/rekap-produk/?year=2020"


def rows_of(client, person, url=URL):
    client.force_login(person)
    return client.get(url).context["document"].rows


def test_r5_an_order_of_100_000_is_ordered_and_nothing_else(client, activity_sumsel, officer_sumsel):
    make.order(activity_sumsel, officer_sumsel, 100_000)
    values = row_of(rows_of(client, officer_sumsel), product="Masker kain")
    assert values["ordered"] == Known(100_000, 1, 1)
    assert values["produced"] == values["delivered"] == values["reported"] == NOTHING
    page = text_of(client.get("/dasbor/?year=2020"))
    assert "Masker kain helai 100.000 – tidak ada catatan – tidak ada catatan – tidak ada catatan" in page


def test_r4_an_unknown_quantity_is_said_and_never_a_zero(client, activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, None)
    assert row_of(rows_of(client, officer_sumsel), unit="helai")["produced"] == Known(None, 0, 1)
    page = text_of(client.get(URL))
    assert "belum diketahui 0 dari 1 diketahui" in page


def test_r4_a_sum_with_gaps_says_how_much_of_it_is_known(client, activity_sumsel, officer_sumsel):
    make.production(activity_sumsel, officer_sumsel, 3000)
    make.production(activity_sumsel, officer_sumsel, None)
    assert row_of(rows_of(client, officer_sumsel), unit="helai")["produced"] == Known(3000, 1, 2)
    assert "3.000 1 dari 2 diketahui" in text_of(client.get(URL))


def test_r7_a_reported_handover_is_not_delivered_until_its_bast_is_signed(
    client, activity_sumsel, officer_sumsel, mask
):
    make.production(activity_sumsel, officer_sumsel, 500)
    draft = make.delivery(activity_sumsel, officer_sumsel, {mask: 200}, number="001")
    values = row_of(rows_of(client, officer_sumsel), unit="helai")
    assert (values["delivered"], values["reported"]) == (NOTHING, Known(200, 1, 1))
    signed = goods.sign(draft, by=officer_sumsel)
    values = row_of(rows_of(client, officer_sumsel), unit="helai")
    assert (values["delivered"], values["reported"]) == (Known(200, 1, 1), NOTHING)
    goods.annul(signed, by=officer_sumsel, reason="Salah penerima.")
    values = row_of(rows_of(client, officer_sumsel), unit="helai")
    assert (values["delivered"], values["reported"]) == (NOTHING, NOTHING)


def test_r5_different_products_and_units_are_never_added_up(client, activity_sumsel, officer_sumsel, mask):
    make.production(activity_sumsel, officer_sumsel, 300)
    make.production(activity_sumsel, officer_sumsel, 7, unit="pak")
    client.force_login(officer_sumsel)
    response = client.get(URL)
    document = response.context["document"]
    assert document.totals == {}
    assert [(row.values["unit"], row.values["produced"].total) for row in document.closing] == [
        ("helai", 300),
        ("pak", 7),
    ]
    assert "307" not in text_of(response)


def test_nobody_recorded_as_new_or_not_is_unknown_and_zero_is_zero(client, activity_sumsel, officer_sumsel):
    url = "/laporan/rekap-provinsi/?year=2020"
    assert row_of(rows_of(client, officer_sumsel, url), province_code="16")["new_entrepreneurs"] == NOTHING
    make.participation(activity_sumsel, officer_sumsel, new_entrepreneur=None)
    assert row_of(rows_of(client, officer_sumsel, url), province_code="16")["new_entrepreneurs"] == Known(None, 0, 1)
    make.participation(activity_sumsel, officer_sumsel, new_entrepreneur=False)
    assert row_of(rows_of(client, officer_sumsel, url), province_code="16")["new_entrepreneurs"] == Known(0, 1, 2)
