"""Undangan and jadwal acara, read back from the PDF: what is unknown says so, what people typed stays text."""

import io
from datetime import date, time

import pytest
from pypdf import PdfReader

from programs import sessions
from programs.models import Appointment, Session, Trainer
from programs.plan_papers import Letter, invitation_pdf, rundown_pdf
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office_sumsel(db):
    return make.office("16", address="Jl. Contoh No. 1\nPalembang 30126", city="Palembang")


@pytest.fixture
def official(office_sumsel):
    return Appointment._base_manager.create(
        office=office_sumsel, role="ppk", name="Rina Contoh", nip="197001011995031001", valid_from=date(2020, 1, 1)
    )


@pytest.fixture
def planned(activity_sumsel, officer_sumsel):
    trainer = Trainer._base_manager.create(province=activity_sumsel.province, name="Ahmad Contoh", degree="S.T.")
    for fields in (
        {
            "date": date(2020, 6, 15),
            "start_time": time(9),
            "end_time": time(11, 30),
            "topic": "Pola masker",
            "hours": 3,
        },
        {"date": date(2020, 6, 16), "topic": "Praktik menjahit", "place": "Balai Contoh", "room": "Ruang 2"},
        {
            "date": date(2020, 6, 16),
            "start_time": time(13),
            "topic": "Pemasaran",
            "hours": 2,
            "mode": "daring",
            "meeting_link": "https://contoh.id/rapat",
            "trainer": "Tamu dari Dekranasda",
        },
    ):
        sessions.save(Session(activity=activity_sumsel, **fields), by=officer_sumsel, trainers=[trainer])
    return activity_sumsel


def text(content):
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_rundown_states_each_session_by_day_with_jp_and_trainers(planned):
    paper = text(rundown_pdf(planned))
    for stated in (
        "PEMERINTAH PROVINSI SUMATERA SELATAN",
        "JADWAL ACARA",
        "Bimtek Produksi APD",
        "15–16 Juni 2020",
        "Senin, 15 Juni 2020 3 JP",
        "Selasa, 16 Juni 2020 2 JP (1 dari 2 sesi diketahui)",
        "09.00–11.30 WIB",
        "13.00 WIB",
        "Ahmad Contoh, S.T.; Tamu dari Dekranasda",
        "Balai Contoh, Ruang 2",
        "5 JP (2 dari 3 sesi diketahui)",
    ):
        assert stated in paper


def test_the_invitation_is_a_letter_of_the_office_with_its_official(planned, official):
    paper = text(invitation_pdf(planned, Letter("005/12/DISPERIN/2020", date(2020, 6, 1), official), links=True))
    for stated in (
        "Palembang, 1 Juni 2020",
        "Nomor : 005/12/DISPERIN/2020",
        "Yth. Bapak/Ibu/Saudara peserta",
        "15–16 Juni 2020",
        "Praktik menjahit",
        "https://contoh.id/rapat",
        "Pejabat Pembuat Komitmen",
        "Rina Contoh",
        "NIP 19700101 199503 1 001",
    ):
        assert stated in paper


def test_r4_what_is_unknown_says_so(activity_sumsel):
    paper = text(invitation_pdf(activity_sumsel, Letter()))
    for stated in (
        "Palembang, belum ditentukan",
        "Nomor : belum ditentukan",
        "Waktu : belum ditentukan",
        "Tempat : belum ditentukan",
        "Cara pelaksanaan : belum ditentukan",
        "Jadwal sesi belum ditentukan",
        "Pejabat belum ditentukan",
    ):
        assert stated in paper
    assert "Jadwal sesi belum ditentukan." in text(rundown_pdf(activity_sumsel))


def test_what_people_typed_stays_text_and_a_long_topic_stays_on_the_paper(activity_sumsel, officer_sumsel):
    topic = ("<b>Jahit</b> #strong[x] " * 20)[:300]
    assert len(topic) == 300
    for place in range(8):
        session = Session(
            activity=activity_sumsel,
            date=date(2020, 6, 15),
            topic=topic,
            start_time=time(8 + place),
            trainer="<i>A</i>",
        )
        sessions.save(session, by=officer_sumsel)
    for content in (rundown_pdf(activity_sumsel), invitation_pdf(activity_sumsel, Letter())):
        assert text(content).replace(" ", "").count(topic.replace(" ", "")) == 8
        assert len(PdfReader(io.BytesIO(content)).pages) > 1


def test_the_form_leads_to_the_letter_and_keeps_nothing(client, planned, official, officer_sumsel):
    client.force_login(officer_sumsel)
    answer = client.post(
        f"/kegiatan/{planned.code}/undangan/", {"nomor": "005/12", "tanggal": "01/06/2020", "pejabat": official.pk}
    )
    assert answer.status_code == 302
    paper = client.get(answer.url)
    assert paper["Content-Type"] == "application/pdf"
    shown = text(paper.content)
    assert "Nomor : 005/12" in shown
    assert "Rina Contoh" in shown


def test_r1_an_official_of_another_office_signs_nothing(client, planned, officer_sumsel, office_bali):
    stranger = Appointment._base_manager.create(
        office=office_bali, role="ppk", name="Orang Asing", valid_from=date(2020, 1, 1)
    )
    client.force_login(officer_sumsel)
    url = f"/kegiatan/{planned.code}/undangan"
    assert client.post(f"{url}/", {"pejabat": stranger.pk}).status_code == 200
    shown = text(client.get(f"{url}.pdf", {"pejabat": stranger.pk, "tanggal": "bukan tanggal"}).content)
    assert "Orang Asing" not in shown
    assert "Pejabat belum ditentukan" in shown


def test_who_is_not_of_the_office_gets_the_letter_without_links(client, planned, reviewer):
    client.force_login(reviewer)
    assert "contoh.id/rapat" not in text(client.get(f"/kegiatan/{planned.code}/undangan.pdf").content)
