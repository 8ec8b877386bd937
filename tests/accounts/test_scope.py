"""R1: the boundary of a province, in one place."""

import pytest
from django.db.models import Count

from dekon_portal.accounts.scope import OutOfReach, Unscoped, acting_as
from participants.models import Participation, Person
from programs.models import Activity, Office, Session
from tests import make

pytestmark = pytest.mark.django_db


def titles(user):
    return sorted(Activity.objects.visible_to(user).values_list("title", flat=True))


def test_r1_officer_sees_only_the_own_province(officer_sumsel, activity_sumsel, activity_bali):
    assert titles(officer_sumsel) == ["Bimtek Produksi APD"]


def test_r1_reviewer_and_auditor_see_all_provinces(reviewer, auditor, activity_sumsel, activity_bali):
    assert titles(reviewer) == titles(auditor) == ["Bimtek Masker Kain", "Bimtek Produksi APD"]


def test_r1_leader_counts_everything_but_opens_no_row(leader, activity_sumsel, activity_bali):
    assert titles(leader) == []
    assert Activity.objects.countable_by(leader).count() == 2


def test_r1_admin_and_a_person_without_role_see_nothing(admin_user, activity_sumsel):
    superuser = make.user(is_superuser=True, is_staff=True)
    assert titles(admin_user) == titles(superuser) == []
    assert Activity.objects.countable_by(superuser).count() == 0


def test_r1_regency_officer_sees_the_own_regency_only(regency_officer_palembang, office_sumsel, officer_sumsel):
    make.activity(office_sumsel, officer_sumsel, title="Di Palembang", regency=make.regency("16.71"))
    make.activity(office_sumsel, officer_sumsel, title="Di Prabumulih", regency=make.regency("16.74"))
    assert titles(regency_officer_palembang) == ["Di Palembang"]


def test_r1_a_membership_counts_only_while_it_is_valid(office_sumsel, activity_sumsel):
    from datetime import date

    retired = make.user()
    make.member(retired, "petugas_provinsi", office_sumsel, valid_to=date(2021, 12, 31))
    assert titles(retired) == []


@pytest.mark.parametrize(
    "evaluate",
    [
        pytest.param(list, id="iterate"),
        pytest.param(lambda rows: rows.count(), id="count"),
        pytest.param(lambda rows: rows.exists(), id="exists"),
        pytest.param(lambda rows: rows.exclude(pk=0).exists(), id="exclude-exists"),
        pytest.param(lambda rows: rows.first(), id="first"),
        pytest.param(lambda rows: rows.filter(pk=1).get(), id="get"),
        pytest.param(lambda rows: rows.in_bulk(), id="in_bulk"),
        pytest.param(lambda rows: list(rows.values_list("pk")), id="values_list"),
        pytest.param(lambda rows: rows.aggregate(n=Count("pk")), id="aggregate"),
        pytest.param(lambda rows: list(rows.iterator()), id="iterator"),
        pytest.param(lambda rows: rows.update(title="x"), id="update"),
        pytest.param(lambda rows: rows.delete(), id="delete"),
        pytest.param(lambda rows: list(rows.select_related("office")), id="select_related"),
        pytest.param(lambda rows: list(rows.dates("created_at", "day")), id="dates"),
        pytest.param(lambda rows: list(rows.union(rows)), id="union"),
        pytest.param(lambda rows: rows.contains(Activity(pk=1)), id="contains"),
        pytest.param(lambda rows: rows.explain(), id="explain"),
    ],
)
def test_r1_any_evaluation_without_a_scope_raises(evaluate, officer_sumsel, activity_sumsel):
    with acting_as(officer_sumsel), pytest.raises(Unscoped):
        evaluate(Activity.objects.all())


def test_r1_a_visitor_without_sign_in_meets_the_same_guard(activity_sumsel):
    with acting_as(None), pytest.raises(Unscoped):
        list(Activity.objects.all())


def test_r1_relations_of_a_row_reached_through_the_scope_are_open(officer_sumsel, activity_sumsel):
    with acting_as(officer_sumsel):
        activity = Activity.objects.visible_to(officer_sumsel).get()
        assert activity.office.province.name == "Sumatera Selatan"
        assert list(activity.sessions.all()) == []
        assert list(Activity.objects.visible_to(officer_sumsel).prefetch_related("sessions")) == [activity]


def test_r1_a_row_cannot_be_created_in_another_province(officer_sumsel, activity_bali):
    from datetime import date

    with acting_as(officer_sumsel), pytest.raises(OutOfReach):
        Session(activity=activity_bali, date=date(2020, 6, 15), topic="Selundupan").save()
    assert not Session._base_manager.exists()


def test_r1_a_row_cannot_be_moved_out_of_reach(officer_sumsel, office_bali, activity_sumsel):
    with acting_as(officer_sumsel):
        activity_sumsel.office = office_bali
        with pytest.raises(OutOfReach):
            activity_sumsel.save()
    activity_sumsel.refresh_from_db()
    assert activity_sumsel.office.province_id == "16"


def test_r1_bulk_create_is_checked_as_a_whole(officer_sumsel, office_sumsel, office_bali):
    people = [Person(province_id="16", name="A", name_key="a"), Person(province_id="51", name="B", name_key="b")]
    with acting_as(officer_sumsel), pytest.raises(OutOfReach):
        Person.objects.bulk_create(people)
    assert not Person._base_manager.exists()


def test_r1_every_model_that_reaches_an_office_is_scoped():
    """A new model with a path to a province must decide its scope: it inherits ScopedModel or is named here."""
    from django.apps import apps

    from dekon_portal.accounts.scope import ScopedModel

    open_reference = {"province", "regency", "restrictionspell", "membership"}
    for label in ("programs", "participants", "reports", "core"):
        for model in apps.get_app_config(label).get_models():
            related = {
                field.related_model._meta.model_name for field in model._meta.concrete_fields if field.related_model
            }
            if related & {"province", "office", "activity", "delivery", "person", "business", "importbatch"}:
                assert issubclass(model, ScopedModel) or model._meta.model_name in open_reference, model


def test_r1_every_scoped_model_states_a_path_that_works(officer_sumsel):
    from django.apps import apps

    from dekon_portal.accounts.scope import ScopedModel

    scoped = [model for model in apps.get_models() if issubclass(model, ScopedModel)]
    assert {Activity, Office, Participation} <= set(scoped)
    for model in scoped:
        assert list(model.objects.visible_to(officer_sumsel)) == [] or model in (Office,)
