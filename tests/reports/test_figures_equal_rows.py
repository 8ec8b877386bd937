"""R10: a figure is what its rows add up to, whoever asks and however it is narrowed."""

from itertools import product

import pytest

from dekon_portal.accounts.models import User
from dekon_portal.accounts.scope import acting_as
from dekon_portal.core.known import Known
from programs.models import Commodity, Delivery, DeliveryState, Province
from reports.facts import FACTS
from reports.figures import figure_of
from reports.registry import REPORTS
from reports.selection import Selection
from tests import make

pytestmark = pytest.mark.django_db
EVERYBODY = ["reviewer", "auditor", "officer_sumsel", "officer_bali", "regency_officer_palembang"]
SUMMARIES = [
    "rekap-provinsi", "rekap-jenis", "rekap-produk", "penyerahan-penerima", "produk-jenis-penerima", "tinjauan",
]  # fmt: skip


def fresh(person):
    """As the next request knows them."""
    return User.objects.get(pk=person.pk)


def selections(person, scene):
    yield Selection(person, 2020)
    yield Selection(person, 2020, quarter=3)
    yield Selection(person, 2020, commodity=Commodity.objects.get(code="sandang"))
    for province in Province.objects.filter(pk__in=person.scope.provinces or ["16", "51"]):
        yield Selection(person, 2020, province=province)
        yield Selection(person, 2020, province=province, quarter=1)
    for made in scene.products:
        yield Selection(person, 2020, product=made, unit=made.unit)
    for kind in ("bimtek", "produksi_pesanan"):
        yield Selection(person, 2020, kind=kind)
    yield Selection(person, 2020, recipient_kind="gugus_tugas")
    yield Selection(person, 2019)


def test_r10_every_fact_equals_its_rows_in_every_selection_of_everybody(request, mixed_year):
    for who in EVERYBODY:
        person, compared = fresh(request.getfixturevalue(who)), 0
        with acting_as(person):
            for selection in selections(person, mixed_year):
                for key, fact in FACTS.items():
                    stated, rows = figure_of(selection, key), fact.rows(selection)
                    assert stated == fact.total_of(rows), (who, key, selection.sentence)
                    assert stated.of == len(rows), (who, key, selection.sentence)
                    compared += stated.of
        assert compared > 0


def test_r10_every_cell_of_a_report_equals_the_rows_it_opens_to(request, mixed_year):
    for who, key in product(EVERYBODY, SUMMARIES):
        person, report = fresh(request.getfixturevalue(who)), REPORTS[key]
        with acting_as(person):
            selection = Selection(person, 2020)
            rows = report.rows(selection)
            cells = [
                (row, column)
                for row in [*rows, *report.closing(selection, rows)]
                for column in report.columns
                if column.fact and column.name in row.values
            ]
            for row, column in cells:
                stated, fact = row.values[column.name], FACTS[column.fact]
                listed = fact.total_of(fact.rows(row.narrowed))
                assert (stated if isinstance(stated, Known) else Known(stated, stated, stated)) == listed
                assert report.drill(row.narrowed, column)
        assert len(cells) > 4


def test_annulled_handovers_count_nowhere(mixed_year, reviewer):
    annulled = Delivery._base_manager.filter(state=DeliveryState.ANNULLED)
    assert annulled.exists()
    listed = set()
    for key in ("handovers_signed", "handovers_reported"):
        listed |= set(FACTS[key].rows(Selection(fresh(reviewer), 2020)).values_list("pk", flat=True))
    assert listed
    assert not listed & set(annulled.values_list("pk", flat=True))


def test_an_ikm_in_two_activities_is_one_ikm(office_sumsel, officer_sumsel, reviewer):
    once = make.business("16")
    for _twice in range(2):
        make.participation(make.activity(office_sumsel, officer_sumsel), officer_sumsel, business=once)
    assert figure_of(Selection(reviewer, 2020), "businesses") == Known(1, 1, 1)


def test_r10_an_ikm_of_a_neighbouring_regency_counts_and_is_listed_but_its_page_stays_closed(
    client, office_sumsel, officer_sumsel, regency_officer_palembang
):
    neighbour = make.business("16", name="IKM Prabumulih", regency=make.regency("16.74"))
    here = make.activity(office_sumsel, officer_sumsel, regency=make.regency("16.71"))
    make.participation(here, officer_sumsel, business=neighbour)
    client.force_login(regency_officer_palembang)
    page = client.get("/laporan/rekap-provinsi/baris/?year=2020&province=16&column=businesses")
    assert page.context["proof"].holds
    assert "IKM Prabumulih" in page.content.decode()
    assert neighbour.get_absolute_url() not in page.content.decode()
    assert client.get(neighbour.get_absolute_url()).status_code == 404


def test_who_counts_the_nation_but_works_in_one_province_opens_rows_of_that_province_only(
    mixed_year, leader, office_sumsel
):
    make.member(leader, "petugas_provinsi", office_sumsel)
    person, report = fresh(leader), REPORTS["rekap-provinsi"]
    links = {
        row.values["province"]: bool(report.drill(row.narrowed, report.column("activities")))
        for row in report.rows(Selection(person, 2020))
    }
    assert links == {"Sumatera Selatan": True, "Bali": False}
    assert not report.drill(Selection(person, 2020), report.column("activities"))
