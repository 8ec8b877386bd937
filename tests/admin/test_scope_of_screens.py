"""R1 on the admin screens: an office never meets another province, in whatever corner of a screen."""

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from dekon_portal.accounts.scope import ScopedModel
from participants.models import Business, Person
from programs.models import Order
from tests import make

from .conftest import screen

MODELS = [
    "office", "activity", "session", "partner", "recipient", "order", "production", "delivery", "business", "person",
    "participation", "budget_line", "batch", "permit",
]  # fmt: skip
REMOVABLE = ["session", "order", "production", "delivery", "participation", "permit"]


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_every_screen_of_a_province_is_tried_here(sumsel):
    """A new screen fails until it is added to the rows of both provinces."""
    tried = {type(getattr(sumsel, name)) for name in MODELS}
    scoped = {model for model in admin.site._registry if issubclass(model, ScopedModel)}
    assert {model.__name__ for model in scoped - tried} == {"Appointment"}  # tried with its office below


@pytest.mark.parametrize("name", MODELS)
def test_a_list_shows_only_the_own_province(as_officer, sumsel, bali, name):
    own, other = getattr(sumsel, name), getattr(bali, name)
    listed = text_of(as_officer.get(screen(own, "changelist")))
    assert screen(own, "change") in listed
    assert screen(other, "change") not in listed
    assert "Bali" not in listed  # in no column and no filter either


@pytest.mark.parametrize("name", MODELS)
def test_a_search_for_another_province_finds_nothing(as_officer, sumsel, bali, name):
    other = getattr(bali, name)
    listed = text_of(as_officer.get(screen(other, "changelist"), {"q": "Bali"}))
    assert screen(other, "change") not in listed


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_another_provinces_row_is_not_found(as_officer, bali, name, page):
    assert as_officer.get(screen(getattr(bali, name), page)).status_code == 404
    assert as_officer.post(screen(getattr(bali, name), page), {"post": "yes"}).status_code in (404, 405)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("kind", ["0", "1"])
def test_an_export_holds_only_the_own_province(as_officer, sumsel, bali, name, kind):
    """Read as the bytes of CSV and, unpacked, of XLSX."""
    answer = as_officer.post(screen(getattr(sumsel, name), "export"), {"format": kind, "resource": "0"})
    assert answer.status_code == 200
    words = exported(answer.content, kind)
    assert "Bali" not in words
    assert "Sumsel" in words or "Sumatera Selatan" in words or sumsel.activity.code in words


def exported(content, kind):
    if kind == "1":
        return content.decode("utf-8-sig")
    from io import BytesIO

    from openpyxl import load_workbook

    return " ".join(str(cell) for row in load_workbook(BytesIO(content)).active.values for cell in row)


def test_an_export_of_chosen_rows_cannot_name_rows_elsewhere(as_officer, sumsel, bali):
    chosen = {"format": "1", "resource": "0", "export_items": [bali.person.pk]}
    answer = as_officer.post(screen(sumsel.person, "export"), chosen)
    assert "Bali" not in answer.content.decode()


@pytest.mark.parametrize("name", REMOVABLE)
def test_removing_chosen_rows_touches_none_elsewhere(as_officer, sumsel, bali, name):
    other = getattr(bali, name)
    as_officer.post(
        screen(other, "changelist"),
        {"action": "delete_selected", ACTION_CHECKBOX_NAME: [other.pk], "post": "yes"},
    )
    assert type(other)._base_manager.filter(pk=other.pk).exists()


@pytest.mark.parametrize(
    ("model", "field", "mine"),
    [("order", "activity", "Bimtek Produksi APD"), ("participation", "person", "Orang Sumsel")],
)
def test_suggestions_come_from_the_own_province(as_officer, sumsel, bali, model, field, mine):
    app = getattr(sumsel, model)._meta.app_label
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
    found = as_officer.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [item["text"] for item in found] == [mine]


def test_suggestions_of_what_one_may_not_see_are_refused(as_officer, sumsel):
    asked = {"app_label": "programs", "model_name": "activity", "field_name": "created_by", "term": ""}
    assert as_officer.get(reverse("admin:autocomplete"), asked).status_code == 403


def test_a_new_row_cannot_start_from_another_provinces_activity(as_officer, bali):
    for address in (f"?activity={bali.activity.pk}", "?activity=0", "?activity=x", f"?activity={'9' * 30}"):
        assert as_officer.get(screen(Order, "add") + address).status_code == 404


def test_a_reference_to_another_province_cannot_be_slipped_into_a_form(as_officer, sumsel, bali):
    address = f"{screen(Order, 'add')}?activity={sumsel.activity.pk}"
    sent = {"orderer": bali.recipient.pk, "product": sumsel.order.product_id, "unit": "helai", "quantity": "10"}
    answer = as_officer.post(address, sent)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["orderer"]
    assert Order._base_manager.filter(orderer=bali.recipient).count() == 1


def test_a_person_of_another_province_cannot_be_enrolled(as_officer, sumsel, bali):
    address = f"{screen(sumsel.participation, 'add')}?activity={sumsel.activity.pk}"
    answer = as_officer.post(address, {"person": bali.person.pk, "role": "peserta"})
    assert "person" in answer.context["adminform"].form.errors


def test_officials_of_another_office_are_not_shown(as_officer, office_sumsel, office_bali):
    from programs.models import Appointment

    for office, name in ((office_sumsel, "Pejabat Sumsel"), (office_bali, "Pejabat Bali")):
        Appointment(office=office, role="ppk", name=name, valid_from="2020-01-01").save()
    listed = text_of(as_officer.get(screen(Appointment, "changelist")))
    assert "Pejabat Sumsel" in listed
    assert "Bali" not in listed


def test_a_filter_in_the_address_opens_no_other_province(as_officer, sumsel, bali):
    listed = text_of(as_officer.get(screen(sumsel.activity, "changelist"), {"office__id__exact": bali.office.pk}))
    assert screen(bali.activity, "change") not in listed
    assert "Bali" not in listed


def test_a_full_nik_is_on_no_screen_and_in_no_export(as_officer, sumsel):
    """R3"""
    number = sumsel.person.nik
    person, participation = sumsel.person, sumsel.participation
    pages = [screen(row, page) for row in (person, participation) for page in ("changelist", "change", "history")]
    assert all(number not in text_of(as_officer.get(page)) for page in pages)
    assert "1671••••••••••99" in text_of(as_officer.get(screen(person, "changelist")))
    for row in (person, participation):
        for kind in "01":
            answer = as_officer.post(screen(row, "export"), {"format": kind, "resource": "0"})
            assert number not in exported(answer.content, kind)


def test_a_person_who_may_only_look_sees_no_personal_number(client, office_sumsel, sumsel, bali):
    """R3: fields that are only shown are not a way around the mask."""
    both = make.user("petugas_provinsi", office_sumsel)
    make.member(both, "auditor")
    client.force_login(both)
    shown = text_of(client.get(screen(bali.person, "change")))
    assert bali.person.nik not in shown
    assert "5171••••••••••99" in shown
    assert client.post(screen(bali.person, "change"), {"name": "X"}).status_code == 403


def test_lists_are_imported_by_the_portals_own_pipeline_from_the_screens_too(officer_sumsel, client):
    client.force_login(officer_sumsel)
    assert reverse("participants:import_new_businesses") in client.get(screen(Business, "changelist")).content.decode()
    assert reverse("participants:import_list") in client.get(screen(Person, "changelist")).content.decode()
