"""Opening today's sheet in a hall without signal: what is kept, that nothing is doubled, and that it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Error, expect

from tests import make
from tests.participants.attending import current, kept

from .test_attendance import hall, press

__all__ = ("hall",)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

SAVED = "Lembar ini tersimpan di perangkat ini"


def open_and_keep(desk: Any, session: Any) -> None:
    desk.open(f"/sesi/{session.pk}/kehadiran/")
    expect(desk.page.get_by_text(SAVED)).to_be_visible()


def is_there_without_a_line(desk: Any, session: Any) -> bool:
    desk.page.context.set_offline(True)
    try:
        desk.open(f"/sesi/{session.pk}/kehadiran/")
        return bool(desk.page.locator("#lembar").count())
    except Error:
        return False
    finally:
        desk.page.context.set_offline(False)


def addresses(desk: Any) -> list[str]:
    """All that any cache of the phone's scripts holds."""
    found = desk.page.evaluate(
        """async () => {
          const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
          const asked = await Promise.all(caches_.map((cache) => cache.keys()));
          return asked.flat().map((one) => new URL(one.url).pathname);
        }"""
    )
    return sorted(found)


def test_todays_sheet_opens_without_a_line_and_what_is_marked_there_arrives_once(hall: Any) -> None:
    desk, _activity, session, people = hall
    open_and_keep(desk, session)
    press(desk, people[0], "Hadir")
    desk.sees("Semua tanda sudah terkirim.")
    desk.page.goto("about:blank")  # the phone was put away
    desk.page.context.set_offline(True)
    desk.open(f"/sesi/{session.pk}/kehadiran/")
    expect(desk.page.locator(f"[name='mark-{people[0].pk}'][value='hadir']")).to_be_checked()  # later than the sheet
    press(desk, people[0], "Izin")
    press(desk, people[1], "Hadir")
    desk.sees("2 tanda menunggu dikirim.")
    desk.look("kehadiran-luring")
    desk.page.context.set_offline(False)
    desk.sees("Semua tanda sudah terkirim.")
    assert current(session) == {people[0].pk: "izin|||", people[1].pk: "hadir|||"}  # a correction, not a dispute
    assert len(kept(session)) == 3


def test_only_the_sheet_opened_last_is_kept_and_what_draws_it(hall: Any) -> None:
    desk, activity, session, _people = hall
    today = session.date
    other = make.session(activity, desk.user, date=today, start_time=None, end_time=None, topic="Sesi kedua")
    past = make.session(activity, desk.user, date=today - timedelta(days=1), topic="Kemarin")
    open_and_keep(desk, session)
    desk.open(f"/kegiatan/{activity.code}/kehadiran/")
    open_and_keep(desk, other)
    desk.open(f"/sesi/{past.pk}/kehadiran/")
    expect(desk.page.locator("#lembar")).to_be_visible()
    assert not desk.page.get_by_text(SAVED).is_visible()
    open_and_keep(desk, other)
    assert [one for one in addresses(desk) if not one.startswith("/static/")] == [f"/sesi/{other.pk}/kehadiran/"]
    assert is_there_without_a_line(desk, other)
    assert not is_there_without_a_line(desk, session)


def test_the_sheet_leaves_with_who_signs_out(hall: Any) -> None:
    desk, _activity, session, _people = hall
    open_and_keep(desk, session)
    desk.page.locator("summary:has(.who)").click()
    with desk.page.expect_navigation():
        desk.page.get_by_role("button", name="Keluar").click()
    expect(desk.page.locator("[data-signed-out]")).to_have_count(1)
    assert addresses(desk) == []
    assert not is_there_without_a_line(desk, session)


def test_the_sheet_leaves_when_its_day_is_over(hall: Any) -> None:
    desk, _activity, session, _people = hall
    open_and_keep(desk, session)
    desk.page.clock.set_fixed_time(timezone.now() + timedelta(days=1))
    desk.open("/pemberitahuan/")
    desk.page.wait_for_load_state("networkidle")
    assert addresses(desk) == []


def test_who_may_no_longer_see_it_keeps_it_no_longer(hall: Any) -> None:
    desk, _activity, session, _people = hall
    open_and_keep(desk, session)
    desk.user.memberships.all().delete()
    desk.open(f"/sesi/{session.pk}/kehadiran/")
    expect(desk.page.locator("#lembar")).to_have_count(0)
    assert [one for one in addresses(desk) if not one.startswith("/static/")] == []
