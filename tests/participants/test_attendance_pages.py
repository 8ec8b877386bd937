"""The tab Kehadiran, the sheet of a session with and without script, the list to sign, the passing rule's form."""

import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import Refusal
from participants.imports import batches
from participants.models import Attendance, AttendanceMark, How, PassingRule
from tests import make
from tests.participants.imports.sheets import csv

from .attending import current, kept, said, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(activity_sumsel, officer_sumsel):
    return make.session(activity_sumsel, officer_sumsel)


@pytest.fixture
def siti(activity_sumsel, officer_sumsel):
    return make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Siti Contoh"))


@pytest.fixture
def budi(activity_sumsel, officer_sumsel):
    return make.participation(activity_sumsel, officer_sumsel, person=make.person(name="Budi Contoh", sex="L"))


@pytest.fixture
def desk(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


def sheet(session):
    return reverse("participants:attendance_session", args=[session.pk])


def tab(activity, query=""):
    return reverse("participants:activity_attendance", args=[activity.code]) + query


def marked(*rows, **more):
    """What the sheet sends: (person, mark, the state it was shown with)."""
    fields = {f"mark-{person.pk}": mark for person, mark, _seen in rows}
    return {**fields, **{f"seen-{person.pk}": seen for person, _mark, seen in rows}, **more}


def text_of(response):
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


# --- The sheet, without script ---


def test_the_sheet_saves_everybody_at_once(desk, session, siti, budi):
    answer = desk.post(
        sheet(session),
        marked((siti, "hadir", ""), (budi, "terlambat", ""), **{f"minutes-{budi.pk}": "10"}),
        follow=True,
    )
    assert "Kehadiran 2 orang disimpan." in text_of(answer)
    assert current(session) == {siti.pk: "hadir|||", budi.pk: "terlambat|10||"}


def test_who_is_left_as_shown_is_left_alone_whatever_another_officer_did_meanwhile(
    desk, session, siti, budi, officer_sumsel, head_sumsel
):
    say(session, officer_sumsel, said(siti, minutes_ago=9))
    say(session, head_sumsel, said(siti, "izin", seen="hadir|||"))
    desk.post(sheet(session), marked((siti, "hadir", "hadir|||"), (budi, "hadir", "")))
    assert current(session) == {siti.pk: "izin|||", budi.pk: "hadir|||"}


def test_a_paper_list_that_is_copied_says_so(desk, session, siti):
    desk.post(sheet(session), marked((siti, "hadir", ""), paper="on"))
    assert Attendance._base_manager.get().how == How.PAPER


def test_the_same_form_sent_twice_is_carried_out_once(desk, session, siti):
    sent = marked((siti, "hadir", ""), form_token="5f0c1f6e-3a7e-4a53-9f9b-0d6f5e7a1c11")
    desk.post(sheet(session), sent)
    assert desk.post(sheet(session), sent).status_code == 302
    assert kept(session) == ["hadir"]


def test_minutes_that_are_no_number_are_told_and_nothing_typed_is_lost(desk, session, siti):
    sent = marked((siti, "terlambat", ""), **{f"minutes-{siti.pk}": "lama", f"note-{siti.pk}": "Ban bocor"})
    page = text_of(desk.post(sheet(session), sent))
    assert "Menit terlambat ditulis sebagai bilangan" in page
    assert "Ban bocor" in page
    assert current(session) == {}


@pytest.mark.parametrize("field", ["mark-abc", "mark-9999999999999999999999", "mark-0"])
def test_a_changed_form_is_told_in_a_sentence(desk, session, siti, field):
    page = text_of(desk.post(sheet(session), {field: "hadir"}))
    assert "Muat ulang halaman, lalu tandai lagi." in page
    assert kept(session) == []


def test_a_dispute_is_told_with_both_marks_and_nothing_is_chosen_beforehand(
    desk, session, siti, officer_sumsel, head_sumsel
):
    say(session, officer_sumsel, said(siti, minutes_ago=10))
    say(session, head_sumsel, said(siti, "izin"))
    page = text_of(desk.get(sheet(session)))
    assert "Ditandai berbeda: Hadir (Siti Aminah," in page
    assert "Izin (Budi Contoh," in page
    assert " checked" not in page
    desk.post(sheet(session), marked((siti, "hadir", "izin||!|")))
    assert current(session) == {siti.pk: "hadir|||"}
    assert "Ditandai berbeda" not in text_of(desk.get(sheet(session)))


def test_all_present_with_one_button(desk, session, siti, budi):
    answer = desk.post(reverse("participants:attendance_all", args=[session.pk]), follow=True)
    assert "Kehadiran 2 orang disimpan." in text_of(answer)


def test_r8_the_sheet_of_an_approved_activity_says_why_and_keeps_nothing(desk, session, siti, activity_sumsel):
    type(activity_sumsel)._base_manager.filter(pk=activity_sumsel.pk).update(state="approved")
    page = text_of(desk.post(sheet(session), marked((siti, "hadir", ""))))
    assert "tidak dapat diubah" in page
    assert kept(session) == []


def crowd(activity, officer, count):
    return [make.participation(activity, officer) for _n in range(count)]


def test_saving_and_showing_sixty_takes_as_many_queries_as_five(desk, activity_sumsel, officer_sumsel):
    def cost(people):
        row = make.session(activity_sumsel, officer_sumsel)
        with CaptureQueriesContext(connection) as saving:
            assert desk.post(sheet(row), marked(*((one, "hadir", "") for one in people))).status_code == 302
        with CaptureQueriesContext(connection) as showing:
            desk.get(sheet(row))
        with CaptureQueriesContext(connection) as listing:
            desk.get(tab(activity_sumsel))
        return len(saving), len(showing), len(listing)

    desk.get("/")
    few = cost(crowd(activity_sumsel, officer_sumsel, 5))
    assert cost(crowd(activity_sumsel, officer_sumsel, 55)) == few


# --- What a phone sends ---


def send(desk, session, *marks, device="ponselcontoh01"):
    body = json.dumps({"device": device, "marks": list(marks)})
    return desk.post(reverse("participants:attendance_send", args=[session.pk]), body, content_type="application/json")


def by_phone(person, mark="hadir", *, sequence=1, **more):
    shown = {"minutes": None, "note": "", "seen": "", "paper": False, "age": 1000}
    return {"participation": person.pk, "mark": mark, "sequence": sequence, **shown, **more}


def test_a_phone_learns_what_counts_now(desk, session, siti, budi):
    answer = send(desk, session, by_phone(siti), by_phone(budi, "izin", sequence=2))
    assert answer.json()["states"] == {str(siti.pk): "hadir|||", str(budi.pk): "izin|||"}
    assert set(AttendanceMark._base_manager.values_list("device", "sequence")) == {
        ("ponselcontoh01", 1),
        ("ponselcontoh01", 2),
    }


def test_a_sending_whose_answer_was_lost_changes_nothing_when_it_comes_again(desk, session, siti):
    assert send(desk, session, by_phone(siti)).status_code == 200
    assert send(desk, session, by_phone(siti)).json()["states"] == {str(siti.pk): "hadir|||"}
    assert kept(session) == ["hadir"]


def test_a_phone_is_told_of_a_dispute(desk, session, siti, head_sumsel):
    say(session, head_sumsel, said(siti, "izin"))
    assert "Ditandai berbeda" in send(desk, session, by_phone(siti, age=60_000)).json()["disputes"][str(siti.pk)]


def test_a_person_taken_out_meanwhile_does_not_keep_the_others_waiting(
    desk, session, siti, activity_bali, officer_bali
):
    gone = make.participation(activity_bali, officer_bali)
    answer = send(desk, session, by_phone(gone), by_phone(siti, sequence=2)).json()
    assert "tidak terdaftar" in answer["sentence"]
    assert current(session) == {siti.pk: "hadir|||"}


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '{"device": "x", "marks": []}',
        '{"device": "ponselcontoh01", "marks": [{}]}',
        '{"device": "ponselcontoh01", "marks": [{"participation": "1", "mark": "hadir"}]}',
        '{"device": "ponselcontoh01", "marks": [{"participation": 1, "mark": "hadir", "minutes": null, "note": "",'
        ' "seen": "", "paper": false, "age": 1e99, "sequence": 1}]}',
        '{"device": "ponselcontoh01", "marks": [{"participation": 1, "mark": "hadir", "minutes": null,'
        ' "note": "\\u0000", "seen": "", "paper": false, "age": 1, "sequence": 1}]}',
    ],
)
def test_a_changed_sending_is_told_in_a_sentence(desk, session, body):
    url = reverse("participants:attendance_send", args=[session.pk])
    answer = desk.post(url, body, content_type="application/json")
    assert answer.status_code == 409
    assert "tidak dikenali" in answer.json()["sentence"]


