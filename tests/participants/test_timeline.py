"""The timeline of one IKM: all it got, made, took on and won, as far as the reader may see it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from participants.imports import batches
from participants.models import Business, OrderTaker, ProductionMaker
from participants.timeline import EventKind, timeline
from tests import make
from tests.participants.imports.sheets import csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, officer_sumsel):
    client.force_login(officer_sumsel)
    return client


@pytest.fixture
def firm(db):
    return make.business(name="Konveksi Musi", regency=make.regency("16.71"))


def page(business):
    return reverse("participants:business_timeline", args=[business.pk])


def of(kind, business, user):
    return [event for event in timeline(business, user) if event.kind == kind]


def one_of_everything(activity, officer, firm, quantity=None, **made):
    """An activity with two people of the IKM, its order, production, handover and visit."""
    for _ in range(2):
        make.participation(activity, officer, business=firm)
    OrderTaker.objects.create(order=make.order(activity, officer, 500), business=firm)
    production = make.production(activity, officer, quantity, **made)
    ProductionMaker.objects.create(production=production, business=firm)
    make.delivery(activity, officer, {make.product(): 100}, handed_over_on=date(2020, 9, 1))
    make.visit(activity, officer, business=firm, next_step="Daftar halal")
    return production


def test_everything_stands_there_the_latest_first(activity_sumsel, officer_sumsel, firm):
    one_of_everything(activity_sumsel, officer_sumsel, firm, 300, made_on=date(2020, 8, 1))
    make.permit(firm, officer_sumsel, issued_on=date(2021, 2, 3), valid_until=date(2025, 2, 3))
    events = timeline(firm, officer_sumsel)
    assert [(event.kind, event.year) for event in events] == [
        (EventKind.PERMIT, 2025),
        (EventKind.PERMIT, 2021),
        (EventKind.DELIVERED, 2020),
        (EventKind.MADE, 2020),
        (EventKind.VISIT, 2020),
        (EventKind.ACTIVITY, 2020),
        (EventKind.ORDERED, 2020),
    ]
    assert "2 orang" in of(EventKind.ACTIVITY, firm, officer_sumsel)[0].detail
    assert "penyerahan kegiatan, bukan bagian IKM ini saja" in of(EventKind.DELIVERED, firm, officer_sumsel)[0].detail


def test_r4_what_is_not_known_is_said(activity_sumsel, officer_sumsel, firm):
    one_of_everything(activity_sumsel, officer_sumsel, firm)
    (made,) = of(EventKind.MADE, firm, officer_sumsel)
    assert "jumlah belum diketahui" in made.detail
    assert (made.day, made.when_in_words) == (None, "2020, tanggal belum diketahui")


def test_r4_a_permit_without_its_date_stands_where_it_was_noted_and_says_so(officer_sumsel, firm):
    permit = make.permit(firm, officer_sumsel, number="ID123")
    (event,) = of(EventKind.PERMIT, firm, officer_sumsel)
    assert event.title == "Sertifikat halal ID123 tercatat"
    assert event.detail == "tanggal terbit belum diketahui"
    assert event.year == permit.created_at.year


def test_r4_what_several_made_together_is_not_split(activity_sumsel, officer_sumsel, firm):
    production = one_of_everything(activity_sumsel, officer_sumsel, firm, 3000)
    for _ in range(9):
        ProductionMaker.objects.create(production=production, business=make.business())
    (made,) = of(EventKind.MADE, firm, officer_sumsel)
    assert "3.000 helai · bersama 9 IKM lain, tidak dibagi" in made.detail
    assert "300 " not in made.detail


def test_goods_of_an_activity_in_which_it_made_nothing_are_not_its(activity_sumsel, officer_sumsel, firm):
    make.participation(activity_sumsel, officer_sumsel, business=firm)
    make.delivery(activity_sumsel, officer_sumsel, {make.product(): 100})
    assert not of(EventKind.DELIVERED, firm, officer_sumsel)


def test_a_list_that_brought_it_in_and_one_that_filled_it_in_are_told(activity_sumsel, officer_sumsel):
    make.regency("16.71")

    def commit(name, headings, row):
        data = csv(headings, row)
        batch = batches.examine(batches.upload(activity_sumsel, data, name, by=officer_sumsel))
        batches.ask_commit(batch, by=officer_sumsel, good_rows_only=False)
        batches.commit(batch, by=officer_sumsel)

    commit("satu.csv", ["Nama", "NIK", "Nama IKM", "Kab/Kota"], ["Orang", make.nik(1), "Baru", "Kota Palembang"])
    headings = ["Nama", "NIK", "Nama IKM", "Kab/Kota", "NIB"]
    commit("dua.csv", headings, ["Orang Dua", make.nik(2), "Baru", "Kota Palembang", "1234567890123"])
    firm = Business._base_manager.get(name="Baru")
    titles = {event.title for event in of(EventKind.RECORDED, firm, officer_sumsel)}
    assert titles == {"Tercatat dari daftar satu.csv", "Data dilengkapi dari daftar dua.csv"}


def test_r1_another_province_gets_404_and_a_regency_only_its_own_activities(
    client, activity_sumsel, office_sumsel, officer_sumsel, officer_bali, regency_officer_palembang, firm
):
    here = make.activity(office_sumsel, officer_sumsel, title="Bimtek Palembang", regency=make.regency("16.71"))
    make.visit(activity_sumsel, officer_sumsel)
    for activity in (activity_sumsel, here):
        one_of_everything(activity, officer_sumsel, firm)
    client.force_login(officer_bali)
    assert client.get(page(firm)).status_code == 404
    seen = {event.title for event in of(EventKind.ACTIVITY, firm, regency_officer_palembang)}
    assert seen == {"Bimtek Palembang"}
    told = " ".join(f"{event.title} {event.detail}" for event in timeline(firm, regency_officer_palembang))
    assert activity_sumsel.title not in told
    both = {event.title for event in of(EventKind.ACTIVITY, firm, officer_sumsel)}
    assert both == {"Bimtek Palembang", activity_sumsel.title}


def test_the_page_is_filtered_and_exported(officer, activity_sumsel, officer_sumsel, firm):
    one_of_everything(activity_sumsel, officer_sumsel, firm, 300)
    make.permit(firm, officer_sumsel, issued_on=date(2021, 2, 3))
    rows = officer.get(page(firm), {"jenis": "izin"}).context["table"].data.data
    assert {event.kind for event in rows} == {EventKind.PERMIT}
    rows = officer.get(page(firm), {"tahun": "2020"}).context["table"].data.data
    assert {event.year for event in rows} == {2020}
    file = officer.get(page(firm), {"_export": "csv", "jenis": "produksi"})
    assert "300 helai" in b"".join(file.streaming_content).decode("utf-8-sig")
    assert officer.get(page(firm), {"_export": "xlsx"}).status_code == 200


@pytest.mark.parametrize("query", [{"tahun": "x"}, {"tahun": "9999"}, {"jenis": "sihir"}])
def test_an_address_that_names_what_there_is_not_leaves_nothing_out(
    officer, activity_sumsel, officer_sumsel, firm, query
):
    one_of_everything(activity_sumsel, officer_sumsel, firm)
    answer = officer.get(page(firm), query)
    assert answer.status_code == 200
    assert len(answer.context["table"].data.data) == len(timeline(firm, officer_sumsel))


def test_an_ikm_of_which_nothing_is_known_says_so(officer, firm):
    assert "Belum ada riwayat pembinaan" in officer.get(page(firm)).content.decode()


def test_it_takes_as_many_queries_for_many_activities_as_for_one(officer, office_sumsel, officer_sumsel, firm):
    def count():
        with CaptureQueriesContext(connection) as caught:
            assert officer.get(page(firm)).status_code == 200
        return len(caught)

    def add(number):
        for _ in range(number):
            activity = make.activity(office_sumsel, officer_sumsel)
            one_of_everything(activity, officer_sumsel, firm, 10)
            make.permit(firm, officer_sumsel, issued_on=date(2020, 1, 1))

    add(1)
    officer.get(page(firm))
    few = count()
    add(5)
    assert count() == few
    assert few <= 30
