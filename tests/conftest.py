"""The cast of the tests: two provinces and everybody who works there or watches from Jakarta; database and browser."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from dekon_portal.accounts.models import User
from programs.models import Activity, FiscalYear, Office, Product, Recipient
from tests import make


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out tests that touch no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The second database need not prove again what no database has a part in."""
    if not config.getoption("--database-only"):
        return
    using, others = [], []
    for item in items:
        uses = item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ())
        (using if uses else others).append(item)
    items[:] = using
    config.hook.pytest_deselected(items=others)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite as a real file: one kept in memory is one connection, which threads of a live server would share."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's chromium, kept from calling home. Fails, rather than skips, where there is none."""
    # Playwright's event loop makes Django believe that tests run inside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    executable = shutil.which("chromium")
    assert executable, "Chromium is needed for the browser tests: sudo apt-get install chromium"
    unwanted = ["background-networking", "quic", "component-update", "sync", "gpu"]
    args = ["--no-sandbox", "--no-first-run", *(f"--disable-{feature}" for feature in unwanted)]
    return {**browser_type_launch_args, "executable_path": executable, "args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Jakarta"}


@pytest.fixture
def client_class() -> type[Client]:
    """For tests in which several people are signed in at once."""
    return Client


@pytest.fixture
def year_2020(db: None) -> FiscalYear:
    return make.year(2020)


@pytest.fixture
def office_sumsel(db: None) -> Office:
    return make.office("16")


@pytest.fixture
def office_bali(db: None) -> Office:
    return make.office("51")


@pytest.fixture
def officer_sumsel(office_sumsel: Office) -> User:
    return make.user("petugas_provinsi", office_sumsel, full_name="Siti Aminah")


@pytest.fixture
def officer_bali(office_bali: Office) -> User:
    return make.user("petugas_provinsi", office_bali, full_name="Made Contoh")


@pytest.fixture
def head_sumsel(office_sumsel: Office) -> User:
    return make.user("pejabat_provinsi", office_sumsel, full_name="Budi Contoh")


@pytest.fixture
def regency_officer_palembang(office_sumsel: Office) -> User:
    return make.user("petugas_kabkota", office_sumsel, regency=make.regency("16.71"))


@pytest.fixture
def reviewer(db: None) -> User:
    return make.user("peninjau", full_name="Ratna Contoh")


@pytest.fixture
def leader(db: None) -> User:
    return make.user("pimpinan")


@pytest.fixture
def auditor(db: None) -> User:
    return make.user("auditor")


@pytest.fixture
def admin_user(db: None) -> User:
    return make.user("admin")


@pytest.fixture
def activity_sumsel(office_sumsel: Office, officer_sumsel: User) -> Activity:
    return make.activity(office_sumsel, officer_sumsel)


@pytest.fixture
def activity_bali(office_bali: Office, officer_bali: User) -> Activity:
    return make.activity(office_bali, officer_bali, title="Bimtek Masker Kain")


@pytest.fixture
def recipient_sumsel(office_sumsel: Office) -> Recipient:
    return make.recipient("16")


@pytest.fixture
def mask(db: None) -> Product:
    return make.product()
