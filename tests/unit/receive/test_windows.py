"""Sliding windows: at most ``count`` in any ``window``."""

from collections import deque
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.model.limits import Rate
from mailgate.receive.windows import SlidingWindow


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def window(clock, count=2, seconds=60):
    return SlidingWindow(Rate(count=count, window=timedelta(seconds=seconds)), clock)


def test_room_comes_back_when_the_oldest_leaves_the_window(clock):
    counted = window(clock)
    assert counted.take("a")
    clock.now = 30
    assert counted.take("a")
    clock.now = 59
    assert not counted.take("a")
    clock.now = 60
    assert counted.take("a")
    assert not counted.take("a")


def test_keys_are_counted_apart(clock):
    counted = window(clock, count=1)
    assert counted.take("a")
    assert counted.take("b")
    assert not counted.take("a")


def test_what_was_refused_is_not_counted(clock):
    counted = window(clock, count=1)
    counted.take("a")
    for second in range(1, 60):
        clock.now = second
        counted.take("a")
    clock.now = 60
    assert counted.take("a")


def test_amounts_are_summed(clock):
    counted = window(clock, count=100)
    counted.add("a", 99)
    assert counted.has_room("a")
    counted.add("a", 500)
    assert not counted.has_room("a")


def test_no_rate_is_no_limit(clock):
    counted = SlidingWindow(None, clock)
    counted.add("a", 10**12)
    assert counted.take("a")


def test_keys_are_forgotten_a_window_after_their_last_entry(clock):
    counted = window(clock)
    for number in range(1000):
        counted.add(str(number))
    clock.now = 120
    counted.add("late")
    assert len(counted) == 1


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30)), max_size=60))
def test_any_window_holds_at_most_the_count(steps):
    clock = Clock()
    counted = window(clock, count=3, seconds=20)
    allowed = {"a": deque(), "b": deque()}
    for key, pause in steps:
        clock.now += pause
        recent = [at for at in allowed[key] if at > clock.now - 20]
        taken = counted.take(key)
        assert taken == (len(recent) < 3)
        if taken:
            allowed[key].append(clock.now)
