"""Small helps that only a browser can show: focus that is seen, tabs in sight, typed text that is not lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

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
