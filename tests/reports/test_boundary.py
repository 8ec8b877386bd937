"""R1 in dashboards, reports, drill pages, files and the command; rights by role."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests import make

from .pages import links_of, text_of

pytestmark = pytest.mark.django_db
PAGES = [
    "/dasbor/",
    "/laporan/rekap-provinsi/",
    "/laporan/rekap-produk/",
    "/laporan/daftar-kegiatan/",
    "/laporan/rekap-provinsi/baris/?column=activities",
    "/laporan/rekap-provinsi/baris/?column=participants",
    "/laporan/rekap-produk/baris/?column=ordered&product=masker-kain&unit=helai",
]
FIGURES = ["/dasbor/", "/laporan/", "/laporan/rekap-provinsi/", "/laporan/rekap-produk/"]
FILES = [f"/laporan/rekap-provinsi/unduh/{kind}/" for kind in ("xlsx", "csv", "pdf", "json")]


@pytest.fixture
def two_provinces(activity_sumsel, officer_sumsel, activity_bali, officer_bali):
    for activity, officer, quantity in ((activity_sumsel, officer_sumsel, 111), (activity_bali, officer_bali, 222)):
        make.order(activity, officer, quantity)
        make.participation(activity, officer)


@pytest.mark.parametrize("url", PAGES)
def test_r1_a_provincial_person_sees_only_the_own_province(client, two_provinces, officer_sumsel, url):
    client.force_login(officer_sumsel)
    page = text_of(client.get(url))
    assert "Sumatera Selatan" in page
    assert "Bali" not in page
    assert "222" not in page


@pytest.mark.parametrize("url", [*PAGES, *FILES])
def test_r1_another_province_does_not_exist(client, two_provinces, officer_sumsel, url):
    client.force_login(officer_sumsel)
    assert client.get(url + ("&" if "?" in url else "?") + "province=51").status_code == 404


def test_r1_a_file_holds_the_own_province_only(client, two_provinces, officer_sumsel):
    client.force_login(officer_sumsel)
    answer = b"".join(client.get("/laporan/rekap-provinsi/unduh/json/").streaming_content)
    assert [row["province"] for row in json.loads(answer)["rows"]] == ["Sumatera Selatan"]
    rows = client.get("/laporan/rekap-provinsi/baris/?column=activities&_export=csv")
    assert b"Bali" not in b"".join(rows.streaming_content)


def test_r1_the_command_reports_within_the_scope_of_its_user(two_provinces, officer_sumsel, tmp_path):
    out = tmp_path / "laporan.json"
    given = {"year": "2020", "user": officer_sumsel.username, "format": "json", "output": str(out)}
    call_command("report", "rekap-provinsi", **given)
    assert [row["province"] for row in json.loads(out.read_text())["rows"]] == ["Sumatera Selatan"]
    with pytest.raises(CommandError, match="51"):
        call_command("report", "rekap-provinsi", province="51", **given)


@pytest.mark.parametrize("url", [*FIGURES, *FILES])
def test_the_leader_sees_the_nation_and_no_way_to_rows(client, two_provinces, leader, url):
    client.force_login(leader)
    response = client.get(url)
    assert response.status_code == 200
    if not response.streaming:
        assert not [link for link in links_of(response) if "/baris/" in link or "/kegiatan/" in link]
    if url == "/dasbor/":
        assert "Kegiatan Kegiatan 2 " in text_of(response)


@pytest.mark.parametrize("url", ["/laporan/rekap-provinsi/baris/?column=activities", "/laporan/daftar-kegiatan/"])
def test_rows_are_refused_to_the_leader_in_a_sentence(client, two_provinces, leader, url):
    client.force_login(leader)
    response = client.get(url)
    assert response.status_code == 403
    assert "Peran Anda tidak mencakup" in text_of(response)


@pytest.mark.parametrize("url", FIGURES)
def test_the_admin_has_no_figures(client, admin_user, url):
    client.force_login(admin_user)
    assert client.get(url).status_code == 403


def test_the_catalogue_lists_what_the_person_may_open(client, leader, reviewer):
    for person, listed in ((leader, False), (reviewer, True)):
        client.force_login(person)
        links = links_of(client.get("/laporan/"))
        assert "/laporan/rekap-provinsi/" in links
        assert ("/laporan/daftar-kegiatan/" in links) == listed


@pytest.mark.parametrize(
    "url",
    [
        "/laporan/tidak-ada/",
        "/laporan/rekap-provinsi/unduh/docx/",
        "/laporan/rekap-provinsi/baris/",
        "/laporan/rekap-provinsi/baris/?column=province",
        "/laporan/rekap-produk/baris/?column=ordered",
        "/dasbor/?province=99",
    ],
)
def test_what_does_not_exist_is_not_found(client, reviewer, url):
    make.year()
    client.force_login(reviewer)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/laporan/rekap-provinsi/unduh/csv/", "/laporan/rekap-provinsi/baris/"])
def test_parameters_that_make_no_sense_are_told_in_a_sentence(client, reviewer, url):
    make.year()
    client.force_login(reviewer)
    response = client.get(f"{url}?year=abc&column=activities")
    assert response.status_code == 409
    assert text_of(response)


@pytest.mark.parametrize("url", ["/dasbor/", "/laporan/rekap-provinsi/"])
def test_r11_a_province_that_did_not_exist_that_year_is_said_on_the_page(client, reviewer, url):
    from datetime import date

    from programs.models import Province

    make.year()
    make.province("16")
    Province.objects.create(code="93", name="Papua Selatan", time_zone="Asia/Jayapura", valid_from=date(2022, 11, 11))
    client.force_login(reviewer)
    page = text_of(client.get(f"{url}?year=2020&province=93"))
    assert "Papua Selatan baru ada sejak 11 November 2022, sehingga tidak ada dalam TA 2020." in page
