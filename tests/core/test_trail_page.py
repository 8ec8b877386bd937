"""The pages of an auditor: the whole trail and who looked at personal numbers, filtered, counted, exported."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.models import AuditEntry
from participants import people
from tests import make


@pytest.fixture
def as_auditor(client, auditor):
    client.force_login(auditor)
    return client


@pytest.mark.parametrize("page", ["trail", "trail_access"])
@pytest.mark.parametrize("who", ["officer_sumsel", "head_sumsel", "reviewer", "leader", "admin_user"])
def test_only_an_auditor_reads_the_whole_trail(client, request, who, page):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(page)).status_code == 403
    assert client.get(reverse(page), {"_export": "csv"}).status_code == 403


def text_of(response):
    assert response.status_code == 200
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def rows_of(response):
    return text_of(response).partition('id="hasil"')[2]


def test_an_auditor_sees_what_was_done_in_every_province(as_auditor, activity_sumsel, activity_bali):
    told = rows_of(as_auditor.get(reverse("trail")))
    assert "Siti Aminah menambahkan Bimtek Produksi APD" in told
    assert "Made Contoh menambahkan Bimtek Masker Kain" in told


@pytest.mark.parametrize(
    ("asked", "kept", "dropped"),
    [
        pytest.param({"provinsi": "51"}, "Bimtek Masker Kain", "Bimtek Produksi APD", id="province"),
        pytest.param({"orang": "siti"}, "Bimtek Produksi APD", "Bimtek Masker Kain", id="person"),
        pytest.param(
            {"tindakan": "row.added", "cari": "APD"}, "Bimtek Produksi APD", "Bimtek Masker", id="verb and text"
        ),
    ],
)
def test_the_trail_is_filtered(as_auditor, activity_sumsel, activity_bali, asked, kept, dropped):
    told = rows_of(as_auditor.get(reverse("trail"), asked))
    assert kept in told
    assert dropped not in told


def test_days_are_those_of_the_clock_on_the_wall(as_auditor, activity_sumsel):
    """An act of half past midnight in Jakarta belongs to that day, though it is yesterday in UTC."""
    entry = AuditEntry._base_manager.get()
    moment = timezone.make_aware(timezone.datetime(2020, 6, 15, 0, 30))
    AuditEntry._base_manager.filter(pk=entry.pk).update(at=moment)
    day = date(2020, 6, 15)

    def found(since, until):
        return "APD" in rows_of(as_auditor.get(reverse("trail"), {"sejak": since, "sampai": until}))

    assert found(day, day)
    assert not found(day + timedelta(days=1), day + timedelta(days=1))
    assert not found(day - timedelta(days=1), day - timedelta(days=1))


def test_what_is_exported_is_what_is_shown(as_auditor, activity_sumsel, activity_bali):
    text = text_of(as_auditor.get(reverse("trail"), {"provinsi": "16", "_export": "csv"}))
    assert "Bimtek Produksi APD" in text
    assert "Bimtek Masker Kain" not in text


def test_a_look_at_a_nik_is_on_record_without_the_number(as_auditor, officer_sumsel, sumsel_person):
    """R3: who, when, how many, why; neither the number nor the name of the person."""
    people.reveal_nik(sumsel_person, by=officer_sumsel, reason="Pencocokan dengan KTP")
    for answer in (
        as_auditor.get(reverse("trail_access")),
        as_auditor.get(reverse("trail_access"), {"_export": "csv"}),
        as_auditor.get(reverse("trail_access"), {"orang": "Siti", "provinsi": "16"}),
    ):
        text = text_of(answer)
        assert "Siti Aminah" in text
        assert "Pencocokan dengan KTP" in text
        assert f"Orang {sumsel_person.pk}" in text
        assert sumsel_person.nik not in text
        assert sumsel_person.name not in text
    assert "Pencocokan" not in rows_of(as_auditor.get(reverse("trail_access"), {"orang": "Made"}))


@pytest.fixture
def sumsel_person(office_sumsel):
    return make.person("16", name="Peserta Rahasia", nik=make.nik())


def test_the_number_of_queries_does_not_grow_with_the_rows(as_auditor, activity_sumsel):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            as_auditor.get(reverse("trail"))
        return len(queries)

    few = [asked(), asked()][1]  # the first answer also fills what is kept between requests
    for number in range(20):
        make.activity(activity_sumsel.office, activity_sumsel.created_by, title=f"Kegiatan {number}")
    assert asked() == few
