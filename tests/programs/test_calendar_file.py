"""The schedule as a calendar reads back as it was planned, and names nobody but who teaches."""

import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs import sessions
from programs.calendar_file import escaped, folded, of_activity, written
from programs.models import Session, Trainer

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def unfolded(content):
    """As RFC 5545 3.1 tells readers to: CR LF and a blank are removed, then lines are cut."""
    text = content.decode()
    assert "\n" not in text.replace("\r\n", "")
    return re.sub("\r\n[ \t]", "", text).removesuffix("\r\n").split("\r\n")


def unescaped(value):
    """As RFC 5545 3.3.11 tells readers to."""
    return re.sub(r"\\(.)", lambda mark: "\n" if mark[1] in "nN" else mark[1], value)


@given(TEXT)
def test_any_text_survives_escaping_and_folding(text):
    [line] = unfolded(written([("SUMMARY", escaped(text))]))
    readable = re.sub(r"\r\n|\r", "\n", text)
    expected = "".join(
        letter for letter in readable if letter in "\t\n" or not re.match(r"[\x00-\x1f\x7f-\x9f]", letter)
    )
    assert unescaped(line.removeprefix("SUMMARY:")) == expected


@given(TEXT)
def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut(text):
    assert all(len(piece.encode()) <= 75 for piece in folded(f"SUMMARY:{escaped(text)}"))


def test_a_value_never_becomes_a_line_of_its_own():
    lines = unfolded(written([("SUMMARY", escaped("Jahit\r\nATTENDEE:mailto:orang@contoh.id"))]))
    assert lines == ["SUMMARY:Jahit\\nATTENDEE:mailto:orang@contoh.id"]


@pytest.fixture
def plan(activity_bali, officer_bali):
    trainer = Trainer._base_manager.create(
        province=activity_bali.province, name="Wayan Contoh", phone="+6281234567890", email="wayan@contoh.id"
    )
    for fields in (
        {"start_time": time(9), "end_time": time(11, 30), "topic": "Pola; potong, jahit", "place": "Balai Contoh"},
        {"topic": "Kunjungan"},
        {"start_time": time(20), "topic": "Diskusi", "mode": "daring", "meeting_link": "https://contoh.id/rapat"},
    ):
        session = Session(activity=activity_bali, date=date(2020, 6, 15), **fields)
        sessions.save(session, by=officer_bali, trainers=[trainer])
    return activity_bali


def events(content):
    lines = unfolded(content)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    found = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and not line.startswith("END:"):
            name, _colon, value = line.partition(":")
            assert name not in found[-1], f"{name} twice in one event"
            found[-1][name] = unescaped(value)
    return {event["SUMMARY"]: event for event in found}


def test_times_are_utc_of_the_offices_clock_and_unknown_ones_take_the_day(plan):
    found = events(of_activity(plan))
    sewing, visit, talk = found["Pola; potong, jahit"], found["Kunjungan"], found["Diskusi"]
    assert (sewing["DTSTART"], sewing["DTEND"]) == ("20200615T010000Z", "20200615T033000Z")  # WITA is UTC+8
    assert (visit["DTSTART;VALUE=DATE"], visit["DTEND;VALUE=DATE"]) == ("20200615", "20200616")
    assert talk["DTSTART"] == "20200615T120000Z"
    assert "DTEND" not in talk
    assert sewing["LOCATION"] == "Balai Contoh"
    assert plan.code in sewing["DESCRIPTION"]
    assert "Wayan Contoh" in sewing["DESCRIPTION"]


def test_each_event_keeps_its_uid(plan):
    def uids():
        return sorted(event["UID"] for event in events(of_activity(plan)).values())

    before = uids()
    assert len(set(before)) == 3
    plan.sessions.filter(topic="Kunjungan").update(date=date(2020, 6, 16))
    assert uids() == before


def test_r3_it_names_who_teaches_and_nothing_to_reach_them_by(plan, client, reviewer, officer_bali):
    url = f"/kegiatan/{plan.code}/jadwal.ics"
    client.force_login(reviewer)
    shown = client.get(url)
    assert shown["Content-Type"] == "text/calendar; charset=utf-8"
    assert shown["Content-Disposition"] == f'attachment; filename="jadwal-{plan.code}.ics"'
    for kept in ("81234567890", "wayan@contoh.id", "contoh.id/rapat", "ATTENDEE", "ORGANIZER"):
        assert kept not in shown.content.decode()
    client.force_login(officer_bali)
    assert "URL:https://contoh.id/rapat" in unfolded(client.get(url).content)


def test_an_activity_without_sessions_is_an_empty_calendar(activity_sumsel):
    assert events(of_activity(activity_sumsel)) == {}
