"""However a file is cut, repeated, broken off and asked after, the same bytes arrive (property test)."""

import errno
from contextlib import suppress
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dekon_portal.core import uploads
from dekon_portal.core.models import PendingUpload

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(0, 70)),
        st.tuples(st.just("send elsewhere"), st.integers(0, 300)),
        st.tuples(st.just("break off"), st.integers(0, 70)),
        st.tuples(st.just("crash while writing"), st.integers(0, 70)),
        st.tuples(st.just("lose what was not flushed"), st.integers(0, 70)),
        st.tuples(st.just("ask"), st.just(0)),
    ),
    max_size=25,
)


def crash_while_writing(piece, at):
    """The process ends after the bytes were written and before that was noted; the last block is torn."""
    upload = PendingUpload.objects.get()
    with mock.patch("os.fsync", side_effect=OSError(errno.EIO, "torn")), suppress(OSError):
        uploads.append(upload, piece, at=at)
    with uploads.path_of(upload.pk).open("ab") as torn:
        torn.write(b"\0" * 9)


def take(step, size, line, url, content, at):
    """One step; the offset the client knows after it."""
    path = uploads.path_of(PendingUpload.objects.get().pk)
    piece = content[at : at + size]
    if step == "send":
        answer = line.go_on(url, piece, at)
        assert answer.status_code == 204
        return int(answer["Upload-Offset"])
    if step == "send elsewhere" and size != at:
        assert line.go_on(url, content[size : size + 3], size).status_code in (409, 413)
    elif step == "break off":
        line.go_on(url, piece, at)  # stored, but its answer is lost
    elif step == "crash while writing" and piece:
        crash_while_writing(piece, at)
    elif step == "lose what was not flushed" and path.exists():
        with path.open("r+b") as cut:
            cut.truncate(max(0, min(at, path.stat().st_size) - size))
    return line.offset(url)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=256), steps=STEPS)
def test_the_same_bytes_arrive(line, content, steps):
    PendingUpload.objects.all().delete()
    url, at = line.begin(len(content)), 0
    for step, size in steps:
        at = take(step, size, line, url, content, at)
        assert at <= len(content)
    if at < len(content):
        line.go_on(url, content[at:], at)
    assert line.offset(url) == len(content)
    assert uploads.ClaimedFile(PendingUpload.objects.get(), "file").read() == content
