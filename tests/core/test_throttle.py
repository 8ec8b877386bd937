"""So many times in so many seconds, for each key; then no more until the time is over."""

import time

import pytest
from django.core.cache import cache

from dekon_portal.core.throttle import Throttle

THRICE = Throttle("uji", most=3, seconds=60)


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def test_the_fourth_time_is_too_much_and_other_keys_are_free():
    assert [THRICE.count("a") for _time in range(4)] == [True, True, True, False]
    assert THRICE.exhausted("a")
    assert THRICE.count("b")
    assert Throttle("lain", 3, 60).count("a")


def test_going_on_does_not_put_off_the_end_of_the_time(monkeypatch):
    now = time.time()
    for second in range(0, 60, 10):
        monkeypatch.setattr(time, "time", lambda second=second: now + second)
        THRICE.count("a")
    monkeypatch.setattr(time, "time", lambda: now + 61)
    assert THRICE.count("a")


def test_no_key_is_kept_in_the_clear():
    THRICE.count("10.1.2.3")
    assert "10.1.2.3" not in str(getattr(cache, "_cache", {}))
