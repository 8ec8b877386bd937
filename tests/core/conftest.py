"""Uploads of the tests lie in a folder of their own."""

import pytest

from tests.core.tus import Line


@pytest.fixture
def folder(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "unggahan"
    return settings.UPLOAD_DIR


@pytest.fixture
def line(client, officer_sumsel, folder):
    client.force_login(officer_sumsel)
    return Line(client)
