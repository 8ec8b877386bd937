"""Many keys at once: the same rows, whether the keys go to the database or its rows come here."""

from __future__ import annotations

import pytest

from participants.imports.lookup import Among, ask_ahead, rows_by, rows_named
from participants.models import Business, Person
from tests import make

ODD = ["maju, jaya", 'kata "indah"', "{satu}", "garis \\ miring", "o'neil", "wajah 😀", "null", "%s"]


@pytest.fixture
def firms(db):
    return {name: make.business(name=name).pk for name in ODD}


def test_odd_characters_stay_what_they_are(firms):
    rows = Business._base_manager.filter(Among("name", ODD[::2]))
    assert {one.pk for one in rows} == {firms[name] for name in ODD[::2]}


def test_numbers_are_looked_for_as_numbers(firms):
    some = [*firms.values()][:3]
    assert set(Business._base_manager.filter(Among("pk", some)).values_list("pk", flat=True)) == set(some)


def test_no_value_asks_nothing(firms, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(Business._base_manager.filter(Among("name", []))) == []
        assert list(rows_by(Business, "name", [])) == []


OTHERS = pytest.mark.parametrize("others", [[], [f"lain {n}" for n in range(50)]], ids=["fewer asked", "fewer stored"])


@OTHERS
def test_few_or_many_keys_find_the_same_rows(firms, others):
    asked = [ODD[0], ODD[3], "tidak ada", *others]
    assert set(rows_by(Business, "name", asked, "pk")) == {(name, firms[name]) for name in (ODD[0], ODD[3])}


@OTHERS
def test_what_is_asked_ahead_comes_whatever_else_is_asked_meanwhile(firms, others):
    answer = ask_ahead(Business, "name", [ODD[0], ODD[3], "tidak ada", *others], "pk")
    assert Business._base_manager.count() == len(ODD)
    assert set(answer()) == {(name, firms[name]) for name in (ODD[0], ODD[3])}


def test_no_value_is_not_asked_ahead(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask_ahead(Business, "name", [], "pk")() == []


@OTHERS
def test_few_or_many_names_find_the_same_rows_of_the_province(firms, others):
    make.business("51", name="Maju, Jaya")
    found = rows_named(Business, ["maju jaya", "tidak ada", *others], "pk", province="16")
    assert list(found) == [("maju jaya", firms["maju, jaya"])]


@OTHERS
def test_rows_without_a_key_are_nobodys(db, others):
    make.person(name="Siti")
    assert list(rows_by(Person, "nik_hash", ["f" * 64, *others], "pk")) == []
