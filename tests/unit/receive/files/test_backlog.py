"""An import waits for those who work, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterable

from mailgate.receive.files.backlog import Backlog


class Inbox:
    """Counts as they are told, the last one for ever; a clock that goes on with each sleep."""

    def __init__(self, counts: Iterable[int]) -> None:
        self.counts = list(counts)
        self.now = 0.0

    def waiting(self) -> int:
        return self.counts.pop(0) if len(self.counts) > 1 else self.counts[0]

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def backlog(self) -> Backlog:
        return Backlog(self.waiting, sleep=self.sleep, clock=lambda: self.now)


def test_with_few_mails_waiting_it_goes_on_at_once() -> None:
    inbox = Inbox([256])
    inbox.backlog().wait()
    assert inbox.now == 0


def test_it_waits_while_mails_are_worked_on_however_long() -> None:
    inbox = Inbox([*range(1000, 256, -1), 256])
    inbox.backlog().wait()
    assert inbox.counts == [256]
    assert inbox.now > 60


def test_where_nobody_works_it_waits_once_and_not_again() -> None:
    inbox = Inbox([1000])
    backlog = inbox.backlog()
    backlog.wait()
    waited = inbox.now
    backlog.wait()
    assert 3 <= waited < 4
    assert inbox.now == waited
