"""The sliding window, with a clock that is moved by hand."""

from __future__ import annotations

from datetime import timedelta

from mailgate.api.rates import RequestRates
from mailgate.model.limits import Rate


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_window_slides_with_each_request():
    clock = Clock()
    rates = RequestRates(Rate(count=2, window=timedelta(seconds=10)), clock=clock)
    rates.use(1)
    clock.now += 6
    rates.use(1)
    clock.now += 3
    assert (rates.use(1).exceeded, rates.use(1).reset) == (True, 1)
    clock.now += 1
    assert not rates.use(1).exceeded
    assert rates.use(1).exceeded


def test_tokens_do_not_share_a_window():
    rates = RequestRates(Rate(count=1, window=timedelta(seconds=10)), clock=Clock())
    assert not rates.use(1).exceeded
    assert not rates.use(2).exceeded
    assert rates.use(1).exceeded
