"""A report beside the period before it."""

from datetime import date

import pytest

from reports.selection import Selection
from tests import make

pytestmark = pytest.mark.django_db


def page(client, address):
    html = client.get(f"/laporan/{address}").content.decode()
    return " ".join(html[html.index("<main") :].split())


def test_the_period_before_is_the_quarter_or_the_year_before(reviewer):
    periods = {
        (2020, 3): (2020, 2),
        (2020, 1): (2019, 4),
        (2020, None): (2019, None),
    }
    for (year, quarter), before in periods.items():
        earlier = Selection(reviewer, year, quarter).period_before
        assert (earlier.year, earlier.quarter) == before


def test_figures_are_set_beside_those_of_the_quarter_before(client, reviewer, office_sumsel, officer_sumsel):
    for month, count in ((2, 1), (5, 3)):
        for _again in range(count):
            make.activity(office_sumsel, officer_sumsel, planned_month=date(2020, month, 1))
    client.force_login(reviewer)
    html = page(client, "rekap-provinsi/perbandingan/?year=2020&quarter=2")
    assert "TW I 2020 dibandingkan dengan TW II 2020" in html
    row = html[html.index("Sumatera Selatan", html.index("<tbody")) :][:900]
    assert all(f">{told}<" in row.replace("> ", ">").replace(" <", "<") for told in ("1", "3", "+2"))


def test_without_a_year_before_that_is_said(client, reviewer, office_sumsel, officer_sumsel):
    make.activity(office_sumsel, officer_sumsel)
    client.force_login(reviewer)
    assert "TA 2019 tidak ada di portal, sehingga TA 2020 tidak mempunyai pembanding." in page(
        client, "rekap-provinsi/perbandingan/?year=2020"
    )


def test_a_list_is_not_compared(client, reviewer, office_sumsel, officer_sumsel):
    make.activity(office_sumsel, officer_sumsel)
    client.force_login(reviewer)
    assert client.get("/laporan/daftar-kegiatan/perbandingan/?year=2020").status_code == 404
    assert "perbandingan" not in page(client, "daftar-kegiatan/?year=2020")


def test_r1_another_province_is_not_compared(client, officer_bali, office_sumsel, officer_sumsel):
    make.activity(office_sumsel, officer_sumsel)
    client.force_login(officer_bali)
    assert client.get("/laporan/rekap-provinsi/perbandingan/?year=2020&quarter=2&province=16").status_code == 404
