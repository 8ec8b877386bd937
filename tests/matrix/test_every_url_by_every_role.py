"""R1 and the roles table, proven for every URL the portal has: pages, files, exports, acts, admin screens."""

import pytest
from django.urls import reverse

from .routes import ROUTES
from .urls import every_name
from .world import NIK, SECRET, build, fingerprint

pytestmark = pytest.mark.django_db

PAGES = [name for name, route in ROUTES.items() if not route.act]
CLOSED = [name for name, route in ROUTES.items() if "visitor" not in route.allowed]
STRANGERS = ("visitor", "regency_elsewhere", "outsider", "outsider_head", "leader", "admin", "nobody")


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build()


def address(name, world):
    route = ROUTES[name]
    return reverse(name, args=route.args(world)) + (f"?{route.query}" if route.query else "")


def as_person(client, user):
    if user:
        client.force_login(user)
    return client


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_every_url_is_declared():
    undeclared = {name for name in every_name() if not name.startswith("admin")} - ROUTES.keys()
    assert not undeclared, f"say in tests/matrix/routes.py who may open: {sorted(undeclared)}"


@pytest.mark.parametrize("name", ROUTES)
def test_r1_each_role_gets_what_the_matrix_says(name, world, client_class):
    route, url = ROUTES[name], address(name, world)
    wrong = {}
    for who, user in world.who.items():
        client = as_person(client_class(), user)
        if route.act and who in route.allowed and route.answer == 200:
            continue  # what follows from the act is its own test's matter
        expected = {route.expected(who)}
        if route.act and who in route.refused:
            expected.add(302)  # told as a message on the page they came from
        answered = (client.post if route.act else client.get)(url).status_code
        if answered not in expected:
            wrong[who] = (answered, expected)
    assert not wrong, f"{url}: (answered, expected) {wrong}"


@pytest.mark.parametrize("name", ROUTES)
def test_r1_a_stranger_reads_nothing_of_the_province(name, world, client_class):
    """Whatever the code: no name of a row of the province stands in an answer, an export or a file."""
    url = address(name, world)
    for who in STRANGERS:
        client = as_person(client_class(), world.who[who])
        for suffix in ("", f"{'&' if '?' in url else '?'}_export=csv"):
            shown = body(client.get(url + suffix)).decode("utf-8", "replace")
            if who == "regency_elsewhere":
                shown = shown.replace(f"Dinas {SECRET}", "")  # the own office, in the head of each page
            assert SECRET not in shown, f"{who} reads {url + suffix}"


@pytest.mark.parametrize("name", PAGES)
def test_r3_no_page_shows_a_whole_nik(name, world, client_class):
    for who in ("officer", "reviewer", "auditor"):
        shown = body(as_person(client_class(), world.who[who]).get(address(name, world))).decode("utf-8", "replace")
        assert NIK not in shown, f"{who} reads a NIK on {name}"


@pytest.mark.parametrize("name", CLOSED)
def test_r1_what_a_person_may_not_do_changes_nothing(name, world, client_class):
    route, url = ROUTES[name], address(name, world)
    before = fingerprint()
    for who, user in world.who.items():
        if who in route.allowed:
            continue
        response = as_person(client_class(), user).post(url, {"reason": "Alasan yang panjang", "comment": "Alasan"})
        assert response.status_code in (302, 403, 404, 405), f"{who} posts to {url}: {response.status_code}"
    assert fingerprint() == before
