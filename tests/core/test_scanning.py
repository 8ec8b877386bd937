"""A file is shown to a ClamAV daemon over its own socket; who does not answer has not judged."""

import io
import socket

import pytest
from django.core.exceptions import ImproperlyConfigured

from dekon_portal.core import scanning
from tests import clamd


@pytest.fixture
def scanner(settings):
    with clamd.speaking() as settings.CLAMAV:
        yield


def verdict_of(content):
    return scanning.scan(io.BytesIO(content))


def test_a_clean_file_is_clean_whatever_its_length(scanner):
    assert verdict_of(b"") == ("clean", "")
    assert verdict_of(b"x" * 300_000) == ("clean", "")


def test_a_virus_is_told_by_its_name(scanner):
    assert verdict_of(b"x" * 200_000 + clamd.VIRUS) == ("infected", clamd.THREAT)


def test_the_daemon_is_reached_over_a_socket_file_too(settings, tmp_path):
    with clamd.speaking(tmp_path / "clamd.ctl") as settings.CLAMAV:
        assert verdict_of(clamd.VIRUS) == ("infected", clamd.THREAT)


@pytest.mark.parametrize("content", [clamd.UNJUDGED, clamd.HANGS_UP + b"x" * 5_000_000], ids=["refuses", "hangs-up"])
def test_a_file_the_daemon_cannot_judge_is_not_scanned(scanner, content):
    assert verdict_of(content) == (None, "")


def test_a_daemon_that_never_answers_is_not_waited_for(settings, monkeypatch):
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMAV = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert verdict_of(b"x") == (None, "")


def test_without_a_daemon_nothing_is_scanned(settings):
    for address in ("", clamd.nobody(), "unix:/tidak/ada.ctl"):
        settings.CLAMAV = address
        with pytest.raises(scanning.Unreachable):
            verdict_of(b"x")


@pytest.mark.parametrize(
    "address", ["clamd", "tcp://127.0.0.1", "tcp://:3310", "http://clamd:3310", "tcp://a:b", "unix:"]
)
def test_an_address_that_is_none_stops_the_start_and_names_the_cure(settings, address):
    settings.CLAMAV = address
    with pytest.raises(ImproperlyConfigured, match="CLAMAV"):
        scanning.check_setting()
