"""The dashboard: the nation, one province of it, the map and the table that says the same."""

import re

import pytest

from tests import make

from .pages import links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(activity_sumsel, officer_sumsel, activity_bali, officer_bali):
    make.participation(activity_sumsel, officer_sumsel, person=make.person("16", sex="P"))
    make.participation(activity_sumsel, officer_sumsel, person=make.person("16", sex=""))
    make.participation(activity_bali, officer_bali, person=make.person("51", sex="L"))
    for place, shape in ((activity_sumsel.province, "id-ss"), (activity_bali.province, "id-ba")):
        type(place).objects.filter(pk=place.pk).update(map_id=shape)


def test_jakarta_sees_the_nation_and_may_narrow_it_to_a_province(client, work, reviewer):
    client.force_login(reviewer)
    nation = client.get("/dasbor/")
    assert "Kegiatan Kegiatan 2 " in text_of(nation)
    assert "Peserta 3 orang" in text_of(nation)
    narrower = next(link for link in links_of(nation) if link.endswith("province=16"))
    province = client.get(narrower)
    assert "Sumatera Selatan, TA 2020, per " in text_of(province)
    assert "Kegiatan Kegiatan 1 " in text_of(province)
    assert "Peserta 2 orang" in text_of(province)


def test_women_men_and_unknown_are_three_figures(client, work, reviewer):
    client.force_login(reviewer)
    page = text_of(client.get("/dasbor/"))
    for words in ("Perempuan 1 orang", "Laki-laki 1 orang", "Jenis kelamin belum diketahui 1 orang"):
        assert words in page


def test_the_map_leads_to_provinces_and_the_table_says_the_same(client, work, reviewer):
    client.force_login(reviewer)
    response = client.get("/dasbor/?measure=participants")
    content = response.content.decode()
    told = dict(re.findall(r'aria-label="([^":]+): ([^"]+)"', content))
    assert told == {"Sumatera Selatan": "2 orang", "Bali": "1 orang"}
    assert {row.values["province"]: row.values["participants"] for row in response.context["board"].rows} == {
        "Sumatera Selatan": 2,
        "Bali": 1,
    }
    assert re.search(r'<use class="q\d" href="[^"]*map[^"]*\.svg#id-ss"', content)
    assert "Bashir Arrohman" in content
    assert "CC BY 4.0" in content


@pytest.mark.parametrize("measure", ["activities", "participants", "businesses", "new_entrepreneurs"])
def test_the_address_says_what_the_map_shows_and_filters_keep_it(client, work, reviewer, measure):
    client.force_login(reviewer)
    response = client.get(f"/dasbor/?measure={measure}")
    shown = [url for _label, url, is_shown in response.context["board"].measures if is_shown]
    assert len(shown) == 1
    assert f"measure={measure}" in shown[0]
    assert f'name="measure" value="{measure}"' in response.content.decode()


def test_a_measure_that_does_not_exist_is_said(client, work, reviewer):
    client.force_login(reviewer)
    response = client.get("/dasbor/?measure=laba")
    assert response.status_code == 200
    assert "Pilihan ini tidak dapat ditampilkan" in text_of(response)


def test_a_provincial_person_has_no_map_of_others(client, work, officer_sumsel):
    client.force_login(officer_sumsel)
    response = client.get("/dasbor/")
    assert "Kegiatan Kegiatan 1 " in text_of(response)
    assert "map.svg" not in response.content.decode()


def test_the_page_needs_no_inline_script_or_style(client, work, reviewer):
    client.force_login(reviewer)
    content = client.get("/dasbor/").content.decode()
    assert not re.search(r"\sstyle=|<style|<script(?! src)|\son\w+=", content)


def test_the_latest_year_with_work_is_shown_first(client, office_sumsel, officer_sumsel):
    for number in (2019, 2021, 2026):
        make.year(number)
    make.activity(office_sumsel, officer_sumsel, fiscal_year=make.year(2019))
    make.activity(office_sumsel, officer_sumsel, fiscal_year=make.year(2021))
    client.force_login(officer_sumsel)
    assert client.get("/dasbor/").context["board"].selection.year == 2021


def test_the_year_of_another_provinces_work_does_not_decide(client, office_sumsel, officer_sumsel, officer_bali):
    make.activity(office_sumsel, officer_sumsel, fiscal_year=make.year(2021))
    make.activity(officer_bali.current_memberships[0].office, officer_bali, fiscal_year=make.year(2020))
    client.force_login(officer_bali)
    assert client.get("/dasbor/").context["board"].selection.year == 2020


def test_home_figures_lead_to_their_rows(client, work, officer_sumsel):
    client.force_login(officer_sumsel)
    links = links_of(client.get("/"))
    assert "/dasbor/" in links
    assert "/kegiatan/?tahun=2020&status=draft" in links
    drills = [link for link in links if "/baris/" in link]
    assert len(drills) == 2
    assert all(client.get(link).context["proof"].holds for link in drills)
