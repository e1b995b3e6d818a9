"""A daemon under load on each database, and the books to be checked afterwards."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from tests.rig.audit import Books, faults_of_deliveries, faults_of_messages
from tests.rig.daemon import Daemon
from tests.rig.load import Load
from tests.rig.relay import PATIENCE_S


class Desk:
    """One daemon, those who send to it, and what it wrote down."""

    def __init__(self, daemon: Daemon, url: str) -> None:
        self.daemon = daemon
        self.books = Books(url)
        #: SIGKILLs to the front, which explain mail that was delivered twice.
        self.kills = 0
        self.load: Load | None = None

    def put_under_load(self, *, seed: int, senders: int = 6, pause: float = 0.02) -> Load:
        self.load = Load(lambda: self.daemon.ports, seed=seed, senders=senders, pause=pause)
        self.load.start()
        return self.load

    def faults(self) -> dict[str, list]:
        """Let every mail come to its end; then what promises were broken, by kind."""
        self.load.finish()
        self.books.drain()
        self.books.check_integrity()
        ledger, letters = self.load.ledger, self.daemon.relay.letters
        found = faults_of_messages(self.books, ledger)
        found |= faults_of_deliveries(self.books, ledger, letters, kills=self.kills)
        return {kind: names for kind, names in found.items() if names}

    def kill(self) -> None:
        """Front and workers at once."""
        self.daemon.kill()
        self.kills += 1

    def wait_for_death(self) -> None:
        """Until the front was killed by its own fault."""
        assert self.daemon.process.wait(PATIENCE_S) == -signal.SIGKILL
        self.daemon.process = None
        self.kills += 1

    def kill_front(self) -> None:
        self.daemon.kill_front()
        self.kills += 1


@pytest.fixture
def desk(idle_daemon: Daemon, database_url: str) -> Iterator[Desk]:
    """Two workers, not started yet."""
    idle_daemon.configure(database_url, workers=2)
    desk = Desk(idle_daemon, database_url)
    yield desk
    if desk.load is not None:
        desk.load.abandon()


@pytest.fixture
def running(desk: Desk) -> Desk:
    desk.daemon.start()
    return desk
