"""R1 and the roles table, proven for every URL the portal has: pages, files, exports, acts, admin screens."""

import re

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from . import routes
from .admin_routes import routes_of
from .urls import every_name
from .world import NIK, SECRET, build, fingerprint

pytestmark = pytest.mark.django_db

ROUTES = {**routes.ROUTES, **routes_of(name for name in every_name() if name.startswith("admin"))}
PAGES = [name for name, route in ROUTES.items() if not route.act]
ACTS = [name for name, route in ROUTES.items() if route.act]
CLOSED = [name for name, route in ROUTES.items() if "visitor" not in route.allowed]
STRANGERS = ("visitor", "regency_elsewhere", "outsider", "outsider_head", "leader", "admin", "nobody")


@pytest.fixture(autouse=True)
def rested():
    """Pages for strangers count their visitors: each test begins with none."""
    cache.clear()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once; each test works inside a transaction of its own within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def address(name, world):
    route = ROUTES[name]
    args = route.args(world)
    return (route.path.format(*args) or reverse(name, args=args)) + (f"?{route.query}" if route.query else "")


def as_person(client, user):
    if user:
        client.force_login(user)
    return client


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def betrays(who, name, shown):
    """Whether an answer holds what this person must not read: a stranger any name of the province, anybody a NIK."""
    if who == "regency_elsewhere":
        shown = shown.replace(f"Dinas {SECRET}", "")  # the own office, in the head of each page
        shown = re.sub(f"(Gugus Tugas|Satgas|Narasumber) {SECRET}", "", shown)  # these are the whole province's
    if who == "admin" and name.startswith("admin"):
        shown = ""  # keeps the office, its officials and its users by these screens: tests/admin/ says what they hold
    return NIK in shown or (who in STRANGERS and SECRET in shown and not ROUTES[name].told_to_holders)


def test_every_url_is_declared():
    undeclared = set(every_name()) - ROUTES.keys()
    assert not undeclared, f"say in tests/matrix/routes.py who may open: {sorted(undeclared)}"
    assert not routes.ROUTES.keys() - set(every_name()), "the matrix names URLs that are gone"


@pytest.mark.parametrize("name", PAGES)
def test_r1_r3_each_role_gets_what_the_matrix_says_and_reads_nothing_beyond(name, world, client_class):
    route, url = ROUTES[name], address(name, world)
    wrong = {}
    for who, user in world.who.items():
        response = as_person(client_class(), user).get(url)
        if response.status_code not in route.expected(who):
            wrong[who] = (response.status_code, route.expected(who))
        assert not betrays(who, name, body(response)), f"{who} reads too much on {url}"
    assert not wrong, f"{url}: (answered, expected) {wrong}"


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("admin")])
def test_r1_r3_an_export_holds_nothing_beyond_the_persons_reach(name, world, client_class):
    url = address(name, world)
    export = f"{url}{'&' if '?' in url else '?'}_export=csv"
    for who, user in world.who.items():
        shown = body(as_person(client_class(), user).get(export))
        assert not betrays(who, name, shown), f"{who} reads too much in {export}"


@pytest.mark.parametrize("name", ACTS)
def test_r1_an_act_is_answered_by_the_matrix(name, world, client_class):
    """For those who may not: what follows from the act for those who may is its own test's matter."""
    route, url = ROUTES[name], address(name, world)
    wrong = {}
    for who, user in world.who.items():
        if who in route.allowed and route.answers == (200,):
            continue
        answered = as_person(client_class(), user).post(url).status_code
        if answered not in route.expected(who):
            wrong[who] = (answered, route.expected(who))
    assert not wrong, f"{url}: (answered, expected) {wrong}"


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
