"""Two pieces of one upload at the same moment: one is written, the other is told to ask again; nothing is mixed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils.datastructures import MultiValueDict

from dekon_portal.core import uploads
from dekon_portal.core.models import PendingUpload
from dekon_portal.core.refusal import Refusal
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 6
SIZE = 50_000


@pytest.fixture
def upload(transactional_db, folder):
    return uploads.begin(make.user(), name="a.bin", length=SIZE * 4, page="/")


def at_once(act, *given):
    start = Barrier(len(given))

    def run(one):
        try:
            start.wait(timeout=30)
            return act(one)
        except (Refusal, PendingUpload.DoesNotExist) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(run, given))


def test_rivals_at_one_place_do_not_mix(upload):
    for turn in range(4):
        answers = at_once(
            lambda letter, at=turn * SIZE: uploads.append(upload, letter * SIZE, at=at),
            *(bytes([65 + number]) for number in range(WRITERS)),
        )
        taken = [answer for answer in answers if isinstance(answer, PendingUpload)]
        assert len(taken) == 1, answers
        assert all(isinstance(answer, PendingUpload | uploads.Busy | uploads.Moved) for answer in answers)
    content = uploads.ClaimedFile(PendingUpload.objects.get(), "file").read()
    assert len(content) == SIZE * 4
    for turn in range(4):
        assert len(set(content[turn * SIZE : (turn + 1) * SIZE])) == 1


def test_one_file_is_spent_once(upload, folder):
    for turn in range(4):
        upload = uploads.append(upload, b"x" * SIZE, at=turn * SIZE)

    def spend(file):
        with uploads.spending(MultiValueDict({"file": [file]})):
            return "spent"

    answers = at_once(spend, *(uploads.ClaimedFile(upload, "file") for _twin in range(3)))
    assert answers.count("spent") == 1, answers
    assert list(folder.iterdir()) == []
