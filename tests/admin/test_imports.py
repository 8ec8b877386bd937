"""The screen of imported lists: found, filtered and looked at; worked at in the wizard only."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from participants.imports import batches
from participants.models import ImportBatch
from tests import make

from .conftest import screen


@pytest.fixture
def people(activity_sumsel, officer_sumsel):
    sent = batches.upload(activity_sumsel, b"Nama;JK\nSiti;P\nBudi;x\n", "peserta.csv", by=officer_sumsel)
    return batches.examine(sent, by=officer_sumsel)


@pytest.fixture
def ikm(office_sumsel, officer_sumsel):
    make.regency("16.71")
    return batches.take(
        batches.of_businesses("16", by=officer_sumsel), b"Nama IKM\nMaju\n", "ikm.csv", by=officer_sumsel
    )


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client, **asked):
    rows = client.get(screen(ImportBatch, "changelist"), asked).context["cl"].result_list
    return {batch.file_name for batch in rows}


def test_a_list_is_shown_with_its_counts_and_leads_to_the_wizard(as_officer, people, ikm):
    page = text_of(as_officer.get(screen(ImportBatch, "changelist")))
    assert f'href="{people.get_absolute_url()}"' in page
    assert '<td class="field-rows">2</td>' in page
    assert '<td class="field-of_activity">tidak berlaku</td>' in page
    detail = text_of(as_officer.get(screen(people, "change")))
    assert f'href="{people.get_absolute_url()}"' in detail
    assert "peserta.csv" in detail


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind__exact": "businesses"}, {"ikm.csv"}),
        ({"state__exact": "checked"}, {"peserta.csv"}),
        ({"q": "Bimtek"}, {"peserta.csv"}),
        ({"q": "ikm"}, {"ikm.csv"}),
        ({"q": "9" * 30}, set()),
    ],
)
def test_lists_are_filtered_and_searched(as_officer, people, ikm, asked, found):
    assert listed(as_officer, **asked) == found


def test_years_and_provinces_are_offered_once_there_are_two(client, people, ikm, office_sumsel, office_bali):
    both = make.user("petugas_provinsi", office_sumsel)
    make.member(both, "petugas_provinsi", office_bali)
    later = make.activity(office_bali, both, fiscal_year=make.year(2021))
    batches.upload(later, b"Nama\nSiti\n", "bali.csv", by=both)
    client.force_login(both)
    assert listed(client) == {"peserta.csv", "ikm.csv", "bali.csv"}
    assert listed(client, activity__fiscal_year__year__exact="2020") == {"peserta.csv"}
    assert listed(client, province__code__exact="51") == {"bali.csv"}


def test_a_list_is_found_by_its_number(as_officer, people, ikm):
    assert "ikm.csv" in listed(as_officer, q=str(ikm.pk))
    assert "ikm.csv" not in listed(as_officer, q=str(ikm.pk + 7000))


def test_nothing_is_added_changed_or_removed(as_officer, people):
    assert as_officer.get(screen(ImportBatch, "add")).status_code == 403
    assert as_officer.post(screen(people, "change"), {"file_name": "lain.csv"}).status_code == 403
    assert as_officer.post(screen(people, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [people.pk], "post": "yes"}
    as_officer.post(screen(ImportBatch, "changelist"), chosen)
    assert ImportBatch._base_manager.get().file_name == "peserta.csv"


def test_r3_neither_the_file_nor_its_cells_are_read(as_officer, people, django_assert_max_num_queries):
    with django_assert_max_num_queries(25) as queries:
        as_officer.get(screen(ImportBatch, "changelist"))
    asked = [query["sql"] for query in queries if 'FROM "participants_importbatch"' in query["sql"]]
    assert asked
    assert not [sql for sql in asked if '"content"' in sql or '"columns"' in sql]