def test_a_sending_after_the_session_ended_is_told_so_in_the_scripts_way(client, session):
    url = reverse("participants:attendance_send", args=[session.pk])
    assert (
        client.post(url, "{}", content_type="application/json", headers={"X-Sent-By": "attendance"}).status_code == 401
    )


# --- The tab ---


def test_the_matrix_says_hours_and_what_is_not_marked(desk, session, siti, budi, activity_sumsel, officer_sumsel):
    second = make.session(activity_sumsel, officer_sumsel, topic="Menjahit", hours=3)
    say(session, officer_sumsel, said(siti))
    say(second, officer_sumsel, said(siti, "setengah"), said(budi, "terlambat", minutes=5))
    page = text_of(desk.get(tab(activity_sumsel)))
    for words in ("3,5 dari 5 JP", "3 dari 5 JP", "1 dari 2 sesi ditandai", "Terlambat 5 menit", "belum ditandai"):
        assert words in page
    assert "1 dari 2 orang ditandai" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [("?tanda=hadir", {"Siti"}), ("?tanda=-", {"Budi"}), ("?cari=budi", {"Budi"}), ("?tanda=!", set())],
)
def test_the_matrix_can_be_filtered(desk, session, siti, budi, activity_sumsel, officer_sumsel, query, names):
    say(session, officer_sumsel, said(siti))
    table = text_of(desk.get(tab(activity_sumsel, f"{query}&_export=csv")))
    assert {name for name in ("Siti", "Budi") if name in table} == names


