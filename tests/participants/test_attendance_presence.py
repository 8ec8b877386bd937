"""Cards and codes: an officer's phone scans a card, a participant's phone types the code of the minute; nobody else
learns or changes anything."""

import io
import logging
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from pypdf import PdfReader

from dekon_portal.core.logs import WithoutTokens
from participants import attendance_codes
from participants.models import Attendance, How
from tests import make

from .attending import current, kept, said, say

pytestmark = pytest.mark.django_db
NOW = "2020-06-15T09:30+07:00"


@pytest.fixture(autouse=True)
def nine_thirty(time_machine):
    cache.clear()
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def session(activity_sumsel, officer_sumsel):
    return make.session(activity_sumsel, officer_sumsel)


@pytest.fixture
def siti(activity_sumsel, officer_sumsel):
    who = make.person(name="Siti Contoh", nik=make.nik(3))
    return make.participation(activity_sumsel, officer_sumsel, person=who)


@pytest.fixture
def desk(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def card(person):
    return reverse("participants:attendance_card", args=[attendance_codes.card_token(person.pk)])


def address(session):
    return reverse("participants:attendance_self", args=[attendance_codes.session_token(session.pk)])


# --- Cards ---


def scan(desk, person, site="none"):
    """The page as a camera opens it."""
    return desk.get(card(person), headers={"Sec-Fetch-Site": site}).content.decode()


def test_where_another_site_led_an_officer_to_a_card_its_page_waits_for_a_tap(desk, session, siti):
    assert "data-at-once" not in scan(desk, siti, "cross-site")
    assert "data-at-once" not in desk.get(card(siti)).content.decode()  # a browser that does not say


def test_a_scanned_card_marks_the_person_in_todays_session_and_says_so(desk, session, siti):
    assert "data-at-once" in scan(desk, siti)  # nothing to choose: the page sends itself
    assert current(session) == {}  # looking marks nobody
    page = desk.post(card(siti), {"session": session.pk}).content.decode()
    assert "Siti Contoh" in page
    assert "<strong>Hadir</strong>" in page
    assert Attendance._base_manager.get().how == How.CARD


def test_of_several_sessions_one_is_chosen_and_kept_for_the_next_card(
    desk, session, siti, activity_sumsel, officer_sumsel
):
    second = make.session(activity_sumsel, officer_sumsel, topic="Menjahit")
    budi = make.participation(activity_sumsel, officer_sumsel)
    first_page = scan(desk, siti)
    assert "Pilih sesi yang sedang berlangsung" in first_page
    assert "data-at-once" not in first_page
    desk.post(card(siti), {"session": second.pk})
    assert "data-at-once" in scan(desk, budi)
    desk.post(card(budi))
    assert set(current(second)) == {siti.pk, budi.pk}
    assert current(session) == {}


def test_a_card_shown_twice_is_one_mark_and_does_not_make_a_late_one_early(desk, session, siti, officer_sumsel):
    say(session, officer_sumsel, said(siti, "terlambat", minutes=20))
    desk.post(card(siti))
    desk.post(card(siti))
    assert current(session) == {siti.pk: "terlambat|20||"}
    assert kept(session) == ["terlambat"]


def test_without_a_session_today_a_card_marks_nothing_and_says_so(desk, siti, activity_sumsel, officer_sumsel):
    tomorrow = make.session(activity_sumsel, officer_sumsel, date=date(2020, 6, 16))
    assert (
        "Tidak ada sesi kegiatan ini pada hari ini" in desk.post(card(siti), {"session": tomorrow.pk}).content.decode()
    )
    assert current(tomorrow) == {}


def test_r8_a_card_after_approval_is_refused_with_the_way_out(desk, session, siti, activity_sumsel):
    type(activity_sumsel)._base_manager.filter(pk=activity_sumsel.pk).update(state="approved")
    assert "tidak dapat diubah" in desk.post(card(siti)).content.decode()
    assert current(session) == {}


def test_a_stranger_with_a_card_reads_the_same_page_as_for_no_card(client, session, siti):
    seen = [client.get(url).content for url in (card(siti), reverse("participants:attendance_card", args=["ngawur"]))]
    assert seen[0] == seen[1]
    assert b"Siti" not in seen[0]
    client.post(card(siti), {"session": session.pk})
    assert current(session) == {}


def test_r1_an_officer_of_another_province_has_no_such_card(client, officer_bali, session, siti):
    client.force_login(officer_bali)
    assert client.post(card(siti), {"session": session.pk}).status_code == 404
    assert current(session) == {}


@pytest.mark.parametrize("token", ["1-xxxx", "1", "-", "9" * 30 + "-x", "1-" + "A" * 24, "é-1"])
def test_a_guessed_card_is_none_and_guesses_are_counted_against_who_is_not_signed_in(desk, siti, token, client_class):
    url = reverse("participants:attendance_card", args=[token])
    for _again in range(21):
        assert desk.get(url).status_code == 404
    assert desk.get(card(siti)).status_code == 200
    assert client_class().get(card(siti)).status_code == 429


def test_cards_are_ten_a_page_and_the_same_when_printed_again(desk, siti, activity_sumsel, officer_sumsel):
    for _n in range(10):
        make.participation(activity_sumsel, officer_sumsel)
    url = reverse("participants:attendance_cards", args=[activity_sumsel.code])
    first, again = desk.get(url).content, desk.get(url).content
    pages = PdfReader(io.BytesIO(first)).pages
    assert len(pages) == 2
    assert "Siti Contoh" in "".join(page.extract_text() for page in pages)
    assert first == again


def test_the_token_of_a_card_does_not_open_a_session_nor_the_other_way_round(siti, session):
    assert attendance_codes.session_of(attendance_codes.card_token(session.pk)) is None
    assert attendance_codes.card_of(attendance_codes.session_token(siti.pk)) is None


def test_tokens_stay_out_of_the_log(siti, session):
    for url in (card(siti), address(session)):
        line = logging.LogRecord("x", logging.INFO, "", 0, f'"GET {url} HTTP/1.1" 200', None, None)
        assert "-" not in WithoutTokens("%(message)s").format(line)


# --- The code of the minute ---


def typed(session, **more):
    return {"code": attendance_codes.code(session.pk), "name": "siti contoh", "ending": "9999", **more}


def test_the_code_changes_every_minute_and_the_one_before_is_still_taken(session):
    first = attendance_codes.code(session.pk, 60_000)
    assert re.fullmatch(r"\d{6}", first)
    assert attendance_codes.code(session.pk, 60_059) == first != attendance_codes.code(session.pk, 60_060)
    assert attendance_codes.code_fits(session.pk, f" {first[:3]} {first[3:]}", 60_119)
    assert not attendance_codes.code_fits(session.pk, first, 60_120)
    assert attendance_codes.code(session.pk + 1, 60_000) != first


def test_the_officer_shows_the_code_and_the_page_renews_itself(desk, session):
    page = desk.get(reverse("participants:attendance_code", args=[session.pk])).content.decode()
    assert attendance_codes.code(session.pk) in page
    assert address(session) in page
    assert 'http-equiv="refresh" content="60"' in page


def test_a_participant_with_code_name_and_nik_is_there(client, session, siti):
    page = client.post(address(session), typed(session)).content.decode()
    assert "Kehadiran tercatat" in page
    row = Attendance._base_manager.get()
    assert (row.participation, row.how, row.marked_by) == (siti, How.CODE, None)
    client.post(address(session), typed(session))
    assert kept(session) == ["hadir"]


def words(response):
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|value="[^"]*"', "", response.content.decode())


