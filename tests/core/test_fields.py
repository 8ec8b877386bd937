"""R3: what a model keeps in an encrypted field, the database never sees; *unknown* stays NULL (R4)."""

import base64
import datetime as dt

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.models import Q
from django.test.utils import isolate_apps

from dekon_portal.core.fields import EncryptedJSONField, EncryptedTextField

NIK = "1671011506859999"

with isolate_apps("tests"):

    class Card(models.Model):
        number = EncryptedTextField(null=True)
        values = EncryptedJSONField(null=True)

        class Meta:
            app_label = "tests"

        def __str__(self):
            return str(self.pk)


@pytest.fixture
def cards(transactional_db, settings):
    settings.FIELD_KEYS = [f"k1:{base64.b64encode(b'a' * 32).decode()}"]
    with connection.schema_editor() as editor:
        editor.create_model(Card)
    yield Card.objects
    with connection.schema_editor() as editor:
        editor.delete_model(Card)


def stored(column: str) -> list:
    """What the database itself holds."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM tests_card ORDER BY id')  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def test_the_database_holds_a_token_and_the_model_the_text(cards):
    card = cards.create(number=NIK)
    [token] = stored("number")
    assert token.startswith("k1.")
    assert NIK not in token
    card.refresh_from_db()
    assert card.number == NIK
    assert list(cards.values_list("number", flat=True)) == [NIK]


def test_unknown_stays_null_and_empty_stays_empty(cards):
    cards.bulk_create([Card(number=None), Card(number=""), Card(number=NIK)])
    assert stored("number")[:2] == [None, ""]
    assert list(cards.order_by("pk").values_list("number", flat=True)) == [None, "", NIK]
    assert cards.filter(number__isnull=True).count() == 1
    assert cards.filter(Q(number__isnull=False)).count() == 2


def test_every_way_of_writing_encrypts(cards):
    cards.bulk_create([Card(), Card(), Card()])
    first, second, third = cards.order_by("pk")
    first.number = NIK
    first.save(update_fields=["number"])
    cards.filter(pk=second.pk).update(number=NIK)
    third.number = NIK
    cards.bulk_update([third], ["number"])
    tokens = stored("number")
    assert len(set(tokens)) == 3
    assert not any(NIK in token for token in tokens)
    assert set(cards.values_list("number", flat=True)) == {NIK}


@pytest.mark.parametrize(
    "lookup",
    [{"number": NIK}, {"number__in": [NIK]}, {"number__contains": "1671"}, {"number__gt": "1"}, {"number": None}],
)
def test_a_search_in_the_encrypted_column_says_to_use_the_blind_index(lookup):
    with pytest.raises(FieldError, match="blind index"):
        Card.objects.filter(**lookup)


@pytest.mark.parametrize("field", ["number", "values"])
def test_it_is_never_written_in_the_clear_by_dumpdata(field):
    card = Card(number=NIK, values={"nik": NIK})
    with pytest.raises(FieldError, match=r"manage\.py backup") as refused:
        serializers.serialize("json", [card], fields=[field])
    assert NIK not in str(refused.value)


@pytest.mark.parametrize("value", [{}, [], "", 0, False, {"nik": NIK, "list": [1, None]}, "😷"])
def test_json_values_come_back_as_they_were(cards, value):
    cards.create(values=value)
    [token] = stored("values")
    assert token.startswith("k1.")
    assert NIK not in token
    assert cards.get().values == value


def test_json_keeps_dates_as_iso_text(cards):
    cards.create(values={"on": dt.date(2020, 6, 15)})
    assert cards.get().values == {"on": "2020-06-15"}


def test_an_unknown_json_value_is_null(cards):
    cards.create(values=None)
    assert stored("values") == [None]
    assert cards.get().values is None


def test_json_survives_validation(cards):
    card = Card(number=NIK, values={"a": 1})
    card.full_clean()
    assert card.values == {"a": 1}
