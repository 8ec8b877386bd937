"""Small helps that only a browser can show: focus that is seen, tabs in sight, typed text that is not lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from programs.models import Session, Trainer
from tests import make

from .conftest import PHONE, Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def at_work(transactional_db: None, desk_of: Any) -> tuple[Desk, str]:
    """An officer at the desk, and the address of an activity of theirs."""
    office = make.office("16")
    officer = make.user("petugas_provinsi", office)
    return desk_of(officer), make.activity(office, officer).get_absolute_url()


def test_whatever_has_the_keyboard_focus_shows_it(at_work):
    desk, activity = at_work
    desk.open(activity)
    for _press in range(8):
        desk.page.keyboard.press("Tab")
        outline = desk.page.evaluate("getComputedStyle(document.activeElement).outline")
        assert "solid 3px" in outline, desk.page.evaluate("document.activeElement.outerHTML")


def test_on_a_phone_the_open_tab_is_in_sight(at_work):
    desk, activity = at_work
    desk.page.set_viewport_size(PHONE)
    desk.open(f"{activity}riwayat/")
    expect(desk.page.locator("nav.tabs [aria-current]")).to_be_in_viewport(ratio=0.95)


def test_switching_the_language_asks_before_typed_text_is_lost(at_work):
    desk, activity = at_work
    desk.open(f"{activity}ubah/")
    desk.fill("Judul", "Judul yang belum disimpan")
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.page.locator(".topbar-end > .lang [value=en]").click(no_wait_after=True)
    expect(desk.field("Judul")).to_have_value("Judul yang belum disimpan")
    assert asked == ["beforeunload"]


def test_a_trainer_among_many_is_found_by_typing_and_who_was_ticked_stays(transactional_db: Any, desk_of: Any) -> None:
    office = make.office("16")
    officer = make.user("petugas_provinsi", office)
    activity = make.activity(office, officer)
    for n in range(25):
        Trainer._base_manager.create(province=office.province, name=f"Pengajar {n:02}")
    desk = desk_of(officer)
    desk.open(f"/kegiatan/{activity.code}/sesi/baru/")
    desk.fill("Materi", "Menjahit masker")
    desk.fill("Tanggal", "2020-06-15")
    for name in ("Pengajar 07", "Pengajar 21"):
        search = desk.page.get_by_label("Cari nama atau instansi narasumber")
        search.fill(name)
        search.press("Enter")  # narrows, and sends nothing
        desk.page.get_by_label(name).check()
    expect(desk.page.get_by_label("Pengajar 07")).to_be_checked()
    desk.look("sesi-narasumber")
    desk.press("Simpan")
    assert Session._base_manager.get().taught_by == ["Pengajar 07", "Pengajar 21"]
