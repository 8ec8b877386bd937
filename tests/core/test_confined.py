"""A stranger's file is opened in a process that knows nothing, may take little, and is told when it falls."""

import pytest

from dekon_portal.core import confined
from tests import papers


def test_the_process_knows_no_secret_and_has_its_limits():
    answer, body = confined.ask("tests.confined_probe", b"isi berkas", 7)
    assert answer["environment"] == []
    assert answer["memory"] == confined.MEMORY_BYTES
    assert answer["seconds"] == confined.CPU_SECONDS
    assert (answer["file"], answer["core"]) == (0, 0)
    assert (answer["arguments"], body) == ([7], b"isi berkas")


@pytest.mark.parametrize("fall", ["memory", "abort", "silence"])
def test_a_process_that_is_brought_down_is_told(monkeypatch, fall):
    if fall == "silence":
        monkeypatch.setattr(confined, "SECONDS", 0.5)
    with pytest.raises(confined.Ended):
        confined.ask("tests.confined_probe", fall.encode())


def test_a_whole_file_is_answered():
    assert confined.ask("dekon_portal.core.confined.pdf", papers.pdf()) == ({"found": []}, b"")