def test_one_session_can_be_chosen_and_its_unmarked_people(desk, session, siti, activity_sumsel, officer_sumsel):
    second = make.session(activity_sumsel, officer_sumsel, topic="Menjahit")
    say(session, officer_sumsel, said(siti))
    table = text_of(desk.get(tab(activity_sumsel, f"?sesi={second.pk}&tanda=-&_export=csv")))
    assert "Siti Contoh" in table
    assert "Pola dasar" not in table


def test_the_export_leaves_the_unknown_unknown(desk, session, siti, budi, activity_sumsel, officer_sumsel):
    say(session, officer_sumsel, said(siti, "setengah"))
    lines = text_of(desk.get(tab(activity_sumsel, "?_export=csv"))).splitlines()
    assert lines[0].endswith(
        "Nama Peserta;Nama IKM;15/06/2020 Pola dasar;JP hadir;JP seluruhnya;Sesi ditandai;Sesi berlangsung"
    )
    assert lines[1:] == ["Budi Contoh;;belum diketahui;belum diketahui;2;0;1", "Siti Contoh;;Setengah sesi;1;2;1;1"]
    assert desk.get(tab(activity_sumsel, "?_export=xlsx")).status_code == 200


def test_a_session_to_come_is_not_offered_for_marking(desk, activity_sumsel, officer_sumsel, siti):
    row = make.session(activity_sumsel, officer_sumsel, date=date(2031, 1, 1))
    assert f'href="{sheet(row)}"' not in text_of(desk.get(tab(activity_sumsel)))


# --- Papers, lists, rule ---


def test_the_list_to_sign_names_everybody_and_has_blank_lines(desk, session, siti, budi):
    answer = desk.get(reverse("participants:attendance_sheet", args=[session.pk]))
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for words in ("DAFTAR HADIR", "Siti Contoh", "Budi Contoh", "Pola dasar", "Senin, 15 Juni 2020", "12."):
        assert words in text


def test_r15_a_list_whose_people_are_marked_is_not_undone(activity_sumsel, officer_sumsel, session):
    data = csv(["Nama", "NIK"], ["Siti Contoh", make.nik(1)])
    batch = batches.examine(batches.upload(activity_sumsel, data, "daftar.csv", by=officer_sumsel))
    batches.ask_commit(batch, by=officer_sumsel, good_rows_only=False)
    batch = batches.commit(batch, by=officer_sumsel)
    say(session, officer_sumsel, said(activity_sumsel.participations.get()))
    with pytest.raises(Refusal, match="Kehadiran orang dari daftar ini sudah ditandai: Siti Contoh"):
        make.undone(batch, by=officer_sumsel, reason="Salah daftar")


def rule_url(activity):
    return reverse("participants:passing_rule", args=[activity.code])


def test_the_passing_rule_is_set_changed_and_dropped_on_record(desk, activity_sumsel):
    desk.post(rule_url(activity_sumsel), {"attendance_percent": "80", "score": ""})
    desk.post(rule_url(activity_sumsel), {"attendance_percent": "75", "score": "60"})
    rule = PassingRule._base_manager.get()
    assert (rule.attendance_percent, rule.score) == (75, 60)
    assert "Hadir paling sedikit 75 % JP." in text_of(desk.get(tab(activity_sumsel)))
    desk.post(reverse("participants:passing_rule_remove", args=[activity_sumsel.code]))
    assert not PassingRule._base_manager.exists()
    entries = AuditEntry._base_manager.filter(subject__startswith="participants.passingrule").order_by("pk")
    assert [entry.verb for entry in entries] == ["row.added", "row.changed", "row.removed"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Isi paling sedikit satu syarat."),
        ({"attendance_percent": "101"}, "paling besar 100"),
        ({"score": "delapan"}, "Tulis bilangan bulat"),
    ],
)
def test_a_rule_that_is_none_is_told(desk, activity_sumsel, sent, sentence):
    assert sentence in text_of(desk.post(rule_url(activity_sumsel), sent))
    assert not PassingRule._base_manager.exists()


def test_r8_the_rule_of_an_approved_activity_stays(desk, activity_sumsel):
    type(activity_sumsel)._base_manager.filter(pk=activity_sumsel.pk).update(state="approved")
    assert "tidak dapat diubah" in text_of(desk.post(rule_url(activity_sumsel), {"score": "60"}))
    assert not PassingRule._base_manager.exists()
