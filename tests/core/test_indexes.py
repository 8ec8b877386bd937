"""The index for searching within names, on both databases."""

import pytest
from django.db import connection, models

from dekon_portal.core.indexes import ContainsIndex
from participants.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "person_name_again"


@pytest.fixture
def index():
    made = ContainsIndex(fields=["name_key"], name=NAME)
    with connection.schema_editor() as editor:
        editor.add_index(Person, made)
    yield made
    with connection.schema_editor() as editor:
        editor.remove_index(Person, made)


def test_a_migration_makes_it_on_the_database_at_hand(index):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Person._meta.db_table)[NAME]
    assert found["columns"] == ["name_key"]
    assert found["type"] == ("gin" if connection.vendor == "postgresql" else models.Index.suffix)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads the table for `contains`")
def test_postgresql_finds_a_part_of_a_name_by_it(index):
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")  # three rows are otherwise read quicker than any index
        plan = Person.objects.filter(name_key__contains="aminah").order_by().explain()
        cursor.execute("RESET enable_seqscan")
    assert NAME in plan or "person_name_part" in plan


def test_migrations_write_it_as_it_was_declared():
    path, args, kwargs = ContainsIndex(fields=["name_key"], name=NAME).deconstruct()
    assert path == "dekon_portal.core.indexes.ContainsIndex"
    assert ContainsIndex(*args, **kwargs) == ContainsIndex(fields=["name_key"], name=NAME)
