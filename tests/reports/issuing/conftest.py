"""What the tests of issued reports share: work in two provinces, and a storage of their own."""

import pytest

from tests import make
from tests.programs.test_ledger_concurrency import shared_file as shared_file


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def work(office_sumsel, officer_sumsel, office_bali, officer_bali):
    """Two activities in Sumatera Selatan with gaps, one in Bali."""
    for by, office in ((officer_sumsel, office_sumsel), (officer_sumsel, office_sumsel), (officer_bali, office_bali)):
        activity = make.activity(office, by)
        make.participation(activity, by, new_entrepreneur=None)
        make.production(activity, by, 3000)
        make.production(activity, by, None)
    return activity
