"""What the tests of reports share."""

import pytest

from tests import make

from .scene import Scene


@pytest.fixture(params=[1, 2])
def mixed_year(request, office_sumsel, officer_sumsel, office_bali, officer_bali, reviewer):
    """Two provinces full of work, with all that can be unknown."""
    make.year(2020)
    scene = Scene(request.param, reviewer)
    scene.fill(office_sumsel, officer_sumsel, ["16.71", "16.74"])
    scene.fill(office_bali, officer_bali, ["51.06"])
    return scene
