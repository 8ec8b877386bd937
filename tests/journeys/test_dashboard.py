"""Jakarta reads the dashboard: a reviewer goes down to the row, a leader reads figures, the wall shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def work(transactional_db: None) -> Any:
    """Late work in a regency of Sumatera Selatan, with goods; other work in Bali to compare with."""
    office, elsewhere = make.office("16"), make.office("51")
    officer = make.user("petugas_provinsi", office)
    for place, shape in ((office.province, "id-ss"), (elsewhere.province, "id-ba")):
        type(place).objects.filter(pk=place.pk).update(map_id=shape)
    activity = make.activity(
        office, officer, regency=make.regency("16.71"), planned_start=date(2020, 6, 15), title="Bimtek masker kain"
    )
    make.order(activity, officer, 100)
    make.production(activity, officer, None)
    make.activity(elsewhere, make.user("petugas_provinsi", elsewhere))
    return activity


def test_a_reviewer_goes_from_the_nation_to_the_row(work, desk_of):
    desk = desk_of(make.user("peninjau"))
    desk.open("/dasbor/?year=2020")
    desk.sees("Garis waktu kegiatan", "Sudah lewat waktunya, belum diajukan: 1", "Bimtek masker kain")
    drawing = desk.page.get_by_role("img", name="Garis waktu kegiatan")
    expect(drawing).to_be_visible()
    desk.page.locator("summary", has_text="Garis waktu kegiatan").click()
    expect(desk.page.get_by_role("cell", name="Juni")).to_be_visible()
    desk.look("dasbor-nasional")
    desk.page.locator("#per-provinsi").get_by_role("link", name="Sumatera Selatan").click()
    desk.sees("Kabupaten/kota dan kegiatan di Sumatera Selatan", "Kota Palembang")
    desk.look("dasbor-provinsi")
    desk.page.locator("#per-kabkota").get_by_role("link", name="Kota Palembang").click()
    expect(desk.page.locator("nav.crumbs")).to_contain_text("Sumatera Selatan")
    assert "regency=16.71" in desk.page.url
    desk.page.locator("main").get_by_role("link", name="Bimtek masker kain").first.click()
    expect(desk.page.locator("h1")).to_have_text("Bimtek masker kain")


def test_a_leader_reads_figures_and_hangs_them_on_the_wall(work, desk_of):
    desk = desk_of(make.user("pimpinan"))
    desk.open("/dasbor/?year=2020&measure=late")
    desk.sees("Sudah lewat waktunya, belum diajukan: 1")
    desk.sees_not("Bimtek masker kain")
    desk.look("dasbor-pimpinan")
    desk.page.get_by_role("link", name="Layar dinding").click()
    desk.sees("Dekonsentrasi IKM", "Status kegiatan")
    desk.look("dasbor-layar")
