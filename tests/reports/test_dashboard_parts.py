"""Who is late, the way down to a regency, panels of other parts, and the screen on the wall."""

from datetime import UTC, date, datetime, timedelta

import pytest

from programs.models import Activity, Regency
from reports import panels
from reports.late import LATE_SOURCES, late_by_province, late_of
from reports.selection import Selection
from tests import make

from .pages import links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ({"actual_start": date(2020, 9, 1), "actual_end": date(2020, 9, 8)}, 2),
        ({"actual_end": date(2020, 9, 10), "actual_start": date(2020, 9, 1)}, None),  # it ends today
        ({"planned_start": date(2020, 9, 9)}, 1),
        ({"planned_month": date(2020, 8, 1)}, 10),  # a month ends with its last day
        ({"planned_month": date(2020, 9, 1)}, None),
        ({"planned_start": date(2020, 6, 1), "actual_month": date(2020, 9, 1)}, None),  # what was done counts first
        ({}, None),  # nobody can tell
    ],
)
def test_work_is_late_once_its_time_is_over(office_sumsel, officer_sumsel, reviewer, time_machine, dates, days):
    time_machine.move_to(datetime(2020, 9, 10, 5, tzinfo=UTC))
    make.activity(office_sumsel, officer_sumsel, **dates)
    found = late_of(Selection(reviewer, 2020))[0]
    assert [late.days for late in found.rows] == ([] if days is None else [days])
    assert found.count == len(found.rows)


def test_what_was_handed_in_is_not_late_and_what_was_sent_back_is(office_sumsel, officer_sumsel, reviewer):
    states = ("draft", "submitted", "approved", "returned")
    for state in states:
        made = make.activity(office_sumsel, officer_sumsel, planned_start=date(2020, 2, 3))
        Activity._base_manager.filter(pk=made.pk).update(state=state)
    assert [found.count for found in late_of(Selection(reviewer, 2020))] == [1, 1, 0]
    assert late_by_province(Selection(reviewer, 2020)) == {"16": 2}


def test_leaders_count_who_is_late_and_are_given_no_rows(client, office_sumsel, officer_sumsel):
    made = make.activity(office_sumsel, officer_sumsel, planned_start=date(2020, 2, 3))
    client.force_login(make.user("pimpinan"))
    content = client.get("/dasbor/terlambat/?year=2020").content.decode()
    assert "belum diajukan: 1" in content
    assert made.title not in content


def test_officers_are_not_told_who_is_late_elsewhere(client, office_sumsel, officer_sumsel, officer_bali):
    made = make.activity(office_sumsel, officer_sumsel, planned_start=date(2020, 2, 3))
    client.force_login(officer_bali)
    content = client.get("/dasbor/terlambat/?year=2020").content.decode()
    assert "belum diajukan: 0" in content
    assert made.title not in content


def test_another_part_can_add_a_source_and_a_panel(client, reviewer, monkeypatch):
    class Forms:
        key, label = "formulir", "Formulir triwulan"

        def counts(self, selection):
            return {"16": 3}

        def rows(self, selection):
            return []

    make.year(2020)
    monkeypatch.setattr("reports.late.LATE_SOURCES", [*LATE_SOURCES, Forms()])
    monkeypatch.setattr(panels, "DASHBOARD_PANELS", [])
    client.force_login(reviewer)
    assert "Formulir triwulan: 3" in client.get("/dasbor/terlambat/?year=2020").content.decode()


@pytest.fixture
def two_regencies(office_sumsel, officer_sumsel):
    for code, people in (("16.71", 2), ("16.74", 1)):
        activity = make.activity(office_sumsel, officer_sumsel, regency=make.regency(code))
        for _again in range(people):
            make.participation(activity, officer_sumsel)
    make.activity(office_sumsel, officer_sumsel)


def test_the_way_goes_down_from_the_nation_to_the_row(client, reviewer, two_regencies, activity_bali):
    client.force_login(reviewer)
    nation = client.get("/dasbor/?year=2020")
    province = next(link for link in links_of(nation) if link.endswith("province=16"))
    parts = client.get(province.replace("/dasbor/", "/dasbor/wilayah/")).content.decode()
    assert "Kota Palembang" in parts
    regency = "/dasbor/?year=2020&province=16&regency=16.71"
    assert regency.replace("&", "&amp;") in parts
    page = client.get(regency)
    assert "Peserta 2 orang" in text_of(page)
    assert "Kota Palembang, Sumatera Selatan, TA 2020" in text_of(page)
    assert links_of(page)[:2] == ["/dasbor/?year=2020", "/dasbor/?year=2020&province=16"]
    behind = [link for link in links_of(page) if "/baris/" in link and "regency=16.71" in link]
    assert behind
    assert all(client.get(link).context["proof"].holds for link in behind)


def test_regencies_add_up_to_the_province_and_no_work_is_not_zero_people(client, reviewer, two_regencies):
    client.force_login(reviewer)
    Regency.objects.create(code="16.72", province=make.province(), kind="kota", name="Pagar Alam")
    board = client.get("/dasbor/wilayah/?year=2020&province=16").context["board"]
    rows = board.places.regencies.rows
    assert sum(row.values["activities"] for row in rows) == 3 == board.closing.values["activities"]
    assert rows[-1].values["regency"] is None
    idle = next(row for row in rows if row.narrowed and row.narrowed.regency.pk == "16.72")
    assert idle.values["participants"].of == 0


@pytest.mark.parametrize("place", ["province=51&regency=16.71", "regency=16.71"])
def test_a_regency_without_its_province_narrows_nothing(client, reviewer, two_regencies, activity_bali, place):
    client.force_login(reviewer)
    page = client.get(f"/dasbor/?year=2020&{place}")
    assert page.context["board"].selection.regency is None


def test_an_officer_goes_down_in_the_own_province(client, officer_sumsel, two_regencies):
    client.force_login(officer_sumsel)
    assert "Peserta 3 orang" in text_of(client.get("/dasbor/?year=2020"))
    assert "Peserta 2 orang" in text_of(client.get("/dasbor/?year=2020&province=16&regency=16.71"))


def test_leaders_see_regencies_but_no_activity(client, two_regencies):
    client.force_login(make.user("pimpinan"))
    content = client.get("/dasbor/wilayah/?year=2020&province=16").content.decode()
    assert "Kota Palembang" in content
    assert "/kegiatan/" not in content


def test_the_wall_asks_again_for_its_figures_only(client, reviewer, two_regencies):
    client.force_login(reviewer)
    page = client.get("/dasbor/layar/?year=2020").content.decode()
    assert 'hx-trigger="every 300s"' in page
    assert "<nav" not in page
    again = client.get("/dasbor/layar/?year=2020", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in again
    assert "Garis waktu kegiatan" in again


def test_a_wall_screen_does_not_keep_its_session_alive(client, reviewer, time_machine):
    make.year(2020)
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    time_machine.move_to(start, tick=False)
    client.force_login(reviewer)
    assert client.get("/dasbor/").status_code == 200
    for hours in (1, 4, 7.9):
        time_machine.move_to(start + timedelta(hours=hours), tick=False)
        assert client.get("/dasbor/layar/?year=2020").status_code == 200
    time_machine.move_to(start + timedelta(hours=8.1), tick=False)
    assert client.get("/dasbor/layar/?year=2020").status_code == 302
