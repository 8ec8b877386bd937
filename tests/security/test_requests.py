"""Requests that must not work: forged forms, GETs that would change something, too much at once, answers to sniff."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dekon_portal.core.models import PersonalDataAccess
from participants.models import Business, Participation
from programs.models import Attachment
from tests import make
from tests.security.crawl import Page, visit_all

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "officer_sumsel", "head_sumsel", "regency_officer_palembang", "reviewer", "leader", "auditor", "admin_user",
]  # fmt: skip


@pytest.fixture
def work(activity_sumsel, officer_sumsel):
    """An activity with one of everything that hangs on it."""
    place = make.regency("16.71")
    who, where = make.person(nik=make.nik(), regency=place), make.business(regency=place)
    return {
        "activity": activity_sumsel,
        "participation": make.participation(activity_sumsel, officer_sumsel, person=who, business=where),
        "production": make.production(activity_sumsel, officer_sumsel, 5),
        "order": make.order(activity_sumsel, officer_sumsel, 5),
        "delivery": make.delivery(activity_sumsel, officer_sumsel),
        "draft": make.delivery(activity_sumsel, officer_sumsel, {make.product(): 2}, number="001/BAST"),
    }


# --- Content policy ---


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_holds_anything_the_content_policy_forbids(client, request, who, work):
    """No inline script, style, style attribute, event handler or javascript: address on any page a role reaches."""
    client.force_login(request.getfixturevalue(who))
    found = {path: inline for path, text in visit_all(client) if (inline := Page(text).inline)}
    assert found == {}


def test_pages_before_sign_in_obey_it_too(client):
    for path in ("/akun/masuk/", "/akun/tidak-aktif/"):
        assert Page(client.get(path).content.decode()).inline == []


def test_the_crawl_itself_sees_what_is_forbidden():
    page = '<p style="x" onclick="y"><script>z</script><style></style><a href="javascript:1">a</a><script src="/a.js">'
    assert len(Page(page).inline) == 5


def test_the_admin_pages_send_the_same_policy(client, officer_sumsel):
    client.force_login(officer_sumsel)
    policies = {client.get(path).headers["Content-Security-Policy"] for path in ("/", "/admin/", "/tidak-ada/")}
    assert all("unsafe" not in policy and "script-src 'self'" in policy for policy in policies)


# --- Forged requests ---


@pytest.mark.parametrize("name", ["participants:participation_remove", "participants:person_nik"])
def test_a_post_without_the_forms_token_is_refused_in_our_words(officer_sumsel, work, name):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer_sumsel)
    row = work["participation"]
    pk = row.person.pk if name.endswith("nik") else row.pk
    answer = strict.post(reverse(name, args=[pk]), {"reason": "Alasan yang cukup panjang"})
    assert answer.status_code == 403
    assert "Formulir sudah kedaluwarsa" in answer.content.decode()
    assert Participation._base_manager.filter(pk=row.pk).exists()
    assert not PersonalDataAccess._base_manager.exists()


def test_sign_in_and_language_ask_for_the_token_too():
    strict = Client(enforce_csrf_checks=True)
    for path in ("/akun/masuk/", "/akun/keluar/", "/bahasa/"):
        assert strict.post(path, {"language": "en"}).status_code == 403


def test_no_view_is_exempt_from_the_token():
    exempt = [name for name, view in _views() if getattr(view, "csrf_exempt", False)]
    assert exempt == []


def test_a_form_with_its_token_is_taken(officer_sumsel):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer_sumsel)
    page = strict.get("/ikm/baru/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    strict.post("/ikm/baru/", {"csrfmiddlewaretoken": token, "name": "Konveksi Musi", "province": "16"})
    assert Business._base_manager.filter(name="Konveksi Musi").exists()


def _views(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


# --- Reading changes nothing ---

ACTS = {
    "participants:participation_remove": "participation",
    "programs:production_remove": "production",
    "programs:order_remove": "order",
    "programs:delivery_remove": "delivery",
    "programs:delivery_sign": "draft",
    "programs:delivery_annul": "draft",
}
KEPT_ASIDE = {"Session", "LogEntry", "AccessLog", "AccessAttempt"}


def everything():
    """All rows of all tables, but for the session that every request may touch."""
    models = [model for model in apps.get_models() if model.__name__ not in KEPT_ASIDE]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


def without_sign_in_time(rows):
    for user in rows["User"]:
        user.pop("last_login")
    return rows


@pytest.mark.parametrize("who", ["officer_sumsel", "head_sumsel", "reviewer"])
def test_reading_every_page_changes_no_row(client, request, who, work):
    client.force_login(request.getfixturevalue(who))
    before = without_sign_in_time(everything())
    assert sum(1 for _ in visit_all(client)) > 10
    assert without_sign_in_time(everything()) == before


@pytest.mark.parametrize(("name", "key"), ACTS.items())
def test_an_act_is_not_done_by_a_get(client, officer_sumsel, work, name, key):
    client.force_login(officer_sumsel)
    before = without_sign_in_time(everything())
    assert client.get(reverse(name, args=[work[key].pk])).status_code in (200, 405)
    assert without_sign_in_time(everything()) == before


@pytest.mark.parametrize("step", ["submit", "approve"])
def test_a_step_of_the_review_is_not_taken_by_a_get(client, officer_sumsel, work, step):
    client.force_login(officer_sumsel)
    client.get(reverse("programs:activity_step", args=[work["activity"].code, step]))
    work["activity"].refresh_from_db()
    assert work["activity"].state == "draft"


# --- Too much ---


def test_a_form_of_more_than_five_megabytes_is_refused(client, officer_sumsel):
    client.force_login(officer_sumsel)
    answer = client.post("/ikm/baru/", {"name": "x", "address": "y" * (5 * 1024 * 1024 + 1)})
    assert answer.status_code == 400
    assert "terlalu besar" in answer.content.decode()


def test_a_form_of_more_than_five_thousand_fields_is_refused(client, officer_sumsel):
    client.force_login(officer_sumsel)
    assert client.post("/ikm/baru/", {f"f{n}": "" for n in range(5001)}).status_code == 400


def test_a_file_of_more_than_twenty_megabytes_is_refused_with_a_sentence(client, officer_sumsel, work, settings):
    settings.UPLOAD_MAX_BYTES = 1024
    client.force_login(officer_sumsel)
    file = SimpleUploadedFile("besar.pdf", b"%PDF-1.7\n" + b"x" * 2048, "application/pdf")
    answer = client.post(
        reverse("programs:activity_files", args=[work["activity"].code]), {"file": file, "kind": "foto"}
    )
    assert "MB" in answer.content.decode()
    assert not Attachment._base_manager.exists()


def test_uploads_are_limited_to_twenty_megabytes(settings):
    assert settings.UPLOAD_MAX_BYTES == 20 * 1024 * 1024


# --- Strangers ---


def test_a_visitor_reaches_only_sign_in_health_and_language(client):
    opened = [
        "/" + pattern
        for pattern, _view in _views()
        if "<" not in pattern and "(" not in pattern and client.get("/" + pattern).status_code == 200
    ]
    assert sorted(set(opened)) == ["/akun/masuk/", "/akun/tidak-aktif/", "/sehat/"]


def test_the_health_check_tells_nothing_but_that_it_is_well(client):
    assert client.get("/sehat/").json().keys() == {"status", "release"}
