"""Marking in a hall without signal: marks wait on the phone, go out when the line is back, and nothing is doubled."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from participants import attendance_codes
from participants.models import AttendanceMark
from tests import make
from tests.participants.attending import current, kept, said, say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(transactional_db: Any, desk_of: Any) -> Any:
    """An officer at today's session of three people."""
    office = make.office()
    officer = make.user("petugas_provinsi", office, full_name="Siti Aminah")
    activity = make.activity(office, officer)
    today = timezone.now().astimezone(office.province.zone).date()
    session = make.session(activity, officer, date=today)
    people = [
        make.participation(activity, officer, person=make.person(name=name, nik=make.nik(n)))
        for n, name in enumerate(("Ani Contoh", "Budi Contoh", "Citra Contoh"))
    ]
    return desk_of(officer), activity, session, people


def press(desk: Any, person: Any, mark: str) -> None:
    desk.page.locator(f"[data-person='{person.pk}']").get_by_text(mark, exact=True).click()


def test_marks_made_without_a_line_survive_a_reload_and_go_out_once(hall: Any) -> None:
    desk, activity, session, people = hall
    address = f"/sesi/{session.pk}/kehadiran/"
    desk.open(f"/kegiatan/{activity.code}/kehadiran/")
    desk.follow("Tandai")
    press(desk, people[0], "Hadir")
    desk.sees("Semua tanda sudah terkirim.")
    desk.page.context.set_offline(True)
    press(desk, people[1], "Terlambat")
    press(desk, people[2], "Izin")
    desk.sees("2 tanda menunggu dikirim.")
    remembered = desk.page.evaluate("JSON.stringify(localStorage)")
    assert "Contoh" not in remembered  # numbers only, no name
    assert current(session) == {people[0].pk: "hadir|||"}
    desk.look("kehadiran-menunggu")
    desk.page.goto("about:blank")  # so that it is the page opened anew that sends
    desk.page.context.set_offline(False)
    desk.open(address)
    desk.sees("Semua tanda sudah terkirim.")
    assert current(session) == {people[0].pk: "hadir|||", people[1].pk: "terlambat|||", people[2].pk: "izin|||"}
    assert len(kept(session)) == 3
    expect(desk.page.locator(f"[name='mark-{people[1].pk}'][value='terlambat']")).to_be_checked()


def test_an_answer_that_is_lost_on_the_way_doubles_nothing(hall: Any) -> None:
    desk, _activity, session, people = hall
    desk.open(f"/sesi/{session.pk}/kehadiran/")
    lost = []

    def lose(route: Any) -> None:
        """The first sending arrives, its answer does not."""
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort("connectionreset")

    desk.page.route("**/kirim/", lose)
    with desk.page.expect_event("requestfailed"):
        press(desk, people[0], "Hadir")
    desk.sees("1 tanda menunggu dikirim.")
    press(desk, people[1], "Hadir")  # sends what waits, too
    desk.sees("Semua tanda sudah terkirim.")
    assert lost == [200]
    assert kept(session) == ["hadir", "hadir"]
    assert json.loads(desk.page.evaluate("localStorage.getItem('kehadiran:nomor')")) == 2


def test_another_officers_different_mark_is_told_and_confirmed_on_the_phone(hall: Any) -> None:
    desk, _activity, session, people = hall
    desk.open(f"/sesi/{session.pk}/kehadiran/")
    say(session, make.user("petugas_provinsi", session.activity.office, full_name="Budi Lain"), said(people[0], "izin"))
    press(desk, people[0], "Hadir")
    desk.sees("Ditandai berbeda: Izin (Budi Lain,")
    desk.look("kehadiran-berbeda")
    press(desk, people[0], "Izin")
    desk.sees_not("Ditandai berbeda")
    assert current(session) == {people[0].pk: "izin|||"}


def test_search_narrows_the_sheet_and_a_scanned_card_marks_at_once(hall: Any) -> None:
    desk, activity, session, people = hall
    desk.open(f"/sesi/{session.pk}/kehadiran/")
    desk.page.get_by_label("Cari nama").fill("citra")
    expect(desk.page.locator("[data-person]:visible")).to_have_count(1)
    desk.open(f"/hadir/kartu/{attendance_codes.card_token(people[2].pk)}/")
    desk.sees("Citra Contoh", "Pindai kartu berikutnya")
    desk.look("kehadiran-kartu")
    assert current(session) == {people[2].pk: "hadir|||"}
    desk.open(f"/sesi/{session.pk}/kehadiran/kode/")
    desk.look("kehadiran-kode")
    desk.open(f"/kegiatan/{activity.code}/kehadiran/")
    desk.look("kehadiran-tab")
    assert AttendanceMark._base_manager.get().how == "kartu"


def test_a_participant_at_home_types_the_code(hall: Any, new_context: Any) -> None:
    desk, _activity, session, people = hall
    home = new_context(viewport={"width": 360, "height": 740}).new_page()
    home.goto(f"{desk.base}/hadir/{attendance_codes.session_token(session.pk)}/")
    home.get_by_label("Kode enam angka").fill(attendance_codes.code(session.pk))
    home.get_by_label("Nama lengkap").fill("ani contoh")
    home.get_by_label("Empat angka terakhir NIK").fill("9999")
    home.get_by_role("button", name="Saya hadir").click()
    expect(home.locator("h1")).to_have_text("Kehadiran tercatat")
    assert current(session) == {people[0].pk: "hadir|||"}