@pytest.mark.parametrize("wrong", [{"name": "Orang Lain"}, {"ending": "9998"}, {"name": "Orang", "ending": "1234"}])
def test_an_answer_does_not_tell_who_is_on_the_list(client, session, siti, wrong):
    """Right name with wrong number, wrong name with right number, neither: word for word the same page."""
    answer = client.post(address(session), typed(session, **wrong))
    assert words(answer) == words(client.post(address(session), typed(session, name="Tak Seorang", ending="0000")))
    assert "Siti" not in words(answer)
    assert current(session) == {}


def test_who_has_no_nik_on_record_is_not_found_by_an_empty_one(client, session, activity_sumsel, officer_sumsel):
    make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Tanpa Nik"))
    client.post(address(session), typed(session, name="Tanpa Nik", ending="    "))
    assert current(session) == {}


def test_two_of_one_name_and_ending_are_left_to_the_officer(client, session, siti, activity_sumsel, officer_sumsel):
    twin = make.person(name="Siti Contoh", nik=make.nik(4))
    make.participation(activity_sumsel, officer_sumsel, person=twin)
    assert "minta petugas" in client.post(address(session), typed(session)).content.decode()
    assert current(session) == {}


def test_a_code_of_an_earlier_time_is_refused(client, session, siti, time_machine):
    sent = typed(session)
    time_machine.move_to("2020-06-15T09:32+07:00", tick=False)
    assert "sudah berganti" in client.post(address(session), sent).content.decode()
    assert current(session) == {}


@pytest.mark.parametrize("day", ["2020-06-14", "2020-06-16"])
def test_a_code_counts_on_the_day_of_the_session_only(client, session, siti, time_machine, day):
    time_machine.move_to(f"{day}T09:30+07:00", tick=False)
    answer = client.post(address(session), typed(session)).content.decode()
    assert "hanya berlaku pada hari sesi, 15 Juni 2020" in answer
    assert current(session) == {}


def test_r8_a_code_after_approval_is_refused(client, session, siti, activity_sumsel):
    type(activity_sumsel)._base_manager.filter(pk=activity_sumsel.pk).update(state="approved")
    assert "tidak dapat diubah" in client.post(address(session), typed(session)).content.decode()
    assert current(session) == {}


def test_the_code_of_a_session_to_come_is_not_shown(desk, activity_sumsel, officer_sumsel):
    row = make.session(activity_sumsel, officer_sumsel, date=date(2020, 6, 16))
    answer = desk.get(reverse("participants:attendance_code", args=[row.pk]))
    assert answer.status_code == 409
    assert "baru berlangsung pada 16 Juni 2020" in answer.content.decode()


def test_a_guessed_address_is_no_session(client, session):
    assert client.get(reverse("participants:attendance_self", args=[f"{session.pk}-ngawur"])).status_code == 404


def test_guesses_of_one_address_end_even_the_right_answer(client, session, siti):
    for n in range(60):
        client.post(address(session), typed(session, code=f"{n:06d}"))
    assert client.post(address(session), typed(session)).status_code == 429
    assert current(session) == {}


def test_guesses_from_many_addresses_end_too(client, session, siti):
    for n in range(300):
        client.post(address(session), typed(session, code="x"), REMOTE_ADDR=f"10.0.{n // 200}.{n % 200}")
    assert client.post(address(session), typed(session), REMOTE_ADDR="10.9.9.9").status_code == 429
