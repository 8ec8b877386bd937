"""What production answers with its real settings (DEMO unset): a process of its own, asked once for all tests here."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST = "portal.example.id"


def random_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def environment(**changes: str) -> dict[str, str]:
    """Production's variables and nothing of this desk's; a change to "" leaves the variable out."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    wanted = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "dekon_portal.settings",
        "PYTHONPATH": str(ROOT),
        "READ_DOTENV": "0",
        "SECRET_KEY": base64.b64encode(os.urandom(64)).decode(),
        "FIELD_KEYS": f"k1:{random_key()}",
        "INDEX_KEY": random_key(),
        "ALLOWED_HOSTS": HOST,
        "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "CACHE_URL": "locmemcache://",
        **changes,
    }
    return {name: value for name, value in wanted.items() if value}


def run(*command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory):
    database = tmp_path_factory.mktemp("production") / "db.sqlite3"
    done = run("tests/security/production.py", DATABASE_URL=f"sqlite:///{database}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# --- Starting ---


@pytest.mark.parametrize(
    ("variable", "cure"),
    [
        ("SECRET_KEY", "Give 50 random characters"),
        ("FIELD_KEYS", "commands.new_keys"),
        ("INDEX_KEY", "commands.new_keys"),
        ("ALLOWED_HOSTS", "Give the host names"),
    ],
)
def test_production_refuses_to_start_and_names_the_variable_and_the_cure(variable, cure):
    done = run("manage.py", "check", **{variable: ""})
    assert done.returncode != 0
    assert f"{variable} is not set." in done.stderr
    assert cure in done.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"FIELD_KEYS": "k1:bukan-kunci"}, "FIELD_KEYS holds a key"),
        ({"FIELD_KEYS": f"k1:{base64.b64encode(b'short').decode()}"}, "it must have 32"),
        ({"INDEX_KEY": "bukan-kunci"}, "INDEX_KEY holds a key"),
    ],
)
def test_production_refuses_to_start_with_a_key_that_is_none(changes, sentence):
    done = run("manage.py", "check", **changes)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_the_keys_printed_for_a_first_installation_start_the_portal():
    nothing = {"SECRET_KEY": "", "FIELD_KEYS": "", "INDEX_KEY": ""}
    printed = run("-m", "dekon_portal.core.management.commands.new_keys", **nothing).stdout
    keys = dict(line.split("=", 1) for line in printed.splitlines() if "=" in line and not line.startswith("#"))
    done = run("manage.py", "check", **keys)
    assert done.returncode == 0, done.stderr
    assert {"SECRET_KEY", "FIELD_KEYS", "INDEX_KEY"} == keys.keys()


def test_djangos_own_deployment_check_is_clean():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_demo_settings_are_told_apart_from_production():
    script = "import django; django.setup(); from django.conf import settings as s; print(s.DEMO, s.DEBUG, s.HTTPS)"
    assert run("-c", script).stdout.split() == ["False", "False", "True"]


# --- The connection ---


def test_plain_http_is_sent_to_https_except_the_health_check(production):
    assert production["plain"]["status"] == 301
    assert production["plain"]["headers"]["Location"] == f"https://{HOST}/akun/masuk/"
    assert production["health"]["status"] == 200


def test_https_is_remembered_for_a_year_with_all_subdomains(production):
    assert production["login"]["headers"]["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )


def test_another_host_name_is_refused(production):
    assert production["other_host"]["status"] == 400


# --- Headers ---


@pytest.mark.parametrize("page", ["login", "missing", "broken"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_every_answer_carries_the_protective_headers(production, page, header, value):
    assert production[page]["headers"][header] == value


def test_the_content_policy_allows_nothing_inline_and_nothing_foreign(production):
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in production["login"]["headers"]["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert not any(word in str(policy) for word in ("unsafe", "http", "*", "nonce"))


# --- Cookies ---


def test_the_session_cookie_is_secure_and_hidden_from_scripts(production):
    assert production["signed_in"]["status"] == 302
    cookie = production["signed_in"]["cookies"]["sessionid"]
    assert cookie == {"secure": True, "httponly": True, "samesite": "Lax"}


def test_the_other_cookies_are_secure_too(production):
    assert production["login"]["cookies"]["csrftoken"]["secure"]
    assert production["language"]["cookies"]["django_language"] == {
        "secure": True, "httponly": True, "samesite": "Lax",
    }  # fmt: skip


# --- Errors ---


def test_a_missing_page_says_so_in_our_words_and_nothing_of_the_inside(production):
    assert production["missing"]["status"] == 404
    assert "Halaman tidak ditemukan" in production["missing"]["text"]
    assert "urlpatterns" not in production["missing"]["text"]


def test_a_fault_is_told_in_our_words_and_nothing_of_the_inside(production):
    assert production["broken"]["status"] == 500
    page = production["broken"]["text"]
    assert "Ada gangguan di portal" in page
    for inside in ("rahasia-di-dalam-galat", "RuntimeError", "Traceback", "settings", str(ROOT)):
        assert inside not in page
