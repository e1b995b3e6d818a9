"""What front and worker tell each other in single bytes."""

from __future__ import annotations

import socket
from collections import Counter

import pytest

from mailgate.daemon.hints import Hint, HintLine


def test_hints_arrive_once_each_and_limits_as_often_as_they_fired() -> None:
    ours, theirs = socket.socketpair()
    fired: Counter[int] = Counter()
    front = HintLine(ours, lambda number: fired.update([number]))
    worker = HintLine(theirs)
    for _ in range(3):
        worker.send(Hint.RECORDED)
        worker.send_limit(18)
    worker.send_limit(1)
    assert front.drain() == {Hint.RECORDED}
    assert fired == {18: 3, 1: 1}
    worker.close()
    assert front.drain() is None
    front.close()


def test_a_limit_alone_is_no_hint() -> None:
    ours, theirs = socket.socketpair()
    front, worker = HintLine(ours), HintLine(theirs)
    worker.send_limit(33)
    assert front.drain() == set()
    worker.close()
    front.close()


@pytest.mark.parametrize("gone", ["this end", "the other end"])
def test_hint_to_a_worker_that_died_is_lost_without_a_word(gone: str) -> None:
    ours, theirs = socket.socketpair()
    line = HintLine(ours)
    (ours if gone == "this end" else theirs).close()

    line.send(Hint.INBOX)
    line.send(Hint.INBOX)
    ours.close()
    theirs.close()
