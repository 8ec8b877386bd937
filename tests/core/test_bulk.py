"""Rows written by columns are the rows that `bulk_create` would write; and R1, R3 hold for them too."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from dekon_portal.accounts.scope import OutOfReach, acting_as
from dekon_portal.core.bulk import insert, update
from dekon_portal.core.crypto import blind_index
from participants.models import Business, ImportBatch, ImportIssue, Participation, Person
from tests import make

NIK = "1671011506859999"
ODD = ["Siti", "a\tb", "c\\d\nN", "\\N", "é • 'x' \"y\" \r\n", ""]


def stored(row: models.Model) -> dict:
    """What the row holds, save its key and the time it was written."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in ("id", "created_at")
    }


@pytest.fixture
def palembang(db):
    return make.regency("16.71")


def test_rows_hold_what_bulk_create_would_have_written(palembang):
    columns = {
        "name": ODD,
        "name_key": [text.lower()[:5] for text in ODD],
        "nik": [NIK, *[None] * 5],
        "nik_hash": [blind_index(NIK, "nik"), *[None] * 5],
        "phone": ["+6281230000000", "", "", "", "", ""],
        "birth_date": [date(1985, 6, 15), None, None, date(1900, 1, 1), None, None],
        "regency_id": ["16.71", None, None, "16.71", None, None],
        "is_sample": [True, False, False, False, True, False],
    }
    keys = insert(Person(province_id="16", sex="P"), columns)
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    wanted = [Person(province_id="16", sex="P", **row) for row in rows]
    found = Person._base_manager.in_bulk(keys)
    assert [stored(found[key]) for key in keys] == [stored(one) for one in wanted]
    now = timezone.now()
    assert all((now - found[key].created_at).total_seconds() < 60 for key in keys)


def test_numbers_and_json_too(activity_sumsel, officer_sumsel):
    batch = ImportBatch.of_activity(activity_sumsel, uploaded_by=officer_sumsel, content=b"")
    batch.save()
    params = [{"name": 'a\\b\t"c" é'}, {}, {"first": 2}]
    columns = {"row": [1, 2, 3], "code": ["age"] * 3, "severity": ["warning"] * 3, "params": params}
    insert(ImportIssue(batch=batch), columns)
    assert list(batch.issues.order_by("row").values_list("params", flat=True)) == params
    insert(Business(province_id="16"), {"name": ["A", "B"], "name_key": ["a", "b"], "sales": [10**13, None]})
    assert list(Business._base_manager.order_by("name").values_list("sales", flat=True)) == [10**13, None]


def test_r3_equal_values_are_encrypted_apart(palembang):
    insert(Person(province_id="16"), {"name": ["A", "B"], "name_key": ["a", "b"], "phone": ["+6281230000000"] * 2})
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM participants_person")
        tokens = {token for (token,) in cursor.fetchall()}
    assert len(tokens) == 2
    assert not any("8123" in token for token in tokens)


def test_keys_go_on_where_others_stopped_and_others_go_on_after_them(palembang):
    columns = {"name": ["A", "B"], "name_key": ["a", "b"]}
    last = make.person(name="Siti", nik=NIK)
    taken, pk = last.pk + 5, last.pk
    Person._base_manager.filter(pk=make.person(name="Budi").pk).delete()  # its key is never given again
    keys = [*insert(Person(province_id="16"), columns), *insert(Person(province_id="16"), columns)]
    assert keys == [pk + 2, pk + 3, pk + 4, taken]
    assert make.person(name="Ani").pk == taken + 1


def test_no_rows_are_no_rows(palembang):
    assert list(insert(Person(province_id="16"), {"name": [], "name_key": []})) == []


def test_a_row_that_breaks_a_rule_undoes_all(palembang):
    columns = {"name": ["A", "B"], "name_key": ["a", "b"], "nik": [NIK, NIK], "nik_hash": ["x", "x"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Person(province_id="16"), columns)
    assert not Person._base_manager.exists()


@pytest.mark.parametrize("foreign", [0, 1, 2])
def test_r1_one_row_in_another_province_undoes_all(officer_sumsel, office_bali, foreign):
    provinces = ["16", "16", "16"]
    provinces[foreign] = "51"
    columns = {"province_id": provinces, "name": ["A", "B", "C"], "name_key": ["a", "b", "c"]}
    with acting_as(officer_sumsel), pytest.raises(OutOfReach):
        insert(Person(), columns)
    with acting_as(officer_sumsel), pytest.raises(OutOfReach):
        insert(Person(province_id="51"), {name: columns[name] for name in ("name", "name_key")})
    assert not Person._base_manager.exists()


def test_r1_reach_follows_the_relations_of_the_scope_path(officer_sumsel, activity_sumsel, activity_bali):
    """An issue reaches its province through its batch; one of another province's batch undoes all."""
    mine, theirs = (
        ImportBatch.of_activity(activity, uploaded_by=officer_sumsel, content=b"")
        for activity in (activity_sumsel, activity_bali)
    )
    mine.save()
    theirs.save()
    columns = {"row": [1, 2], "code": ["age", "age"], "severity": ["warning", "warning"]}
    with acting_as(officer_sumsel):
        insert(ImportIssue(), {**columns, "batch_id": [mine.pk, mine.pk]})
        with pytest.raises(OutOfReach):
            insert(ImportIssue(), {**columns, "batch_id": [mine.pk, theirs.pk]})
    assert ImportIssue._base_manager.filter(batch=mine).count() == 2
    assert not ImportIssue._base_manager.filter(batch=theirs).exists()


def test_r1_a_regencys_officer_writes_people_of_that_regency_only(palembang):
    officer = make.user("petugas_kabkota", make.office(), regency=palembang)
    make.regency("16.74")
    columns = {"name": ["A", "B"], "name_key": ["a", "b"]}
    with acting_as(officer):
        insert(Person(province_id="16"), {**columns, "regency_id": ["16.71", "16.71"]})
        with pytest.raises(OutOfReach):
            insert(Person(province_id="16"), {**columns, "regency_id": ["16.71", "16.74"]})
        with pytest.raises(OutOfReach):
            insert(Person(province_id="16"), {**columns, "regency_id": ["16.71", None]})
    assert Person._base_manager.count() == 2


def test_r1_a_participation_of_another_provinces_activity_is_out_of_reach(
    officer_sumsel, activity_sumsel, activity_bali
):
    person = make.person(name="Siti")
    like = Participation(office=activity_sumsel.office, fiscal_year_id=2020)
    with acting_as(officer_sumsel), pytest.raises(OutOfReach):
        insert(
            like,
            {
                "activity_id": [activity_sumsel.pk, activity_bali.pk],
                "province_id": ["16", "51"],
                "person_id": [person.pk, person.pk],
            },
        )
    assert not Participation._base_manager.exists()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("birth_place", ODD),
        ("phone", ["+6281230000000", "", "+62711345678"]),
        ("birth_date", [date(1985, 6, 15), date(1900, 1, 1)]),
        ("regency_id", ["16.71", "16.74"]),
        ("version", [7, 8]),
    ],
)
def test_each_row_takes_its_own_value_and_no_other_changes(palembang, name, values):
    make.regency("16.74")
    people = [make.person() for _value in values]
    other = make.person(birth_place="Medan")
    before = [stored(one) for one in people]
    update(Person, name, {one.pk: value for one, value in zip(people, values, strict=True)})
    for one, old, value in zip(people, before, values, strict=True):
        one.refresh_from_db()
        assert stored(one) == {**old, name: value}
    old = stored(other)
    other.refresh_from_db()
    assert stored(other) == old
