"""Scores from a sheet of names: whom a row means is never guessed, all faults are told at once, all or none is kept."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from participants.models import Sheet
from tests import make, papers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


PALEMBANG, PRABUMULIH = make.nik(1), make.nik(1, regency="1674")


@pytest.fixture
def exam(activity_sumsel, officer_sumsel):
    for name, nik in (("Ani Contoh", None), ("Budi Contoh", PALEMBANG), ("Budi Contoh", PRABUMULIH)):
        make.participation(activity_sumsel, officer_sumsel, person=make.person(name=name, nik=nik))
    return make.exam(activity_sumsel, officer_sumsel)


@pytest.fixture
def send(client, exam, officer_sumsel):
    client.force_login(officer_sumsel)

    def post(**data):
        return client.post(reverse("participants:scores_import", args=[exam.pk]), data)

    return post


def told(response):
    return " ".join(response.context["form"].non_field_errors())


def kept():
    return {sheet.participation.person.nik: sheet.score for sheet in Sheet._base_manager.all()}


def test_names_and_masked_nik_as_our_own_list_has_them(send):
    masked = [f"{nik[:4]}••••••••••{nik[-2:]}" for nik in (PALEMBANG, PRABUMULIH)]
    send(
        text=f"Nama Peserta;NIK (tersamar);Nilai\nANI CONTOH;;80\nBudi Contoh;{masked[1]};60\nBudi Contoh;{masked[0]};"
    )
    assert kept() == {None: 80, PRABUMULIH: 60}


def test_every_fault_is_told_and_nothing_is_kept(send):
    response = send(text="nama;nilai\nAni Contoh;101\nBudi Contoh;70\nTak Dikenal;7,5\nAni Contoh;-1\nAni Contoh;<b>")
    for fault in (
        "Baris 2, kolom nilai: tulis bilangan bulat 0 sampai 100.",
        "Baris 3, kolom nama: ada beberapa peserta dengan nama ini.",
        "Baris 4, kolom nama: tidak ada peserta",
        "Baris 4, kolom nilai",
        "Baris 5, kolom nilai",
        "Baris 6, kolom nilai",
    ):
        assert fault in told(response)
    assert kept() == {}


def test_a_person_named_twice_is_told(send):
    assert "Baris 3, kolom nama: orang ini sudah ada" in told(send(text="nama;nilai\nAni Contoh;80\nAni Contoh;90"))
    assert kept() == {}


def test_what_is_no_list_of_scores_is_told(send):
    assert "Baris judul tidak ditemukan" in told(send(text="soal;kunci\nS;A"))
    assert told(send(file=SimpleUploadedFile("nilai.xlsx", papers.pdf())))
    assert kept() == {}


def test_a_full_nik_tells_people_of_one_name_apart(send):
    response = send(text=f"nama;nik;nilai\nBudi Contoh;{PALEMBANG};70\nBudi Contoh;{make.nik(7)};70")
    assert "Baris 3, kolom nama: tidak ada peserta" in told(response)
    assert make.nik(7) not in told(response)
    send(text=f"nama;nik;nilai\nBudi Contoh;{PALEMBANG};70")
    assert kept() == {PALEMBANG: 70}


def test_people_whom_name_and_masked_nik_do_not_tell_apart_are_never_guessed(send, activity_sumsel, officer_sumsel):
    twin = make.person(name="Budi Contoh", nik=make.nik(2))
    make.participation(activity_sumsel, officer_sumsel, person=twin)
    response = send(text=f"nama;nik;nilai\nBudi Contoh;{twin.masked_nik};70")
    assert "ada beberapa peserta dengan nama ini" in told(response)
    assert kept() == {}
