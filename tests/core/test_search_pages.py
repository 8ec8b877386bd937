"""A search is carried out once for a page: the count comes with the keys, and is that of all rows found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
BOTH = 30


@pytest.fixture
def searching(client, office_sumsel, officer_sumsel):
    for number in range(BOTH):
        make.activity(office_sumsel, officer_sumsel, title=f"Bimtek masker {number:02}")
    make.activity(office_sumsel, officer_sumsel, title="Lain")
    client.force_login(officer_sumsel)

    def search(words, page="1"):
        return client.get(reverse("programs:activity_list"), {"cari": words, "page": page})

    return search


def test_a_search_counts_all_it_found_and_shows_a_page_of_it(searching):
    with CaptureQueriesContext(connection) as asked:
        response = searching("masker")
    assert (response.context["count"], len(response.context["table"].page.object_list)) == (BOTH, 25)
    assert not [query["sql"] for query in asked if 'COUNT(*) AS "__count"' in query["sql"]]


@pytest.mark.parametrize(("page", "shown"), [("2", 5), ("99", 5), ("0", 5), ("x", 25)])
def test_a_page_of_a_search_is_forgiving(searching, page, shown):
    response = searching("masker", page)
    assert (response.context["count"], len(response.context["table"].page.object_list)) == (BOTH, shown)


def test_a_search_that_finds_nothing_says_so(searching):
    response = searching("tidak ada")
    assert response.context["count"] == 0
    assert response.context["table"].is_empty
