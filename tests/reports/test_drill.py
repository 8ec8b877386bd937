"""The rows behind a figure: restated, proven, each a way to the thing itself."""

import csv
import io

import openpyxl
import pytest

from programs import goods
from tests import make

from .pages import links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(activity_sumsel, officer_sumsel, mask):
    """One of everything that can be counted."""
    business = make.business("16", name="Konveksi Contoh")
    person = make.person("16", nik=make.nik(3))
    make.participation(activity_sumsel, officer_sumsel, person=person, business=business, new_entrepreneur=True)
    make.order(activity_sumsel, officer_sumsel, 900)
    make.production(activity_sumsel, officer_sumsel, 700)
    signed = goods.sign(make.delivery(activity_sumsel, officer_sumsel, {mask: 400}, number="001"), by=officer_sumsel)
    reported = make.delivery(activity_sumsel, officer_sumsel, {mask: None})
    code = activity_sumsel.code
    return {
        "activities": f"/kegiatan/{code}/",
        "draft": f"/kegiatan/{code}/",
        "participants": f"/orang/{person.pk}/",
        "women": f"/orang/{person.pk}/",
        "new_entrepreneurs": f"/orang/{person.pk}/",
        "businesses": f"/ikm/{business.pk}/",
        "handovers_signed": f"/penyerahan/{signed.pk}/",
        "handovers_reported": f"/penyerahan/{reported.pk}/",
        "ordered": f"/kegiatan/{code}/produksi/",
        "produced": f"/kegiatan/{code}/produksi/",
        "delivered": f"/penyerahan/{signed.pk}/",
        "received": f"/penyerahan/{signed.pk}/",
        "reported": f"/penyerahan/{reported.pk}/",
    }


def address(column):
    is_goods = column in ("ordered", "produced", "delivered", "received", "reported")
    report, more = ("rekap-produk", "&product=masker-kain&unit=helai") if is_goods else ("rekap-provinsi", "")
    return f"/laporan/{report}/baris/?year=2020&column={column}{more}"


def test_r10_every_figure_of_the_dashboard_leads_to_rows_that_prove_it(client, worked, officer_sumsel):
    client.force_login(officer_sumsel)
    links = {link for link in links_of(client.get("/dasbor/")) if "/baris/" in link}
    assert {link.rsplit("column=")[1] for link in links} == set(worked)
    for link in links:
        page = client.get(link)
        assert page.context["proof"].holds
        assert "Jumlah baris ini sama dengan angka di laporan." in text_of(page)


def test_each_row_leads_to_the_page_of_the_thing_itself(client, worked, officer_sumsel):
    client.force_login(officer_sumsel)
    for column, page in worked.items():
        assert page in links_of(client.get(address(column))), column
        assert client.get(page).status_code == 200, column


def test_r3_rows_of_people_show_the_masked_nik_only(client, worked, officer_sumsel):
    client.force_login(officer_sumsel)
    page = client.get(address("participants")).content.decode()
    file = b"".join(client.get(address("participants") + "&_export=csv").streaming_content).decode()
    for told in (page, file):
        assert make.nik(3) not in told
        assert "1671••••••••••99" in told


def test_rows_outside_the_persons_reach_are_admitted(client, worked, leader, office_bali, activity_bali):
    make.member(leader, "petugas_provinsi", office_bali)
    client.force_login(leader)
    page = client.get(address("activities"))
    assert (page.context["proof"].stated.of, page.context["proof"].listed.of) == (2, 1)
    assert "berbeda dari angka di laporan" in text_of(page)


def test_rows_download_as_xlsx_and_csv(client, worked, officer_sumsel):
    client.force_login(officer_sumsel)
    answer = client.get(address("delivered") + "&_export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(row for row in cells if "Jumlah" in row and "Penerima" in row)
    assert cells[cells.index(heading) + 1][heading.index("Jumlah")] == 400
    answer = client.get(address("reported") + "&_export=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    heading = next(row for row in lines if "Penerima" in row)
    assert lines[lines.index(heading) + 1][heading.index("Jumlah")] == "belum diketahui"


def test_the_page_says_what_it_counts_where_and_as_of_when(client, worked, officer_sumsel):
    client.force_login(officer_sumsel)
    page = text_of(client.get(address("delivered")))
    assert "Sumatera Selatan, TA 2020, Masker kain, helai, per " in page
    assert "WIB" in page


def test_a_page_number_or_size_without_sense_is_forgiven(client, worked, officer_sumsel):
    client.force_login(officer_sumsel)
    for more in ("page=0", "page=-1", "page=abc", "page=99999999", "per_page=1000000", "per_page=0"):
        response = client.get(f"{address('activities')}&{more}")
        assert response.status_code == 200
        assert response.context["table"].page.paginator.per_page <= 100
